"""A course of three recordings with one learner in it, for the tests of unlocking and reviewing."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import psycopg

from tests.cast import ALICE, NORTHGATE


@dataclass
class Sequence:
    """The course, its recordings in order, and Alice's place in it; every method is a statement of the owner."""

    connection: psycopg.Connection
    course: UUID = field(init=False)
    module: UUID = field(init=False)
    recordings: list[UUID] = field(default_factory=list)
    lessons: list[UUID] = field(default_factory=list)
    enrollment: UUID = field(init=False)

    def __post_init__(self) -> None:
        self.course = self.one(
            "insert into public.courses (organization_id, title) values (%(org)s, 'Sequence') returning id"
        )
        self.module = self.one(
            """insert into public.modules (organization_id, course_id, module_number, title)
               values (%(org)s, %(course)s, 1, 'All of it') returning id"""
        )
        for number in (1, 2, 3):
            self.lessons.append(self.one(_LESSON, number=number))
            self.recordings.append(self.one(_RECORDING, lesson=self.lessons[-1], number=number))

    def one(self, statement: str, **values: object) -> Any:
        """Run a statement and return the first value of its first row, if it has one."""
        given = {"org": NORTHGATE.id, "who": ALICE.student_id, **vars(self), **values}
        cursor = self.connection.execute(
            statement, {k: v for k, v in given.items() if not isinstance(v, psycopg.Connection)}
        )
        row = cursor.fetchone() if cursor.description else None
        return row[0] if row else None

    def enrol(self, *, paid: str = "paid", **columns: object) -> UUID:
        """Give Alice her place in the course."""
        names = "".join(f", {name}" for name in columns)
        values = "".join(f", %({name})s" for name in columns)
        self.enrollment = self.one(
            f"""insert into public.course_enrollments (organization_id, student_id, course_id, payment_status{names})
                values (%(org)s, %(who)s, %(course)s, %(paid)s{values}) returning id""",
            paid=paid,
            **columns,
        )
        return self.enrollment

    def watch(self, number: int, percent: float = 100) -> None:
        """Alice watches so much of a recording."""
        self.one(_WATCH, recording=self.recordings[number - 1], percent=percent)

    def ask_for_work(self, number: int) -> UUID:
        """Attach an assignment to a recording."""
        return self.one(_WORK, recording=self.recordings[number - 1])

    def hand_in(self, work: UUID) -> UUID:
        """Alice hands in the next version."""
        return self.one(_HAND_IN, work=work)

    def decide(self, submission: UUID, status: str, score: int | None = None) -> None:
        """Decide a version, as the review function does."""
        self.one(_DECIDE, submission=submission, status=status, score=score)

    def states(self) -> list[str]:
        """Return the reason of each recording in order: why it is open, or the first thing that locks it."""
        found = self.connection.execute(
            "select reason from private.course_unlocks(%s, %s)", [ALICE.student_id, self.course]
        )
        return [reason for (reason,) in found]

    def state(self, number: int) -> tuple[bool, str, list[str], object]:
        """Return whether a recording is open, why (not), all that locks it, and when it opens by itself."""
        return self.connection.execute(
            "select * from private.unlock_state(%s, %s)", [ALICE.student_id, self.recordings[number - 1]]
        ).fetchone()

    def unlocks(self) -> list[tuple[int, str]]:
        """Return what has been remembered as unlocked: the recording's number and how."""
        found = self.connection.execute(
            "select recording_id, unlock_type from public.sequential_unlocks where student_id = %s and recording_id = any (%s)",
            [ALICE.student_id, self.recordings],
        )
        return sorted((self.recordings.index(recording) + 1, how) for recording, how in found)


_LESSON = """insert into public.available_lessons
    (organization_id, course_id, module_id, module_number, lesson_number, title)
    values (%(org)s, %(course)s, %(module)s, 1, %(number)s, 'A lesson') returning id"""
_RECORDING = """insert into public.lesson_recordings (organization_id, lesson_id, title, video_url)
    values (%(org)s, %(lesson)s, 'A recording', 'https://video.example/one') returning id"""
_WATCH = """insert into public.student_recordings (organization_id, student_id, recording_id, completion_percentage)
    values (%(org)s, %(who)s, %(recording)s, %(percent)s)
    on conflict (organization_id, student_id, recording_id)
    do update set completion_percentage = excluded.completion_percentage"""
_WORK = """insert into public.assignments (organization_id, course_id, recording_id, title)
    values (%(org)s, %(course)s, %(recording)s, 'Some work') returning id"""
_HAND_IN = """insert into public.student_assignments (organization_id, student_id, assignment_id, version, submission_text)
    values (%(org)s, %(who)s, %(work)s, 1, 'My work') returning id"""
_DECIDE = """update public.student_assignments
    set status = %(status)s, score = %(score)s, feedback = 'Said so', graded_at = now() where id = %(submission)s"""
