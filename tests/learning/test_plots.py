"""Charts as plain dicts: both themes, the colours of the tokens, what a phone shows."""

from __future__ import annotations

import json

import pytest

from growthos_ui.figure import Drawing, Mark, Series
from state import plots
from state.cards import chart_of


def drawing(*sizes, partial=False, series=1):
    marks = tuple(
        Mark(label=f"{number}\u2013{number + 9}%", size=size, words=f"{size:,}", href=f"/students?n={number}")
        for number, size in enumerate(sizes)
    )
    if partial:
        last = marks[-1]
        marks = (*marks[:-1], Mark(label=last.label, size=last.size, words="3 so far", href="", partial=True))
    drawn = tuple(Series(name=f"Series {number}", marks=marks) for number in range(series))
    return Drawing(name="Sizes", axis="Size", unit="Learners", series=drawn)


TOKENS = {"Series 0": "chart-1", "Series 1": "chart-previous"}


@pytest.mark.parametrize(
    "draw",
    [plots.columns, plots.line, lambda drawn: plots.stacked(drawn, TOKENS)],
    ids=["columns", "line", "stacked"],
)
@pytest.mark.parametrize("sizes", [(5,), (0, 0), (3, 9, 1), tuple(range(30))], ids=len)
def test_a_chart_is_drawn_in_both_themes_from_one_point_to_many(draw, sizes):
    light, dark = draw(drawing(*sizes))
    assert light["data"][0]["marker"]["color"] == plots.inks("light")["chart-1"]
    assert dark["data"][0]["marker"]["color"] == plots.inks("dark")["chart-1"]
    assert json.loads(json.dumps(light)) == light
    assert "template" not in light["layout"]


def test_an_incomplete_last_period_is_dashed():
    light, _ = plots.line(drawing(5, 6, 3, partial=True))
    assert [trace["line"]["dash"] for trace in light["data"] if "line" in trace] == ["solid", "4px,3px"]


def test_labels_are_left_out_at_regular_steps_counted_from_the_last():
    light, _ = plots.line(drawing(*range(26)))
    shown = light["layout"]["xaxis"]["tickvals"]
    assert shown[-1] == "25\u201334%"
    assert len(shown) <= 8


def test_a_phone_shows_the_last_six_points_of_a_time():
    light, _ = plots.line(drawing(*range(26)))
    first, last = light["phone"]["xaxis"]["range"]
    assert round(last - first) == 6


def test_the_table_says_what_the_chart_draws_and_each_number_is_a_door():
    drawn = drawing(3, 0, 7, series=2)
    card = chart_of(drawn, plots.stacked(drawn, TOKENS), ("key--1", "key--previous"))
    assert [cell.words for cell in card.head] == ["Size", "Series 0", "Series 1"]
    assert [cell.words for cell in card.body[0]] == ["0\u20139%", "3", "3"]
    assert card.body[0][2].mark == "1:0"
    assert card.body[0][1].href == "/students?n=0"
    assert card.body[1][1].href == ""


def test_an_accessible_name_says_unit_extent_and_extremes():
    drawn = drawing(3, 0, 7)
    name = chart_of(drawn, plots.columns(drawn)).name
    assert name == "Sizes: Learners by size, 0\u20139% to 2\u201311%; lowest 0 at 1\u201310%, highest 7 at 2\u201311%"


@pytest.mark.parametrize("draw", [plots.columns, plots.line], ids=["columns", "line"])
def test_an_axis_of_few_learners_counts_whole_ones(draw):
    """The bug behind it: the axis over one learner said "500m"."""
    light, _ = draw(drawing(0, 1))
    assert light["layout"]["yaxis"]["dtick"] == 1
    light, _ = draw(drawing(0, 900))
    assert "dtick" not in light["layout"]["yaxis"]


def test_on_a_phone_what_becomes_what_stands_on_two_lines():
    marks = tuple(Mark(label=each, size=1, words="1", href="") for each in ("Not due → overdue", "Over 90 → open"))
    drawn, _ = plots.columns(
        Drawing(name="Rolls", axis="Age", unit="Share", series=(Series(name="Moved", marks=marks),))
    )
    assert drawn["phone"]["xaxis"]["ticktext"] == ["Not due<br>→ overdue", "Over 90<br>→ open"]
