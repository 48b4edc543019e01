"""Who loses access tonight: the list at six in the evening is what the night does at five past twelve, and a hold is kept."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from state.actor import ActorState
from state.suspensions import SuspensionsState, SuspensionState
from tests.cast import ALICE, BEN, NADIA, NORTHGATE
from tests.database import sign_in
from tests.finance.desk import Desk, days, freeze, newcomer, place_for
from tests.screens import open_screen

PATH = "/finance/suspensions"
TODAY = date(2026, 3, 20)
ZONE = ZoneInfo("Asia/Karachi")
HOLD = "select private.hold_suspension(%s, %s, %s)"


@pytest.fixture(scope="module")
def owing(database):
    """Six learners with a bill of two parts each, the first paid by three of them; beside Alice and Ben, who are late."""
    freeze(database, TODAY - days(60))
    desks = []
    for number in range(6):
        student = newcomer(database)
        desk = Desk(None, student, place_for(database, student, price="600", enrolled=TODAY - days(60)))
        with database.acting_as(sign_in(database, NADIA), keep=True) as connection:
            desk.connection = connection
            desk.make_bill(2)
            if number % 2:
                desk.pay(300)
            connection.execute("commit")
        desks.append(desk)
    freeze(database, TODAY)
    return desks


def maybe(first: int, last: int) -> st.SearchStrategy[int | None]:
    return st.none() | st.integers(first, last)


_LEARNERS = st.lists(
    st.fixed_dictionaries(
        {
            "status": st.sampled_from(("inactive", "active", "active", "suspended", "complete")),
            "due": st.integers(-20, 3),
            "held": maybe(-1, 3),
            "planned": maybe(0, 3),
            "ends": maybe(-1, 3),
            "expires": maybe(-30, 50),
        }
    ),
    min_size=6,
    max_size=6,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(learners=_LEARNERS, grace=st.integers(0, 3))
def test_the_list_of_the_evening_is_what_the_night_does(database, owing, learners, grace) -> None:
    evening = datetime(TODAY.year, TODAY.month, TODAY.day, 18, tzinfo=ZONE)
    with database.as_owner() as owner:
        owner.execute("update dashboard.installation set frozen_at = %s", [evening])
        owner.execute(
            """update public.company_settings set settings = settings || jsonb_build_object('fees', jsonb_build_object('grace_days', %s::int))
               where organization_id = %s""",
            [grace, NORTHGATE.id],
        )
        for number, (desk, learner) in enumerate(zip(owing, learners, strict=True)):
            # who paid the first part has been let in
            has_paid = number % 2 and learner["status"] == "inactive"
            put(owner, desk, learner | {"status": "active"} if has_paid else learner, evening)
        owner.execute("select private.work_for(%s)", [NORTHGATE.id])
        listed = owner.execute(
            "select student_id, cause from private.suspensions_of(%s, %s) where held_until is null",
            [NORTHGATE.id, TODAY + days(1)],
        ).fetchall()
        owner.execute(
            "update dashboard.installation set frozen_at = %s", [evening + timedelta(hours=6, minutes=5)]
        )  # five past midnight
        out = {student for student, _ in suspended(owner)}
        owner.execute("select private.run_daily(%s)", [TODAY + days(1)])
        assert set(listed) == {each for each in suspended(owner) if each[0] not in out}
        owner.rollback()


def put(owner: psycopg.Connection, desk: Desk, learner: dict[str, Any], evening: datetime) -> None:
    """Put a learner into a state: when the second part is due, held, planned, when the access ends."""
    tonight, who = TODAY + days(1), desk.student
    plan = tonight + days(learner["planned"] - 1) if learner["planned"] is not None else None
    until = TODAY + days(learner["ends"]) if learner["status"] == "suspended" and learner["ends"] is not None else None
    owner.execute(
        """update public.students set lms_status = %s, lms_status_source = %s, suspend_on = %s, suspension_reason = 'x', auto_unsuspend_on = %s
           where id = %s""",
        [learner["status"], "manual" if learner["status"] == "suspended" else None, None if until else plan, until, who],
    )  # fmt: skip
    if learner["status"] == "complete":
        owner.execute("update public.course_enrollments set status = 'completed' where student_id = %s", [who])
    owner.execute(
        "update public.installment_plans set issue_date = %s, due_date = %s where student_id = %s",
        [TODAY + days(learner["due"] - 5), TODAY + days(learner["due"]), who],
    )
    if learner["held"] is not None:
        owner.execute(
            "insert into dashboard.suspension_holds (organization_id, student_id, until, reason, held_by) values (%s, %s, %s, 'Wait.', %s)",
            [NORTHGATE.id, who, TODAY + days(learner["held"]), NADIA.id],
        )
    if learner["expires"] is not None:
        owner.execute(
            "update public.course_enrollments set access_expires_at = %s where student_id = %s",
            [evening + timedelta(hours=learner["expires"]), who],
        )


_CAUSES = {"fees": "fees", "scheduled": "plan", "access_expired": "access", "unpaid_onboarding": "newcomer"}


def suspended(owner: psycopg.Connection) -> set[tuple[Any, str]]:
    """Return who is suspended by the night, and for what in the words of the list."""
    rows = owner.execute(
        "select id, lms_status_source from public.students where lms_status = 'suspended' and organization_id = %s",
        [NORTHGATE.id],
    )
    return {(student, _CAUSES.get(source, source)) for student, source in rows}


def names(tab) -> dict[str, tuple[str, str]]:
    return {row["full_name"]: (row["cause"], row["tonight"]) for row in tab.shown(SuspensionsState, "rows")}


async def test_finance_sees_who_loses_access_and_holds_one_until_a_day(owing, pipeline, database) -> None:
    tab = await open_screen(pipeline, database, "farah", PATH)
    assert names(tab)["Ben Yusuf"] == ("Payment overdue", "Loses access")
    at = {"pathname": PATH, "asPath": PATH}
    await tab.send(SuspensionState.open, {"entry_id": str(BEN.student_id)}, **at)
    entry = (await tab.kept(SuspensionState)).entry
    assert ("Access", "Ends at 00:05 on 21 Mar 2026") in [(fact.name, fact.words) for fact in entry.facts]
    await tab.send(SuspensionState.hold, {"form": {"until": "2026-03-19", "reason": "Pays on Friday"}}, **at)
    kept = await tab.kept(SuspensionState)
    assert (kept.field, kept.refusal) == ("until", "Choose a day from 21 Mar 2026 to 18 Jun 2026.")
    await tab.send(SuspensionState.hold, {"form": {"until": "2026-03-24", "reason": " "}}, **at)
    assert (await tab.kept(SuspensionState)).refusal == "Say why."
    await tab.send(SuspensionState.hold, {"form": {"until": "2026-03-24", "reason": "Pays on Friday"}}, **at)
    tab = await open_screen(pipeline, database, "nadia", PATH)
    assert names(tab)["Ben Yusuf"] == ("Payment overdue", "Held")
    await tab.send(SuspensionState.open, {"entry_id": str(BEN.student_id)}, **at)
    await tab.send(SuspensionState.lift, {}, **at)
    tab = await open_screen(pipeline, database, "farah", PATH)
    assert names(tab)["Ben Yusuf"] == ("Payment overdue", "Loses access")


async def test_who_only_reads_has_no_form(owing, pipeline, database) -> None:
    tab = await open_screen(pipeline, database, "vera", PATH)
    assert "Ben Yusuf" in names(tab)
    await tab.send(SuspensionState.open, {"entry_id": str(BEN.student_id)}, pathname=PATH, asPath=PATH)
    assert not (await tab.kept(SuspensionState)).may_hold


@pytest.mark.parametrize("key", ["enzo", "maya", "marco", "tara"])
async def test_the_list_is_for_the_office_and_finance(key, pipeline, database) -> None:
    tab = await open_screen(pipeline, database, key, PATH)
    assert not tab.shown(SuspensionsState, "rows")
    assert tab.shown(ActorState, "refusal") == "Your role does not show the money of the organisation as a whole."


@pytest.mark.parametrize("key", ["enzo", "maya", "vera", "tara"])
def test_nobody_else_holds_anybody(key, database) -> None:
    with database.acting_as(sign_in(database, key)) as connection, pytest.raises(psycopg.Error) as refused:
        connection.execute(HOLD, [ALICE.student_id, TODAY + days(3), "Wait for it"])
    assert refused.value.sqlstate in {"42501", "25006"}


def test_a_hold_is_written_down_once_and_a_new_one_takes_its_place(database) -> None:
    with database.acting_as(sign_in(database, NADIA)) as connection:
        for until, changed in ((3, True), (3, False), (5, True)):
            said = connection.execute(HOLD, [ALICE.student_id, TODAY + days(until), "Wait for it"]).fetchone()
            assert said == (changed,)
        live = connection.execute(
            "select until from dashboard.suspension_holds where student_id = %s and lifted_at is null",
            [ALICE.student_id],
        )
        assert live.fetchall() == [(TODAY + days(5),)]
        lines = connection.execute(
            "select count(*) from public.admin_logs where action = 'suspension_held' and target_student_id = %s",
            [ALICE.student_id],
        )
        assert lines.fetchone() == (2,)
