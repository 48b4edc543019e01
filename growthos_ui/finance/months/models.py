"""Mirrors of what was done with the books of a month, and of what was told of it."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CHAR, BigInteger, Column
from sqlmodel import Field, SQLModel


class MonthAct(SQLModel, table=True):
    """Closings of months and their reopenings; append-only: the last act of a month holds."""

    __tablename__ = "month_acts"
    __table_args__ = {"schema": "dashboard"}

    id: UUID = Field(primary_key=True)
    place: int = Field(sa_type=BigInteger)
    organization_id: UUID
    month: date
    kind: str
    grace_days: int | None
    reason: str | None
    idempotency_key: str
    done_by: UUID
    done_at: datetime


class MonthFigures(SQLModel, table=True):
    """What was told of a month when it was closed, in one currency; append-only. Amounts are thousandths."""

    __tablename__ = "month_figures"
    __table_args__ = {"schema": "dashboard"}

    id: UUID = Field(primary_key=True)
    organization_id: UUID
    closing_id: UUID
    currency: str = Field(sa_column=Column(CHAR(3), nullable=False))
    billed_milli: int = Field(sa_type=BigInteger)
    collected_milli: int = Field(sa_type=BigInteger)
    refunded_milli: int = Field(sa_type=BigInteger)
    credited_milli: int = Field(sa_type=BigInteger)
    written_off_milli: int = Field(sa_type=BigInteger)
    open_milli: int = Field(sa_type=BigInteger)
    overdue_milli: int = Field(sa_type=BigInteger)
