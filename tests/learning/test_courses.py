"""Courses, as each person sees them."""

from __future__ import annotations

import pytest

from state.actor import ActorState
from state.cohorts import CoursesState
from state.people import StudentsState
from tests.learning.lists import rows_of
from tests.screens import open_screen


@pytest.mark.parametrize(
    ("key", "enrolments"),
    [("sam", "3"), ("nadia", "3"), ("enzo", "3"), ("tara", "3"), ("maya", "1"), ("kenji", "1"), ("otto", "1")],
)
async def test_every_course_is_there_and_its_sums_are_over_the_readers_own(key, enrolments, pipeline, database):
    rows = await rows_of(pipeline, database, key, "/learning/courses", CoursesState)
    assert set(rows) == {"Course 1", "Course 2"}
    assert rows["Course 1"]["enrolments"] == enrolments
    assert rows["Course 2"]["enrolments"] == "0"
    assert rows["Course 2"]["completion_tenths"] == "—"


async def test_a_course_says_what_is_in_it(pipeline, database):
    rows = await rows_of(pipeline, database, "nadia", "/learning/courses", CoursesState)
    assert (rows["Course 1"]["modules"], rows["Course 1"]["recordings"]) == ("1", "2")


@pytest.mark.parametrize("key", ["nadia", "maya", "tara"])
async def test_a_course_opens_as_many_students_as_it_says(key, pipeline, database):
    rows = await rows_of(pipeline, database, key, "/learning/courses", CoursesState)
    tab = await open_screen(pipeline, database, key, rows["Course 1"]["title__href"])
    assert str(len(tab.shown(StudentsState, "rows"))) == rows["Course 1"]["enrolments"]


async def test_marketing_is_refused_and_told_so(pipeline, database):
    tab = await open_screen(pipeline, database, "marco", "/learning/courses")
    assert not tab.shown(CoursesState, "rows")
    assert tab.shown(ActorState, "refusal") == "Your role does not show courses."


async def test_published_ones_can_be_asked_for(pipeline, database):
    rows = await rows_of(pipeline, database, "nadia", "/learning/courses?published=yes", CoursesState)
    assert set(rows) == {"Course 1"}


async def test_a_word_of_the_title_finds_it(pipeline, database):
    rows = await rows_of(pipeline, database, "nadia", "/learning/courses?q=course+2", CoursesState)
    assert set(rows) == {"Course 2"}
