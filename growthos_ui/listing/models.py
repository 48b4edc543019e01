"""What is kept about lists: views under a name, and how each person arranged the columns. Mirrors of sql/dashboard."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel


class SavedView(SQLModel, table=True):
    """A question under a name, with an arrangement of the columns; its maker's, or shared."""

    __tablename__ = "saved_views"
    __table_args__ = {"schema": "dashboard"}

    id: UUID = Field(primary_key=True)
    organization_id: UUID
    made_by: UUID
    listing: str
    slug: str
    name: str
    query: str
    layout: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    audience: str
    is_default: bool
    created_at: datetime
    updated_at: datetime


class ListLayout(SQLModel, table=True):
    """How one person arranged one list, or one view of it."""

    __tablename__ = "list_layouts"
    __table_args__ = {"schema": "dashboard"}

    id: UUID = Field(primary_key=True)
    organization_id: UUID
    kept_by: UUID
    listing: str
    view: str
    layout: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    updated_at: datetime
