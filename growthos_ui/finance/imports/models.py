"""Mirror of the table of files that are handed in."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger
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
