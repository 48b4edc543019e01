"""The data audit: the checks of the command line, asked as the reader; what is not so is counted and listed."""

from __future__ import annotations

import pytest

from growthos_ui.db.checks import CHECKS
from growthos_ui.oversight.invariants import INVARIANTS, MEANINGS
from state.actor import ActorState
from state.checks import ChecksState, row_of
from tests.cast import ALICE, BEA
from tests.finance.bills import pass_night
from tests.screens import open_screen

PATH = "/oversight/data"


async def faces(tab):
    return {each.title: each.face for each in (await tab.kept(ChecksState)).checks}


@pytest.fixture(scope="module", autouse=True)
def a_night_has_passed(database):
    pass_night(database)


@pytest.fixture
def broken(database):
    """Two enrolments' progress is not what it should be: one here, one abroad."""
    change = "update dashboard.student_progress set recordings_completed = recordings_completed + %s where student_id = any (%s)"
    students = [ALICE.student_id, BEA.student_id]
    with database.as_owner() as owner:
        owner.execute(change, [1, students])
    yield
    with database.as_owner() as owner:
        owner.execute(change, [-1, students])


@pytest.mark.parametrize("key", ["sam", "nadia", "vera", "mallory"])
async def test_in_a_school_that_is_whole_every_check_holds(key, pipeline, database):
    tab = await open_screen(pipeline, database, key, PATH)
    assert set((await faces(tab)).values()) == {"holds"}


async def test_what_is_not_so_is_counted_and_listed_and_only_of_the_own_organisation(broken, pipeline, database):
    tab = await open_screen(pipeline, database, "nadia", PATH)
    differs = [title for title, face in (await faces(tab)).items() if face == "differs"]
    assert differs == ["Progress is what its base tables say"]
    await tab.send(ChecksState.open, {"title": differs[0]})
    kept = await tab.kept(ChecksState)
    with database.as_owner() as owner:
        ids = owner.execute("select id from dashboard.student_progress where student_id = %s", [ALICE.student_id])
        expected = {f"Enrolment {each}" for (each,) in ids.fetchall()}
    assert {row.words for row in kept.rows} == expected


async def test_a_check_that_fails_is_not_known_and_the_others_are_answered(pipeline, database, monkeypatch):
    from state import checks

    plain = checks.ask

    async def ask(tx, invariant):
        if invariant is INVARIANTS[0]:
            raise RuntimeError("no answer")
        return await plain(tx, invariant)

    monkeypatch.setattr(checks, "ask", ask)
    tab = await open_screen(pipeline, database, "nadia", PATH)
    found = list((await faces(tab)).values())
    assert (found[0], set(found[1:])) == ("failed", {"holds"})


@pytest.mark.parametrize("key", ["enzo", "maya", "tara"])
async def test_who_has_no_data_audit_is_refused_and_told_so(key, pipeline, database):
    tab = await open_screen(pipeline, database, key, PATH)
    assert not tab.shown(ChecksState, "checks")
    assert tab.shown(ActorState, "refusal") == "Your role does not show the data audit."


def test_every_check_of_the_command_line_is_here_with_what_it_means():
    assert [each.title for each in INVARIANTS] == [each.sentence for each in CHECKS]
    assert set(MEANINGS) == {each.sentence for each in CHECKS}, "say what it means in oversight/invariants.py"


def test_a_row_that_has_a_page_opens_it():
    assert row_of("student NGA-0001").href == "/students/NGA-0001"
    assert row_of("account 7").href == ""
