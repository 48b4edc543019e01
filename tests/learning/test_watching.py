"""Who watched what, as each person sees it."""

from __future__ import annotations

import pytest

from state.cohorts import WatchingState
from tests.cast import NORTHGATE
from tests.learning.lists import rows_of
from tests.school import row_id
from tests.screens import open_screen

RECORDING = row_id(NORTHGATE, "recording 1.1")


@pytest.mark.parametrize(
    ("key", "names"),
    [("nadia", {"Alice Ahmed", "Ben Yusuf", "Omar Khan"}), ("maya", {"Alice Ahmed"}), ("kenji", {"Ben Yusuf"})],
)
async def test_each_person_sees_their_own_and_a_row_opens_the_learner(key, names, pipeline, database):
    rows = await rows_of(pipeline, database, key, f"/learning/watching?recording={RECORDING}", WatchingState)
    assert set(rows) == names
    for row in rows.values():
        assert row["full_name__href"] == f"/students/{row['student_code']}"
        assert row["watched_tenths"] == "100.0"


@pytest.mark.parametrize(
    ("query", "number"), [("watched=under-25,25-49", 0), ("watched=90-100", 3), ("finished=yes", 3), ("finished=no", 0)]
)
async def test_how_far_can_be_asked_for(query, number, pipeline, database):
    rows = await rows_of(pipeline, database, "nadia", f"/learning/watching?{query}", WatchingState)
    assert len(rows) == number


async def test_a_recording_that_is_none_is_refused_by_name(pipeline, database):
    tab = await open_screen(pipeline, database, "nadia", "/learning/watching?recording=everything")
    assert "Recording has no “everything”" in tab.shown(WatchingState, "refusal")


@pytest.mark.parametrize(
    "move",
    [
        "update public.lesson_recordings set lesson_id = %(lesson)s, position = 90 where id = %(recording)s",
        "update public.available_lessons set course_id = %(course)s, module_id = %(module)s, lesson_number = 90 where id = %(old)s",
    ],
)
def test_watching_moves_along_with_its_recording(move, database):
    """A recording goes to another lesson, a lesson to another module: rows of watching are found where it stands now."""
    names = {"lesson": "lesson 2.1", "course": "course 2", "module": "module 2", "old": "lesson 1.1"}
    places = {name: row_id(NORTHGATE, what) for name, what in names.items()}
    told = "select distinct course_id, module_id from public.student_recordings where recording_id = %(recording)s"
    with database.as_owner() as owner, owner.transaction(force_rollback=True):
        values = {**places, "recording": RECORDING}
        before = owner.execute(told, values).fetchall()
        owner.execute(move, values)
        after = owner.execute(told, values).fetchall()
        assert len(before) == len(after) == 1
        assert after[0][1] == places["module"] != before[0][1]


def test_nobody_says_where_their_watching_stands(database):
    """What a client sends is overwritten from the recording."""
    with database.as_owner() as owner, owner.transaction(force_rollback=True):
        owner.execute(
            "update public.student_recordings set course_id = gen_random_uuid(), module_id = gen_random_uuid()"
        )
        stray = owner.execute(
            """select count(*) from public.student_recordings as w
               where not exists (select from public.available_lessons as l where l.course_id = w.course_id and l.module_id = w.module_id)"""
        ).fetchone()
    assert stray == (0,)
