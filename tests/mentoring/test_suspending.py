"""A learner is suspended and let in again by admins, at once or on a day to come; nothing else is touched by it."""

from datetime import date, timedelta

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege, InvalidParameterValue, NoDataFound, ObjectNotInPrerequisiteState

from tests.cast import ALICE, BEA, BEN, NADIA, NORTHGATE
from tests.database import Database, sign_in

SUSPEND = "select private.suspend_student(%s, %s, %s)"
REACTIVATE = "select private.reactivate_student(%s, %s)"
PLAN = "select private.schedule_suspension(%s, %s, %s, %s)"
HOLD = "select private.hold_suspension(%s, %s, 'The transfer is on its way.')"
GIVE_UP = "select private.cancel_scheduled_suspension(%s)"
DAY = timedelta(days=1)


def ask(connection: psycopg.Connection, statement: str, *values: object):
    return connection.execute(statement, values or None).fetchone()[0]


def state(connection: psycopg.Connection, student=ALICE.student_id):
    return connection.execute(
        "select lms_status, lms_status_source, course_access, suspension_reason from public.students where id = %s",
        [student],
    ).fetchone()


@pytest.fixture
def today(database: Database) -> date:
    with database.acting_as(sign_in(database, NADIA)) as connection:
        return ask(connection, "select private.today()")


@pytest.fixture
def put(database: Database):
    """Put Ben into a state for one test; ask for it before whoever looks, so that it ends after them."""

    def into(status: str, source: str | None = None) -> None:
        with database.as_owner() as owner:
            owner.execute(
                "update public.students set lms_status = %s, lms_status_source = %s where id = %s",
                [status, source, BEN.student_id],
            )

    yield into
    into("active")


@pytest.fixture
def nadia(database: Database):
    """A transaction of an admin in which nothing stays."""
    with database.acting_as(sign_in(database, NADIA)) as connection:
        yield connection


class TestAtOnce:
    def test_access_ends_at_once_and_comes_back(self, nadia) -> None:
        assert state(nadia) == ("active", None, True, None)
        assert ask(nadia, SUSPEND, ALICE.student_id, "Shared the account", None) is True
        assert state(nadia) == ("suspended", "manual", False, "Shared the account")
        assert ask(nadia, REACTIVATE, ALICE.student_id, "It was a mistake") is True
        assert state(nadia) == ("active", None, True, None)

    def test_again_changes_nothing(self, nadia) -> None:
        assert ask(nadia, REACTIVATE, ALICE.student_id, "Not needed") is False
        ask(nadia, SUSPEND, ALICE.student_id, "Shared the account", None)
        assert ask(nadia, SUSPEND, ALICE.student_id, "Once more", None) is False
        assert state(nadia)[3] == "Shared the account"

    def test_what_money_suspended_becomes_a_matter_of_hand(self, put, nadia) -> None:
        put("suspended", "fees")
        assert ask(nadia, SUSPEND, BEN.student_id, "And was rude", None) is True
        assert state(nadia, BEN.student_id)[1] == "manual"

    def test_the_audit_the_line_and_the_news_say_so(self, nadia) -> None:
        ask(nadia, SUSPEND, ALICE.student_id, "Shared the account", None)
        audit = nadia.execute(
            "select old_values, new_values ->> 'reason', target_student_id from public.admin_logs where action = 'lms_suspended'"
        ).fetchall()
        assert audit == [({"source": None, "lms_status": "active"}, "Shared the account", ALICE.student_id)]
        line = nadia.execute(
            "select visibility from public.user_activity_logs where activity_type = 'lms_suspended'"
        ).fetchall()
        assert line == [("staff",)]

    @pytest.mark.parametrize("status", ["complete", "dropout", "refunded"])
    def test_who_is_through_is_not_suspended(self, put, nadia, status: str) -> None:
        put(status)
        with pytest.raises(ObjectNotInPrerequisiteState, match=r"lifecycle\.not_suspendable"):
            ask(nadia, SUSPEND, BEN.student_id, "Too late", None)

    @pytest.mark.parametrize(
        ("reason", "until"), [(None, 5), ("  x", 5), ("Shared the account", 0), ("Shared the account", -3)]
    )
    def test_it_has_a_reason_and_ends_after_today(self, nadia, today: date, reason, until: int) -> None:
        with pytest.raises(InvalidParameterValue):
            ask(nadia, SUSPEND, ALICE.student_id, reason, today + until * DAY)

    @pytest.mark.parametrize("who", ["enzo", "maya", "farah", "marco", "tara", "alice"])
    def test_nobody_else_suspends_or_lets_in(self, database: Database, who: str) -> None:
        for statement, values in (
            (SUSPEND, ("Because", None)),
            (REACTIVATE, ("Because",)),
            (PLAN, (date(2099, 1, 1), "Because", None)),
            (GIVE_UP, ()),
        ):
            with database.acting_as(sign_in(database, who)) as connection, pytest.raises(InsufficientPrivilege):
                ask(connection, statement, ALICE.student_id, *values)

    def test_a_learner_of_another_school_is_missing(self, nadia) -> None:
        with pytest.raises(NoDataFound):
            ask(nadia, SUSPEND, BEA.student_id, "Because", None)


