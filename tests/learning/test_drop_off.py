"""Who has stopped learning, as each person sees it; every figure opens the rows that it counts."""

from __future__ import annotations

import pytest

from growthos_ui import db
from growthos_ui.learning.drop_off import figures as drop_off
from growthos_ui.listing.ask import Ask
from growthos_ui.metrics.clock import clock
from state.actor import ActorState
from state.drop_off import DropOffState
from tests.cast import ALICE, BEN, NORTHGATE
from tests.learning.cards import assert_marks_open_what_they_count, number_in, opened_by
from tests.school import row_id
from tests.screens import open_screen

_WATCHED = """insert into public.user_activity_logs
    (organization_id, user_id, student_id, activity_type, occurred_at, reference_table, reference_id)
    select organization_id, user_id, student_id, 'video_watched', private.now() - %s * interval '1 day', 'course_enrollments', id
    from public.course_enrollments where student_id = %s"""


@pytest.fixture(scope="module", autouse=True)
def some_are_silent(database):
    """Let Alice be active, Ben silent for ten days, somebody never have begun; and one recording be left early."""
    with database.as_owner() as owner:
        owner.execute(_WATCHED, [1, ALICE.student_id])
        owner.execute(_WATCHED, [10, BEN.student_id])
        owner.execute(
            """insert into public.course_enrollments (organization_id, student_id, course_id, payment_status)
               values (%s, %s, %s, 'paid')""",
            [NORTHGATE.id, ALICE.student_id, row_id(NORTHGATE, "course 2")],
        )
        owner.execute(
            """insert into public.student_recordings (organization_id, student_id, recording_id, completion_percentage)
               values (%s, %s, %s, 30)""",
            [NORTHGATE.id, BEN.student_id, row_id(NORTHGATE, "recording 1.2")],
        )


@pytest.mark.parametrize("key", ["sam", "nadia", "vera", "tara", "maya", "kenji"])
async def test_everybody_who_may_read_it_gets_every_card(key, pipeline, database):
    tab = await open_screen(pipeline, database, key, "/learning/drop-off")
    shown = await tab.kept(DropOffState)
    assert shown.figures.face == "ready"
    assert {getattr(shown, card).face for card in DropOffState.cards} <= {"ready", "empty"}


@pytest.mark.parametrize("key", ["enzo", "farah", "marco"])
async def test_others_are_refused_and_told_so(key, pipeline, database):
    tab = await open_screen(pipeline, database, key, "/learning/drop-off")
    assert (await tab.kept(DropOffState)).figures.face == "loading"
    assert tab.shown(ActorState, "refusal") == "Your role does not show learners' progress."


@pytest.mark.parametrize("key", ["nadia", "maya", "kenji", "tara"])
async def test_every_figure_and_every_mark_opens_the_rows_it_counts(key, acting, engine):
    actor = await acting(key)
    async with db.acting_as(actor, engine=engine) as tx:
        at = await clock(tx)
        figures = await drop_off.headline(tx, Ask(), at)
        drawn = [
            await drop_off.by_course(tx, Ask(), at),
            await drop_off.by_week(tx, Ask(), at),
            await drop_off.by_recording(tx, Ask()),
        ]
    for figure in figures:
        if figure.href:
            assert await opened_by(actor, engine, figure.href) == number_in(figure.value), figure
        if figure.label.startswith("Silent for"):
            moving = f"/students?silent={figure.label.split()[2]}&status=active"
            assert await opened_by(actor, engine, moving) == number_in(figure.value), figure
    for drawing in drawn:
        await assert_marks_open_what_they_count(drawing, actor, engine)


async def test_silence_and_never_having_begun_are_two_things(acting, engine):
    async with db.acting_as(await acting("maya"), engine=engine) as tx:
        figures = {each.label: each.value for each in await drop_off.headline(tx, Ask(), await clock(tx))}
    assert (figures["Active enrolments"], figures["Silent for 7 days"], figures["Never started"]) == ("2", "0", "1")


async def test_of_one_batch_the_weeks_are_counted_from_its_start(acting, engine, database):
    asked = Ask().filtered("batch", (str(row_id(NORTHGATE, "batch 1")),))
    async with db.acting_as(await acting("nadia"), engine=engine) as tx:
        drawing = await drop_off.by_week(tx, asked, await clock(tx))
    assert drawing.axis == "Week of the batch"
    assert all(mark.label.startswith("Week ") for mark in drawing.series[0].marks)


async def test_a_recording_left_before_half_is_named_and_opens_who_left_it(acting, engine):
    actor = await acting("kenji")
    async with db.acting_as(actor, engine=engine) as tx:
        drawing = await drop_off.by_recording(tx, Ask())
    (mark,) = drawing.series[0].marks
    assert (mark.label, mark.size) == ("Recording 1.2", 1)
    assert await opened_by(actor, engine, mark.href) == 1
