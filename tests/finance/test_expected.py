"""Expected cash and vintages: each number is the sum of the rows that it opens, shares are those of the days worked out apart."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import psycopg
import pytest

from growthos_ui import db
from growthos_ui.finance import cash
from growthos_ui.finance.collections.tables import PROMISES
from growthos_ui.finance.expected.figures import by_week, headline, weighted
from growthos_ui.finance.expected.weights import weights
from growthos_ui.finance.overview.asking import asked
from growthos_ui.finance.rates.vintages import STEPS, vintages
from growthos_ui.finance.receivables import RECEIVABLES
from growthos_ui.finance.tables import PAYMENTS
from growthos_ui.listing.ask import Ask, ask_of
from growthos_ui.listing.filters import DayRange
from growthos_ui.metrics.clock import clock
from growthos_ui.metrics.explain import explain
from growthos_ui.metrics.registry import explained_named
from state.actor import ActorState
from state.expected import ExpectedState
from tests.cast import NADIA
from tests.database import sign_in
from tests.finance.desk import Desk, freeze, newcomer, place_for
from tests.screens import open_screen

START = date(2025, 1, 3)
IN_DOLLARS = Ask().filtered("currency", ("USD",))
LISTS = {"receivables": RECEIVABLES, "payments": PAYMENTS, "promises": PROMISES}
OF = {
    "Weighted": "remaining_milli",
    "Owed now": "remaining_milli",
    "Falls due": "remaining_milli",
    "Promised": "missing_milli",
    "Fell due": "owed_milli",
}


@pytest.fixture(scope="module", autouse=True)
def a_year(database):
    """Six learners with bills of six parts, who pay as the dice say, over a year."""
    freeze(database, START)
    learners = [newcomer(database) for _ in range(6)]
    places = [place_for(database, each, price="600", currency="USD", enrolled=START) for each in learners]
    actor, dice = sign_in(database, NADIA), random.Random(7)
    with psycopg.connect(database.owner_url) as owner:
        owner.execute("select private.enter(%s, %s)", [actor.token_hash, actor.epoch])
        desks = [Desk(owner, *each) for each in zip(learners, places, strict=True)]
        for desk in desks:
            desk.make_bill(6)
        for _ in range(60):
            owner.execute("update dashboard.installation set frozen_at = frozen_at + interval '6 days'")
            for desk in desks:
                due = desk.ask(
                    """select coalesce(sum(remaining_milli), 0) / 1000 from public.installment_plans
                       where invoice_id = %s and effective_due_date <= private.today() + 6""",
                    desk.bill,
                )
                if due > 0 and dice.random() < 0.35:
                    desk.pay(due if dice.random() < 0.6 else max(1, int(due) // 2))
        part = desks[0].parts("id")[0]
        desks[0].refund([(part, 40)], owed=True)


async def opened(tx, href, name):
    """Return the sum of the rows that an address opens, in the unit of the currency."""
    path, _, query = href.partition("?")
    listing = LISTS[path.rpartition("/")[2]]
    ask = ask_of(listing, query)
    if listing is PAYMENTS:
        read = [PAYMENTS.selected[each].label(each) for each in ("entry_type", "amount_milli", "fee_milli")]
        rows = await tx.rows(PAYMENTS.narrowed(ask, cash.principal(PAYMENTS.selected).label("milli"), *read))
    else:
        rows = await tx.rows(listing.narrowed(ask, listing.selected[name].label("milli")))
    return Decimal(sum(row["milli"] for row in rows)) / 1000


def number(words):
    return Decimal(words.partition(" so far")[0].replace(",", ""))


async def test_each_week_is_the_sum_of_its_installments_and_promises(acting, engine):
    async with db.acting_as(await acting("nadia"), engine=engine) as tx:
        drawing = await by_week(tx, IN_DOLLARS, await clock(tx))
        assert [each.name for each in drawing.series] in ([], ["Falls due", "Promised"])
        for series in drawing.series:
            for mark in series.marks:
                assert Decimal(str(mark.size)) == await opened(tx, mark.href, OF[series.name]), mark


async def test_every_amount_behind_what_usually_comes_is_the_sum_of_its_rows(acting, engine):
    async with db.acting_as(await acting("nadia"), engine=engine) as tx:
        drawing = await weighted(tx, IN_DOLLARS, await clock(tx))
        by_name = {each.name: each.marks for each in drawing.series}
        for name in ("Owed now", "Came within the age", "Had come before", "Fell due"):
            for mark in by_name[name]:
                if mark.href:
                    assert number(mark.words) == await opened(tx, mark.href, OF.get(name)), (name, mark)
        assert any(mark.size for mark in by_name["Came within the age"])
        (tile,) = [each for each in await headline(tx, IN_DOLLARS, await clock(tx)) if each.label == "Weighted"]
        why = await explain(tx, explained_named(tile.metric), ask_of(RECEIVABLES, tile.query))
    assert [each.number for each in why.lines] == [mark.words for mark in by_name["Weighted"]]
    assert why.value == why.sum.number == tile.value
    assert sum(number(each.number) for each in why.lines if each.number != "—") == number(tile.value)


async def test_weights_are_shares_of_what_stood_and_halves_are_rounded_up(acting, engine):
    async with db.acting_as(await acting("nadia"), engine=engine) as tx:
        found = await weights(tx, await asked(tx, IN_DOLLARS, await clock(tx)))
    assert [each.age for each in found] == ["not-due", "1-30", "31-60", "61-90", "over-90"]
    for each in found:
        if each.share is not None:
            assert each.share == Fraction(each.up_to - each.before, each.owed - each.before)
            assert each.expected(1000) == int(each.share * 1000 + Fraction(1, 2))
    assert found[0].before == 0


async def test_vintages_are_the_net_cash_up_to_each_day_of_what_fell_due(acting, engine):
    async with db.acting_as(await acting("nadia"), engine=engine) as tx:
        at = await clock(tx)
        drawing = await vintages(tx, IN_DOLLARS, at)
        assert drawing.series
        for series in drawing.series:
            months = ask_of(PAYMENTS, series.marks[0].href.partition("?")[2]).chosen("due")
            due = await opened(tx, f"/finance/receivables?currency=USD&due=yes&falls={months[0]}", "owed_milli")
            _, last = (date.fromisoformat(each) for each in months[0].split(".."))
            for step, mark in zip(STEPS, series.marks, strict=True):
                came = await opened(tx, mark.href, "")
                assert mark.size == float(round(100 * came / due, 1)), (series.name, mark)
                assert mark.partial == (last + timedelta(days=step) >= at.today)


async def test_three_lines_are_told_and_none_is_the_sum_of_others(acting, engine):
    async with db.acting_as(await acting("nadia"), engine=engine) as tx:
        figures = await headline(tx, IN_DOLLARS, await clock(tx))
    assert [each.label for each in figures] == ["Falls due", "Promised", "Weighted"]
    assert all(isinstance(RECEIVABLES.filter_named(name), DayRange) for name in ("falls",))


@pytest.mark.parametrize("key", ["nadia", "farah", "vera"])
async def test_the_desk_sees_all_cards(key, pipeline, database):
    shown = await (await open_screen(pipeline, database, key, "/finance/expected?currency=USD")).kept(ExpectedState)
    assert {getattr(shown, card).face for card in ExpectedState.cards} <= {"ready", "empty"}
    assert [tile.label for tile in shown.figures.tiles] == ["Falls due", "Promised", "Weighted"]


@pytest.mark.parametrize("key", ["enzo", "maya", "tara", "marco"])
async def test_others_are_refused_and_told_so(key, pipeline, database):
    tab = await open_screen(pipeline, database, key, "/finance/expected")
    assert (await tab.kept(ExpectedState)).figures.face == "loading"
    assert tab.shown(ActorState, "refusal")
