"""How learners come to the end, as each person sees it; every figure opens the rows that it counts."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from growthos_ui import db
from growthos_ui.learning.completion import figures as completion
from growthos_ui.learning.completion.measures import steps
from growthos_ui.listing.ask import Ask
from growthos_ui.metrics.clock import clock
from state.actor import ActorState
from state.completion import CompletionState
from tests.cast import ALICE, NORTHGATE
from tests.learning.cards import assert_marks_open_what_they_count, number_in, opened_by
from tests.school import row_id
from tests.screens import open_screen


@pytest.fixture(scope="module", autouse=True)
def somebody_is_done(database):
    """Let one learner of course 1 have completed it after thirty days, and put one into course 2 who never began."""
    with database.as_owner() as owner:
        owner.execute(
            "update public.course_enrollments set status = 'completed', completed_at = enrolled_at + interval '30 days' where student_id = %s",
            [ALICE.student_id],
        )
        owner.execute(
            """insert into public.course_enrollments (organization_id, student_id, course_id, payment_status, enrolled_at)
               values (%s, %s, %s, 'paid', %s)""",
            [NORTHGATE.id, ALICE.student_id, row_id(NORTHGATE, "course 2"), datetime(2026, 3, 1, tzinfo=UTC)],
        )


@pytest.mark.parametrize("key", ["sam", "nadia", "vera", "tara", "maya", "kenji"])
async def test_everybody_who_may_read_it_gets_every_card(key, pipeline, database):
    tab = await open_screen(pipeline, database, key, "/learning/completion")
    shown = await tab.kept(CompletionState)
    assert shown.figures.face == "ready"
    assert {getattr(shown, card).face for card in CompletionState.cards} <= {"ready", "empty"}


@pytest.mark.parametrize("key", ["enzo", "farah", "marco"])
async def test_others_are_refused_and_told_so(key, pipeline, database):
    tab = await open_screen(pipeline, database, key, "/learning/completion")
    assert (await tab.kept(CompletionState)).figures.face == "loading"
    assert tab.shown(ActorState, "refusal") == "Your role does not show learners' progress."


@pytest.mark.parametrize("key", ["nadia", "maya", "kenji", "tara"])
async def test_every_figure_and_every_mark_opens_the_rows_it_counts(key, acting, database, engine):
    actor = await acting(key)
    async with db.acting_as(actor, engine=engine) as tx:
        at = await clock(tx)
        rate, *counted, _ = await completion.headline(tx, Ask(), at)
        drawn = [await completion.funnel(tx, Ask()), await completion.months(tx, Ask(), at)]
        by_course = await completion.courses(tx, Ask())
    for figure in counted:
        if figure.href:
            assert await opened_by(actor, engine, figure.href) == number_in(figure.value)
    if rate.href:
        assert await opened_by(actor, engine, rate.href) == number_in(rate.note)
    for drawing in drawn:
        await assert_marks_open_what_they_count(drawing, actor, engine)
    await assert_marks_open_what_they_count(by_course, actor, engine)


async def test_the_funnel_narrows_and_its_parts_add_up(acting, engine):
    async with db.acting_as(await acting("nadia"), engine=engine) as tx:
        row = await tx.one(steps(Ask()))
    assert row["enrolled"] >= row["started"] >= row["near"] >= row["completed"] == 1
    assert row["completed"] + row["going"] + row["waiting"] == row["enrolled"]


async def test_the_days_it_took_are_told(acting, engine):
    async with db.acting_as(await acting("maya"), engine=engine) as tx:
        *_, days = await completion.headline(tx, Ask(), await clock(tx))
    assert (days.value, days.note) == ("30", "over 1 completed enrolment")


async def test_nothing_completed_is_unknown_and_says_so(acting, engine):
    async with db.acting_as(await acting("kenji"), engine=engine) as tx:
        *_, days = await completion.headline(tx, Ask(), await clock(tx))
    assert (days.value, days.note, days.known) == ("—", "Nothing has been completed yet", False)
