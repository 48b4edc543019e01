"""How to reach a learner is corrected on their page; whoever comes second with another value sees both."""

from __future__ import annotations

import pytest

from state.contact import ContactState
from state.toasts import ToastState
from tests.cast import ALICE
from tests.screens import open_screen


@pytest.fixture
def kept(database):
    """Call it to learn what stands there; afterwards everything is as it was."""

    def ask() -> tuple[str, str, str]:
        with database.as_owner() as owner:
            return owner.execute(
                "select full_name, email, phone from public.users where id = %s", [ALICE.id]
            ).fetchone()

    before = ask()
    with database.as_owner() as owner:
        (number,) = owner.execute(
            "select phone_number from public.students where id = %s", [ALICE.student_id]
        ).fetchone()
    yield ask
    with database.as_owner() as owner:
        owner.execute(
            "update public.users set full_name = %s, email = %s, phone = %s where id = %s", [*before, ALICE.id]
        )
        owner.execute("update public.students set phone_number = %s where id = %s", [number, ALICE.student_id])


@pytest.fixture
def editing(pipeline, database):
    """Call it to have a person of the cast open the dialog on the learner's page."""

    async def open_as(key: str):
        with database.as_owner() as owner:
            (code,) = owner.execute(
                "select student_code from public.students where id = %s", [ALICE.student_id]
            ).fetchone()
        tab = await open_screen(pipeline, database, key, f"/students/{code}")
        await tab.send(ContactState.open)
        return tab

    return open_as


async def save(tab, **typed: str) -> ContactState:
    """Send the form with what was typed over what it held; return what the dialog shows then."""
    shown = await tab.kept(ContactState)
    await tab.send(ContactState.save, {"form": {**shown.start, **typed}})
    return await tab.kept(ContactState)


@pytest.mark.parametrize("key", ["sam", "nadia", "enzo", "farah"])
async def test_whoever_enrols_corrects_a_contact(key, editing, kept):
    tab = await editing(key)
    shown = await save(tab, full_name="Alice Ahmed Khan", email="Alice.New@learners.example", phone="0092 300 1112223")
    assert not shown.is_open
    assert kept() == ("Alice Ahmed Khan", "alice.new@learners.example", "+923001112223")
    assert tab.shown(ToastState, "title") == "Contact saved"


@pytest.mark.parametrize(
    ("typed", "field", "told"),
    [
        ({"phone": "300 111"}, "phone", "begins with + and the country"),
        ({"email": ""}, "email", "E-mail is needed."),
        ({"email": "nobody"}, "email", "e-mail"),
        ({"full_name": "Al"}, "full_name", "3 to 100 characters"),
    ],
)
async def test_what_cannot_be_is_told_at_its_box_and_nothing_is_saved(typed, field, told, editing, kept):
    before = kept()
    shown = await save(await editing("nadia"), **{"full_name": "Somebody Else", **typed})
    assert shown.is_open
    assert shown.field == field
    assert told in shown.refusal
    assert kept() == before


async def test_whoever_comes_second_sees_both_values_and_may_then_save_over_the_other(editing, kept):
    first, second = await editing("nadia"), await editing("sam")
    await save(first, phone="+923001110001")
    shown = await save(second, phone="+923001110002")
    assert (shown.is_open, shown.field) == (True, "phone")
    assert "“+923001110001”" in shown.refusal
    assert kept()[2] == "+923001110001"
    shown = await save(second, phone="+923001110002")
    assert not shown.is_open
    assert kept()[2] == "+923001110002"


async def test_two_people_who_correct_different_things_are_not_in_each_others_way(editing, kept):
    first, second = await editing("nadia"), await editing("sam")
    await save(first, phone="+923001110001")
    await save(second, full_name="Alice A. Ahmed")
    assert kept()[0::2] == ("Alice A. Ahmed", "+923001110001")


@pytest.mark.parametrize("key", ["maya", "tara", "vera"])
async def test_whoever_may_not_is_not_given_the_dialog(key, editing, kept):
    tab = await editing(key)
    assert not (await tab.kept(ContactState)).is_open
