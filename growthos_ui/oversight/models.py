"""The audit, the activity log, the metrics of learners by day, and what went wrong.

Mirrors of the tables for select(): the tables, their keys and their defaults are made in sql/oversight.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Column
from sqlalchemy.dialects.postgresql import INET, JSONB
from sqlmodel import Field, SQLModel


class AdminLog(SQLModel, table=True):
    """Audit of changes; append-only."""

    __tablename__ = "admin_logs"
    __table_args__ = {"schema": "public"}

    id: UUID = Field(primary_key=True)
    organization_id: UUID
    timestamp: datetime
    admin_id: UUID | None
    on_behalf_of: UUID | None
    actor_role: str | None
    action: str
    table_name: str
    record_id: UUID | None
    target_student_id: UUID | None
    old_values: dict[str, Any] | None = Field(sa_type=JSONB)
    new_values: dict[str, Any] | None = Field(sa_type=JSONB)
    description: str
    sensitivity: str
    ip_address: str | None = Field(sa_type=INET)
    session_id: UUID | None
    request_id: str | None


class UserActivityLog(SQLModel, table=True):
    """Behaviour and staff notes; append-only, scoped through the student."""

    __tablename__ = "user_activity_logs"
    __table_args__ = {"schema": "public"}

    id: UUID = Field(primary_key=True)
    organization_id: UUID
    user_id: UUID
    student_id: UUID | None
    enrollment_id: UUID | None
    activity_type: str
    occurred_at: datetime
    reference_table: str | None
    reference_id: UUID | None
    # The column is called metadata, a name that SQLAlchemy keeps for itself.
    particulars: dict[str, Any] = Field(sa_column=Column("metadata", JSONB, nullable=False))
    visibility: str
    created_by: UUID | None
    created_at: datetime


class ActivityFigures(SQLModel, table=True):
    """Acts of each person by kind, kept by triggers; several rows of one kind add up."""

    __tablename__ = "activity_figures"
    __table_args__ = {"schema": "dashboard"}

    id: UUID = Field(primary_key=True)
    organization_id: UUID
    student_id: UUID | None
    user_id: UUID
    mentor_id: UUID | None
    activity_type: str
    visibility: str
    acts: int


class StudentPerformance(SQLModel, table=True):
    """Metrics of learners by day; final_result: 0 withdrawn, 1 fail, 2 pass, 3 distinction."""

    __tablename__ = "student_performance"
    __table_args__ = {"schema": "public"}

    id: UUID = Field(primary_key=True)
    organization_id: UUID
    student_id: UUID
    user_id: UUID
    mentor_id: UUID | None
    metric_type: str
    metric_value: Decimal = Field(max_digits=12, decimal_places=4)
    metric_value_e4: int = Field(sa_type=BigInteger)
    calculation_date: date
    course_id: UUID | None
    module_number: int | None
    details: dict[str, Any] | None = Field(sa_type=JSONB)
    created_at: datetime
    updated_at: datetime


class ErrorLog(SQLModel, table=True):
    """Errors of an organisation's people and jobs. `severity_rank` sorts: 1 is critical, 4 is info."""

    __tablename__ = "error_logs"
    __table_args__ = {"schema": "public"}

    id: UUID = Field(primary_key=True)
    organization_id: UUID
    user_id: UUID | None
    error_type: str
    error_code: str | None
    severity: str
    severity_rank: int
    error_message: str
    error_details: dict[str, Any] | None = Field(sa_type=JSONB)
    stack_trace: str | None
    url: str | None
    user_agent: str | None
    request_id: str | None
    resolved: bool
    resolved_at: datetime | None
    resolved_by: UUID | None
    created_at: datetime
    updated_at: datetime


class JobRun(SQLModel, table=True):
    """Runs of jobs, one row for each organisation and run."""

    __tablename__ = "job_runs"
    __table_args__ = {"schema": "dashboard"}

    id: UUID = Field(primary_key=True)
    organization_id: UUID
    job: str
    day: date
    due_at: datetime | None
    started_by: str
    state: str
    started_at: datetime
    finished_at: datetime | None
    counts: dict[str, Any] | None = Field(sa_type=JSONB)
    why: str | None
