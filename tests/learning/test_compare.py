"""Batch against batch, counted from the start of each."""

from __future__ import annotations

from datetime import timedelta

import pytest

from growthos_ui import db
from growthos_ui.learning.comparison import figures as comparison
from growthos_ui.learning.weeks import monday_of
from growthos_ui.listing.ask import Ask
from growthos_ui.metrics.clock import clock
from state.actor import ActorState
from state.compare import CompareState
from tests.cast import ALICE, BEN, NORTHGATE
from tests.learning.cards import assert_marks_open_what_they_count
from tests.school import row_id
from tests.screens import open_screen

NEW = row_id(NORTHGATE, "batch 3")


@pytest.fixture(scope="module", autouse=True)
def a_second_batch_has_begun(database):
    """Let a batch of two have begun in the middle of the week before last; in its second week one of them is active."""
    with database.as_owner() as owner:
        (today,) = owner.execute("select (private.now() at time zone 'Asia/Karachi')::date").fetchone()
        course, monday = row_id(NORTHGATE, "course 2"), monday_of(today)
        owner.execute(
            """insert into public.batches (id, organization_id, name, course_id, start_date, status)
               values (%s, %s, 'Batch 3', %s, %s, 'active')""",
            [NEW, NORTHGATE.id, course, monday - timedelta(weeks=2) + timedelta(days=2)],
        )
        for learner in (ALICE, BEN):
            owner.execute(
                """insert into public.course_enrollments (organization_id, student_id, course_id, batch_id, payment_status)
                   values (%s, %s, %s, %s, 'paid')""",
                [NORTHGATE.id, learner.student_id, course, NEW],
            )
        owner.execute(
            """insert into public.user_activity_logs
                   (organization_id, user_id, student_id, activity_type, occurred_at, reference_table, reference_id)
               select organization_id, user_id, student_id, 'video_watched', %s, 'course_enrollments', id
               from public.course_enrollments where student_id = %s and course_id = %s""",
            [monday - timedelta(days=4), ALICE.student_id, course],
        )


async def drawn(actor, engine, ask):
    async with db.acting_as(actor, engine=engine) as tx:
        return await comparison.compared(tx, ask, await clock(tx))


async def test_each_batch_is_counted_from_its_own_first_week_and_ends_where_it_is(acting, engine):
    drawing = await drawn(await acting("nadia"), engine, Ask())
    told = {each.name: [mark.words for mark in each.marks if mark.href] for each in drawing.series}
    assert list(told) == ["Batch 3", "Batch 1"]
    assert told["Batch 3"] == ["0.0% · 0 of 2", "50.0% · 1 of 2"]
    assert len(told["Batch 1"]) > len(told["Batch 3"])
    assert {len(each.marks) for each in drawing.series} == {len(told["Batch 1"])}


async def test_every_mark_opens_the_rows_it_counts(acting, engine):
    actor = await acting("nadia")
    drawing = await drawn(actor, engine, Ask())
    await assert_marks_open_what_they_count(drawing, actor, engine)


async def test_batches_can_be_chosen(acting, engine):
    asked = Ask().filtered("batch", (str(row_id(NORTHGATE, "batch 1")),))
    drawing = await drawn(await acting("nadia"), engine, asked)
    assert [each.name for each in drawing.series] == ["Batch 1"]


@pytest.mark.parametrize("key", ["sam", "nadia", "enzo", "tara"])
async def test_the_office_gets_the_chart_and_its_table(key, pipeline, database):
    tab = await open_screen(pipeline, database, key, "/learning/compare")
    card = (await tab.kept(CompareState)).weeks
    assert card.face == "ready"
    assert [cell.words for cell in card.head] == ["Week since the start", "Batch 3", "Batch 1"]
    assert card.body[5][1].words == "—"
    assert [len(trace["x"]) for trace in card.light["data"]] == [2, len(card.body)]


@pytest.mark.parametrize("key", ["maya", "marco"])
async def test_others_are_refused_and_told_so(key, pipeline, database):
    tab = await open_screen(pipeline, database, key, "/learning/compare")
    assert (await tab.kept(CompareState)).weeks.face == "loading"
    assert tab.shown(ActorState, "refusal") == "Your role does not show batches."
