"""A version of handed-in work is decided once, by an admin or the learner's own mentor, and keeps what was judged."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from uuid import UUID

import psycopg
import pytest
from psycopg.errors import (
    CheckViolation,
    InsufficientPrivilege,
    InvalidParameterValue,
    NoDataFound,
    ObjectNotInPrerequisiteState,
    ReadOnlySqlTransaction,
)

from tests.cast import ALICE, NORTHGATE
from tests.database import Database, sign_in
from tests.learning.sequence import Sequence
from tests.school import row_id

REVIEW = "select private.review_submission(%s, %s, %s, %s)"
Acting = Callable[[str], AbstractContextManager[psycopg.Connection]]


@pytest.fixture
def sequence(database: Database) -> Iterator[Sequence]:
    """A fresh course with Alice in it; nothing of it stays."""
    with database.as_owner() as connection, connection.transaction(force_rollback=True):
        made = Sequence(connection)
        made.enrol()
        yield made


@pytest.fixture
def pending(database: Database) -> UUID:
    """A version of Alice's that waits for a decision, committed so that others can decide it."""
    with database.as_owner() as connection:
        sequence = Sequence(connection)
        sequence.enrol()
        return sequence.hand_in(sequence.ask_for_work(1))


@pytest.fixture
def as_(database: Database) -> Acting:
    """A transaction of one of the cast, rolled back."""

    @contextmanager
    def acting(key: str) -> Iterator[psycopg.Connection]:
        with database.acting_as(sign_in(database, key)) as connection:
            yield connection

    return acting


@pytest.mark.parametrize("who", ["maya", "nadia", "sam"])
def test_an_admin_and_the_learners_own_mentor_decide(as_: Acting, pending: UUID, who: str) -> None:
    with as_(who) as connection:
        connection.execute(REVIEW, [pending, "approved", 90, "Well done"])
        decided = connection.execute(
            "select status, score, feedback, graded_at is not null from public.student_assignments where id = %s",
            [pending],
        ).fetchone()
    assert decided == ("approved", 90, "Well done", True)


def test_a_decision_is_audited_and_stands_in_the_learners_line(as_: Acting, pending: UUID) -> None:
    with as_("nadia") as connection:
        connection.execute("select private.decline_submission(%s, 'Too short')", [pending])
        audit = connection.execute(
            "select description, target_student_id from public.admin_logs where record_id = %s and action = 'submission_reviewed'",
            [pending],
        ).fetchall()
        line = connection.execute(
            """select count(*) from public.user_activity_logs l join public.student_assignments s on s.assignment_id = l.reference_id
               where s.id = %s and l.activity_type = 'assignment_declined'""",
            [pending],
        ).fetchone()
    assert audit == [("Version 1 was declined.", ALICE.student_id)]
    assert line == (1,)


@pytest.mark.parametrize("who", ["kenji", "otto", "mallory"])
def test_what_somebody_may_not_see_is_missing_to_them(as_: Acting, pending: UUID, who: str) -> None:  # V28
    with as_(who) as connection, pytest.raises(NoDataFound, match=r"submission\.missing"):
        connection.execute(REVIEW, [pending, "approved", 90, None])


@pytest.mark.parametrize("who", ["enzo", "farah", "marco", "tara", "alice"])
def test_nobody_else_decides(as_: Acting, pending: UUID, who: str) -> None:
    with as_(who) as connection, pytest.raises(InsufficientPrivilege, match=r"review\.not_allowed"):
        connection.execute(REVIEW, [pending, "approved", 90, None])


def test_a_reader_decides_nothing(as_: Acting, pending: UUID) -> None:
    with as_("vera") as connection, pytest.raises(ReadOnlySqlTransaction):
        connection.execute(REVIEW, [pending, "approved", 90, None])


def test_a_decision_is_taken_once(as_: Acting, pending: UUID) -> None:
    with as_("maya") as connection:
        connection.execute(REVIEW, [pending, "approved", None, None])
        with pytest.raises(ObjectNotInPrerequisiteState, match=r"submission\.already_decided"):
            connection.execute(REVIEW, [pending, "declined", None, "On second thoughts"])


