"""Columns in their order: what one step does, and what is left of an arrangement when the list has changed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from growthos_ui.errors import GrowthError
from growthos_ui.listing.columns import Text
from growthos_ui.listing.layout import PINS_MAX, STEPS, WIDTH_MAX_PX, WIDTH_MIN_PX, Layout

COLUMNS = (
    Text(name="a", label="A"),
    Text(name="b", label="B", card="title"),
    Text(name="c", label="C"),
    Text(name="d", label="D", starts_hidden=True),
    Text(name="e", label="E"),
)


def shown(layout: Layout) -> str:
    return "".join(column.name for column in layout.shown(COLUMNS))


def after(*steps: tuple[str, str, int]) -> Layout:
    layout = Layout.declared(COLUMNS)
    for step, name, number in steps:
        layout = layout.changed(COLUMNS, step, name, number)
    return layout


@pytest.mark.parametrize(
    ("steps", "left_to_right"),
    [
        ((), "abce"),
        ((("up", "e", 0),), "abec"),
        ((("down", "a", 0),), "bace"),
        ((("up", "a", 0),), "abce"),
        ((("down", "e", 0),), "abce"),
        ((("to", "e", 0),), "eabc"),
        ((("hide", "c", 0),), "abe"),
        ((("show", "d", 0),), "abcde"),
        ((("hide", "c", 0), ("up", "e", 0)), "aeb"),
        ((("up", "e", 0), ("show", "d", 0)), "abecd"),
    ],
)
def test_one_step_after_another(steps, left_to_right):
    assert shown(after(*steps)) == left_to_right


def test_what_a_row_is_known_by_cannot_be_put_away():
    with pytest.raises(GrowthError, match="B is what a row is known by"):
        after(("hide", "b", 0))
    assert shown(Layout.read({"hidden": ["a", "b"]}, COLUMNS)) == "bcde"


def test_a_width_stays_between_its_ends_and_none_is_the_columns_own():
    assert dict(after(("width", "a", 9_999), ("width", "c", 1)).widths) == {"a": WIDTH_MAX_PX, "c": WIDTH_MIN_PX}
    assert after(("width", "a", 200), ("width", "a", 0)).widths == ()


def test_pinning_a_column_pins_those_before_it():
    assert after(("pin", "c", 0)).pins == 3
    assert after(("pin", "c", 0), ("unpin", "b", 0)).pins == 1
    assert after(("show", "d", 0), ("pin", "e", 0)).pins == PINS_MAX


def test_a_column_that_is_not_there_cannot_be_arranged():
    with pytest.raises(GrowthError, match="no such column"):
        after(("up", "wage", 0))


@given(
    st.lists(st.tuples(st.sampled_from(sorted(STEPS)), st.sampled_from("acde"), st.integers(-5, 2_000)), max_size=12)
)
def test_what_is_kept_is_what_is_read_and_no_column_is_lost(steps):
    layout = after(*steps)
    assert Layout.read(layout.kept(), COLUMNS) == layout
    assert sorted(column.name for column in layout.ordered(COLUMNS)) == list("abcde")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["order", "hidden", "widths", "pins", "a"]), inner)
    ),
    max_leaves=8,
)


@given(JSON)
def test_whatever_was_kept_leaves_a_list_that_can_be_read(kept):
    layout = Layout.read(kept, COLUMNS)
    assert "b" in shown(layout)
    assert 0 <= layout.pins <= PINS_MAX


def test_an_arrangement_forgets_columns_that_are_gone_and_shows_new_ones_at_the_end():
    layout = Layout.read({"order": ["gone", "c", "b"], "hidden": ["gone"], "widths": {"gone": 90}, "pins": 2}, COLUMNS)
    assert shown(layout) == "cbade"
    assert layout.widths == ()
