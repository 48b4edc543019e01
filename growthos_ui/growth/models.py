"""Settings and switches of an organisation.

Mirrors of the tables for select(): the tables, their keys and their defaults are made in sql/growth.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CHAR, Column
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel


class CompanySettings(SQLModel, table=True):
    """One row per organisation: branding, currency, and the settings below."""

    __tablename__ = "company_settings"
    __table_args__ = {"schema": "public"}

    id: UUID = Field(primary_key=True)
    organization_id: UUID
    company_name: str
    logo_url: str | None
    primary_color: str | None
    secondary_color: str | None
    default_currency: str = Field(sa_column=Column(CHAR(3), nullable=False))
    settings: dict[str, Any] = Field(sa_type=JSONB)
    updated_by: UUID | None
    created_at: datetime
    updated_at: datetime


class FeatureFlag(SQLModel, table=True):
    """Switches per organisation; private.known_flags() says what holds without a row."""

    __tablename__ = "feature_flags"
    __table_args__ = {"schema": "public"}

    id: UUID = Field(primary_key=True)
    organization_id: UUID
    flag_name: str
    is_enabled: bool
    description: str | None
    reason: str | None
    updated_by: UUID | None
    created_at: datetime
    updated_at: datetime
