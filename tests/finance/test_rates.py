"""Collection rates in a tab: each split adds up to the same, and every mark is the sum of the rows that it opens."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from growthos_ui import db
from growthos_ui.finance import cash
from growthos_ui.finance.overview import charts
from growthos_ui.finance.overview.asking import asked
from growthos_ui.finance.overview.splitting import BATCH, COURSE, MANAGER, MENTOR, by_split
from growthos_ui.finance.rates.figures import headline
from growthos_ui.finance.rates.rolls import find_rolls, rolls
from growthos_ui.finance.rates.vintages import vintages
from growthos_ui.finance.receivables import RECEIVABLES
from growthos_ui.finance.tables import PAYMENTS
from growthos_ui.listing.ask import Ask, ask_of
from growthos_ui.metrics.clock import clock
from growthos_ui.metrics.explain import explain
from growthos_ui.metrics.registry import explained_named
from growthos_ui.metrics.words import days_late_words
from state.actor import ActorState
from state.rates import RatesState
from tests.cast import NADIA, NORTHGATE
from tests.database import sign_in
from tests.finance.desk import Desk, freeze
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
    assert {getattr(shown, card).face for card in RatesState.cards if card not in ("vintages", "rolls")} == {"ready"}
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


@pytest.fixture
def later(database):
    """Let it be so many days later; afterwards it is today again."""
    yield lambda days: freeze(database, TODAY + timedelta(days=days))
    freeze(database, TODAY)


async def test_days_beyond_terms_weigh_each_amount_with_its_days(acting, engine, later):
    """Of what is overdue, and of what came over full due months: each apart, and both from the rows that they open."""
    told = {}
    for days, name in ((0, "Days beyond terms, overdue"), (40, "Days beyond terms, paid")):
        later(days)
        async with db.acting_as(await acting("nadia"), engine=engine) as tx:
            figure = {each.label: each for each in await headline(tx, IN_DOLLARS, await clock(tx))}[name]
            path, _, query = figure.href.partition("?")
            listing, of, since = (
                (PAYMENTS, "net_milli", "days_after")
                if path == cash.PATH
                else (RECEIVABLES, "remaining_milli", "days_late")
            )
            read = (listing.selected[of].label("milli"), listing.selected[since].label("days"))
            rows = await tx.rows(listing.narrowed(ask_of(listing, query), *read))
            why = await explain(tx, explained_named(figure.metric), ask_of(RECEIVABLES, figure.query))
        weighed = Fraction(sum(row["days"] * row["milli"] for row in rows), sum(row["milli"] for row in rows))
        assert figure.value == why.value == days_late_words(weighed)
        told[name] = figure.value
    # one of 30,000 is late by five days; two were paid on the day on which they were issued, and one of them came back at once
    assert told == {"Days beyond terms, overdue": "5.0 days", "Days beyond terms, paid": "5.0 days early"}


@pytest.mark.parametrize("case", [(0, 30), (3, 31), (2, 70), (0, 130)])
async def test_what_rolled_on_is_what_its_rows_say(acting, engine, database, later, case):
    grace_days, days = case
    with database.as_owner() as owner:
        owner.execute(
            """update public.company_settings set settings = jsonb_set(settings, '{fees}', coalesce(settings -> 'fees', '{}')
                 || jsonb_build_object('grace_days', %s::int)) where organization_id = %s""",
            [grace_days, NORTHGATE.id],
        )
    later(days)
    async with db.acting_as(await acting("nadia"), engine=engine) as tx:
        at = await clock(tx)
        found = {each.age: each for each in await find_rolls(tx, await asked(tx, IN_DOLLARS, at))}
        for each in found.values():
            assert 0 <= each.rolled <= each.base
            for milli, href in ((each.base, each.stood), (each.rolled, each.moved)):
                assert Decimal(milli) / 1000 == await summed(tx, href, "remaining_milli"), each.age
        drawn = await rolls(tx, IN_DOLLARS, at)
        why = await explain(tx, explained_named("finance.roll_rate"), IN_DOLLARS)
    assert len(drawn.series) == (3 if any(each.base for each in found.values()) else 0)
    assert len(why.lines) == 6 * sum(each.base > 0 for each in found.values())
    if days == 30:  # what was late by five days is late by 35, what was due ten days ahead is late by 20
        assert [(each.base, each.rolled) for each in found.values()][:2] == [(20_000_000, 20_000_000), (30_000_000, 30_000_000)]  # fmt: skip
        assert why.value == "100.0%"
    for place in range(sum(each.base > 0 for each in found.values())):
        stood, moved, *left = (Decimal(one.number.replace(",", "")) for one in why.lines[6 * place : 6 * place + 5])
        assert stood == moved + sum(left)


async def test_what_came_after_the_due_day_is_of_all_courses_whatever_is_chosen(acting, engine, later):
    later(40)
    async with db.acting_as(await acting("nadia"), engine=engine) as tx:
        at = await clock(tx)
        whole = await vintages(tx, IN_DOLLARS, at)
        few = await vintages(tx, IN_DOLLARS.filtered("mentor", ("none",)).filtered("course", (str(NADIA.id),)), at)
    assert whole.series == few.series != ()


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


async def test_what_was_paid_and_let_go_of_leaves_its_age(acting, engine, database, later):
    later(20)
    with database.acting_as(sign_in(database, NADIA), keep=True) as connection:
        part, learner = connection.execute(
            """select id, student_id from public.installment_plans where currency = 'USD' and remaining_milli = 30000000
               and effective_due_date = %s""",
            [START + timedelta(days=5)],
        ).fetchone()
        desk = Desk(connection, learner, None)
        desk.pay(10000, lines=[{"installment": str(part), "amount": "10000"}])
        desk.ask("select private.credit_installment(%s, 500, 'A test.')", part)
    later(30)
    async with db.acting_as(await acting("nadia"), engine=engine) as tx:
        why = await explain(tx, explained_named("finance.roll_rate"), IN_DOLLARS)
    told = {each.words: each.number for each in why.lines if each.words.startswith("1–30")}
    assert list(told.values()) == ["30,000.00", "19,500.00", "10,000.00", "500.00", "0.00", "65.0%"]


async def test_more_time_and_money_that_is_owed_again_make_nothing_roll_that_did_not_stand_in_its_age(
    acting, engine, database, later
):
    """One that was late has more time until a day that others had; of another that was half paid, the money goes back and is owed again."""
    with database.as_owner() as owner:
        parts = [
            owner.execute(
                "select id, student_id from public.installment_plans where currency = 'USD' and effective_due_date = %s and remaining_milli > 0 limit 1",
                [START + timedelta(days=days)],
            ).fetchone()
            for days in (5, 20)
        ]
    later(18)
    with database.acting_as(sign_in(database, NADIA), keep=True) as connection:
        Desk(connection, parts[1][1], None).pay(8000, lines=[{"installment": str(parts[1][0]), "amount": "8000"}])
    later(25)
    with database.acting_as(sign_in(database, NADIA), keep=True) as connection:
        desk = Desk(connection, parts[1][1], None)
        desk.refund([(parts[1][0], 8000)], owed=True)
        desk.ask("select private.extend_installment(%s, %s, 'A test.')::text", parts[0][0], TODAY + timedelta(days=30))
    later(50)
    async with db.acting_as(await acting("nadia"), engine=engine) as tx:
        found = await find_rolls(tx, await asked(tx, IN_DOLLARS, await clock(tx)))
        why = await explain(tx, explained_named("finance.roll_rate"), IN_DOLLARS)
    sums = {each.age: (each.base / 1000, each.rolled / 1000, each.moved) for each in found if each.base}
    assert sums == {"not-due": (45_000, 45_000, ""), "1-30": (31_500, 12_000, "")}
    told = [each.number for each in why.lines if each.words.startswith("1–30")]
    assert told == ["31,500.00", "12,000.00", "0.00", "0.00", "19,500.00", "38.1%"]
