"""Invoices as each person sees them: what was agreed, what came of it, and whether any of it is overdue today."""

from __future__ import annotations

from datetime import date

import pytest

from growthos_ui.finance.tables import INVOICES
from growthos_ui.listing.ask import ask_of
from growthos_ui.listing.found import find_total
from state.actor import ActorState
from state.finance import InvoicesState
from tests.cast import NADIA
from tests.database import sign_in
from tests.finance.desk import Desk, days, freeze, newcomer, place_for
from tests.screens import offered, open_screen

PATH = "/finance/invoices"
TODAY = date(2026, 3, 20)


@pytest.fixture(scope="module", autouse=True)
def discounted(database):
    """A newcomer's bill of today: 600 less a tenth in two parts, 100 of it paid."""
    freeze(database, TODAY)
    place = place_for(database, student := newcomer(database), price="600", enrolled=TODAY)
    with database.acting_as(sign_in(database, NADIA), keep=True) as connection:
        desk = Desk(connection, student, place)
        desk.make_bill(2, {"percentage": 10, "reason": "A friend of the school."})
        desk.pay(100)
        connection.execute("commit")
    return desk


async def rows_of(pipeline, database, address, key="nadia"):
    return (await open_screen(pipeline, database, key, address)).shown(InvoicesState, "rows")


@pytest.mark.parametrize(("key", "may_export"), [("sam", True), ("nadia", True), ("enzo", False), ("farah", True)])
async def test_the_office_and_who_enrols_see_those_of_their_organisation(key, may_export, pipeline, database):
    tab = await open_screen(pipeline, database, key, PATH)
    names = {row["full_name"] for row in tab.shown(InvoicesState, "rows")}
    assert {"Alice Ahmed", "Ben Yusuf", "Newly Come"} <= names
    assert "Bea Marsh" not in names
    assert "Invoices" in offered(tab)
    assert tab.shown(InvoicesState, "may_export") is may_export


@pytest.mark.parametrize("key", ["maya", "tara", "marco"])
async def test_who_has_nothing_to_do_with_money_is_refused_and_told_so(key, pipeline, database):
    tab = await open_screen(pipeline, database, key, PATH)
    assert not tab.shown(InvoicesState, "rows")
    assert tab.shown(ActorState, "refusal") == "Your role does not show invoices."


async def test_a_row_says_what_was_agreed_and_what_came_of_it(pipeline, database):
    (row,) = await rows_of(pipeline, database, f"{PATH}?q=newly")
    assert [row[name] for name in ("parts", "amount_milli", "paid_milli", "open_milli", "state")] == [
        "2", "540.00", "100.00", "170.00", "Paid in part",
    ]  # fmt: skip
    assert (row["issue_date"], row["currency"]) == ("20 Mar 2026", "PKR")


async def test_a_bill_is_overdue_from_the_day_on_which_a_part_of_it_is_and_nobody_need_write_that_down(
    pipeline, database
):
    for state, names in (("overdue", []), ("partially_paid", ["Newly Come"])):
        assert [row["full_name"] for row in await rows_of(pipeline, database, f"{PATH}?q=newly&state={state}")] == names
    freeze(database, TODAY + days(10))
    try:
        (row,) = await rows_of(pipeline, database, f"{PATH}?q=newly&state=overdue")
        assert row["state"] == "Overdue"
        assert not await rows_of(pipeline, database, f"{PATH}?q=newly&state=partially_paid")
    finally:
        freeze(database, TODAY)


@pytest.mark.parametrize(
    ("query", "found"),
    [("issued=2026-03-20..", True), ("issued=..2026-03-19", False), ("amount=540..540", True), ("batch=none", True), ("state=paid", False)],
)  # fmt: skip
async def test_filters_leave_what_they_say(query, found, pipeline, database):
    assert bool(await rows_of(pipeline, database, f"{PATH}?q=newly&{query}")) is found


async def test_an_invoice_is_found_by_its_number(pipeline, database, discounted):
    with database.as_owner() as owner:
        number = owner.execute(
            "select invoice_number from public.invoices where id = %s", [discounted.bill]
        ).fetchone()[0]
    (row,) = await rows_of(pipeline, database, f"{PATH}?q={number.lower()}")
    assert row["invoice_number"] == number


async def test_the_totals_are_the_sums_of_the_rows_in_their_currency(pipeline, database, acting):
    total = await find_total(await acting("nadia"), INVOICES, ask_of(INVOICES, "q=newly"))
    assert {name: [each.words for each in sums] for name, sums in total.money.items()} == {
        "discount_milli": ["PKR 60.00"], "amount_milli": ["PKR 540.00"], "paid_milli": ["PKR 100.00"],
        "refunded_milli": ["PKR 0.00"],
    }  # fmt: skip
