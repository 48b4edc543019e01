"""The address says all that was asked, and nothing else is believed."""

from __future__ import annotations

import base64
import json
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from growthos_ui.errors import GrowthError, Kind
from growthos_ui.listing.ask import END, SIZES, Ask, Cursor, ask_of
from growthos_ui.listing.filters import STRETCHES
from tests.listing.pupils import PUPILS

SOMEBODY = UUID(int=7)


def packed(*parts: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


def some_of(*values: str) -> st.SearchStrategy[tuple[str, ...]]:
    return st.sets(st.sampled_from(values), min_size=1).map(lambda chosen: tuple(v for v in values if v in chosen))


@st.composite
def asks(draw) -> Ask:
    """Any question about pupils, in its one form."""
    words = draw(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\0"), max_size=40))
    search = " ".join(words.split())
    ask = Ask(
        search=search if len(search) >= 2 else "",
        sort=draw(st.sampled_from(["", *PUPILS.sortable, *(f"-{name}" for name in PUPILS.sortable)])),
        size=draw(st.sampled_from(SIZES)),
        view=draw(st.sampled_from(["", "all", "since-2024-3f2a"])),
    )
    ask = ask.sorted("" if ask.sort == PUPILS.sort else ask.sort)
    for name, values in {
        "status": some_of("active", "suspended"),
        "points": some_of("low", "high", "unknown"),
        "new": some_of("yes"),
        "course": some_of("AAA", "BBB", "none"),
        "seen": st.sampled_from([each for each, _ in STRETCHES]).map(lambda name: (name,)),
        "done": st.integers(0, 10**9 - 1).map(lambda number: (f"..{number}",)),
        "enrolled": st.dates(min_value=date(1900, 1, 1), max_value=date(2199, 1, 1)).map(lambda day: (f"{day}..",)),
    }.items():
        if draw(st.booleans()):
            ask = ask.filtered(name, draw(values))
    return ask


@given(asks())
def test_an_ask_survives_its_address(ask):
    assert ask_of(PUPILS, ask.query()) == ask


@given(st.text(alphabet=st.characters(exclude_characters="\0", codec="utf-8"), max_size=60), st.uuids())
def test_a_place_survives_its_address(key, row):
    cursor = Cursor(key=key, id=str(row))
    assert Cursor.read(cursor.text()) == cursor


@pytest.mark.parametrize(
    "said",
    [
        f'["\\ud800","{SOMEBODY}"]',
        f'["a\\udfff","{SOMEBODY}"]',
        "[" * 2900,
        "[" * 1400 + "]" * 1400,
        '["a",null]',
        "NaN",
    ],
    ids=["half a pair", "the other half", "deep", "deep and whole", "no row", "no list"],
)
@pytest.mark.parametrize("name", ["after", "before"])
def test_a_place_that_nobody_wrote_is_refused_like_any_lost_one(name, said):
    word = base64.urlsafe_b64encode(said.encode()).decode().rstrip("=")
    with pytest.raises(GrowthError, match="names a place"):
        ask_of(PUPILS, f"{name}={word}")


@given(st.text(max_size=200))
def test_any_address_is_either_understood_or_refused_in_a_sentence(query):
    ask, sentence = None, ""
    try:
        ask = ask_of(PUPILS, query)
    except GrowthError as error:
        sentence = error.sentence
    assert ask_of(PUPILS, ask.query()) == ask if ask else sentence.endswith(".")


def test_nothing_asked_is_an_empty_address():
    assert Ask().query() == ""
    assert Ask().address("/pupils") == "/pupils"
    assert ask_of(PUPILS, "sort=-seen_at&size=50") == Ask()


def test_every_change_of_question_returns_to_the_first_page():
    there = Ask(after=Cursor("5", str(SOMEBODY)), sort="points")
    for changed in (there.searched("ay"), there.sorted("code"), there.sized(25), there.filtered("new", ("yes",))):
        assert changed.after is None


def test_the_order_in_which_filters_were_chosen_does_not_show():
    one = Ask().filtered("status", ("active",)).filtered("new", ("yes",))
    other = Ask().filtered("new", ("yes",)).filtered("status", ("active",))
    assert one.query() == other.query() == "new=yes&status=active"


TAMPERED = [
    ("sort=salary", "This list does not sort by “salary”"),
    ("sort=course", "This list does not sort by “course”"),
    ("sort=--code", "This list does not sort by “--code”"),
    ("size=1000000", "not “1000000”"),
    ("size=0", "not “0”"),
    ("size=-1", "not “-1”"),
    ("q=a", "at least 2 letters"),
    ("q=" + "a" * 101, "at most 100 letters"),
    ("status=active&status=suspended", "says “status” twice"),
    ("status=" + ",".join(f"v{n}" for n in range(60)), "takes at most 50 values"),
    ("page=7", "has no filter “page”"),
    ("q=%FF%FE", "cannot be read"),
    ("x" * 5_000, "longer than 4,000"),
    ("after=nonsense", "names a place (“after”)"),
    ("after=%C3%A9", "names a place (“after”)"),
    ("after=" + packed("1", "not a uuid"), "names a place (“after”)"),
    ("after=" + packed("1"), "names a place (“after”)"),
    ("after=" + packed(1, str(SOMEBODY)), "names a place (“after”)"),
    ("sort=points&after=" + packed("many", str(SOMEBODY)), "names a place (“after”)"),
    ("sort=points&after=" + packed("9" * 19, str(SOMEBODY)), "names a place (“after”)"),
    ("sort=tenths&after=" + packed(str(2**31), str(SOMEBODY)), "names a place (“after”)"),
    ("sort=-seen_at&before=" + packed("2026-04-10", str(SOMEBODY)), "names a place (“before”)"),
    ("sort=enrolled_on&after=" + packed("soon", str(SOMEBODY)), "names a place (“after”)"),
    ("after=" + packed("-infinity", str(SOMEBODY)) + "&before=end", "names two places"),
]


@pytest.mark.parametrize(("query", "sentence"), TAMPERED, ids=[each[0][:40] for each in TAMPERED])
def test_a_tampered_address_is_refused_with_a_sentence_naming_it(query, sentence):
    with pytest.raises(GrowthError) as refused:
        ask_of(PUPILS, query)
    assert refused.value.kind is Kind.INVALID
    assert sentence in refused.value.sentence


def test_the_end_is_a_place():
    assert ask_of(PUPILS, "before=end").before == END
    assert Ask(before=END).query() == "before=end"


def test_the_unknown_have_a_place_in_the_order():
    place = Cursor("-infinity", str(SOMEBODY))
    assert ask_of(PUPILS, Ask(after=place).query()).after == place
