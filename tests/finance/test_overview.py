"""The finance overview in a tab: the seven lines, what each role sees, and every figure and mark as the sum of what it opens."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from growthos_ui import db
from growthos_ui.finance import cash
from growthos_ui.finance.overview import charts
from growthos_ui.finance.receivables import RECEIVABLES
from growthos_ui.finance.tables import PAYMENTS
from growthos_ui.listing.ask import Ask, ask_of
from growthos_ui.metrics.clock import clock
from state.actor import ActorState
from state.explain import ExplainState
from state.receivables import FinanceState
from tests.cast import NORTHGATE
from tests.finance.seven import START, TODAY, plant_seven_lines
from tests.school_ground import row_id
from tests.screens import open_screen

IN_DOLLARS = Ask().filtered("currency", ("USD",))


@pytest.fixture(scope="module", autouse=True)
def seven_lines(database):
    plant_seven_lines(database)


def tiles(state):
    return {tile.label: tile.value for tile in state.figures.tiles}


@pytest.mark.parametrize("key", ["nadia", "farah", "sam", "vera"])
async def test_the_seven_lines_on_screen(key, pipeline, database):
    shown = await (await open_screen(pipeline, database, key, "/finance?currency=USD")).kept(FinanceState)
    assert tiles(shown) == {
        "Open": "50,000.00", "Overdue": "30,000.00", "Due in 7 days": "0.00", "Collected this month": "90,000.00",
        "Collection rate": "66.7%", "Contract collected": "38.7%",
    }  # fmt: skip
    assert {getattr(shown, card).face for card in FinanceState.cards} == {"ready"}
    assert (shown.told, shown.as_of) == ("USD", "2025-03-11")
    assert [half.words for half in shown.figures.tiles[4].halves] == ["60,000.00", "90,000.00"]
    assert shown.figures.tiles[0].note == "and 45,000.00 scheduled"


async def test_the_organisations_currency_is_told_first_and_the_other_is_one_click_away(pipeline, database):
    shown = await (await open_screen(pipeline, database, "nadia", "/finance")).kept(FinanceState)
    assert (shown.told, shown.as_of) == ("PKR", "2025-03-11")
    assert [(each["label"], each["on"]) for each in shown.currencies] == [("PKR", "true"), ("USD", "false")]
    assert shown.currencies[1]["href"] == "/finance?currency=USD"


async def test_a_past_day_is_told_as_it_was_and_a_day_to_come_is_refused(pipeline, database):
    tab = await open_screen(pipeline, database, "nadia", f"/finance?currency=USD&as_of={START + timedelta(days=5)}")
    shown = await tab.kept(FinanceState)
    assert (tiles(shown)["Overdue"], tiles(shown)["Collection rate"]) == ("0.00", "54.5%")
    assert [each["on"] for each in shown.hindsight] == ["true", "false"]
    tab = await open_screen(pipeline, database, "nadia", f"/finance?as_of={TODAY + timedelta(days=1)}")
    assert (await tab.kept(FinanceState)).refusal == "The day as of which you ask has not come."


@pytest.mark.parametrize("key", ["enzo", "maya", "tara", "marco"])
async def test_others_are_refused_and_told_so(key, pipeline, database):
    tab = await open_screen(pipeline, database, key, "/finance")
    assert (await tab.kept(FinanceState)).figures.face == "loading"
    assert tab.shown(ActorState, "refusal")


async def test_a_course_of_which_nothing_was_billed_says_so(pipeline, database):
    address = f"/finance?currency=PKR&course={row_id(NORTHGATE, 'course 2')}"
    shown = await (await open_screen(pipeline, database, "nadia", address)).kept(FinanceState)
    assert {getattr(shown, card).face for card in FinanceState.cards} == {"empty"}
    assert shown.ages.name == "Nothing is open."
    assert tiles(shown)["Collection rate"] == "—"
    assert shown.figures.tiles[4].note == "Nothing has fallen due"


async def summed(tx, href, of):
    """Return what the rows behind an address add up to, in units."""
    path, _, query = href.partition("?")
    listing = PAYMENTS if path == cash.PATH else RECEIVABLES
    column = cash.principal(listing.selected) if listing is PAYMENTS else listing.selected[of]
    rows = await tx.rows(listing.narrowed(ask_of(listing, query), column.label("value")))
    return sum((Decimal(row["value"]) for row in rows), Decimal(0)) / 1000


@pytest.mark.parametrize("as_of", ["", str(START + timedelta(days=5)), str(TODAY)])
async def test_every_mark_is_the_sum_of_the_rows_it_opens(as_of, acting, engine):
    ask = IN_DOLLARS.filtered("as_of", (as_of,)) if as_of else IN_DOLLARS
    of = {
        "Open": "remaining_milli", "Net collected": "", "Due": "owed_milli", "Collected on it": "paid_milli",
        "Overdue": "remaining_milli", "Not due": "remaining_milli", "Due to date": "owed_milli",
    }  # fmt: skip
    async with db.acting_as(await acting("farah"), engine=engine) as tx:
        at = await clock(tx)
        for draw in (charts.ages, charts.net_by_month, charts.due_by_month, charts.by_course):
            drawing = await draw(tx, ask, at)
            assert drawing.series
            for series in drawing.series:
                for mark in series.marks:
                    if mark.href and series.name != "Collection rate":
                        assert Decimal(str(mark.size)) == await summed(tx, mark.href, of[series.name]), (
                            series.name,
                            mark,
                        )


async def test_the_month_under_way_is_not_over(acting, engine):
    async with db.acting_as(await acting("nadia"), engine=engine) as tx:
        drawing = await charts.net_by_month(tx, IN_DOLLARS, await clock(tx))
    last = drawing.series[0].marks[-1]
    assert (last.label, last.words, last.partial) == ("Mar 2025", "60,000.00 so far", True)
    assert [mark.partial for mark in drawing.series[0].marks[:-1]] == [False] * 11


async def test_a_mark_narrows_the_overview_and_entries_say_that_they_are_of_all(pipeline, database):
    shown = await (await open_screen(pipeline, database, "farah", "/finance?currency=USD")).kept(FinanceState)
    row = next(row for row in shown.ages.body if row[0].cross)
    assert row[0].cross.startswith("/finance?currency=USD&standing=")
    narrowed = await (await open_screen(pipeline, database, "farah", row[0].cross)).kept(FinanceState)
    amount = row[1].words.partition(" · ")[2]
    assert tiles(narrowed)["Open"] == amount
    assert [[cell.words for cell in each] for each in narrowed.ages.body] == [
        [cell.words for cell in each] for each in shown.ages.body
    ]
    assert (tiles(narrowed)["Collected this month"], narrowed.months.scope[-21:]) == (
        tiles(shown)["Collected this month"],
        "whatever the standing",
    )
    assert narrowed.uncross == "/finance?currency=USD"
    assert all(row[0].cross.startswith("/finance?course=") for row in shown.courses.body if row[1].size != "0")
    assert not any(cell.cross for row in shown.courses.body for cell in row[1:])
    month = next(row for row in shown.due.body if row[0].cross)
    assert "falls=" in month[0].cross
    fallen = await (await open_screen(pipeline, database, "farah", month[0].cross)).kept(FinanceState)
    assert [cell.chosen for row in fallen.due.body for cell in row[:1] if cell.chosen] == [True]


async def test_what_came_and_what_share_it_was_have_a_course_over_months(pipeline, database):
    tab = await open_screen(pipeline, database, "farah", "/finance?currency=USD")
    shown = await tab.kept(FinanceState)
    drawn = {tile.label: tile for tile in shown.figures.tiles if tile.spark.words}
    assert set(drawn) == {"Collected this month", "Collection rate"}
    assert all(tile.spark.x for tile in drawn.values())
    for label, course in (
        ("Collected this month", "Collected by month"),
        ("Collection rate", "Collection rate by due month"),
    ):
        await tab.send(ExplainState.explain, {"metric": drawn[label].metric, "query": drawn[label].query})
        panel = (await tab.kept(ExplainState)).panel
        assert panel.course == course
        assert len(panel.steps) == 12
        assert panel.steps[-1].words == "Mar 2025"
    assert drawn["Collected this month"].value in drawn["Collected this month"].spark.words
