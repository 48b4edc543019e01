"""Installments summed up, kept by triggers: mirrors of the tables of sql/finance that figures read."""

from datetime import date
from uuid import UUID

from sqlalchemy import CHAR, BigInteger, Column
from sqlmodel import Field, SQLModel


class _Amounts(SQLModel):
    """What one installment, or some together, came to. Amounts are thousandths."""

    amount_milli: int = Field(sa_type=BigInteger)
    paid_milli: int = Field(sa_type=BigInteger)
    credited_milli: int = Field(sa_type=BigInteger)
    written_off_milli: int = Field(sa_type=BigInteger)
    remaining_milli: int = Field(sa_type=BigInteger)
    fee_milli: int = Field(sa_type=BigInteger)
    punctual_milli: int = Field(sa_type=BigInteger)


class _Divided(_Amounts):
    """An installment with whose it is and what figures are divided by."""

    organization_id: UUID
    student_id: UUID
    course_id: UUID
    batch_id: UUID | None
    mentor_id: UUID | None
    enrolled_by: UUID | None
    issue_date: date
    effective_due_date: date
    is_cancelled: bool


class InstallmentStanding(_Divided, table=True):
    """Each installment as it is today, with what it is divided by. Amounts are thousandths."""

    __tablename__ = "installment_standing"
    __table_args__ = {"schema": "dashboard"}

    id: UUID = Field(primary_key=True)
    currency: str = Field(sa_column=Column(CHAR(3), nullable=False))
    since: date


class InstallmentPast(_Divided, table=True):
    """Each installment as it was, from the end of one day until that of another, as it was known then."""

    __tablename__ = "installment_past"
    __table_args__ = {"schema": "dashboard"}

    installment_id: UUID = Field(primary_key=True)
    since: date = Field(primary_key=True)
    until: date
    currency: str = Field(sa_column=Column(CHAR(3), nullable=False))


class OwedFigures(_Amounts, table=True):
    """Installments summed by due day and issue day, once for each split. The table's key takes null for "none"."""

    __tablename__ = "owed_figures"
    __table_args__ = {"schema": "dashboard"}

    organization_id: UUID = Field(primary_key=True)
    split: str = Field(primary_key=True)
    of_id: UUID | None
    currency: str = Field(sa_column=Column(CHAR(3), nullable=False))
    effective_due_date: date = Field(primary_key=True)
    issue_date: date = Field(primary_key=True)
    is_cancelled: bool
    is_owed: bool
    is_open: bool
    has_fee: bool
    is_punctual: bool
    installments: int


class ArrivalFigures(SQLModel, table=True):
    """Payments less refunds, by the month of the due day and the days after it."""

    __tablename__ = "arrival_figures"
    __table_args__ = {"schema": "dashboard"}

    organization_id: UUID = Field(primary_key=True)
    currency: str = Field(sa_column=Column(CHAR(3), primary_key=True))
    due_month: date = Field(primary_key=True)
    days_after: int = Field(primary_key=True)
    entries: int
    principal_milli: int = Field(sa_type=BigInteger)


class CashFigures(SQLModel, table=True):
    """Entries of the ledger, summed by currency, kind and the day on which the money moved."""

    __tablename__ = "cash_figures"
    __table_args__ = {"schema": "dashboard"}

    organization_id: UUID = Field(primary_key=True)
    currency: str = Field(sa_column=Column(CHAR(3), primary_key=True))
    entry_type: str = Field(primary_key=True)
    occurred_on: date = Field(primary_key=True)
    entries: int
    amount_milli: int = Field(sa_type=BigInteger)
    principal_milli: int = Field(sa_type=BigInteger)


class DocumentFigures(SQLModel, table=True):
    """Documents, counted by their kind and the day on which they were issued."""

    __tablename__ = "document_figures"
    __table_args__ = {"schema": "dashboard"}

    organization_id: UUID = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    issued_on: date = Field(primary_key=True)
    documents: int
