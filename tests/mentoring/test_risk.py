"""Who is at risk is found every night with each reason, and an episode ends on the second quiet night, or when its learner leaves."""

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege
from psycopg.types.json import Jsonb

from tests.cast import ALICE, BEN, MAYA, NADIA, NORTHGATE
from tests.database import Database, sign_in

CHECK = "select private.run_risk_check()"
NOTHING = {"left": 0, "opened": 0, "reopened": 0, "closed": 0}


def ask(connection: psycopg.Connection, statement: str, *values: object):
    return connection.execute(statement, values or None).fetchone()[0]


@pytest.fixture(autouse=True)
def calm(database: Database):
    """Everybody was here just now, has watched what is open and handed in what was asked; nobody is at risk, no class was missed."""
    with database.as_owner() as owner:
        owner.execute("delete from dashboard.risk_episodes")
        owner.execute("update public.users set last_login_at = now(), last_active_at = now()")
        owner.execute("update public.students set lms_status = 'active' where organization_id = %s", [NORTHGATE.id])
        owner.execute("update public.sequential_unlocks set unlocked_at = now()")
        owner.execute("delete from public.session_attendance")
        # nobody cared for anybody yet: the only way to say so of what is append-only
        owner.execute("alter table public.user_activity_logs disable trigger deny_change")
        owner.execute("delete from public.user_activity_logs where activity_type in ('admin_note', 'recovery_contact')")
        owner.execute("alter table public.user_activity_logs enable always trigger deny_change")


def away(database: Database, days: int | None, who=ALICE) -> None:
    """Let somebody have been away for so many days; None: they never came."""
    with database.as_owner() as owner:
        owner.execute(
            "update public.users set last_login_at = null, last_active_at = now() - %s * interval '1 day' where id = %s",
            [days, who.id],
        )
        if days is None:
            owner.execute("update dashboard.student_progress set last_activity_at = null where user_id = %s", [who.id])
        else:
            owner.execute(
                "update dashboard.student_progress set last_activity_at = now() - %s * interval '1 day' where user_id = %s",
                [days, who.id],
            )


def check(database: Database) -> dict[str, int]:
    with psycopg.connect(database.worker_url) as worker:
        worker.execute("select private.work_for(%s)", [NORTHGATE.id])
        return ask(worker, CHECK)


def a_day_passes(database: Database, days: int = 1) -> None:
    """Let the nights so far have been so many days earlier."""
    with database.as_owner() as owner:
        owner.execute(
            "update dashboard.risk_episodes set opened_on = opened_on - %(by)s, closed_on = closed_on - %(by)s, checked_on = checked_on - %(by)s",
            {"by": days},
        )


def episodes(database: Database, who=ALICE) -> list[tuple]:
    with database.as_owner() as owner:
        owner.execute("select private.work_for(%s)", [NORTHGATE.id])
        return owner.execute(
            """select private.today() - opened_on, why_closed, reasons from dashboard.risk_episodes
               where student_id = %s order by opened_on, closed_on""",
            [who.student_id],
        ).fetchall()


def set_rule(database: Database, key: str, value: int | None) -> None:
    with database.acting_as(sign_in(database, NADIA), keep=True) as connection:
        connection.execute(
            "select private.set_setting(%s, %s)", [f"risk.{key}", None if value is None else Jsonb(value)]
        )


