"""The page of one installment, as each person sees it, and what it offers whom."""

from __future__ import annotations

from datetime import date

import pytest

from state.actor import ActorState
from state.installment import InstallmentState
from tests.finance.desk import days, freeze
from tests.finance.dialogs import at, make_bill
from tests.screens import open_screen

START = date(2025, 3, 1)


@pytest.fixture
def bill(database):
    return make_bill(database, day=START)


@pytest.mark.parametrize(
    ("key", "acts"),
    [
        ("nadia", ["pay", "extend", "credit", "write_off", "discount", "cancel"]),
        ("sam", ["pay", "extend", "credit", "write_off", "discount", "cancel"]),
        ("farah", ["pay", "extend"]),
        ("enzo", ["pay"]),
        ("vera", []),
    ],
)
async def test_each_role_is_offered_what_it_may_do(key, acts, pipeline, database, bill):
    page = await (await at(pipeline, database, key, f"{bill}-1")).page()
    assert (page.face, page.acts) == ("ready", acts)


@pytest.mark.parametrize("key", ["maya", "marco", "tara"])
async def test_who_has_no_part_in_money_is_refused_and_told_so(key, pipeline, database, bill):
    tab = await open_screen(pipeline, database, key, f"/finance/installments/{bill}-1")
    assert not (await tab.kept(InstallmentState)).part.amount
    assert tab.shown(ActorState, "refusal") == "Your role does not show installments."


@pytest.mark.parametrize("name", ["INV-NOBODY-01-1", "nothing", "INV-1-", "{bill}-99"])
async def test_what_is_not_there_is_missing(name, pipeline, database, bill):
    page = await (await at(pipeline, database, "nadia", name.format(bill=bill))).page()
    assert page.face == "missing"


async def test_an_installment_of_another_school_is_as_missing_as_none(pipeline, database, bill):
    dialog = await at(pipeline, database, "mallory", f"{bill}-1")
    assert (await dialog.page()).face == "missing"
    assert "Alice" not in str(dialog.tab.deltas)


async def test_the_page_says_what_is_owed_and_what_is_not_owed_yet(pipeline, database, bill):
    first = await (await at(pipeline, database, "nadia", f"{bill}-1")).page()
    assert (first.part.amount, first.part.left, first.part.state, first.part.place) == (
        "500.00",
        "500.00",
        "soon",
        "1 of 2",
    )
    assert first.part.is_issued
    second = await (await at(pipeline, database, "nadia", f"{bill}-2")).page()
    assert (second.part.is_issued, second.part.state) == (False, "scheduled")
    assert [each.note for each in second.terms] == ["As agreed first"]


async def test_the_state_is_todays_even_before_the_nightly_job_ran(pipeline, database, bill):
    freeze(database, START + days(60))
    page = await (await at(pipeline, database, "nadia", f"{bill}-1")).page()
    assert page.part.state == "overdue"
