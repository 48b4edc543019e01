"""Two people at the same thing at once: the second waits for the first, and then finds what the first has made of it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest
from psycopg import DatabaseError

from tests.cast import ALICE, KENJI, LAKESIDE, MAYA, NADIA, NORTHGATE
from tests.database import Database, enter, sign_in
from tests.finance.desk import newcomer
from tests.learning.sequence import Sequence
from tests.school import row_id

OMAR = row_id(NORTHGATE, "student omar")
ENROL = "select private.enroll_student(%s, %s)"
Act = tuple[str, str, list[Any]]


def wait_until_somebody_waits(database: Database) -> None:
    """Return once somebody waits for a lock. Whose it is, only they themselves may see; that there is one, everybody."""
    with psycopg.connect(database.owner_url, autocommit=True) as watcher:
        for _ in range(20_000):
            if watcher.execute("select exists (select from pg_locks where not granted)").fetchone() == (True,):
                return
    pytest.fail("The second never waited for the first.")


def at_once(database: Database, first: Act, second: Act) -> str | None:
    """Let the second act begin while the first is not committed; return why it is refused, if it is. The second is undone."""
    who, statement, bound = second

    def act() -> str | None:
        try:
            with database.acting_as(sign_in(database, who)) as connection:
                connection.execute(statement, bound)
        except DatabaseError as refusal:
            return refusal.diag.message_primary
        return None

    with psycopg.connect(database.app_url) as connection, ThreadPoolExecutor(1) as elsewhere:
        enter(connection, sign_in(database, first[0]))
        connection.execute(first[1], first[2])
        waiting = elsewhere.submit(act)
        wait_until_somebody_waits(database)
        connection.commit()
        return waiting.result(timeout=20)


def test_a_place_is_given_once(database: Database) -> None:
    bound = [OMAR, row_id(NORTHGATE, "course 2")]
    assert at_once(database, ("nadia", ENROL, bound), ("enzo", ENROL, bound)) == "enrolment.duplicate"


def test_a_place_is_taken_back_once(database: Database) -> None:
    cancel, bound = "select private.cancel_enrollment(%s, 'Moved away')", [row_id(NORTHGATE, "enrollment omar")]
    assert at_once(database, ("nadia", cancel, bound), ("sam", cancel, bound)) == "enrolment.already_cancelled"


def test_a_mentor_who_is_leaving_is_given_nobody(database: Database) -> None:
    leave = ("sam", "select private.deactivate_user(%s, 'Left the school')", [KENJI.id])
    assign = ("nadia", "select private.assign_mentor(%s, %s)", [OMAR, KENJI.id])
    assert at_once(database, leave, assign) == "mentoring.not_a_mentor"


def test_work_is_handed_in_once_from_two_devices(database: Database) -> None:
    with database.as_owner() as owner:
        sequence = Sequence(owner)
        sequence.enrol()
        work = sequence.ask_for_work(1)
    submit: Act = ("alice", "select private.submit_assignment(%s, 'Mine')", [work])
    assert at_once(database, submit, submit) == "submission.still_pending"


def test_an_address_is_given_to_one_of_two(database: Database) -> None:
    staff = "select private.create_staff_user('twin@northgate.example', %s, null, 'mentor')"
    assert at_once(database, ("nadia", staff, ["First Twin"]), ("sam", staff, ["Second Twin"])) == "people.email_taken"


class TestElsewhere:
    """A superadmin who works in another organisation acts there and nowhere else."""

    @pytest.fixture
    def sam_at_lakeside(self, database: Database) -> Callable[[], Any]:
        actor = sign_in(database, "sam")
        with database.acting_as(actor, keep=True) as connection:
            connection.execute("select private.choose_organisation(%s)", [LAKESIDE.id])
        return lambda: database.acting_as(actor)

    def test_who_is_taken_on_belongs_there(self, sam_at_lakeside: Callable[[], Any]) -> None:
        with sam_at_lakeside() as connection:
            (made,) = connection.execute(
                "select (private.create_staff_user('new@lakeside.example', 'New Person', null, 'admin') ->> 'person')::uuid"
            ).fetchone()
            where = connection.execute("select organization_id from public.users where id = %s", [made])
            assert where.fetchone() == (LAKESIDE.id,)

    @pytest.mark.parametrize(
        ("act", "bound", "reason"),
        [
            ("select private.change_user_role(%s, 'admin')", [MAYA.id], "people.user_missing"),
            ("select private.deactivate_user(%s, 'Home')", [NADIA.id], "people.user_missing"),
            (ENROL, [ALICE.student_id, row_id(LAKESIDE, "course 2")], "people.student_missing"),
            (ENROL, [row_id(LAKESIDE, "student lena"), row_id(NORTHGATE, "course 1")], "enrolment.course_missing"),
            (
                "select private.cancel_enrollment(%s, 'Home')",
                [row_id(NORTHGATE, "enrollment alice")],
                "enrolment.missing",
            ),
            ("select private.sync_student_unlocks(%s)", [ALICE.student_id], "people.student_missing"),
        ],
    )
    def test_home_is_out_of_reach(self, sam_at_lakeside: Callable[[], Any], act: str, bound: list, reason: str) -> None:
        with sam_at_lakeside() as connection, pytest.raises(DatabaseError) as refused:
            connection.execute(act, bound)
        assert refused.value.diag.message_primary == reason


def test_a_first_mentor_is_given_once_by_those_who_give_only_the_first(database: Database) -> None:
    learner, give = newcomer(database), "select private.assign_mentor(%s, %s)"
    first, second = ("enzo", give, [learner, MAYA.id]), ("farah", give, [learner, KENJI.id])
    assert at_once(database, first, second) == "mentoring.not_first"
