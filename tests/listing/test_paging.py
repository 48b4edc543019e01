"""Paging by key shows every row once, in one order, in both directions, at any depth."""

from __future__ import annotations

import pytest

from growthos_ui import db
from growthos_ui.listing.ask import END, Ask
from growthos_ui.listing.found import find
from growthos_ui.listing.page import COUNTED_MAX, find_page
from growthos_ui.listing.totals import find_total
from tests.listing.pupils import PUPILS

pytestmark = pytest.mark.usefixtures("served")

ORDERS = [f"{sign}{name}" for name in PUPILS.sortable for sign in ("", "-")]


def sort_key(sort: str):
    name = sort.removeprefix("-")

    def key(row: dict):
        value = {
            "code": row["code"],
            "full_name": row["full_name"].lower().encode(),
            "points": -1 if row["points"] is None else row["points"],
            "tenths": -1 if row["tenths"] is None else row["tenths"],
            "enrolled_on": row["enrolled_on"],
            "seen_at": row["seen_at"].timestamp() if row["seen_at"] else float("-inf"),
        }[name]
        return (value, row["id"])

    return key


def in_order(rows: list[dict], sort: str) -> list[str]:
    return [row["code"] for row in sorted(rows, key=sort_key(sort), reverse=sort.startswith("-"))]


async def walk(tx, ask: Ask, step: str) -> list[list[str]]:
    """Follow one kind of link to its end; the pages as codes, in the order in which they were met."""
    pages = []
    for _ in range(100):
        page = await find_page(tx, PUPILS, ask, PUPILS.columns)
        pages.append([row["code"] for row in page.rows])
        more = page.has_next if step == "after" else page.has_previous
        if not more:
            return pages
        place = {"after": page.last} if step == "after" else {"before": page.first}
        ask = Ask(sort=ask.sort, size=ask.size, **place)
    raise AssertionError("the pages never end")


@pytest.mark.parametrize("sort", ORDERS)
async def test_walking_forwards_shows_what_one_long_page_would(acting, enrolled, sort):
    rows = enrolled()
    async with db.acting_as(await acting("nadia")) as tx:
        pages = await walk(tx, Ask(sort=sort, size=25), "after")
    assert [code for page in pages for code in page] == in_order(rows, sort)
    assert [len(page) for page in pages] == [25, 25, 25, 25, 25, 12]


@pytest.mark.parametrize("sort", ORDERS)
async def test_walking_backwards_from_the_end_shows_the_same_rows(acting, enrolled, sort):
    rows = enrolled()
    async with db.acting_as(await acting("nadia")) as tx:
        pages = await walk(tx, Ask(sort=sort, size=25, before=END), "before")
    shown = [code for page in reversed(pages) for code in page]
    # The page that would begin before the first row is filled up from it, so it repeats some of the next one.
    assert shown[:25] == in_order(rows, sort)[:25]
    assert shown[-125:] == in_order(rows, sort)[-125:]


async def test_the_last_page_is_the_end_of_the_order(acting, enrolled):
    rows = enrolled()
    async with db.acting_as(await acting("nadia")) as tx:
        page = await find_page(tx, PUPILS, Ask(size=25, before=END), PUPILS.columns)
    assert [row["code"] for row in page.rows] == in_order(rows, "-seen_at")[-25:]
    assert page.has_previous
    assert not page.has_next


async def test_next_and_then_previous_is_where_one_was(acting, enrolled):
    enrolled()
    async with db.acting_as(await acting("nadia")) as tx:
        here = await find_page(tx, PUPILS, Ask(size=25), PUPILS.columns)
        there = await find_page(tx, PUPILS, Ask(size=25, after=here.last), PUPILS.columns)
        back = await find_page(tx, PUPILS, Ask(size=25, before=there.first), PUPILS.columns)
    assert [row["id"] for row in back.rows] == [row["id"] for row in here.rows]
    assert not back.has_previous


