"""Work is handed in by the learner it was asked of, once it is open; the mentor hears of it and finds it in the queue."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

import psycopg
import pytest
from psycopg import DatabaseError, errors
from psycopg.types.json import Jsonb

from tests.cast import ALICE, LAKESIDE, NORTHGATE
from tests.database import Database, enter, sign_in
from tests.learning.sequence import Sequence
from tests.school import row_id

SUBMIT = "select private.submit_assignment(%s, %s, %s, %s)"
QUEUE = "select submission_id, sla_state, version from private.pending_review_queue(%s, %s, %s)"
LINKS = Jsonb(["https://a.example/1", "https://a.example/2"])


@dataclass
class Desk:
    """Alice's transaction, and a course of hers with work in it."""

    database: Database
    connection: psycopg.Connection
    sequence: Sequence
    work: UUID

    def submit(
        self, work: UUID | None = None, text: str | None = "Mine", file: str | None = None, links: object = None
    ) -> UUID:
        """Hand something in and return the version's id."""
        return self.connection.execute(SUBMIT, [work or self.work, text, file, links]).fetchone()[0]

    def refused(self, *bound: object) -> str:
        """Return why it is refused."""
        with pytest.raises(DatabaseError) as refusal, self.connection.transaction():
            self.submit(*bound)
        return refusal.value.diag.message_primary

    def ask_for(self, kind: str) -> None:
        """Make the work of another kind."""
        with self.database.as_owner() as owner:
            owner.execute("update public.assignments set submission_type = %s where id = %s", [kind, self.work])


@pytest.fixture
def desk(database: Database) -> Iterator[Desk]:
    """Work on the first recording, which is open to Alice."""
    with database.as_owner() as owner:
        sequence = Sequence(owner)
        sequence.enrol()
        work = sequence.ask_for_work(1)
    with psycopg.connect(database.app_url) as connection:
        enter(connection, sign_in(database, "alice"))
        yield Desk(database, connection, sequence, work)
        connection.rollback()


def test_the_next_version_is_kept_as_it_was_handed_in(desk: Desk) -> None:
    made = desk.submit(None, " My work ", "https://files.example/a.pdf", LINKS)
    kept = desk.connection.execute(
        """select student_id, version, status, submission_text, submission_file_url, links, is_late
           from public.student_assignments where id = %s""",
        [made],
    ).fetchone()
    assert kept == (ALICE.student_id, 1, "pending", "My work", "https://files.example/a.pdf", LINKS.obj, False)
    assert desk.refused() == "submission.still_pending"


@pytest.mark.parametrize(
    ("kind", "given", "reason"),
    [
        ("text", (" ", "https://files.example/a.pdf", LINKS), "submission.content_missing"),
        ("file", ("Words", None, LINKS), "submission.content_missing"),
        ("link", ("Words", "https://files.example/a.pdf", Jsonb([])), "submission.content_missing"),
        ("mixed", (None, None, None), "submission.content_missing"),
        ("mixed", ("x" * 50_001, None, None), "submission.too_long"),
        ("mixed", (None, "http://files.example/a.pdf", None), "submission.link_invalid"),
        ("link", (None, None, Jsonb(["javascript:alert(1)"])), "submission.link_invalid"),
        ("link", (None, None, Jsonb(["https://[x"])), "submission.link_invalid"),
        ("link", (None, None, Jsonb(["https://a]b/"])), "submission.link_invalid"),
        ("mixed", (None, "https://[x/a.pdf", None), "submission.link_invalid"),
        ("link", (None, None, Jsonb({"a": "https://a.example"})), "submission.link_invalid"),
        ("link", (None, None, Jsonb(["https://a.example"] * 21)), "submission.link_invalid"),
    ],
)
def test_it_is_what_the_assignment_asks_for(desk: Desk, kind: str, given: tuple, reason: str) -> None:
    desk.ask_for(kind)
    assert desk.refused(None, *given) == reason


@pytest.mark.parametrize("kind", ["text", "file", "link", "mixed"])
def test_each_kind_takes_what_it_asks_for(desk: Desk, kind: str) -> None:
    desk.ask_for(kind)
    assert desk.submit(None, "Words", "https://files.example/a.pdf", LINKS)


def test_work_on_a_locked_recording_waits(desk: Desk) -> None:
    with desk.database.as_owner() as owner:
        desk.sequence.connection = owner
        later = desk.sequence.ask_for_work(2)
    assert desk.refused(later) == "submission.locked"


def test_without_access_nothing_is_handed_in(desk: Desk) -> None:
    with desk.database.as_owner() as owner:
        owner.execute(
            "update public.course_enrollments set status = 'paused' where id = %s", [desk.sequence.enrollment]
        )
    assert desk.refused() == "submission.no_access"


def test_work_that_is_not_asked_for_is_missing(desk: Desk) -> None:
    with desk.database.as_owner() as owner:
        owner.execute("update public.assignments set is_active = false where id = %s", [desk.work])
    assert desk.refused() == "submission.assignment_missing"
    assert desk.refused(row_id(LAKESIDE, "assignment 1.1")) == "submission.assignment_missing"


@pytest.mark.parametrize("who", ["sam", "nadia", "enzo", "maya"])
def test_nobody_hands_in_for_a_learner(database: Database, who: str) -> None:
    with (
        database.acting_as(sign_in(database, who)) as connection,
        pytest.raises(errors.InsufficientPrivilege, match=r"submission\.not_a_learner"),
    ):
        connection.execute(SUBMIT, [row_id(NORTHGATE, "assignment 1.1"), "Mine", None, None])


