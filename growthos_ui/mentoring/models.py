"""Mentors of learners, live classes, attempts to bring learners back, and milestones.

Mirrors of the tables for select(): the tables, their keys and their defaults are made in sql/mentoring.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import JSONB
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


class SuccessSession(SQLModel, table=True):
    """Live classes with a host and an audience. `passcode` is ciphertext that no role reads."""

    __tablename__ = "success_sessions"
    __table_args__ = {"schema": "public"}

    id: UUID = Field(primary_key=True)
    organization_id: UUID
    title: str
    description: str | None
    course_id: UUID | None
    batch_id: UUID | None
    mentor_id: UUID | None
    start_time: datetime
    end_time: datetime
    status: str
    link: str | None
    meeting_id: str | None
    passcode: bytes | None
    recording_url: str | None
    reminder_24h_sent_at: datetime | None
    reminder_3h_sent_at: datetime | None
    reminder_1h_sent_at: datetime | None
    series_id: UUID | None
    expected_count: int
    came_count: int
    attendance_tenths: int | None
    attendance_key: int
    created_by: UUID | None
    created_at: datetime
    updated_at: datetime


class SessionAttendance(SQLModel, table=True):
    """A learner at a live class."""

    __tablename__ = "session_attendance"
    __table_args__ = {"schema": "public"}

    id: UUID = Field(primary_key=True)
    organization_id: UUID
    session_id: UUID
    student_id: UUID
    user_id: UUID
    mentor_id: UUID | None
    status: str
    joined_at: datetime | None
    left_at: datetime | None
    minutes_attended: int | None
    recorded_by: UUID | None
    created_at: datetime
    updated_at: datetime


class StudentRecoveryMessage(SQLModel, table=True):
    """Attempts to reach an inactive learner, three to a cycle."""

    __tablename__ = "student_recovery_messages"
    __table_args__ = {"schema": "public"}

    id: UUID = Field(primary_key=True)
    organization_id: UUID
    student_id: UUID
    user_id: UUID
    mentor_id: UUID | None
    recovery_cycle: int
    attempt_number: int
    channel: str
    message_type: str
    message_content: str | None
    days_inactive: int
    status: str
    sent_at: datetime | None
    last_checked_on: date | None
    responded_at: datetime | None
    recovered_at: datetime | None
    created_by: UUID | None
    created_at: datetime
    updated_at: datetime


class MilestoneCelebration(SQLModel, table=True):
    """Milestones that learners have reached, each once."""

    __tablename__ = "milestone_celebration"
    __table_args__ = {"schema": "public"}

    id: UUID = Field(primary_key=True)
    organization_id: UUID
    student_id: UUID
    user_id: UUID
    mentor_id: UUID | None
    milestone_key: str
    milestone_type: str
    milestone_data: dict[str, Any] = Field(sa_type=JSONB)
    points: int
    achieved_at: datetime
    is_celebrated: bool
    awarded_by: UUID | None
    created_at: datetime
    updated_at: datetime


class RiskEpisode(SQLModel, table=True):
    """Times in which a learner was at risk, one open each."""

    __tablename__ = "risk_episodes"
    __table_args__ = {"schema": "dashboard"}

    id: UUID = Field(primary_key=True)
    organization_id: UUID
    student_id: UUID
    user_id: UUID
    mentor_id: UUID | None
    opened_on: date
    closed_on: date | None
    why_closed: str | None
    never_started: bool
    reasons: dict[str, Any] = Field(sa_type=JSONB)
    quiet_nights: int
    checked_on: date
    created_at: datetime
    updated_at: datetime