async def test_rows_added_meanwhile_are_neither_skipped_nor_shown_twice(acting, enrolled, owner):
    enrolled()
    async with db.acting_as(await acting("nadia")) as tx:
        here = await find_page(tx, PUPILS, Ask(sort="code", size=25), PUPILS.columns)
    owner.execute("""
        insert into trial.pupils (id, organization_id, student_id, code, full_name, status, enrolled_on, is_new)
        select gen_random_uuid(), organization_id, student_id, 'STU000000+', full_name, status, enrolled_on, is_new
        from trial.pupils where code = 'STU000000'""")
    async with db.acting_as(await acting("nadia")) as tx:
        there = await find_page(tx, PUPILS, Ask(sort="code", size=25, after=here.last), PUPILS.columns)
    assert there.rows[0]["code"] == "STU000025"


async def test_a_page_knows_where_it_lies(acting, enrolled):
    enrolled()
    async with db.acting_as(await acting("nadia")) as tx:
        first = await find_page(tx, PUPILS, Ask(size=25), PUPILS.columns)
        second = await find_page(tx, PUPILS, Ask(size=25, after=first.last), PUPILS.columns)
        last = await find_page(tx, PUPILS, Ask(size=25, before=END), PUPILS.columns)
    assert [page.start(None) for page in (first, second, last)] == [1, 26, 113]
    assert {page.counts.all for page in (first, second, last)} == {137}


async def test_counting_stops_after_a_thousand_and_the_exact_total_stands_beside(acting, enrolled):
    enrolled(2_300)
    async with db.acting_as(await acting("nadia")) as tx:
        first = await find_page(tx, PUPILS, Ask(), PUPILS.columns)
        total = await find_total(tx, PUPILS, Ask())
        last = await find_page(tx, PUPILS, Ask(before=END), PUPILS.columns)
    assert first.counts.all == COUNTED_MAX
    assert (total.rows, total.beside) == (2_300, 2)
    assert (last.start(None), last.start(2_300)) == (None, 2_251)


@pytest.mark.parametrize(("who", "sees"), [("nadia", 137), ("mallory", 20), ("maya", None), ("otto", 20)])
async def test_each_person_pages_through_their_own(acting, enrolled, who, sees):
    rows = enrolled()
    actor = await acting(who)
    mine = [row for row in rows if row["mentor_id"] == actor.user_id]
    found = await find(actor, PUPILS, path="/pupils", query="size=25")
    assert found.page.counts.all == (len(mine) if sees is None else sees)


async def test_a_page_costs_two_queries_beside_those_for_views_and_liking_and_the_options_one_each(
    acting, enrolled, queries
):
    enrolled()
    actor = await acting("nadia")
    async with queries() as asked:
        found = await find(actor, PUPILS, path="/pupils", query="")
    related, days = 2, 1
    assert len(asked) == 2 + 2 + related + days
    async with queries() as asked:
        await find(actor, PUPILS, path="/pupils", query="sort=code", labels=found.labels)
    assert len(asked) == 2 + 2


async def test_a_place_beyond_the_rows_that_are_left_says_so(acting, enrolled):
    enrolled(3)
    actor = await acting("nadia")
    async with db.acting_as(actor) as tx:
        last = (await find_page(tx, PUPILS, Ask(), PUPILS.columns)).last
    found = await find(actor, PUPILS, path="/pupils", query=Ask(after=last).query())
    assert found.emptiness == "past"


async def test_an_empty_list_tells_whether_rows_are_hidden_or_missing(acting, enrolled):
    enrolled(3)
    actor = await acting("nadia")
    hidden = await find(actor, PUPILS, path="/pupils", query="enrolled=..2020-01-01")
    enrolled(0)
    missing = await find(actor, PUPILS, path="/pupils", query="enrolled=..2020-01-01")
    assert (hidden.emptiness, hidden.hidden) == ("no-match", 3)
    assert missing.emptiness == "no-data"


async def test_the_address_of_a_page_shows_the_same_page_again(acting, enrolled):
    enrolled()
    actor = await acting("nadia")
    first = await find(actor, PUPILS, path="/pupils", query="q=stu&sort=-points&size=25")
    following = await find(actor, PUPILS, path="/pupils", query=first.links["next"].partition("?")[2])
    again = await find(actor, PUPILS, path="/pupils", query=following.controls.links["here"].partition("?")[2])
    assert [row["id"] for row in again.rows] == [row["id"] for row in following.rows]
    assert {row["id"] for row in again.rows}.isdisjoint(row["id"] for row in first.rows)
