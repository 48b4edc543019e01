"""Batches, as each person sees them."""

from __future__ import annotations

import pytest

from state.actor import ActorState
from state.cohorts import BatchesState, CoursesState
from state.people import StudentsState
from tests.cast import ALICE
from tests.learning.lists import rows_of
from tests.screens import open_screen


@pytest.mark.parametrize("key", ["sam", "nadia", "enzo", "farah", "tara", "vera"])
async def test_the_office_sees_every_batch_with_its_course_and_its_start(key, pipeline, database):
    rows = await rows_of(pipeline, database, key, "/learning/batches", BatchesState)
    assert set(rows) == {"Batch 1", "Batch 2"}
    assert rows["Batch 1"]["course_title"] == "Course 1"
    assert rows["Batch 1"]["start_date"] == "2 Feb 2026"
    assert rows["Batch 1"]["enrolments"] == "3"


async def test_a_batch_shows_how_many_were_active_week_by_week(pipeline, database):
    with database.as_owner() as owner:
        owner.execute(
            """insert into public.user_activity_logs
            (organization_id, user_id, student_id, activity_type, occurred_at, reference_table, reference_id)
            select e.organization_id, e.user_id, e.student_id, 'video_watched', now() - weeks * interval '1 week',
                   'course_enrollments', e.id
            from public.course_enrollments as e join public.batches as b on b.id = e.batch_id
            cross join generate_series(0, 2) as weeks where b.name = 'Batch 1' and (weeks < 2 or e.user_id = %s)""",
            [ALICE.id],
        )
    for address, state, title in (
        ("/learning/batches", BatchesState, "Batch 1"),
        ("/learning/courses", CoursesState, "Course 1"),
    ):
        row = (await rows_of(pipeline, database, "nadia", address, state))[title]
        assert row["weeks"] == "3"
        assert "from 0 to 3 active enrolments, 3 in the last whole week" in row["weeks__said"]


@pytest.mark.parametrize("key", ["maya", "kenji", "marco"])
async def test_others_are_refused_and_told_so(key, pipeline, database):
    tab = await open_screen(pipeline, database, key, "/learning/batches")
    assert not tab.shown(BatchesState, "rows")
    assert tab.shown(ActorState, "refusal") == "Your role does not show batches."


async def test_a_batch_opens_as_many_students_as_it_says(pipeline, database):
    rows = await rows_of(pipeline, database, "nadia", "/learning/batches", BatchesState)
    tab = await open_screen(pipeline, database, "nadia", rows["Batch 1"]["name__href"])
    assert str(len(tab.shown(StudentsState, "rows"))) == rows["Batch 1"]["enrolments"]


async def test_batches_of_one_course_can_be_asked_for(pipeline, database):
    with database.as_owner() as owner:
        (course,) = owner.execute(
            "select course_id from public.batches where name = 'Batch 2' order by id limit 1"
        ).fetchone()
        (school,) = owner.execute("select organization_id from public.courses where id = %s", [course]).fetchone()
        key = (
            "nadia"
            if owner.execute("select slug = 'northgate' from public.organizations where id = %s", [school]).fetchone()[
                0
            ]
            else "mallory"
        )
    rows = await rows_of(pipeline, database, key, f"/learning/batches?course={course}", BatchesState)
    assert set(rows) == {"Batch 2"}