class TestPlanned:
    def test_a_new_plan_takes_the_place_of_the_old_and_may_be_given_up(self, nadia, today: date) -> None:
        plan = "select suspend_on, auto_unsuspend_on from public.students where id = %s"
        ask(nadia, PLAN, ALICE.student_id, today + 3 * DAY, "Does not pay", None)
        ask(nadia, PLAN, ALICE.student_id, today + 5 * DAY, "Does not pay", today + 9 * DAY)
        assert nadia.execute(plan, [ALICE.student_id]).fetchone() == (today + 5 * DAY, today + 9 * DAY)
        assert ask(nadia, GIVE_UP, ALICE.student_id) is True
        assert ask(nadia, GIVE_UP, ALICE.student_id) is False
        assert nadia.execute(plan, [ALICE.student_id]).fetchone() == (None, None)

    @pytest.mark.parametrize(("on", "until"), [(0, None), (-1, None), (None, None), (5, 5), (5, 4)])
    def test_its_days_are_to_come(self, nadia, today: date, on, until) -> None:
        with pytest.raises(InvalidParameterValue, match=r"lifecycle\.day_not_ahead"):
            ask(
                nadia,
                PLAN,
                ALICE.student_id,
                on if on is None else today + on * DAY,
                "Because",
                until and today + until * DAY,
            )


class TestTheDailyJob:
    def run(self, database: Database, day: date) -> dict[str, int]:
        with psycopg.connect(database.worker_url) as worker:
            worker.execute("select private.work_for(%s)", [NORTHGATE.id])
            return ask(worker, "select private.process_lifecycle(%s)", day)

    def test_it_suspends_and_lets_in_as_planned_and_a_second_run_finds_nothing(
        self, database: Database, today: date
    ) -> None:
        with database.acting_as(sign_in(database, NADIA), keep=True) as connection:
            ask(connection, PLAN, ALICE.student_id, today + 3 * DAY, "On leave", today + 5 * DAY)
            ask(connection, HOLD, ALICE.student_id, today + 9 * DAY)
        nothing = {"suspended": 0, "newcomers": 0, "let_in": 0, "expired": 0}
        assert self.run(database, today + 2 * DAY) == nothing
        assert self.run(database, today + 3 * DAY) == nothing | {"suspended": 1}
        assert self.run(database, today + 3 * DAY) == nothing
        with database.as_owner() as owner:
            assert state(owner) == ("suspended", "scheduled", False, "On leave")
        assert self.run(database, today + 5 * DAY) == nothing | {"let_in": 1}
        with database.as_owner() as owner:
            assert state(owner) == ("active", None, True, None)
            jobs = owner.execute(
                "select count(*) from public.admin_logs where action = 'job.lifecycle' and admin_id is null"
            )
            assert jobs.fetchone() == (4,)

    def test_whose_payment_is_late_stays_out_for_that_when_the_plan_ends(self, database: Database, today: date) -> None:
        with database.acting_as(sign_in(database, NADIA), keep=True) as connection:
            ask(connection, SUSPEND, ALICE.student_id, "On leave", today + 6 * DAY)
            ask(connection, "select private.lift_hold(%s)", ALICE.student_id)
        assert self.run(database, today + 6 * DAY)["let_in"] == 0
        with database.as_owner() as owner:
            assert state(owner) == ("suspended", "fees", False, None)

    def test_access_that_ran_out_suspends_who_has_no_other_place_and_keeps_the_place(
        self, database: Database, today: date
    ) -> None:
        with database.as_owner() as owner:
            owner.execute(
                "update public.course_enrollments set access_expires_at = now() - interval '1 hour' where student_id = %s",
                [BEN.student_id],
            )
        assert self.run(database, today)["expired"] == 1
        assert self.run(database, today)["expired"] == 0
        with database.as_owner() as owner:
            assert state(owner, BEN.student_id)[:3] == ("suspended", "access_expired", False)
            place = owner.execute(
                "select distinct status from public.course_enrollments where student_id = %s", [BEN.student_id]
            )
            assert place.fetchall() == [("active",)]

    def test_nobody_who_signs_in_runs_it_and_it_needs_an_organisation(self, database: Database, today: date) -> None:
        with database.acting_as(sign_in(database, "sam")) as connection, pytest.raises(InsufficientPrivilege):
            ask(connection, "select private.process_lifecycle(%s)", today)
        with (
            psycopg.connect(database.worker_url) as worker,
            pytest.raises(InsufficientPrivilege, match=r"jobs\.not_at_work"),
        ):
            ask(worker, "select private.process_lifecycle(%s)", today)
