"""The ledger as each person sees it: every entry, when the money moved, and who recorded it."""

from __future__ import annotations

from datetime import date

import pytest

from growthos_ui import db
from growthos_ui.finance.tables import PAYMENTS
from growthos_ui.listing.ask import ask_of
from growthos_ui.listing.found import find_total
from state.actor import ActorState
from state.finance import PaymentsState
from tests.cast import ALICE, ENZO, NADIA
from tests.database import sign_in
from tests.finance.desk import Desk, days, freeze, newcomer, place_for
from tests.screens import offered, open_screen

PATH = "/finance/payments"
TODAY = date(2026, 3, 20)


@pytest.fixture(scope="module", autouse=True)
def returned(database):
    """A newcomer who paid 300 by cash three days ago and got 100 of it back today, no longer owed."""
    freeze(database, TODAY)
    place = place_for(database, student := newcomer(database), price="600", enrolled=TODAY - days(5))
    with database.acting_as(sign_in(database, NADIA), keep=True) as connection:
        desk = Desk(connection, student, place)
        desk.make_bill(2)
        desk.pay(300, on=TODAY - days(3))
        desk.refund([(desk.parts("id")[0], 100)])
        connection.execute("commit")
    return desk


async def rows_of(pipeline, database, address, key="nadia"):
    return (await open_screen(pipeline, database, key, address)).shown(PaymentsState, "rows")


@pytest.mark.parametrize(("key", "may_export"), [("sam", True), ("nadia", True), ("enzo", False), ("farah", True)])
async def test_the_office_and_who_enrols_see_those_of_their_organisation(key, may_export, pipeline, database):
    tab = await open_screen(pipeline, database, key, PATH)
    names = {row["full_name"] for row in tab.shown(PaymentsState, "rows")}
    assert {"Alice Ahmed", "Ben Yusuf", "Newly Come"} <= names
    assert "Bea Marsh" not in names
    assert "Payments" in offered(tab)
    assert tab.shown(PaymentsState, "may_export") is may_export


@pytest.mark.parametrize("key", ["maya", "tara", "marco"])
async def test_who_has_nothing_to_do_with_money_is_refused_and_told_so(key, pipeline, database):
    tab = await open_screen(pipeline, database, key, PATH)
    assert not tab.shown(PaymentsState, "rows")
    assert tab.shown(ActorState, "refusal") == "Your role does not show payments."


async def test_a_row_says_when_what_how_and_who(pipeline, database):
    rows = await rows_of(pipeline, database, f"{PATH}?q=newly")
    assert [row["occurred_on"] for row in rows] == ["20 Mar 2026", "20 Mar 2026", "17 Mar 2026"]
    by_type = {row["entry_type"]: row for row in rows}
    assert set(by_type) == {"Payment", "Refund", "Credit"}
    paid = by_type["Payment"]
    assert (paid["number_words"], paid["method"], paid["amount_milli"], paid["net_milli"]) == (
        "1/2",
        "Cash",
        "300.00",
        "300.00",
    )
    assert paid["receipt_number"].startswith("RCPT-")
    assert paid["recorded_by_name"] == "Nadia Rahman"
    assert (by_type["Refund"]["amount_milli"], by_type["Refund"]["net_milli"]) == ("100.00", "-100.00")
    assert (by_type["Credit"]["net_milli"], by_type["Credit"]["method"]) == ("—", "—")


async def test_whoever_reads_no_account_of_a_colleague_reads_the_name(pipeline, database):
    rows = await rows_of(pipeline, database, f"{PATH}?q=newly", "enzo")
    assert {row["recorded_by_name"] for row in rows} == {"Nadia Rahman"}
    with database.acting_as(sign_in(database, "enzo")) as connection:
        account = connection.execute("select count(*) from public.users where id = %s", [NADIA.id]).fetchone()
    assert account == (0,)


def test_a_name_follows_its_account_and_a_learner_has_none_here(database):
    there = "select full_name from dashboard.colleagues where id = %s"
    with database.as_owner() as owner, owner.transaction(force_rollback=True):
        owner.execute("update public.users set full_name = 'Enzo C. Conti' where id = any (%s)", [[ENZO.id, ALICE.id]])
        assert owner.execute(there, [ENZO.id]).fetchone() == ("Enzo C. Conti",)
        assert owner.execute(there, [ALICE.id]).fetchone() is None


@pytest.mark.parametrize(
    ("query", "types"),
    [
        ("type=refund,adjustment", {"Refund", "Credit"}),
        ("method=cash", {"Payment", "Refund"}),
        ("on=2026-03-20..", {"Refund", "Credit"}),
        ("amount=300..", {"Payment"}),
        (f"by={NADIA.id}&type=payment", {"Payment"}),
    ],
)
async def test_filters_leave_what_they_say_and_the_search_keeps_to_them(query, types, pipeline, database):
    assert {row["entry_type"] for row in await rows_of(pipeline, database, f"{PATH}?q=newly&{query}")} == types


async def test_an_entry_is_found_by_its_receipt(pipeline, database):
    (paid,) = await rows_of(pipeline, database, f"{PATH}?q=newly&type=payment")
    (row,) = await rows_of(pipeline, database, f"{PATH}?q={paid['receipt_number'].lower()}")
    assert row["id"] == paid["id"]


async def test_what_was_received_is_payments_less_refunds(pipeline, database, acting):
    total = await find_total(await acting("nadia"), PAYMENTS, ask_of(PAYMENTS, "q=newly"))
    assert [each.words for each in total.money["net_milli"]] == ["PKR 200.00"]


async def test_what_came_so_many_days_after_its_day_is_found_whichever_way_it_is_looked_for(acting, engine, database):
    """Another newcomer pays the first part 20 days and the second part 3 days late; then the first one is given more time."""
    place = place_for(database, student := newcomer(database), price="600", enrolled=TODAY - days(80))
    with database.acting_as(sign_in(database, NADIA), keep=True) as connection:
        desk = Desk(connection, student, place)
        desk.make_bill(2)
        first, second = desk.parts("due_date")
        part, _ = desk.parts("id")
        desk.pay(300, on=first + days(20))
        desk.pay(300, on=second + days(3))
        connection.execute("commit")
    for least in (20, 1, 4):
        if least == 4:
            with database.as_owner() as owner:
                owner.execute(
                    """update public.installment_plans set extended_due_date = due_date + 19, extension_reason = 'Ill', extended_by = %s
                       where id = %s""",
                    [NADIA.id, part],
                )
        async with db.acting_as(await acting("nadia"), engine=engine) as tx:
            read = [PAYMENTS.selected[name].label(name) for name in ("id", "days_after")]
            after = {
                row["id"]: row["days_after"] for row in await tx.rows(PAYMENTS.narrowed(ask_of(PAYMENTS, ""), *read))
            }
            assert any(days_after >= least for days_after in after.values()) is (least != 4)
            for low, high in ((least, None), (1, least), (0, least), (None, 0), (1, 3)):
                asked = ask_of(PAYMENTS, f"late={'' if low is None else low}..{'' if high is None else high}")
                found = {row["id"] for row in await tx.rows(PAYMENTS.narrowed(asked, read[0]))}
                assert found == {
                    each
                    for each, late in after.items()
                    if (low is None or late >= low) and (high is None or late <= high)
                }