class TestWhoHears:
    """Of work that waits the mentor, or without one the admins; of the decision the learner."""

    TOLD = """select u.full_name, n.type, n.title from public.notifications n join public.users u on u.id = n.user_id
        where n.dedupe_key = %s order by 1"""

    def test_the_mentor_and_then_the_learner(self, database: Database) -> None:
        with database.as_owner() as owner, owner.transaction(force_rollback=True):
            sequence = Sequence(owner)
            sequence.enrol()
            submission = sequence.hand_in(sequence.ask_for_work(1))
            assert owner.execute(self.TOLD, [f"submitted {submission}"]).fetchall() == [
                ("Maya Iqbal", "assignment_submitted", "Alice Ahmed handed in Some work")
            ]
            sequence.decide(submission, "declined")
            assert owner.execute(self.TOLD, [f"reviewed {submission}"]).fetchall() == [
                ("Alice Ahmed", "assignment_reviewed", "Some work was declined")
            ]

    def test_the_admins_where_there_is_no_mentor(self, database: Database) -> None:
        with database.as_owner() as owner, owner.transaction(force_rollback=True):
            sequence = Sequence(owner)
            sequence.enrol()
            owner.execute(
                "update public.student_mentor_assignments set ended_at = now() where student_id = %s",
                [ALICE.student_id],
            )
            submission = sequence.hand_in(sequence.ask_for_work(1))
            told = owner.execute(self.TOLD, [f"submitted {submission}"]).fetchall()
        assert [name for name, _, _ in told] == ["Nadia Rahman", "Vera Novak"]


class TestTheQueue:
    """What waits, oldest first, against the organisation's hours, a page at a time."""

    @pytest.fixture
    def waiting(self, database: Database) -> Iterator[list[UUID]]:
        """Three versions of Alice's that have waited 50, 40 and 1 hours."""
        with database.as_owner() as owner:
            sequence = Sequence(owner)
            sequence.enrol()
            made = [sequence.hand_in(sequence.ask_for_work(number)) for number in (1, 2, 3)]
            owner.execute("alter table public.student_assignments disable trigger guard_submission")
            for version, hours in zip(made, (50, 40, 1), strict=True):
                owner.execute(
                    "update public.student_assignments set submitted_at = private.now() - %s * interval '1 hour' where id = %s",
                    [hours, version],
                )
            owner.execute("alter table public.student_assignments enable trigger guard_submission")
        yield made
        with database.as_owner() as owner:
            owner.execute("delete from public.student_assignments where id = any (%s)", [made])

    START = (50, "-infinity", "00000000-0000-0000-0000-000000000000")

    @pytest.mark.parametrize("who", ["maya", "nadia", "sam"])
    def test_the_oldest_comes_first_with_its_state(self, database: Database, waiting: list[UUID], who: str) -> None:
        with database.acting_as(sign_in(database, who)) as connection:
            found = connection.execute(QUEUE, self.START).fetchall()
        assert found == [(waiting[0], "breached", 1), (waiting[1], "warning", 1), (waiting[2], "in_time", 1)]

    def test_what_waits_too_long_is_told_of_once_and_what_is_late_to_the_admins_too(
        self, database: Database, waiting: list[UUID]
    ) -> None:
        with database.as_owner() as owner, owner.transaction(force_rollback=True):
            owner.execute("select private.work_for(%s)", [NORTHGATE.id])
            (counts,) = owner.execute("select private.tell_of_late_reviews()").fetchone()
            told = owner.execute(
                """select n.dedupe_key, u.full_name from public.notifications as n join public.users as u on u.id = n.user_id
                   where n.type = 'review_sla_warning'"""
            ).fetchall()
            again = owner.execute("select private.tell_of_late_reviews()").fetchone()
        late, warned, _ = waiting
        assert set(told) == {(f"review {warned} warned", "Maya Iqbal")} | {
            (f"review {late} late", name) for name in ("Maya Iqbal", "Nadia Rahman", "Vera Novak")
        }
        assert (counts, again) == ({"warned": 1, "late": 3}, ({"warned": 0, "late": 0},))

    def test_the_next_page_begins_after_the_last_row(self, database: Database, waiting: list[UUID]) -> None:
        seen, place = [], self.START[1:]
        page = "select submission_id, submitted_at from private.pending_review_queue(2, %s, %s)"
        with database.acting_as(sign_in(database, "nadia")) as connection:
            while rows := connection.execute(page, place).fetchall():
                seen += [row for row, _ in rows]
                place = (rows[-1][1], rows[-1][0])
        assert seen == waiting

    @pytest.mark.parametrize("who", ["kenji", "mallory", "otto"])
    def test_it_holds_nobody_elses_learners(self, database: Database, waiting: list[UUID], who: str) -> None:
        with database.acting_as(sign_in(database, who)) as connection:
            found = connection.execute(QUEUE, self.START).fetchall()
        assert not {row for row, _, _ in found} & set(waiting)

    @pytest.mark.parametrize("who", ["enzo", "farah", "marco", "tara", "alice"])
    def test_who_reviews_nothing_has_no_queue(self, database: Database, who: str) -> None:
        with (
            database.acting_as(sign_in(database, who)) as connection,
            pytest.raises(errors.InsufficientPrivilege, match=r"review\.not_allowed"),
        ):
            connection.execute(QUEUE, self.START)

    def test_a_page_has_an_end(self, database: Database) -> None:
        with (
            database.acting_as(sign_in(database, "maya")) as connection,
            pytest.raises(errors.InvalidParameterValue, match=r"review\.page_too_long"),
        ):
            connection.execute(QUEUE, (501, *self.START[1:]))
