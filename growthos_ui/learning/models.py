"""Courses with their content, and the enrolments in them.

Mirrors of the tables for select(): the tables, their keys and their defaults are made in sql/learning.
"""

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CHAR, BigInteger, Column, SmallInteger, Text, Uuid
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlmodel import Field, SQLModel

from growthos_ui.learning.annotations.models import Annotation as Annotation  # noqa: PLC0414  exported from here too
from growthos_ui.learning.summaries import CohortFigures as CohortFigures  # noqa: PLC0414  exported from here too
from growthos_ui.learning.summaries import LearnerWeek as LearnerWeek  # noqa: PLC0414  exported from here too
from growthos_ui.learning.summaries import ProgressFigures as ProgressFigures  # noqa: PLC0414  exported from here too
from growthos_ui.learning.summaries import RecordingFigures as RecordingFigures  # noqa: PLC0414  exported from here too
from growthos_ui.learning.summaries import StudentProgress as StudentProgress  # noqa: PLC0414  exported from here too
from growthos_ui.learning.summaries import StudentWord as StudentWord  # noqa: PLC0414  exported from here too
from growthos_ui.learning.summaries import WatchingFigures as WatchingFigures  # noqa: PLC0414  exported from here too
from growthos_ui.learning.summaries import WeekFigures as WeekFigures  # noqa: PLC0414  exported from here too


class Course(SQLModel, table=True):
    """Courses and pathways on offer; a pathway only bundles courses."""

    __tablename__ = "courses"
    __table_args__ = {"schema": "public"}

    id: UUID = Field(primary_key=True)
    organization_id: UUID
    title: str
    description: str | None
    kind: str
    component_course_ids: list[UUID] = Field(sa_column=Column(ARRAY(Uuid), nullable=False))
    price: Decimal | None = Field(max_digits=15, decimal_places=3)
    currency: str | None = Field(sa_column=Column(CHAR(3), nullable=True))
    max_installments: int | None
    access_duration_days: int | None
    drip_enabled: bool | None
    sequence_order: int
    is_active: bool
    is_published: bool
    created_by: UUID | None
    created_at: datetime
    updated_at: datetime


class Module(SQLModel, table=True):
    """Chapters of a course, numbered from 1."""

    __tablename__ = "modules"
    __table_args__ = {"schema": "public"}

    id: UUID = Field(primary_key=True)
    organization_id: UUID
    course_id: UUID
    module_number: int
    title: str
    description: str | None
    is_active: bool
    created_at: datetime
    updated_at: datetime


class AvailableLesson(SQLModel, table=True):
    """Lessons of a module, in the order (module_number, lesson_number)."""

    __tablename__ = "available_lessons"
    __table_args__ = {"schema": "public"}

    id: UUID = Field(primary_key=True)
    organization_id: UUID
    course_id: UUID
    module_id: UUID
    module_number: int
    lesson_number: int
    title: str
    description: str | None
    prerequisites: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    drip_days: int
    is_active: bool
    created_at: datetime
    updated_at: datetime


class LessonRecording(SQLModel, table=True):
    """Video files of a lesson; what a learner watches."""

    __tablename__ = "lesson_recordings"
    __table_args__ = {"schema": "public"}

    id: UUID = Field(primary_key=True)
    organization_id: UUID
    lesson_id: UUID
    title: str
    video_url: str
    duration_seconds: int | None
    file_size: int | None = Field(sa_type=BigInteger)
    quality: str | None
    position: int
    is_active: bool
    uploaded_by: UUID | None
    created_at: datetime
    updated_at: datetime


class Batch(SQLModel, table=True):
    """Cohorts of one course."""

    __tablename__ = "batches"
    __table_args__ = {"schema": "public"}

    id: UUID = Field(primary_key=True)
    organization_id: UUID
    name: str
    course_id: UUID
    start_date: date
    status: str
    timezone: str | None
    default_session_time: time | None
    community_links: list[Any] = Field(sa_type=JSONB)
    created_by: UUID | None
    created_at: datetime
    updated_at: datetime


class CourseEnrollment(SQLModel, table=True):
    """A learner's place in a course."""

    __tablename__ = "course_enrollments"
    __table_args__ = {"schema": "public"}

    id: UUID = Field(primary_key=True)
    organization_id: UUID
    student_id: UUID
    user_id: UUID
    mentor_id: UUID | None
    course_id: UUID
    batch_id: UUID | None
    source: str
    parent_enrollment_id: UUID | None
    status: str
    enrolled_at: datetime
    completed_at: datetime | None
    access_expires_at: datetime | None
    progress_percentage: int | None
    payment_status: str
    list_price: Decimal = Field(max_digits=15, decimal_places=3)
    discount_amount: Decimal = Field(max_digits=15, decimal_places=3)
    discount_percentage: Decimal = Field(max_digits=6, decimal_places=3)
    final_price: Decimal = Field(max_digits=15, decimal_places=3)
    currency: str = Field(sa_column=Column(CHAR(3), nullable=False))
    sequential_override: bool | None
    drip_override: bool | None
    enrolled_by: UUID | None
    origin: str
    created_at: datetime
    updated_at: datetime


class StudentRecording(SQLModel, table=True):
    """A learner's watching of one recording."""

    __tablename__ = "student_recordings"
    __table_args__ = {"schema": "public"}

    id: UUID = Field(primary_key=True)
    organization_id: UUID
    student_id: UUID
    user_id: UUID
    mentor_id: UUID | None
    recording_id: UUID
    course_id: UUID
    module_id: UUID
    watched_duration: int
    completion_percentage: Decimal = Field(max_digits=5, decimal_places=2)
    last_position: int
    completed_at: datetime | None
    first_watched_at: datetime | None
    last_watched_at: datetime | None
    view_count: int
    origin: str
    watched_tenths: int
    last_watched_key: datetime
    created_at: datetime
    updated_at: datetime


class SequentialUnlock(SQLModel, table=True):
    """Recordings opened for a learner; private.unlock_state decides, this remembers."""

    __tablename__ = "sequential_unlocks"
    __table_args__ = {"schema": "public"}

    id: UUID = Field(primary_key=True)
    organization_id: UUID
    student_id: UUID
    user_id: UUID
    mentor_id: UUID | None
    recording_id: UUID
    unlocked_at: datetime
    unlock_type: str
    prerequisites_met: bool
    unlocked_by: UUID | None
    reason: str | None
    revoked_at: datetime | None
    revoked_by: UUID | None
    created_at: datetime
    updated_at: datetime


class VideoRating(SQLModel, table=True):
    """Ratings of recordings by learners."""

    __tablename__ = "video_ratings"
    __table_args__ = {"schema": "public"}

    id: UUID = Field(primary_key=True)
    organization_id: UUID
    student_id: UUID
    user_id: UUID
    mentor_id: UUID | None
    recording_id: UUID
    rating: int = Field(sa_type=SmallInteger)
    feedback_text: str | None
    needs_attention: bool
    created_at: datetime
    updated_at: datetime
