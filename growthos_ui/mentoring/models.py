"""The history of mentors per learner.

Mirrors of the tables for select(): the tables, their keys and their defaults are made in sql/mentoring.
"""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field, SQLModel


class StudentMentorAssignment(SQLModel, table=True):
    """History of mentors per learner; at most one open row each."""

    __tablename__ = "student_mentor_assignments"
    __table_args__ = {"schema": "public"}

    id: UUID = Field(primary_key=True)
    organization_id: UUID
    student_id: UUID
    user_id: UUID
    mentor_id: UUID
    assigned_by: UUID
    assigned_at: datetime
    ended_at: datetime | None
    end_reason: str | None
    created_at: datetime
    updated_at: datetime
