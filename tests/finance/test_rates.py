"""Collection rates in a tab: each split adds up to the same, and every mark is the sum of the rows that it opens."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from growthos_ui import db
from growthos_ui.finance.overview import charts
from growthos_ui.finance.overview.splitting import BATCH, COURSE, MANAGER, MENTOR, by_split
from growthos_ui.finance.rates.figures import headline
from growthos_ui.finance.receivables import RECEIVABLES
from growthos_ui.listing.ask import Ask, ask_of
from growthos_ui.metrics.clock import clock
from growthos_ui.metrics.explain import explain
from growthos_ui.metrics.registry import explained_named
from state.actor import ActorState
from state.rates import RatesState
from tests.cast import NADIA
from tests.finance.seven import START, TODAY, plant_seven_lines
from tests.finance.test_overview import summed
from tests.screens import open_screen

IN_DOLLARS = Ask().filtered("currency", ("USD",))
OF = {
    "Overdue": "remaining_milli",
    "Not due": "remaining_milli",
    "Due to date": "owed_milli",
    "Collected on it": "paid_milli",
}


@pytest.fixture(scope="module", autouse=True)
def seven_lines(database):
    plant_seven_lines(database)
    with database.as_owner() as owner:
        owner.execute(
            """update public.course_enrollments set enrolled_by = %s
               where id in (select enrollment_id from public.invoices where currency = 'USD' order by invoice_number limit 1)""",
            [NADIA.id],
        )


@pytest.mark.parametrize("key", ["nadia", "farah"])
async def test_the_rates_of_the_seven_lines(key, pipeline, database):
    shown = await (await open_screen(pipeline, database, key, "/finance/rates?currency=USD")).kept(RatesState)
    tiles = {tile.label: tile.value for tile in shown.figures.tiles}
    assert (tiles["Due"], tiles["Collection rate"], tiles["Overdue"]) == ("90,000.00", "66.7%", "30,000.00")
    assert {getattr(shown, card).face for card in RatesState.cards if card != "vintages"} == {"ready"}
    assert shown.vintages.name == "Nothing fell due within 6 months."


async def test_the_days_that_money_takes_are_those_of_the_rows(acting, engine):
    """DSO, best possible DSO and their difference over what was billed in 90 days; effectiveness over what could have come in them."""
    async with db.acting_as(await acting("nadia"), engine=engine) as tx:
        at = await clock(tx)
        figures = {each.label: each for each in await headline(tx, IN_DOLLARS, at)}
        since = f"billed={at.today - timedelta(days=89)}..{at.today}&cancelled=no"
        billed = await summed(tx, f"/finance/receivables?currency=USD&{since}", "owed_milli")
        current = await summed(tx, "/finance/receivables?currency=USD&standing=not-due", "remaining_milli")
        told = figures["Collection effectiveness"]
        why = await explain(tx, explained_named(told.metric), ask_of(RECEIVABLES, told.query))
        opened = [
            await summed(tx, each.href, "owed_milli" if "billed" in each.words else "remaining_milli")
            for each in why.lines
            if each.href
        ]
    assert (billed, current) == (Decimal(110_000), Decimal(20_000))
    days = {"DSO": 50_000, "Best possible DSO": 20_000, "Average days delinquent": 30_000}
    assert {name: figures[name].value for name in days} == {
        name: f"{round(Decimal(90 * milli) / billed, 1)} days" for name, milli in days.items()
    }
    assert [half.words for half in figures["DSO"].halves] == ["50,000.00", "110,000.00"]
    # nothing was open 90 days before
    assert figures["Collection effectiveness"].value == f"{round(100 * (billed - 50_000) / (billed - current), 1)}%"
    assert why.value == why.sum.number == told.value
    numbers = [Decimal(each.number.replace(",", "")) for each in why.lines]
    was, new, left, came, waits, could = numbers
    assert (came, could, waits) == (was + new - left, was + new - waits, current)
    assert opened == [number for number, each in zip(numbers, why.lines, strict=True) if each.href]
    assert figures["Refunded, share of collected"].value == "33.3%"


@pytest.mark.parametrize("key", ["enzo", "maya", "tara", "marco"])
async def test_others_are_refused_and_told_so(key, pipeline, database):
    tab = await open_screen(pipeline, database, key, "/finance/rates")
    assert (await tab.kept(RatesState)).figures.face == "loading"
    assert tab.shown(ActorState, "refusal")


@pytest.mark.parametrize("as_of", ["", str(START + timedelta(days=5)), str(TODAY)])
async def test_each_split_adds_up_to_the_same_and_each_mark_to_its_rows(acting, engine, as_of):
    ask = IN_DOLLARS.filtered("as_of", (as_of,) if as_of else ())
    async with db.acting_as(await acting("nadia"), engine=engine) as tx:
        at = await clock(tx)
        whole = {}
        for split in (COURSE, BATCH, MENTOR, MANAGER):
            drawing = await by_split(tx, ask, at, split)
            for series in drawing.series[:4]:
                total = sum(Decimal(str(mark.size)) for mark in series.marks)
                assert whole.setdefault(series.name, total) == total, (split.name, series.name)
                for mark in series.marks:
                    assert Decimal(str(mark.size)) == await summed(tx, mark.href, OF[series.name]), mark
        assert len(whole) == len(OF)


async def test_on_a_day_before_anything_was_billed_nobody_has_a_line(acting, engine):
    """Today's sums are taken away again piece by piece: a course that comes to nothing is not there."""
    ask = IN_DOLLARS.filtered("as_of", (str(START - timedelta(days=1)),))
    async with db.acting_as(await acting("nadia"), engine=engine) as tx:
        at = await clock(tx)
        drawings = [await by_split(tx, ask, at, split) for split in (COURSE, BATCH, MENTOR, MANAGER)]
        drawings.append(await charts.due_by_month(tx, ask, at))
    assert [each.series for each in drawings] == [()] * 5


async def test_a_question_about_one_mentor_and_one_batch_is_answered_from_the_rows(acting, engine):
    ask = IN_DOLLARS.filtered("mentor", ("none",)).filtered("batch", ("none",))
    assert RECEIVABLES.counted_beforehand(ask) is None
    async with db.acting_as(await acting("nadia"), engine=engine) as tx:
        drawing = await by_split(tx, ask, await clock(tx), MENTOR)
    assert [mark.label for mark in drawing.series[0].marks] in ([], ["No mentor"])
    assert all(
        ask_of(RECEIVABLES, mark.href.partition("?")[2]).chosen("batch") == ("none",)
        for mark in drawing.series[0].marks
    )
