"""Mirrors of the tables of files that are handed in, and of lines of the bank."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CHAR, BigInteger, Column
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel


class Import(SQLModel, table=True):
    """Files that were handed in to be brought into the ledger, and what came of each."""

    __tablename__ = "imports"
    __table_args__ = {"schema": "dashboard"}

    id: UUID = Field(primary_key=True)
    organization_id: UUID
    number: int = Field(sa_type=BigInteger)
    kind: str
    file_name: str
    digest: bytes
    headings: list[str] = Field(sa_type=JSONB)
    cells: list[list[Any]] = Field(sa_type=JSONB)
    row_count: int
    mapping: dict[str, Any] | None = Field(sa_type=JSONB)
    status: str
    made_count: int | None
    handed_in_by: UUID
    handed_in_name: str
    handed_in_at: datetime
    decided_by: UUID | None
    decided_at: datetime | None


class BankLine(SQLModel, table=True):
    """Lines of bank statements, each once; open until it is matched to a payment or ignored."""

    __tablename__ = "bank_lines"
    __table_args__ = {"schema": "dashboard"}

    id: UUID = Field(primary_key=True)
    organization_id: UUID
    import_id: UUID
    fingerprint: bytes
    booked_on: date
    currency: str = Field(sa_column=Column(CHAR(3), nullable=False))
    amount: Decimal = Field(max_digits=15, decimal_places=3)
    amount_milli: int = Field(sa_type=BigInteger)
    reference: str | None
    payer: str | None
    details: str | None
    status: str
    act_id: UUID | None
    undone: int
    undone_with: str | None
    ignored_reason: str | None
    decided_by: UUID | None
    decided_at: datetime | None
    created_at: datetime
    account: str | None
