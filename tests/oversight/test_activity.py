"""What people did, as each person sees it."""

from __future__ import annotations

import re

import pytest

from growthos_ui.oversight.words import DOINGS
from state.actor import ActorState
from state.oversight import ActivityState
from tests.oversight.writes import ACTIVITY, AUDIT, bodies, written
from tests.screens import open_screen


async def rows_of(pipeline, database, key, query=""):
    tab = await open_screen(pipeline, database, key, f"/oversight/activity{query}")
    return tab.shown(ActivityState, "rows")


async def test_an_admin_sees_what_everybody_of_the_organisation_did(pipeline, database):
    names = {row["person_name"] for row in await rows_of(pipeline, database, "nadia")}
    assert {"Alice Ahmed", "Ben Yusuf"} <= names
    assert "Bea Marsh" not in names


async def test_a_mentor_sees_the_acts_of_own_learners_and_their_own(pipeline, database):
    names = {row["person_name"] for row in await rows_of(pipeline, database, "maya")}
    assert "Alice Ahmed" in names
    assert names <= {"Alice Ahmed", "Maya Iqbal"}


async def test_a_note_says_who_wrote_it_and_that_only_staff_see_it(pipeline, database):
    rows = await rows_of(pipeline, database, "nadia", "?type=admin_note&q=alice")
    assert {(row["activity_type"], row["actor_name"], row["visibility"]) for row in rows} == {
        ("Note by staff", "Nadia Rahman", "Staff only")
    }


@pytest.mark.parametrize("key", ["enzo", "tara", "marco"])
async def test_who_has_no_oversight_is_refused_and_told_so(key, pipeline, database):
    tab = await open_screen(pipeline, database, key, "/oversight/activity")
    assert not tab.shown(ActivityState, "rows")
    assert tab.shown(ActorState, "refusal") == "Your role does not show activity."


def test_every_kind_of_act_that_the_table_takes_has_its_words(database):
    with database.as_owner() as owner:
        (check,) = owner.execute(
            """select pg_get_constraintdef(oid) from pg_constraint
               where conrelid = 'public.user_activity_logs'::regclass and conname like '%activity_type_check'"""
        ).fetchone()
    assert set(re.findall(r"'([a-z_]+)'::text", check)) == set(DOINGS)


WRITTEN_BY_NOTHING = {
    **dict.fromkeys(
        ("onboarding_completed", "module_started", "module_completed", "assignment_viewed", "leaderboard_viewed"),
        "learners do it on their own site, which writes it",
    ),
    "page_visit": "a row for each page of each person would be most of the table, and tells nobody anything",
    "drip_toggled": "said when a place is given",
    "sequential_toggled": "said when a place is given",
}
# Put together from two words: what was decided, and what a place is in.
_PUT_TOGETHER = {
    "assignment_approved",
    "assignment_declined",
    *(f"{of}_{act}" for of in ("course", "pathway") for act in ("enrolled", "unenrolled")),
}


def test_each_kind_of_act_is_written_by_something_or_it_is_said_why_not(database):
    with database.as_owner() as owner:
        sources = bodies(owner)
        acts = written(sources, "user_activity_logs", "activity_type", ACTIVITY) | _PUT_TOGETHER
        acts |= {deed for (deed,) in owner.execute(_DEEDS, [sorted(written(sources, "admin_logs", "action", AUDIT))])}
    assert set(DOINGS) - acts == set(WRITTEN_BY_NOTHING)


# What follows the audit's lines: whatever can stand in it, on any table.
_DEEDS = """
    select distinct deed from unnest(%s::text[]) as a (action), pg_tables as t, (values ('{}'), ('{"is_active": false}')) as n (row),
      lateral private.deed_of(a.action, t.tablename, n.row::jsonb) as deed
    where t.schemaname = 'public' and deed is not null
"""
