"""What mails say: shown to a real student while it is typed, saved as a version, refused at its box."""

from __future__ import annotations

from datetime import date

import pytest

from state.actor import ActorState
from state.templates import TemplatesState
from tests.screens import offered, open_screen
from tests.support.mails import bill

PATH = "/support/templates"
DUE = f"{PATH}?kind=installment_due"


@pytest.fixture(scope="module")
def code(database):
    """The code of a student who owes 900, due on 6 March."""
    student, _ = bill(database, date(2026, 3, 1))
    with database.as_owner() as owner:
        return owner.execute("select student_code from public.students where id = %s", [student]).fetchone()[0]


async def kept(tab):
    return await tab.kept(TemplatesState)


async def save(tab, address=DUE, **form):
    await tab.send(TemplatesState.save, {"form": form}, pathname=PATH, asPath=address)


async def test_each_kind_says_something_and_every_word_of_it_stands_for_something(pipeline, database, code):
    tab = await open_screen(pipeline, database, "nadia", PATH)
    kinds = [each.kind for each in (await kept(tab)).kinds]
    assert len(kinds) == 9
    for kind in kinds:
        tab = await open_screen(pipeline, database, "nadia", f"{PATH}?kind={kind}")
        state = await kept(tab)
        assert (state.kind, "{" in state.subject + state.body) == (kind, False)
        assert state.subject or state.why_not == "There is nobody to show it with yet."


async def test_a_student_sees_what_is_typed_before_it_is_saved(pipeline, database, code):
    tab = await open_screen(pipeline, database, "nadia", DUE)
    for box, typed in (("code", code.lower()), ("subject", "{open} until {due_date}"), ("body", "Dear {name}, {oops}")):
        await tab.send(TemplatesState.type, {"box": box, "typed": typed}, pathname=PATH, asPath=DUE)
    state = await kept(tab)
    assert (state.subject, state.body) == ("PKR 900.00 until 6 Mar 2026", "Dear Newly Come, {oops}")
    await tab.send(TemplatesState.type, {"box": "code", "typed": "STU999999"}, pathname=PATH, asPath=DUE)
    assert (await kept(tab)).why_not == "There is no such student."


async def test_what_is_saved_is_a_version_that_can_be_taken_over(pipeline, database):
    tab = await open_screen(pipeline, database, "nadia", DUE)
    first = (await kept(tab)).start["body"]
    await save(tab, subject="{open}", body="One", is_on="yes")
    await save(tab, subject="{open}", body="Two", is_on="yes")
    state = await kept(tab)
    assert (state.version, [each.version for each in state.versions]) == (2, ["2", "1"])
    await tab.send(TemplatesState.take, {"version": "1"}, pathname=PATH, asPath=DUE)
    state = await kept(tab)
    assert (state.start["body"], state.version) == ("One", 2)
    assert first != "One"


async def test_a_word_that_nothing_stands_for_is_refused_at_its_box_and_stays_typed(pipeline, database):
    tab = await open_screen(pipeline, database, "nadia", DUE)
    before = (await kept(tab)).turn
    await save(tab, subject="Hello", body="Dear {naem}", is_on="yes")
    state = await kept(tab)
    assert (state.field, state.turn, state.is_saving) == ("body", before, False)
    assert state.refusal.startswith("{naem} is nothing that this mail knows. It knows name, ")


async def test_the_slower_of_two_is_told_and_keeps_what_was_typed(pipeline, database):
    fast, slow = [await open_screen(pipeline, database, key, f"{PATH}?kind=fee_extension") for key in ("sam", "nadia")]
    await save(fast, subject="Fast", body="Fast", is_on="yes")
    await save(slow, subject="Slow", body="Slow", is_on="yes")
    assert "Somebody else changed this text meanwhile" in (await kept(slow)).refusal


@pytest.mark.parametrize(("key", "may"), [("sam", True), ("nadia", True), ("vera", False)])
async def test_admins_change_them_and_who_only_reads_reads(key, may, pipeline, database):
    tab = await open_screen(pipeline, database, key, PATH)
    assert "Templates" in offered(tab)
    assert (await kept(tab)).may_save is may
    version = (await kept(tab)).version
    await save(tab, PATH, subject="x", body="x", is_on="yes")
    assert ((await kept(await open_screen(pipeline, database, key, PATH))).version - version == 1) is may


@pytest.mark.parametrize("key", ["enzo", "farah", "maya", "tara"])
async def test_for_others_there_are_none(key, pipeline, database):
    tab = await open_screen(pipeline, database, key, PATH)
    assert tab.shown(ActorState, "refusal") == "Your role does not show what mails say."
