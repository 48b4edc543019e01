"""Students, as each person sees them."""

from __future__ import annotations

import pytest

from growthos_ui.people.tables import STUDENTS
from state.actor import ActorState
from state.people import StudentsState
from tests.screens import open_screen


@pytest.mark.parametrize(
    ("key", "names"),
    [
        ("sam", {"Alice Ahmed", "Ben Yusuf", "Omar Khan"}),
        ("nadia", {"Alice Ahmed", "Ben Yusuf", "Omar Khan"}),
        ("enzo", {"Alice Ahmed", "Ben Yusuf", "Omar Khan"}),
        ("tara", {"Alice Ahmed", "Ben Yusuf", "Omar Khan"}),
        ("vera", {"Alice Ahmed", "Ben Yusuf", "Omar Khan"}),
        ("maya", {"Alice Ahmed"}),
        ("kenji", {"Ben Yusuf"}),
        ("otto", {"Bea Marsh"}),
    ],
)
async def test_each_person_sees_their_own(key, names, pipeline, database):
    tab = await open_screen(pipeline, database, key, "/students")
    assert {row["full_name"] for row in tab.shown(StudentsState, "rows")} >= names
    if key in {"maya", "kenji"}:
        assert {row["full_name"] for row in tab.shown(StudentsState, "rows")} == names


async def test_nobody_of_another_organisation_is_on_it(pipeline, database):
    for key, abroad in (("mallory", "Alice Ahmed"), ("nadia", "Bea Marsh")):
        tab = await open_screen(pipeline, database, key, "/students")
        assert abroad not in {row["full_name"] for row in tab.shown(StudentsState, "rows")}


async def test_marketing_is_refused_and_told_so(pipeline, database):
    tab = await open_screen(pipeline, database, "marco", "/students")
    assert not tab.shown(StudentsState, "rows")
    assert tab.shown(ActorState, "refusal") == "Your role does not show students."


async def test_support_reads_the_list_but_takes_no_file_away(pipeline, database):
    tab = await open_screen(pipeline, database, "tara", "/students")
    assert tab.shown(StudentsState, "may_export") is False
    tab = await open_screen(pipeline, database, "nadia", "/students")
    assert tab.shown(StudentsState, "may_export") is True


async def test_a_row_says_code_course_batch_mentor_status_and_how_far(pipeline, database):
    tab = await open_screen(pipeline, database, "maya", "/students?q=alice")
    (row,) = tab.shown(StudentsState, "rows")
    assert row["course_title"] == "Course 1"
    assert row["batch_name"] == "Batch 1"
    assert row["mentor_name"] == "Maya Iqbal"
    assert row["student_code"].startswith("STU")
    assert set(row) >= {column.name for column in STUDENTS.columns if not column.starts_hidden}


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("status=loitering", "Status has no “loitering”"),
        ("course=nowhere", "Course has no “nowhere”"),
        ("sort=shoe_size", "does not sort by “shoe_size”"),
        ("colour=red", "no filter “colour”"),
    ],
)
async def test_a_bad_value_in_the_address_is_refused_by_name(query, told, pipeline, database):
    tab = await open_screen(pipeline, database, "nadia", f"/students?{query}")
    assert told in tab.shown(StudentsState, "refusal")
    assert tab.shown(StudentsState, "rows") == []