class TestTheNight:
    def test_an_episode_begins_on_the_day_the_reason_first_held_and_once(self, database: Database) -> None:
        away(database, 9)
        assert check(database) == NOTHING | {"opened": 1}
        assert check(database) == NOTHING
        assert episodes(database) == [(2, None, {"no_login": {"value": 9, "needed": 7}})]

    def test_one_day_less_is_no_risk_and_a_rule_of_nought_is_off(self, database: Database) -> None:
        away(database, 6)
        assert check(database) == NOTHING
        away(database, 60)
        set_rule(database, "no_login_days", 0)
        assert check(database) == NOTHING
        set_rule(database, "no_login_days", None)

    def test_who_never_came_is_a_class_of_its_own_aged_from_the_access(self, database: Database) -> None:
        with database.as_owner() as owner:
            owner.execute(
                "update public.course_enrollments set enrolled_at = now() - interval '10 days' where student_id = %s",
                [ALICE.student_id],
            )
        away(database, None)
        check(database)
        assert episodes(database) == [(10, None, {"never_started": {"value": 10, "needed": 7}})]

    def test_two_reasons_stand_beside_each_other(self, database: Database) -> None:
        away(database, 8)
        with database.as_owner() as owner:
            for n in range(3):
                session = ask(
                    owner,
                    """insert into public.success_sessions (organization_id, title, start_time, end_time, status)
                       values (%s, 'Past', now() - %s * interval '1 day', now(), 'completed') returning id""",
                    NORTHGATE.id, n + 1,
                )  # fmt: skip
                owner.execute(
                    "insert into public.session_attendance (organization_id, session_id, student_id) values (%s, %s, %s)",
                    [NORTHGATE.id, session, ALICE.student_id],
                )
        check(database)
        [(_, _, reasons)] = episodes(database)
        assert reasons == {"no_login": {"value": 8, "needed": 7}, "missed_sessions": {"value": 3, "needed": 3}}

    def test_it_ends_on_the_second_quiet_night(self, database: Database) -> None:
        away(database, 9)
        check(database)
        away(database, 0)
        for closed in (0, 1):
            a_day_passes(database)
            assert check(database) == NOTHING | {"closed": closed}
        assert episodes(database)[0][1] == "learner"

    def test_who_was_written_to_recovered_with_the_team(self, database: Database) -> None:
        away(database, 9)
        check(database)
        with database.acting_as(sign_in(database, NADIA), keep=True) as connection:
            ask(connection, "select private.record_recovery_message(%s, 'phone', 'How are you?')", ALICE.student_id)
        away(database, 0)
        for _ in range(2):
            a_day_passes(database)
            check(database)
        assert episodes(database)[0][1] == "team"

    def test_a_changed_rule_is_no_recovery(self, database: Database) -> None:
        away(database, 9)
        check(database)
        set_rule(database, "no_login_days", 30)
        for _ in range(2):
            a_day_passes(database)
            check(database)
        assert episodes(database)[0][1] == "rules"
        set_rule(database, "no_login_days", None)

    @pytest.mark.parametrize(("days", "result"), [(3, {"reopened": 1}), (4, {"opened": 1})])
    def test_what_begins_again_within_three_days_is_the_same(self, database: Database, days: int, result: dict) -> None:
        away(database, 9)
        check(database)
        away(database, 0)
        for _ in range(2):
            a_day_passes(database)
            check(database)
        a_day_passes(database, days)
        away(database, 9)
        assert check(database) == NOTHING | result
        assert len(episodes(database)) == 1 + ("opened" in result)

    def test_whoever_leaves_the_candidates_is_out_at_once(self, database: Database) -> None:
        away(database, 9)
        check(database)
        with database.as_owner() as owner:
            owner.execute("update public.students set lms_status = 'suspended' where id = %s", [ALICE.student_id])
        assert check(database) == NOTHING | {"left": 1}
        assert episodes(database)[0][1] == "left"

    def test_nobody_but_the_office_runs_it_by_hand(self, database: Database) -> None:
        with database.acting_as(sign_in(database, NADIA)) as connection:
            assert ask(connection, CHECK) == NOTHING
        for who in ("enzo", "maya", "tara"):
            with database.acting_as(sign_in(database, who)) as connection, pytest.raises(InsufficientPrivilege):
                ask(connection, CHECK)


class TestTheList:
    LIST = "select student_id, severity, days, total from private.at_risk_students(%s, %s)"

    def listed(self, database: Database, who, severity=None, search=None) -> list[tuple]:
        with database.acting_as(sign_in(database, who)) as connection:
            return connection.execute(self.LIST, [severity, search]).fetchall()

    @pytest.mark.parametrize(("days", "severity"), [(14, "warning"), (15, "critical")])
    def test_seven_days_of_one_reason_warn_and_eight_are_critical(
        self, database: Database, days: int, severity: str
    ) -> None:
        away(database, days)
        check(database)
        assert self.listed(database, NADIA) == [(ALICE.student_id, severity, days - 7, 1)]

    def test_critical_ones_come_first_then_the_longest_and_a_filter_keeps_the_count(self, database: Database) -> None:
        away(database, 30)
        away(database, 8, BEN)
        check(database)
        assert [row[:2] for row in self.listed(database, NADIA)] == [
            (ALICE.student_id, "critical"),
            (BEN.student_id, "warning"),
        ]
        assert self.listed(database, NADIA, "warning")[0][3] == 1
        assert [row[0] for row in self.listed(database, NADIA, None, " BEN ")] == [BEN.student_id]

    def test_a_mentor_sees_their_own_another_school_none_and_others_may_not_ask(self, database: Database) -> None:
        away(database, 30)
        away(database, 8, BEN)
        check(database)
        assert [row[0] for row in self.listed(database, MAYA)] == [ALICE.student_id]
        assert self.listed(database, "mallory") == []
        for who in ("enzo", "tara", "marco", "alice"):
            with pytest.raises(InsufficientPrivilege):
                self.listed(database, who)

    def test_an_episode_goes_with_the_learner_to_another_mentor(self, database: Database) -> None:
        away(database, 30)
        check(database)
        with database.acting_as(sign_in(database, NADIA)) as connection:
            connection.execute(
                "select private.assign_mentor(%s, (select id from public.users where full_name = 'Kenji Arai'))",
                [ALICE.student_id],
            )
            moved = connection.execute("select mentor_id <> %s from dashboard.risk_episodes", [MAYA.id])
            assert moved.fetchall() == [(True,)]
