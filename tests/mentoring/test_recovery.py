"""A quiet learner is written to three times at most, comes back or is lost; every run of a day beyond the first finds nothing."""

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege, InvalidParameterValue, NoDataFound, ObjectNotInPrerequisiteState

from tests.cast import ALICE, BEA, MAYA, NADIA, NORTHGATE
from tests.database import Database, sign_in

WRITE = "select private.record_recovery_message(%s, %s, %s)"
BACK = "select private.mark_student_recovered(%s)"
CHECK = "select private.run_daily_recovery_check()"
NOTHING = {"recovered": 0, "churned": 0, "next_attempts": 0, "newly_inactive": 0, "settled": 0}


def ask(connection: psycopg.Connection, statement: str, *values: object):
    return connection.execute(statement, values or None).fetchone()[0]


@pytest.fixture(autouse=True)
def quiet(database: Database):
    """Alice alone is quiet: last seen five days ago, never written to. Everybody else was here just now."""
    with database.as_owner() as owner:
        owner.execute("delete from public.student_recovery_messages")
        owner.execute("update public.students set recovery_status = 'active'")
        owner.execute("update public.users set last_login_at = now(), last_active_at = now()")
    seen(database, 5)


def seen(database: Database, days: float) -> None:
    with database.as_owner() as owner:
        owner.execute(
            "update public.users set last_login_at = null, last_active_at = now() - %s * interval '1 day' where id = %s",
            [days, ALICE.id],
        )


def age(database: Database, days: int) -> None:
    """Let so many days pass over every message."""
    with database.as_owner() as owner:
        owner.execute(
            """update public.student_recovery_messages set sent_at = sent_at - %(by)s * interval '1 day',
                      recovered_at = recovered_at - %(by)s * interval '1 day',
                      created_at = created_at - %(by)s * interval '1 day', last_checked_on = last_checked_on - %(by)s::int""",
            {"by": days},
        )


def messages(database: Database) -> list[tuple]:
    with database.as_owner() as owner:
        return owner.execute(
            """select recovery_cycle, attempt_number, message_type, status from public.student_recovery_messages
               where student_id = %s order by 1, 2""",
            [ALICE.student_id],
        ).fetchall()


def standing(database: Database) -> str:
    with database.as_owner() as owner:
        return ask(owner, "select recovery_status from public.students where id = %s", ALICE.student_id)


def check(database: Database) -> dict[str, int]:
    with psycopg.connect(database.worker_url) as worker:
        worker.execute("select private.work_for(%s)", [NORTHGATE.id])
        return ask(worker, CHECK)


def write(database: Database, text: str = "We miss you"):
    with database.acting_as(sign_in(database, NADIA), keep=True) as connection:
        return ask(connection, WRITE, ALICE.student_id, "email", text)


class TestTheDailyCheck:
    def test_who_was_away_long_enough_gets_a_first_message_once(self, database: Database) -> None:
        assert check(database) == NOTHING | {"newly_inactive": 1}
        assert check(database) == NOTHING
        assert messages(database) == [(1, 1, "first_attempt", "pending")]
        assert standing(database) == "recovering"

    def test_who_was_here_within_the_setting_gets_none(self, database: Database) -> None:
        seen(database, 1)
        assert check(database) == NOTHING

    def test_with_the_switch_off_nobody_is_written_to(self, database: Database) -> None:
        flip = "select private.set_flag('recovery_messages', %s, 'A test of the switch')"
        for on in (False, True):
            with database.acting_as(sign_in(database, "sam"), keep=True) as connection:
                ask(connection, flip, on)
            if not on:
                assert check(database) == NOTHING

    def test_three_attempts_some_days_apart_and_then_the_learner_is_lost(self, database: Database) -> None:
        seen(database, 20)
        for attempt in (1, 2, 3):
            assert check(database)["next_attempts" if attempt > 1 else "newly_inactive"] == 1
            write(database)
            assert check(database) == NOTHING
            age(database, 3)
        assert [message[1:] for message in messages(database)] == [
            (1, "first_attempt", "sent"), (2, "second_attempt", "sent"), (3, "final_attempt", "sent"),
        ]  # fmt: skip
        assert check(database) == NOTHING  # twenty days away is no loss yet
        seen(database, 31)
        assert check(database) == NOTHING | {"churned": 1}
        assert (standing(database), {message[3] for message in messages(database)}) == ("churned", {"expired"})
        assert check(database) == NOTHING
        with database.as_owner() as owner:
            told = owner.execute("select user_id from public.notifications where type = 'student_churned'").fetchall()
        assert (NADIA.id,) in told

    def test_who_comes_after_the_message_is_back_and_a_week_later_as_anybody(self, database: Database) -> None:
        check(database)
        write(database)
        age(database, 1)
        seen(database, 0)
        assert check(database) == NOTHING | {"recovered": 1}
        assert check(database) == NOTHING
        assert standing(database) == "recovered"
        age(database, 8)
        assert check(database) == NOTHING | {"settled": 1}
        assert standing(database) == "active"

    def test_a_second_absence_is_a_second_cycle(self, database: Database) -> None:
        check(database)
        write(database)
        age(database, 1)
        seen(database, 0)
        check(database)
        age(database, 9)
        seen(database, 5)
        check(database)
        assert [message[:2] for message in messages(database)] == [(1, 1), (2, 1)]

    def test_an_admin_runs_it_by_hand_and_nobody_else(self, database: Database) -> None:
        with database.acting_as(sign_in(database, NADIA)) as connection:
            assert ask(connection, CHECK)["newly_inactive"] == 1
        for who in ("enzo", "maya", "tara"):
            with database.acting_as(sign_in(database, who)) as connection, pytest.raises(InsufficientPrivilege):
                ask(connection, CHECK)

    def test_another_school_is_not_looked_at(self, database: Database) -> None:
        with database.as_owner() as owner:
            owner.execute(
                "update public.users set last_active_at = now() - interval '9 days', last_login_at = null where id = %s",
                [BEA.id],
            )
        check(database)
        with database.as_owner() as owner:
            assert (
                ask(
                    owner, "select count(*) from public.student_recovery_messages where student_id = %s", BEA.student_id
                )
                == 0
            )


