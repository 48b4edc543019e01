"""Assignments, the versions of work handed in for them, and questionnaires.

Mirrors of the tables for select(): the tables, their keys and their defaults are made in sql/coursework.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel


class Assignment(SQLModel, table=True):
    """Work asked for by a course."""

    __tablename__ = "assignments"
    __table_args__ = {"schema": "public"}

    id: UUID = Field(primary_key=True)
    organization_id: UUID
    course_id: UUID
    recording_id: UUID | None
    mentor_id: UUID | None
    title: str
    description: str | None
    instructions: str | None
    submission_type: str
    due_date: date | None
    due_days: int
    max_score: int
    passing_score: int | None
    is_active: bool
    created_by: UUID | None
    created_at: datetime
    updated_at: datetime


class StudentAssignment(SQLModel, table=True):
    """Versions of learners' work, each decided once."""

    __tablename__ = "student_assignments"
    __table_args__ = {"schema": "public"}

    id: UUID = Field(primary_key=True)
    organization_id: UUID
    student_id: UUID
    user_id: UUID
    mentor_id: UUID | None
    assignment_id: UUID
    version: int
    submission_text: str | None
    submission_file_url: str | None
    links: list[Any] = Field(sa_type=JSONB)
    status: str
    score: int | None
    feedback: str | None
    submitted_at: datetime
    graded_at: datetime | None
    graded_by: UUID | None
    is_late: bool
    origin: str
    score_key: int
    turn_at: datetime
    created_at: datetime
    updated_at: datetime


class QuestionnaireResponse(SQLModel, table=True):
    """Answers to questionnaires; completed_at null means a draft."""

    __tablename__ = "questionnaire_responses"
    __table_args__ = {"schema": "public"}

    id: UUID = Field(primary_key=True)
    organization_id: UUID
    student_id: UUID
    user_id: UUID
    mentor_id: UUID | None
    questionnaire_type: str
    responses: list[Any] = Field(sa_type=JSONB)
    completed_at: datetime | None
    created_at: datetime
    updated_at: datetime


class MarkFigures(SQLModel, table=True):
    """Versions of work of each assignment by state, summed for staff and for each mentor."""

    __tablename__ = "mark_figures"
    __table_args__ = {"schema": "dashboard"}

    organization_id: UUID = Field(primary_key=True)
    assignment_id: UUID = Field(primary_key=True)
    mentor_id: UUID | None
    whose: UUID = Field(primary_key=True)
    status: str = Field(primary_key=True)
    score_key: int = Field(primary_key=True)
    marks: int
    score_sum: int = Field(sa_type=BigInteger)
