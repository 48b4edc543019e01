"""What a mark narrows a page to: filters of the page's own list, taken back by the same mark."""

from __future__ import annotations

from growthos_ui.figure import Drawing, Mark, Series
from growthos_ui.listing.ask import Ask
from growthos_ui.people.tables import STUDENTS
from state.cards import chart_of
from state.crossing import Crossing, crossed, has_choice, let_go, stand_out

BANDS = Crossing(keys=("progress",), adds=("status",))
COURSE = Crossing(keys=("course",), whole=False)
ROWS = "/students?progress={}&status=active,completed"


def drawn(ask, *bands):
    marks = tuple(Mark(label=band, size=size, words=str(size), href=ROWS.format(band)) for band, size in bands)
    drawing = Drawing(name="Spread", axis="Progress", unit="Enrolments", series=(Series(name="All", marks=marks),))
    return crossed(drawing, BANDS, ask=ask, page="/learning/progress", listing=STUDENTS, rows_at="/students")


def test_a_mark_narrows_the_page_to_its_rows_and_keeps_what_was_asked():
    ask = Ask().filtered("mentor", ("none",))
    (mark, empty) = drawn(ask, ("0-9", 4), ("10-19", 0)).series[0].marks
    assert mark.cross == "/learning/progress?mentor=none&progress=0-9&status=active,completed"
    assert not mark.is_chosen
    assert empty.cross == ""


def test_the_chosen_mark_lets_go_and_the_others_take_its_place():
    ask = Ask().filtered("progress", ("0-9",)).filtered("status", ("active", "completed"))
    drawing = drawn(ask, ("0-9", 4), ("10-19", 7))
    first, second = drawing.series[0].marks
    assert (first.cross, first.is_chosen) == ("/learning/progress", True)
    assert second.cross == "/learning/progress?progress=10-19&status=active,completed"
    assert has_choice(drawing)
    assert drawing.scope == "chosen: 0-9"
    trace = {"type": "bar", "x": ["0-9", "10-19"], "marker": {}}
    stand_out([trace], drawing)
    assert trace["marker"]["opacity"] == [1, 0.35]
    head = chart_of(drawing, ({}, {})).body[0][0]
    assert (head.only, head.chosen, head.crosses) == ("0-9", True, "0:0")


def test_one_key_lets_go_of_what_marks_chose_and_leaves_what_a_toolbar_offers():
    ask = Ask().filtered("course", ("A",)).filtered("progress", ("0-9",)).filtered("status", ("active",))
    assert let_go((BANDS, COURSE), ask) == Ask().filtered("course", ("A",))
    assert let_go((BANDS, COURSE), Ask().filtered("course", ("A",))) == Ask()
    assert let_go((BANDS, COURSE), Ask().filtered("mentor", ("none",))) is None