class TestByHand:
    def test_a_message_is_the_next_of_its_cycle_up_to_three(self, database: Database) -> None:
        for _ in range(3):
            write(database)
        assert [message[1:] for message in messages(database)] == [(n, "manual", "sent") for n in (1, 2, 3)]
        with pytest.raises(ObjectNotInPrerequisiteState, match=r"recovery\.no_attempt_left"):
            write(database)

    def test_it_is_a_line_for_staff(self, database: Database) -> None:
        made = write(database)
        with database.as_owner() as owner:
            line = owner.execute(
                "select visibility, created_by from public.user_activity_logs where activity_type = 'recovery_contact' and reference_id = %s",
                [made],
            )
            assert line.fetchall() == [("staff", NADIA.id)]

    def test_whatsapp_needs_the_learners_word(self, database: Database) -> None:
        with database.acting_as(sign_in(database, NADIA)) as connection:
            with pytest.raises(ObjectNotInPrerequisiteState, match=r"recovery\.no_opt_in"), connection.transaction():
                ask(connection, WRITE, ALICE.student_id, "whatsapp", "Hello")
            connection.execute(
                "update public.student_details set contact_preferences = '{\"whatsapp_opt_in\": true}' where student_id = %s",
                [ALICE.student_id],
            )
            assert ask(connection, WRITE, ALICE.student_id, "whatsapp", "Hello")

    @pytest.mark.parametrize(
        ("channel", "text"), [("email", " "), ("email", None), ("pigeon", "Hello"), (None, "Hello")]
    )
    def test_it_says_something_somehow(self, database: Database, channel, text) -> None:
        with database.acting_as(sign_in(database, NADIA)) as connection, pytest.raises(InvalidParameterValue):
            ask(connection, WRITE, ALICE.student_id, channel, text)

    @pytest.mark.parametrize("who", ["enzo", "maya", "farah", "tara", "alice"])
    def test_nobody_else_writes_or_says_who_is_back(self, database: Database, who: str) -> None:
        made = write(database)
        for statement, values in ((WRITE, (ALICE.student_id, "email", "Hi")), (BACK, (made,))):
            with database.acting_as(sign_in(database, who)) as connection, pytest.raises(InsufficientPrivilege):
                ask(connection, statement, *values)

    def test_a_learner_or_a_message_of_another_school_is_missing(self, database: Database) -> None:
        made = write(database)
        with database.acting_as(sign_in(database, "mallory")) as connection, pytest.raises(NoDataFound):
            ask(connection, BACK, made)
        with database.acting_as(sign_in(database, NADIA)) as connection, pytest.raises(NoDataFound):
            ask(connection, WRITE, BEA.student_id, "email", "Hello")

    def test_back_is_said_once_and_only_of_what_was_sent(self, database: Database) -> None:
        check(database)
        with database.as_owner() as owner:
            waiting = ask(owner, "select id from public.student_recovery_messages")
        with database.acting_as(sign_in(database, NADIA)) as connection, pytest.raises(ObjectNotInPrerequisiteState):
            ask(connection, BACK, waiting)
        made = write(database)
        with database.acting_as(sign_in(database, NADIA)) as connection:
            assert ask(connection, BACK, made) is True
            assert ask(connection, BACK, made) is False


class TestLooking:
    def test_a_mentor_sees_their_own_quiet_learners_and_an_admin_all(self, database: Database) -> None:
        who = "select student_id, days_inactive, never_started from private.get_inactive_students()"
        with database.acting_as(sign_in(database, MAYA)) as connection:
            assert connection.execute(who).fetchall() == [(ALICE.student_id, 5, False)]
        with database.acting_as(sign_in(database, "kenji")) as connection:
            assert connection.execute(who).fetchall() == []
        with database.acting_as(sign_in(database, "enzo")) as connection, pytest.raises(InsufficientPrivilege):
            connection.execute(who)

    def test_the_share_counts_cycles_and_is_unknown_without_any(self, database: Database) -> None:
        share = "select * from private.get_recovery_statistics(private.today() - 30, private.today())"
        with database.acting_as(sign_in(database, NADIA)) as connection:
            assert connection.execute(share).fetchone() == (0, 0, None)
        write(database)
        made = write(database)
        with database.acting_as(sign_in(database, NADIA)) as connection:
            assert connection.execute(share).fetchone() == (1, 0, 0)
            ask(connection, BACK, made)
            assert connection.execute(share).fetchone() == (1, 1, 100)
