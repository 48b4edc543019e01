"""A list that is counted on fewer tables, or counted beforehand, has the same rows and totals, for everybody."""

from __future__ import annotations

import pytest
from sqlalchemy import Integer, cast, func

import pages  # noqa: F401  declares the screens and so the lists
from growthos_ui import db
from growthos_ui.coursework.tables import MARKS
from growthos_ui.finance.receivables import RECEIVABLES
from growthos_ui.learning.tables import WATCHING
from growthos_ui.listing.ask import Ask
from growthos_ui.listing.filters import Band, Choice, labels_of
from growthos_ui.listing.page import rows_query
from growthos_ui.listing.registry import every_listing
from growthos_ui.listing.totals import amounts_in, money_query, summed_in, total_query
from growthos_ui.people.tables import STUDENTS
from tests.cast import CAST, NORTHGATE
from tests.school import row_id

pytestmark = pytest.mark.usefixtures("served")

LEAN = [listing for listing in every_listing() if listing.lean]
PAST = ("2026-02-04", "2026-04-01")
SUMMED = [listing for listing in every_listing() if listing.summed]
STAFF = [member.key for member in CAST if member.role != "student"]
ASKS = {
    "everything": Ask(),
    "a name": Ask(search="al"),
    "a code": Ask(search="stu"),
    "approved": Ask().filtered("status", ("approved",)),
    "with a score": Ask().filtered("score", ("known",)),
    "without a score": Ask().filtered("score", ("unknown",)),
    "one course": Ask().filtered("course", (str(row_id(NORTHGATE, "course 1")),)),
    "one batch": Ask().filtered("batch", (str(row_id(NORTHGATE, "batch 1")),)),
    "no batch": Ask().filtered("batch", ("none",)),
    "no mentor": Ask().filtered("mentor", ("none",)),
}


@pytest.mark.parametrize("who", STAFF)
@pytest.mark.parametrize("listing", LEAN, ids=lambda listing: listing.name)
async def test_the_lean_count_is_the_number_of_rows(acting, listing, who):
    actor = await acting(who)
    async with db.acting_as(actor) as tx:
        # sums of what somebody may not see row by row are not theirs to ask for in this list
        for ask in (Ask(), Ask(search="al"), Ask(search="stu")) if actor.may(listing.read) else ():
            rows = await tx.scalar(listing.narrowed(ask, func.count().label("rows")))
            assert await tx.scalar(total_query(listing, ask)) == rows


@pytest.mark.parametrize("who", STAFF)
@pytest.mark.parametrize("ask", ASKS.values(), ids=ASKS)
async def test_totals_and_pages_of_marks_are_those_of_the_whole_query(acting, ask, who):
    summed = [column for column in MARKS.columns if column.total]
    score = MARKS.selected["score"]
    plain = MARKS.narrowed(ask, func.count().label("rows"), func.round(func.avg(score)), func.count(score))
    async with db.acting_as(await acting(who)) as tx:
        assert [list(row.values()) for row in await tx.rows(total_query(MARKS, ask, summed))] == [
            list(row.values()) for row in await tx.rows(plain)
        ]
        for sort in ("", "submitted_at", "-score"):
            sorted_ask = Ask(search=ask.search, filters=ask.filters, sort=sort)
            order = MARKS.order(sorted_ask)
            rows = await tx.rows(MARKS.narrowed(ask, MARKS.selected["id"]).order_by(*order.by()))
            page = await tx.rows(rows_query(MARKS, sorted_ask, MARKS.columns))
            assert [row["id"] for row in page] == [row["id"] for row in rows]


def asked(listing):
    """Ask for everything, for each choice and band that the declaration knows, and for one course."""
    yield Ask()
    for each in listing.filters:
        if isinstance(each, Choice | Band):
            yield from (Ask().filtered(each.name, (value,)) for value in labels_of(each))
        elif each.name == "course":
            yield Ask().filtered(each.name, (str(row_id(NORTHGATE, "course 1")),))
    if listing.filter_named("as_of"):
        yield from (Ask().filtered("as_of", (day,)) for day in PAST)
        yield Ask().filtered("as_of", PAST[:1]).filtered("course", (str(row_id(NORTHGATE, "course 1")),))


@pytest.mark.parametrize("who", ["nadia", "enzo", "maya", "tara", "mallory"])
@pytest.mark.parametrize("listing", SUMMED, ids=lambda listing: listing.name)
async def test_what_was_counted_beforehand_is_what_the_rows_come_to(acting, listing, who):
    actor = await acting(who)
    columns = listing.columns_for(actor)
    summed, amounts = summed_in(columns), amounts_in(columns)
    values = [listing.selected[column.name] for column in summed]
    means = [each for value in values for each in (cast(func.round(func.avg(value)), Integer), func.count(value))]
    async with db.acting_as(actor) as tx:
        for ask in asked(listing) if actor.may(listing.read) else ():
            if listing.missing_for(ask, actor):
                continue
            plain = await tx.rows(listing.narrowed(ask, func.count(), *means))
            told = await tx.rows(total_query(listing, ask, summed))
            assert [*told[0].values()] == [*plain[0].values()], ask
            if amounts:
                assert await tx.rows(money_query(listing, ask, amounts)) == await tx.rows(
                    one_by_one(listing, ask, amounts)
                ), ask


async def test_pages_of_receivables_are_those_of_the_whole_query_on_any_day(acting):
    async with db.acting_as(await acting("nadia")) as tx:
        for ask in (*asked(RECEIVABLES), *(each.filtered("as_of", PAST[:1]) for each in asked(RECEIVABLES))):
            order = RECEIVABLES.order(ask)
            rows = await tx.rows(RECEIVABLES.narrowed(ask, RECEIVABLES.selected["id"]).order_by(*order.by()))
            page = await tx.rows(rows_query(RECEIVABLES, ask, RECEIVABLES.columns))
            assert [row["id"] for row in page] == [row["id"] for row in rows][: ask.size + 1], ask


def one_by_one(listing, ask, amounts):
    currency = listing.selected["currency"]
    sums = [func.sum(listing.selected[each.name]).label(f"total_{each.name}") for each in amounts]
    known = [func.count(listing.selected[each.name]).label(f"known_{each.name}") for each in amounts]
    return listing.narrowed(ask, currency.label("currency"), *sums, *known).group_by(currency).order_by(currency)


def test_as_few_tables_are_read_as_the_filters_take():
    assert "mark_figures" in str(total_query(MARKS, Ask().filtered("status", ("approved",))))
    assert "mark_figures" in str(total_query(MARKS, Ask().filtered("course", (str(NORTHGATE.id),))))
    assert "progress_figures" in str(total_query(STUDENTS, Ask().filtered("progress", ("known",))))
    assert "watching_figures" in str(total_query(WATCHING, Ask().filtered("finished", ("yes",))))
    by_mentor = str(total_query(MARKS, Ask().filtered("mentor", (str(NORTHGATE.id),))))
    assert "mark_figures" not in by_mentor
    assert "JOIN" not in by_mentor
