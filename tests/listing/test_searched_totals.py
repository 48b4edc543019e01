"""The exact total of a search stops where nobody counts for an answer, says so, and gives no other number for it."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from growthos_ui import db
from growthos_ui.listing import page as paging
from growthos_ui.listing import totals
from growthos_ui.listing.ask import Ask, ask_of
from growthos_ui.listing.columns import Reading
from growthos_ui.listing.found import find, find_count, find_total, words_of_page
from growthos_ui.listing.frame import totals_about, totals_in_words
from growthos_ui.listing.totals import Total
from tests.listing.pupils import PUPILS

pytestmark = pytest.mark.usefixtures("served")

READING = Reading(now=datetime(2026, 11, 25, tzinfo=UTC), zone=ZoneInfo("UTC"))
ROWS = 137


@pytest.fixture
def word(enrolled):
    """Return the start of every pupil's code."""
    return enrolled()[0]["code"][:2].lower()


@pytest.fixture
def cut_at_a_hundred(monkeypatch):
    monkeypatch.setattr(totals, "SEARCHED_MAX", 100)
    monkeypatch.setattr(paging, "COUNTED_MAX", 51)


async def test_a_search_that_finds_fewer_is_counted_whole_with_the_totals_of_its_columns(acting, word):
    actor = await acting("nadia")
    plain, searched = [await find_total(actor, PUPILS, ask) for ask in (Ask(), Ask(search=word))]
    assert searched == plain
    assert searched.exact == ROWS


@pytest.mark.usefixtures("cut_at_a_hundred")
async def test_a_search_that_finds_more_says_so_and_knows_no_mean(acting, word):
    actor = await acting("nadia")
    total = await find_total(actor, PUPILS, Ask(search=word))
    assert total == Total(rows=100, is_more=True)
    found = await find(actor, PUPILS, path="/pupils", query=f"q={word}&size=25")
    words = words_of_page(PUPILS, found, total)
    assert (words["total"], words["all"]) == ("100+", "100+ pupils")
    assert totals_in_words(PUPILS.columns, total, READING) == {"points": "—", "tenths": "—"}
    assert set(totals_about(PUPILS.columns, total, PUPILS.noun).values()) == {
        "Not worked out over more than 100 pupils that a search found"
    }


@pytest.mark.usefixtures("cut_at_a_hundred")
async def test_filters_alone_are_always_counted_whole_and_so_is_what_an_act_or_a_file_takes(acting, word):
    actor = await acting("nadia")
    assert (await find_total(actor, PUPILS, ask_of(PUPILS, ""))).exact == ROWS
    assert await find_count(actor, PUPILS, Ask(search=word)) == ROWS
    async with db.acting_as(actor) as tx:
        assert (await totals.find_total(tx, PUPILS, Ask(search=word), whole=True)).exact == ROWS
