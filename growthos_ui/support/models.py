"""What people are told.

Mirrors of the tables for select(): the tables, their keys and their defaults are made in sql/support.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel


class Notification(SQLModel, table=True):
    """One piece of news for one person. `payload` holds ids and `link`, the page that it is about."""

    __tablename__ = "notifications"
    __table_args__ = {"schema": "public"}

    id: UUID = Field(primary_key=True)
    organization_id: UUID
    user_id: UUID
    type: str
    title: str
    message: str
    is_read: bool
    channel: str
    status: str
    payload: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    dedupe_key: str
    attempts: int
    next_attempt_at: datetime | None
    sent_at: datetime | None
    read_at: datetime | None
    dismissed_at: datetime | None
    last_error: str | None
    created_at: datetime
    updated_at: datetime
