"""Organisations, accounts with their roles, students, and sign-ins.

Mirrors of the tables for select(): the tables, their keys and their defaults are made in sql/people.
Columns that no role may read (password_hash, mfa_secret, token_hash) are mirrored too; the grants refuse them.
"""

from datetime import date, datetime, timedelta
from ipaddress import IPv4Address, IPv6Address
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Text
from sqlalchemy.dialects.postgresql import ARRAY, INET, INTERVAL, JSONB
from sqlmodel import Field, SQLModel


class Organization(SQLModel, table=True):
    """A school: the tenant of every other row."""

    __tablename__ = "organizations"
    __table_args__ = {"schema": "public"}

    id: UUID = Field(primary_key=True)
    name: str
    slug: str
    status: str
    timezone: str
    created_at: datetime
    updated_at: datetime


class User(SQLModel, table=True):
    """An account: of staff, or the identity of a student."""

    __tablename__ = "users"
    __table_args__ = {"schema": "public"}

    id: UUID = Field(primary_key=True)
    organization_id: UUID
    email: str
    full_name: str
    name_key: str
    role: str
    is_active: bool
    phone: str | None
    password_hash: str | None
    must_change_password: bool
    password_changed_at: datetime | None
    last_login_at: datetime | None
    last_active_at: datetime | None
    failed_login_count: int
    locked_until: datetime | None
    login_blocked: bool
    sessions_revoked_at: datetime | None
    deactivated_at: datetime | None
    mfa_secret: bytes | None
    sign_in_epoch: int
    created_by: UUID | None
    created_at: datetime
    updated_at: datetime


class UserRole(SQLModel, table=True):
    """What a person may act as; the row without `revoked_at` is in force."""

    __tablename__ = "user_roles"
    __table_args__ = {"schema": "public"}

    id: UUID = Field(primary_key=True)
    organization_id: UUID
    user_id: UUID
    role: str
    capabilities: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    granted_by: UUID | None
    revoked_at: datetime | None
    created_at: datetime
    updated_at: datetime


class Student(SQLModel, table=True):
    """A learner; `mentor_id` is the present mentor."""

    __tablename__ = "students"
    __table_args__ = {"schema": "public"}

    id: UUID = Field(primary_key=True)
    organization_id: UUID
    user_id: UUID
    mentor_id: UUID | None
    student_code: str
    full_name: str
    name_key: str
    company_name: str | None
    phone_number: str | None
    goal_brief: str | None
    enrollment_date: date
    course_access: bool
    lms_status: str
    lms_status_source: str | None
    fees_cleared: bool
    onboarding_completed: bool
    recovery_status: str
    suspended_at: datetime | None
    suspend_on: date | None
    auto_unsuspend_on: date | None
    suspension_reason: str | None
    suspension_scheduled_by: UUID | None
    created_at: datetime
    updated_at: datetime


class StudentDetail(SQLModel, table=True):
    """What a learner told us beside the form."""

    __tablename__ = "student_details"
    __table_args__ = {"schema": "public"}

    id: UUID = Field(primary_key=True)
    organization_id: UUID
    student_id: UUID
    user_id: UUID
    mentor_id: UUID | None
    business_info: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    learning_preferences: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    contact_preferences: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    created_at: datetime
    updated_at: datetime


class UserSession(SQLModel, table=True):
    """A sign-in to this dashboard, or of a learner's device; elsewhere a session is a live class."""

    __tablename__ = "user_sessions"
    __table_args__ = {"schema": "public"}

    id: UUID = Field(primary_key=True)
    organization_id: UUID
    user_id: UUID
    token_hash: bytes
    kind: str
    first_seen_at: datetime
    last_seen_at: datetime
    idle_timeout: timedelta = Field(sa_column=Column(INTERVAL, nullable=False))
    expires_at: datetime
    ended_at: datetime | None
    ended_reason: str | None
    ip_address: IPv4Address | IPv6Address | None = Field(sa_column=Column(INET, nullable=True))
    user_agent: str | None
    device_label: str | None
    country: str | None
    city: str | None
    current_activity: dict[str, Any] | None = Field(sa_column=Column(JSONB, nullable=True))
    created_at: datetime
    updated_at: datetime


class Colleague(SQLModel, table=True):
    """Names of the people who work or worked here, kept by triggers: for whoever reads no account of theirs."""

    __tablename__ = "colleagues"
    __table_args__ = {"schema": "dashboard"}

    organization_id: UUID = Field(primary_key=True)
    id: UUID = Field(primary_key=True)
    full_name: str
