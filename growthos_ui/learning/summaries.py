"""The summaries that the screens read, kept by triggers: mirrors of the tables of sql/dashboard for select()."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel


class StudentProgress(SQLModel, table=True):
    """Summary of each course enrolment, kept by statement triggers."""

    __tablename__ = "student_progress"
    __table_args__ = {"schema": "dashboard"}

    id: UUID = Field(primary_key=True)
    organization_id: UUID
    student_id: UUID
    user_id: UUID
    mentor_id: UUID | None
    mentor_name: str | None
    course_id: UUID
    batch_id: UUID | None
    student_code: str
    full_name: str
    name_key: str
    enrollment_status: str
    lms_status: str
    result: str | None
    enrolled_on: date
    completed_on: date | None
    recordings_completed: int
    recordings_in_scope: int
    assignments_approved: int
    assignments_in_scope: int
    video_tenths: int | None
    assignment_tenths: int | None
    progress_pct: int | None
    average_score_tenths: int | None
    marks: int
    last_activity_at: datetime | None
    video_key: int
    assignment_key: int
    progress_key: int
    average_score_key: int
    last_activity_key: datetime


class LearnerWeek(SQLModel, table=True):
    """Active weeks of each enrolment, from user_activity_logs, kept by statement triggers."""

    __tablename__ = "learner_weeks"
    __table_args__ = {"schema": "dashboard"}

    enrollment_id: UUID = Field(primary_key=True)
    week: date = Field(primary_key=True)
    organization_id: UUID
    student_id: UUID
    user_id: UUID
    mentor_id: UUID | None
    course_id: UUID
    batch_id: UUID | None


class StudentWord(SQLModel, table=True):
    """Lower-cased words of learners' names and codes, kept by triggers."""

    __tablename__ = "student_words"
    __table_args__ = {"schema": "dashboard"}

    organization_id: UUID = Field(primary_key=True)
    word: str = Field(primary_key=True)
    student_id: UUID = Field(primary_key=True)
    user_id: UUID
    mentor_id: UUID | None


class StudentSpelling(SQLModel, table=True):
    """Words of learners' names with one letter left out, kept by triggers."""

    __tablename__ = "student_spellings"
    __table_args__ = {"schema": "dashboard"}

    organization_id: UUID = Field(primary_key=True)
    spelling: str = Field(primary_key=True)
    student_id: UUID = Field(primary_key=True)
    user_id: UUID
    mentor_id: UUID | None


class StudentContact(SQLModel, table=True):
    """Addresses of learners and the endings of their numbers, kept by triggers: for the office."""

    __tablename__ = "student_contacts"
    __table_args__ = {"schema": "dashboard"}

    organization_id: UUID = Field(primary_key=True)
    piece: str = Field(primary_key=True)
    student_id: UUID = Field(primary_key=True)


class CohortFigures(SQLModel, table=True):
    """Enrolments of each course and batch, summed for staff and for each mentor."""

    __tablename__ = "cohort_figures"
    __table_args__ = {"schema": "dashboard"}
    # The table's key takes null for "all learners"; any column that is never null serves the mapper.
    organization_id: UUID = Field(primary_key=True)
    course_id: UUID = Field(primary_key=True)
    batch_id: UUID | None
    mentor_id: UUID | None
    whose: UUID = Field(primary_key=True)
    enrolments: int
    live: int
    started: int
    near: int
    completed: int
    known: int
    progress_sum: int = Field(sa_type=BigInteger)


class ProgressFigures(SQLModel, table=True):
    """Enrolments by course, batch, state, result and progress, summed for staff and for each mentor."""

    __tablename__ = "progress_figures"
    __table_args__ = {"schema": "dashboard"}

    organization_id: UUID = Field(primary_key=True)
    course_id: UUID = Field(primary_key=True)
    batch_id: UUID | None
    mentor_id: UUID | None
    whose: UUID = Field(primary_key=True)
    enrollment_status: str = Field(primary_key=True)
    result: str | None
    progress_key: int = Field(primary_key=True)
    is_started: bool = Field(primary_key=True)
    enrolments: int
    video_sum: int = Field(sa_type=BigInteger)
    video_known: int
    assignment_sum: int = Field(sa_type=BigInteger)
    assignment_known: int
    average_sum: int = Field(sa_type=BigInteger)
    average_known: int


class WatchingFigures(SQLModel, table=True):
    """Starts of recordings by how far they were watched, summed for staff and for each mentor."""

    __tablename__ = "watching_figures"
    __table_args__ = {"schema": "dashboard"}

    organization_id: UUID = Field(primary_key=True)
    recording_id: UUID = Field(primary_key=True)
    mentor_id: UUID | None
    whose: UUID = Field(primary_key=True)
    watched_tenths: int = Field(primary_key=True)
    is_completed: bool = Field(primary_key=True)
    starts: int


class WeekFigures(SQLModel, table=True):
    """Active enrolments of each week by course and batch, summed for staff and for each mentor."""

    __tablename__ = "week_figures"
    __table_args__ = {"schema": "dashboard"}

    organization_id: UUID = Field(primary_key=True)
    week: date = Field(primary_key=True)
    course_id: UUID = Field(primary_key=True)
    batch_id: UUID | None
    mentor_id: UUID | None
    whose: UUID = Field(primary_key=True)
    enrolments: int


class RecordingFigures(SQLModel, table=True):
    """How each recording is watched and rated, summed for staff and for each mentor."""

    __tablename__ = "recording_figures"
    __table_args__ = {"schema": "dashboard"}

    organization_id: UUID = Field(primary_key=True)
    recording_id: UUID = Field(primary_key=True)
    mentor_id: UUID | None
    whose: UUID = Field(primary_key=True)
    starts: int
    completions: int
    dropped: int
    reached_25: int
    reached_75: int
    reached_90: int
    watched_tenths_sum: int = Field(sa_type=BigInteger)
    ratings: int
    stars_sum: int
    stars_1: int
    stars_2: int
    stars_3: int
    stars_4: int
    stars_5: int
    completion_tenths: int | None
    dropped_tenths: int | None
    watched_tenths: int | None
    stars_tenths: int | None
    completion_key: int
    dropped_key: int
    watched_key: int
    stars_key: int
