"""The worklist of collections: who stands on it, in which order and why, and who waits."""

from __future__ import annotations

from datetime import date

import pytest

from state.actor import ActorState
from state.collections import CollectionsState
from tests.cast import NADIA
from tests.database import sign_in
from tests.finance.collecting import make_late
from tests.finance.desk import days
from tests.screens import open_screen

TODAY = date(2025, 6, 2)
PATH = "/finance/collections?currency=PKR"


@pytest.fixture(scope="module")
def late(database):
    """Three who are late: by 9, 45 and 200 days, with 900, 3,000 and 600 to come."""
    owed = {9: "900", 45: "3000", 200: "600"}
    return {number: make_late(database, today=TODAY, late=number, price=price) for number, price in owed.items()}


async def rows_of(pipeline, database, key="nadia", query=""):
    tab = await open_screen(pipeline, database, key, f"{PATH}{query}")
    return (await tab.kept(CollectionsState)).rows


def act(database, statement, *values):
    with database.acting_as(sign_in(database, NADIA), keep=True) as connection:
        connection.execute(statement, values)


@pytest.mark.parametrize("key", ["nadia", "sam", "farah", "vera"])
async def test_the_desk_sees_who_is_late_the_most_urgent_first(key, pipeline, database, late):
    rows = await rows_of(pipeline, database, key)
    found = [(row["overdue_milli"], row["days_late"], row["score"], row["score__parts"]) for row in rows]
    assert found == [
        ("3,000.00", "45", "65", "40 + 15 + 0 + 10"),
        ("600.00", "200", "48", "8 + 30 + 0 + 10"),
        ("900.00", "9", "25", "12 + 3 + 0 + 10"),
    ]
    assert all(sum(map(int, row["score__parts"].split(" + "))) == int(row["score"]) for row in rows)


@pytest.mark.parametrize("key", ["enzo", "maya", "tara", "marco"])
async def test_others_are_refused_and_told_so(key, pipeline, database, late):
    tab = await open_screen(pipeline, database, key, PATH)
    assert (await tab.kept(CollectionsState)).rows == []
    assert tab.shown(ActorState, "refusal") == "Your role does not show collections."


async def test_whoever_promised_waits_at_the_end_and_comes_back_once_it_is_broken(pipeline, database, late):
    part = f"(select id from public.installment_plans where student_id = '{late[45].student}')"
    act(database, f"select private.take_promise({part}, 100, %s, 'phone')", TODAY + days(1))
    rows = await rows_of(pipeline, database)
    assert (rows[-1]["stage"], rows[-1]["score"]) == ("Promise open", "0")
    assert rows[-1]["promised_for"] != "—"
    with database.as_owner() as owner:
        owner.execute("update dashboard.installation set frozen_at = frozen_at + interval '2 days'")
    rows = await rows_of(pipeline, database)
    assert (rows[0]["stage"], rows[0]["broken"], rows[0]["score__parts"]) == ("To call", "1", "40 + 15 + 10 + 2")
    assert [row["broken"] for row in await rows_of(pipeline, database, query="&broken=some")] == ["1"]


async def test_whoever_is_paused_or_has_a_next_step_waits(pipeline, database, late):
    act(database, "select private.pause_reminders(%s, private.today() + 5, 'Ill.')", late[200].student)
    contact = "select private.record_contact(%s, 'phone', 'no_answer', null, 'call', private.today() + 1)"
    act(database, contact, late[9].student)
    waiting = await rows_of(pipeline, database, query="&stage=later,paused")
    assert {row["stage"]: row["outcome"] for row in waiting} == {"Paused": "—", "Later": "No answer"}


async def test_whoever_pays_leaves_the_list(pipeline, database, late):
    act(database, "select private.record_payment(%s, 900, private.today(), 'cash')", late[9].student)
    assert "900.00" not in {row["overdue_milli"] for row in await rows_of(pipeline, database)}
