"""A new list costs a declaration of at most twenty lines; everything that people expect of a table comes with it."""

from __future__ import annotations

import inspect
import io
from typing import ClassVar

import openpyxl
import pytest
import reflex as rx
from sqlalchemy import select

from components.listing import listing
from growthos_ui.auth.permissions import Permission
from growthos_ui.listing.columns import Code, Count, Day, Link
from growthos_ui.listing.filters import Choice, DayRange
from growthos_ui.listing.listing import Listing
from growthos_ui.listing.search import Search
from state.listing import ListingState
from tests.listing.pupils import PUPIL
from tests.listing.tabs import open_tabs

LINES_MAX = 20

STARS = Listing(
    name="stars",
    title="Stars",
    noun=("star", "stars"),
    source=lambda: select(*PUPIL.columns),
    columns=(
        Code(name="code", label="Code", sort_by="code", card="sub"),
        Link(name="full_name", label="Name", sort_by="name_key", card="title", href="/students/{code}"),
        Count(name="points", label="Points", sort_by="points_key", card="pair", total="sum"),
        Day(name="enrolled_on", label="Since", sort_by="enrolled_on"),
    ),
    filters=(
        Choice(name="status", label="Status", choices=(("active", "Active"), ("suspended", "Suspended"))),
        DayRange(name="since", label="Since", on="enrolled_on"),
    ),
    search=Search(placeholder="Code", clause=lambda selected, typed: selected["code"].ilike(f"%{typed[0]}%")),
    sort="-points",
    read=Permission.PEOPLE_STUDENTS_READ, export=Permission.PEOPLE_STUDENTS_EXPORT,
)  # fmt: skip


class StarsState(ListingState, rx.State):
    """Stars, as the actor may see them."""

    listing: ClassVar[Listing] = STARS


@pytest.fixture
async def pipeline(database, owner):
    async with open_tabs(database) as opened:
        yield opened
    for table in ("saved_views", "list_layouts"):
        owner.execute(f"delete from dashboard.{table} where listing = 'stars'")


@pytest.fixture
async def nadia(pipeline, acting):
    return pipeline.tab_of(await acting("nadia"))


async def go(tab, address: str, event=StarsState.load, **payload):
    tab.path = "/stars"
    await tab.send(event, payload, asPath=address)
    return lambda name: tab.shown(StarsState, name)


def test_the_declaration_has_at_most_twenty_lines():
    source = inspect.getsource(inspect.getmodule(go))
    declaration = source.partition("STARS = ")[2].partition("\n)")[0]
    assert len(declaration.splitlines()) + 1 <= LINES_MAX


async def test_search_filters_order_and_pages(nadia, enrolled):
    rows = enrolled()
    shown = await go(nadia, "/stars?q=stu00001")
    assert shown("words")["total"] == "10"
    shown = await go(nadia, "/stars?size=25")
    shown = await go(nadia, shown("menus")["status"][0]["href"])
    active = sorted(row["code"] for row in rows if row["status"] == "active")
    shown = await go(nadia, shown("heads")["code"]["href"])
    seen = [row["code"] for row in shown("rows")]
    while address := shown("links")["next"]:
        shown = await go(nadia, address)
        seen += [row["code"] for row in shown("rows")]
    assert seen == active
    assert (await go(nadia, "/stars?since=last-7-days"))("chips")[0]["words"].startswith("Last 7 days, ")


async def test_the_same_address_in_a_fresh_sign_in_is_the_same_view(nadia, pipeline, acting, enrolled):
    enrolled()
    address = "/stars?q=stu&sort=-code&status=active&since=2026-01-02..&size=25"
    here, there = await go(nadia, address), await go(pipeline.tab_of(await acting("nadia")), address)
    for name in ("rows", "words", "chips", "links", "totals", "columns"):
        assert here(name) == there(name)


async def test_a_tampered_address_is_refused_and_four_ways_of_being_empty_are_told_apart(nadia, enrolled):
    enrolled(3)
    states = {"/stars?status=gone": "refused", "/stars?since=..2020-01-01": "no-match"}
    for address, emptiness in states.items():
        assert (await go(nadia, address))("emptiness") == emptiness
    enrolled(0)
    shown = await go(nadia, "/stars")
    assert (shown("emptiness"), shown("empty_title")) == ("no-data", "No stars yet")


async def test_files_with_the_rows_the_order_the_heading_and_the_sum_of_the_screen(get, nadia, acting, enrolled):
    enrolled(40)
    shown = await go(nadia, "/stars?status=active", StarsState.load)
    shown = await go(nadia, "/stars?status=active", StarsState.arrange, step="to", name="enrolled_on", number=0)
    actor = await acting("nadia")
    head = [column["label"] for column in shown("columns")]
    codes = [row["code"] for row in shown("rows")]
    text = (await get(actor, shown("links")["export"])).content.decode("utf-8-sig")
    lines = [line.split(",") for line in text.split("\r\n")[:-1]]
    book = openpyxl.load_workbook(io.BytesIO((await get(actor, shown("links")["workbook"])).content))
    cells = [list(row) for row in book["Rows"].iter_rows(values_only=True)]
    for table in (lines, cells):
        assert list(table[0]) == head
        assert [row[1] for row in table[1:]] == codes
        assert str(len(table) - 1) == shown("words")["total"]
    assert f"{sum(row[3] or 0 for row in cells[1:]):,}" == shown("totals")["points"]


async def test_a_saved_view_that_the_list_opens_with(nadia, pipeline, acting, enrolled):
    enrolled(10)
    await go(nadia, "/stars?status=active")
    shown = await go(nadia, "/stars?status=active", StarsState.save_view, form={"name": "Active", "opens": "on"})
    again = await go(pipeline.tab_of(await acting("nadia")), "/stars")
    assert again("moved") == shown("moved")
    assert [tab["name"] for tab in again("views")] == ["All stars", "Active"]


async def test_rows_are_selected_and_taken_away_as_a_file(get, nadia, acting, enrolled):
    enrolled(10)
    shown = await go(nadia, "/stars?sort=code")
    first = shown("rows")[0]
    shown = await go(nadia, "/stars?sort=code", StarsState.pick, said=f"1 {first['id']}")
    text = (await get(await acting("nadia"), shown("pick_links")["export"])).text
    assert first["code"] in text
    assert text.count("\r\n") == 2


def test_cards_keys_selection_and_every_empty_state_are_drawn():
    drawn = str(listing(StarsState).render())
    for part in (
        "data-card",
        "table--cards",
        "data-row",
        "data-pick",
        "data-search",
        "data-chooser",
        "list-keys",
        "data-moved",
    ):
        assert part in drawn, part
    for emptiness in ("no-data", "no-match", "past", "not-permitted", "refused", "The list did not load"):
        assert emptiness in drawn, emptiness
