"""Installments as each person sees them: by facts and the day, what is owed first, amounts to the last cent."""

from __future__ import annotations

from datetime import date

import pytest

from growthos_ui.finance.facts import BY_STATE
from growthos_ui.finance.tables import INSTALLMENTS
from growthos_ui.finance.words import PART_STATES
from growthos_ui.listing.ask import ask_of
from growthos_ui.listing.found import find, find_total
from state.actor import ActorState
from state.finance import InstallmentsState
from tests.cast import NADIA
from tests.database import sign_in
from tests.finance.desk import Desk, days, freeze, newcomer, place_for
from tests.screens import offered, open_screen

PATH = "/finance/installments"
TODAY = date(2026, 3, 20)
PRICE, PARTS = "600", 6


@pytest.fixture(scope="module", autouse=True)
def long_bill(database):
    """A newcomer's bill of six parts: the first paid, the second in part and overdue, the third with more time."""
    freeze(database, TODAY)
    place = place_for(database, student := newcomer(database), price=PRICE, enrolled=TODAY - days(75))
    with database.acting_as(sign_in(database, NADIA), keep=True) as connection:
        desk = Desk(connection, student, place)
        desk.make_bill(PARTS)
        desk.pay(140)
        third = desk.parts("id")[2]
        desk.ask("select private.extend_installment(%s, %s, 'They asked for it.')", third, TODAY + days(3))
        connection.execute("commit")
    return desk


async def rows_of(pipeline, database, address, key="nadia"):
    return (await open_screen(pipeline, database, key, address)).shown(InstallmentsState, "rows")


@pytest.mark.parametrize("key", ["sam", "nadia", "enzo", "farah", "vera"])
async def test_the_office_and_who_enrols_see_those_of_their_organisation(key, pipeline, database):
    tab = await open_screen(pipeline, database, key, PATH)
    names = {row["full_name"] for row in tab.shown(InstallmentsState, "rows")}
    assert {"Alice Ahmed", "Ben Yusuf", "Newly Come"} <= names
    assert "Bea Marsh" not in names
    assert "Installments" in offered(tab)
    assert tab.shown(InstallmentsState, "may_export") is (key != "enzo")


@pytest.mark.parametrize("key", ["maya", "tara", "marco"])
async def test_who_has_nothing_to_do_with_money_is_refused_and_told_so(key, pipeline, database):
    tab = await open_screen(pipeline, database, key, PATH)
    assert not tab.shown(InstallmentsState, "rows")
    assert tab.shown(ActorState, "refusal") == "Your role does not show installments."
    assert "Installments" not in offered(tab)


async def test_a_row_says_whose_it_is_how_much_is_open_and_how_late_it_is(pipeline, database):
    address = f"{PATH}?q=alice"
    tab = await open_screen(pipeline, database, "nadia", address)
    shows = {"step": "show", "name": "last_payment_on", "number": 0}
    await tab.send(InstallmentsState.arrange, shows, pathname=PATH, asPath=address)
    overdue, paid = tab.shown(InstallmentsState, "rows")
    said = {
        name: overdue[name] for name in ("number_words", "currency", "amount_milli", "open_milli", "days_late", "state")
    }
    assert said == {
        "number_words": "2/2", "currency": "PKR", "amount_milli": "1,500.00", "open_milli": "1,500.00", "days_late": "11",
        "state": "Overdue",
    }  # fmt: skip
    assert overdue["full_name__href"].startswith("/students/")
    assert (overdue["effective_due_date"], overdue["last_payment_on"]) == ("9 Mar 2026", "—")
    assert [paid[name] for name in ("number_words", "paid_milli", "open_milli", "days_late", "state", "last_payment_on")] == [
        "1/2", "1,500.00", "0.00", "—", "Paid", "5 Feb 2026",
    ]  # fmt: skip


async def test_what_is_owed_comes_first_by_the_day_that_counts_and_what_is_settled_last(pipeline, database):
    rows = await rows_of(pipeline, database, f"{PATH}?q=newly")
    assert [row["number_words"] for row in rows] == ["2/6", "3/6", "4/6", "5/6", "6/6", "1/6"]
    assert [row["state"] for row in rows] == ["Overdue", "Due soon", "Scheduled", "Scheduled", "Scheduled", "Paid"]


async def test_money_on_it_and_more_time_are_said_beside(pipeline, database):
    overdue, extended, *_ = await rows_of(pipeline, database, f"{PATH}?q=newly")
    assert (overdue["state__part"], overdue["paid_milli"], overdue["open_milli"]) == ("part", "40.00", "60.00")
    assert extended["effective_due_date"] == "23 Mar 2026"
    assert extended["effective_due_date__agreed"] not in ("", extended["effective_due_date"])
    assert overdue["effective_due_date__agreed"] == ""


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("state=overdue,paid", ["2/6", "1/6"]),
        ("state=soon", ["3/6"]),
        ("extended=yes", ["3/6"]),
        ("partly=yes", ["2/6"]),
        ("late=over-90", []),
        ("open=60..60", ["2/6"]),
        ("due=2026-03-23..2026-03-23", ["3/6"]),
        ("currency=PKR&state=scheduled", ["4/6", "5/6", "6/6"]),
        ("batch=none&state=paid", ["1/6"]),
    ],
)
async def test_filters_leave_what_they_say(query, numbers, pipeline, database):
    rows = await rows_of(pipeline, database, f"{PATH}?q=newly&{query}")
    assert [row["number_words"] for row in rows] == numbers


async def test_an_invoice_is_found_by_its_number(pipeline, database, long_bill):
    with database.as_owner() as owner:
        (number, course) = owner.execute(
            "select invoice_number, course_id from public.invoices where id = %s", [long_bill.bill]
        ).fetchone()
    for query in (f"q={number.lower()}", f"q={number[:-2]}", f"course={course}"):
        rows = await rows_of(pipeline, database, f"{PATH}?{query}")
        assert {row["full_name"] for row in rows} == {"Newly Come"}, query
    assert not await rows_of(pipeline, database, f"{PATH}?q=inv-nobody")


async def test_on_every_day_each_is_in_one_state_which_is_that_of_the_ledger(database, acting, long_bill, pipeline):
    nadia = await acting("nadia")
    named = {"grace": "due", "soon": "pending"}
    try:
        for day in (TODAY + days(step) for step in range(-10, 200, 15)):
            freeze(database, day)
            with database.as_owner() as owner:
                parts = owner.execute("select array_agg(id) from public.installment_plans where organization_id = %s",
                                      [nadia.organization_id]).fetchone()[0]  # fmt: skip
                known = dict(
                    owner.execute("select part_id::text, state from private.part_states(%s)", [parts]).fetchall()
                )
            seen = {}
            for state in BY_STATE:
                found = await find(nadia, INSTALLMENTS, path=PATH, query=f"state={state}&size=100")
                assert {row["state__value"] for row in found.rows} <= {state}
                assert not seen.keys() & {row["id"] for row in found.rows}
                seen |= {row["id"]: named.get(state, state) for row in found.rows}
            assert seen == known
    finally:
        freeze(database, TODAY)
    assert set(BY_STATE) == {mark.value for mark in PART_STATES}


async def test_the_totals_are_the_sums_of_the_rows_in_their_currency(database, acting, pipeline):
    total = await find_total(await acting("nadia"), INSTALLMENTS, ask_of(INSTALLMENTS, "q=newly"))
    assert {name: [each.words for each in sums] for name, sums in total.money.items()} == {
        "amount_milli": ["PKR 600.00"], "paid_milli": ["PKR 140.00"], "open_milli": ["PKR 160.00"],
    }  # fmt: skip
