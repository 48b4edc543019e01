"""A list on a screen: the address is the whole question, and the tab gets words and addresses only."""

from __future__ import annotations

import pytest
import reflex as rx

from growthos_ui.errors import GrowthError, Kind
from growthos_ui.listing.ask import Ask
from state import listing as listing_state
from state.listing import ListingState
from tests.listing.pupils import PUPILS
from tests.listing.tabs import PupilsState, go, open_tabs


@pytest.fixture
async def pipeline(database, owner):
    async with open_tabs(database) as opened:
        yield opened


@pytest.fixture
async def nadia(pipeline, acting):
    return pipeline.tab_of(await acting("nadia"))


async def test_opening_the_list_shows_its_first_page_in_words(nadia, enrolled):
    enrolled()
    shown = await go(nadia, "/pupils")
    assert len(shown("rows")) == 50
    assert shown("words") == {
        "range": "1\u201350",
        "total": "137",
        "page": "Page 1 of 3",
        "all": "137 pupils, 2 courses",
    }
    assert shown("emptiness") == ""
    assert all(isinstance(text, str) for row in shown("rows") for text in row.values())


async def test_every_click_is_an_address_that_shows_what_it_promised(nadia, enrolled):
    enrolled()
    shown = await go(nadia, "/pupils?size=25")
    shown = await go(nadia, shown("heads")["points"]["href"])
    assert shown("heads")["points"]["sort"] == "descending"
    first = shown("rows")
    shown = await go(nadia, shown("links")["next"])
    assert shown("words")["range"] == "26\u201350"
    shown = await go(nadia, shown("links")["previous"])
    assert shown("rows") == first
    shown = await go(nadia, shown("links")["end"])
    assert shown("words")["range"] == "113\u2013137"
    shown = await go(nadia, shown("menus")["status"][0]["href"])
    assert [chip["words"] for chip in shown("chips")] == ["Active"]
    shown = await go(nadia, shown("chips")[0]["href"])
    assert shown("chips") == []
    assert shown("links")["here"] == "/pupils?sort=-points&size=25"


async def test_the_same_address_in_another_tab_is_the_same_view(nadia, pipeline, acting, enrolled):
    enrolled()
    address = "/pupils?q=ayesha&sort=-points&points=low&size=25"
    here = await go(nadia, address)
    there = await go(pipeline.tab_of(await acting("nadia"), "another tab"), address)
    assert [here(name) for name in ("rows", "words", "links", "search")] == [
        there(name) for name in ("rows", "words", "links", "search")
    ]


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("/pupils?status=gone", "Status has no “gone”. Choose Active or Suspended."),
        ("/pupils?after=nonsense", "The address names a place (“after”) that is not in this list of pupils."),
        ("/pupils?page=2", "This list has no filter “page”."),
    ],
)
async def test_a_bad_address_shows_no_rows_but_a_sentence_and_a_way_out(nadia, enrolled, address, sentence):
    enrolled(5)
    shown = await go(nadia, address)
    assert (shown("emptiness"), shown("refusal"), shown("rows")) == ("refused", sentence, [])
    shown = await go(nadia, shown("links")["reset"])
    assert (shown("emptiness"), len(shown("rows"))) == ("", 5)


async def test_an_empty_list_says_why(nadia, enrolled):
    enrolled(3)
    shown = await go(nadia, "/pupils?enrolled=..2020-01-01")
    assert shown("empty_title") == "No pupil matches this filter"
    assert shown("empty_sentence") == "3 pupils are hidden by Enrolled."
    enrolled(0)
    shown = await go(nadia, "/pupils")
    assert (shown("empty_title"), shown("empty_sentence")) == (
        "No pupils yet",
        "A pupil appears here when somebody enrols one.",
    )


async def test_a_failure_shows_a_request_id_and_trying_again_the_rows(nadia, enrolled, monkeypatch):
    enrolled(4)

    async def broken(*_, **__):
        raise RuntimeError("relation dashboard.secret does not exist")

    with monkeypatch.context() as patched:
        patched.setattr(listing_state, "find", broken)
        shown = await go(nadia, "/pupils?sort=code")
    assert shown("emptiness") == "failed"
    assert shown("request")
    assert "secret" not in str(nadia.deltas)
    shown = await go(nadia, shown("links")["here"])
    assert (shown("emptiness"), len(shown("rows"))) == ("", 4)


async def test_a_refusal_by_the_database_is_not_a_failure(nadia, enrolled, monkeypatch):
    enrolled(4)

    async def denied(*_, **__):
        raise GrowthError(Kind.FORBIDDEN, "Your role does not show students.")

    monkeypatch.setattr(listing_state, "find", denied)
    shown = await go(nadia, "/pupils")
    assert (shown("emptiness"), shown("refusal")) == ("not-permitted", "Your role does not show students.")


async def test_each_person_sees_their_own(pipeline, acting, enrolled):
    rows = enrolled(60)
    maya = await acting("maya")
    shown = await go(pipeline.tab_of(maya), "/pupils?size=100")
    mine = {row["code"] for row in rows if row["mentor_id"] == maya.user_id}
    assert {row["code"] for row in shown("rows")} == mine


async def test_who_may_not_read_the_list_is_refused_before_it_is_asked(pipeline, acting, enrolled):
    enrolled(5)
    shown = await go(pipeline.tab_of(await acting("marco")), "/pupils")
    assert shown("rows") is None


async def test_who_may_not_export_is_not_offered_the_file(pipeline, acting, nadia, enrolled):
    enrolled(5)
    assert (await go(nadia, "/pupils"))("may_export") is True
    tara = pipeline.tab_of(await acting("tara"))
    assert (await go(tara, "/pupils"))("may_export") is not True


async def test_the_exact_total_is_asked_once_for_each_filter(nadia, enrolled, monkeypatch):
    enrolled(1_205)
    asked = []
    plain = listing_state.find_total

    async def counted(who, listing, ask):
        asked.append(ask.narrowing())
        return await plain(who, listing, ask)

    monkeypatch.setattr(listing_state, "find_total", counted)
    shown = await go(nadia, "/pupils")
    assert shown("words")["total"] == "1,205"
    for address in (shown("links")["next"], "/pupils?sort=code", "/pupils?size=100"):
        assert (await go(nadia, address))("words")["total"] == "1,205"
    assert asked == [Ask()]
    await go(nadia, "/pupils?status=active")
    assert len(asked) == 2


async def test_more_than_a_thousand_are_said_at_once_and_counted_after(nadia, enrolled):
    enrolled(1_205)
    nadia.deltas.clear()
    await nadia.send(PupilsState.load, pathname="/pupils", asPath="/pupils")
    heard = [delta.get(PupilsState.get_full_name(), {}).get("words_rx_state_") for delta in nadia.deltas]
    said = [words["total"] for words in heard if words]
    assert said == ["1,000+", "1,205"]


def test_a_list_that_would_be_sent_to_the_browser_is_refused():
    with pytest.raises(TypeError, match="write `listing: ClassVar"):

        class LeakingState(ListingState, rx.State):
            listing = PUPILS