@pytest.mark.parametrize(
    ("decision", "refusal"),
    [
        (("declined", None, "  "), "review.feedback_required"),
        (("declined", None, None), "review.feedback_required"),
        (("approved", -1, None), "review.score_out_of_range"),
        (("approved", 101, None), "submission.score_out_of_range"),
        (("perhaps", None, None), "review.decision_unknown"),
        ((None, None, None), "review.decision_unknown"),
    ],
)
def test_a_decision_is_complete_and_within_range(as_: Acting, pending: UUID, decision: tuple, refusal: str) -> None:
    with as_("maya") as connection, pytest.raises(InvalidParameterValue, match=refusal):
        connection.execute(REVIEW, [pending, *decision])


def test_versions_count_up_and_one_is_open_at_a_time(sequence: Sequence) -> None:
    work = sequence.ask_for_work(1)
    first = sequence.hand_in(work)
    with (
        pytest.raises(ObjectNotInPrerequisiteState, match=r"submission\.still_pending"),
        sequence.connection.transaction(),
    ):
        sequence.hand_in(work)
    sequence.decide(first, "declined")
    second = sequence.hand_in(work)
    assert sequence.one("select version from public.student_assignments where id = %(it)s", it=second) == 2
    sequence.decide(second, "approved")
    with (
        pytest.raises(ObjectNotInPrerequisiteState, match=r"submission\.already_approved"),
        sequence.connection.transaction(),
    ):
        sequence.hand_in(work)


@pytest.mark.parametrize(
    "change", ["submission_text = 'Better'", "version = 7", "is_late = true", "links = '[\"https://a.example\"]'"]
)
def test_what_was_handed_in_stays_as_it_was(sequence: Sequence, change: str) -> None:
    submission = sequence.hand_in(sequence.ask_for_work(1))
    with pytest.raises(ObjectNotInPrerequisiteState, match=r"submission\.immutable"), sequence.connection.transaction():
        sequence.one(f"update public.student_assignments set {change} where id = %(it)s", it=submission)


def test_a_version_has_content(sequence: Sequence) -> None:
    with pytest.raises(CheckViolation), sequence.connection.transaction():
        sequence.one(
            """insert into public.student_assignments (organization_id, student_id, assignment_id, version)
               values (%(org)s, %(who)s, %(work)s, 1)""",
            work=sequence.ask_for_work(1),
        )


@pytest.mark.parametrize(
    ("due", "late"),
    [
        ("due_date = current_date - 1", True),
        ("due_date = current_date + 1", False),
        ("due_days = 0", True),
        ("due_days = 7", False),
    ],
)
def test_late_is_after_the_due_day_or_so_many_days_after_the_unlock(sequence: Sequence, due: str, late: bool) -> None:
    work = sequence.ask_for_work(1)
    sequence.one(f"update public.assignments set {due} where id = %(work)s", work=work)
    sequence.one(
        "update public.sequential_unlocks set unlocked_at = now() - interval '1 hour' where student_id = %(who)s"
    )
    assert (
        sequence.one("select is_late from public.student_assignments where id = %(it)s", it=sequence.hand_in(work))
        is late
    )


def test_the_average_is_of_the_latest_approved_scores(sequence: Sequence) -> None:
    first, second, third = (sequence.ask_for_work(number) for number in (1, 2, 3))
    sequence.one("update public.assignments set max_score = 30 where id = %(work)s", work=second)
    sequence.decide(sequence.hand_in(first), "declined", 10)
    sequence.decide(sequence.hand_in(first), "approved", 80)
    sequence.decide(sequence.hand_in(second), "approved", 20)
    sequence.decide(sequence.hand_in(third), "approved")
    found = sequence.connection.execute(
        "select average_score_tenths, marks, assignments_approved from dashboard.student_progress where id = %s",
        [sequence.enrollment],
    ).fetchone()
    assert found == (733, 2, 3)  # (80 + 66.67) / 2


def test_a_gate_is_a_recording_of_the_same_course(sequence: Sequence) -> None:
    with pytest.raises(psycopg.errors.ForeignKeyViolation, match="another_course"), sequence.connection.transaction():
        sequence.one(
            """insert into public.assignments (organization_id, course_id, recording_id, title)
               values (%(org)s, %(course)s, %(elsewhere)s, 'Misplaced')""",
            elsewhere=row_id(NORTHGATE, "recording 2.1"),
        )
