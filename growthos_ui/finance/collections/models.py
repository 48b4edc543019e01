"""Promises to pay, the contact log of collections, and pauses of reminders: mirrors of the tables in sql/finance for select()."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CHAR, BigInteger, Column
from sqlmodel import Field, SQLModel


class Promise(SQLModel, table=True):
    """Promises to pay. What became of one follows from the ledger and the day: `received_milli` came in time, × 1,000."""

    __tablename__ = "promises"
    __table_args__ = {"schema": "dashboard"}

    id: UUID = Field(primary_key=True)
    organization_id: UUID
    student_id: UUID
    invoice_id: UUID
    installment_id: UUID
    currency: str = Field(sa_column=Column(CHAR(3), nullable=False))
    amount: Decimal = Field(max_digits=15, decimal_places=3)
    amount_milli: int = Field(sa_type=BigInteger)
    made_on: date
    promised_for: date
    counts_until: date
    note: str | None
    cash_before_milli: int = Field(sa_type=BigInteger)
    received_milli: int = Field(sa_type=BigInteger)
    moved_on: date | None
    moved_to: UUID | None
    withdrawn_on: date | None
    withdrawn_by: UUID | None
    withdraw_reason: str | None
    idempotency_key: str
    request_hash: bytes
    taken_by: UUID
    taken_at: datetime


class CollectionContact(SQLModel, table=True):
    """The contact log of collections; append-only."""

    __tablename__ = "collection_contacts"
    __table_args__ = {"schema": "dashboard"}

    id: UUID = Field(primary_key=True)
    organization_id: UUID
    student_id: UUID
    channel: str
    outcome: str
    note: str | None
    next_step: str | None
    next_on: date | None
    made_on: date
    made_by: UUID
    made_at: datetime
    idempotency_key: str
    request_hash: bytes


class ReminderPause(SQLModel, table=True):
    """Stretches of days on which a learner gets no reminder; `ends_on` is the last of them."""

    __tablename__ = "reminder_pauses"
    __table_args__ = {"schema": "dashboard"}

    id: UUID = Field(primary_key=True)
    organization_id: UUID
    student_id: UUID
    starts_on: date
    ends_on: date
    reason: str
    ended_on: date | None
    ended_by: UUID | None
    made_by: UUID
    made_at: datetime
