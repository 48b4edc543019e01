"""The strip and the charts above the list of recordings, as each person sees them; each opens the rows it counts."""

from __future__ import annotations

import pytest

from growthos_ui import db
from growthos_ui.learning.recordings import figures as recordings
from growthos_ui.listing.ask import Ask
from growthos_ui.metrics.clock import clock
from state.recordings import RecordingFiguresState
from tests.cast import NORTHGATE
from tests.learning.cards import assert_marks_open_what_they_count, number_in, opened_by
from tests.screens import open_screen

# Everybody has completed both recordings of the course and rates them; then one falls back to a third of another.
_WATCHED = """
    insert into public.student_recordings (organization_id, student_id, recording_id, completion_percentage, completed_at, origin)
    select s.organization_id, s.id, r.id, 100, private.now(), 'import'
    from public.students s join public.lesson_recordings r on r.organization_id = s.organization_id and r.title like 'Recording 1.%%'
    where s.organization_id = %(org)s on conflict do nothing"""
_RATED = """
    insert into public.video_ratings (organization_id, student_id, recording_id, rating)
    select w.organization_id, w.student_id, w.recording_id, 4
    from public.student_recordings w where w.organization_id = %(org)s on conflict do nothing"""
_LEFT = """
    insert into public.student_recordings (organization_id, student_id, recording_id, completion_percentage, origin)
    select s.organization_id, s.id, r.id, 30, 'import'
    from public.students s join public.lesson_recordings r on r.organization_id = s.organization_id and r.title = 'Recording 2.1'
    where s.organization_id = %(org)s on conflict do nothing"""


@pytest.fixture(scope="module", autouse=True)
def much_is_watched(database):
    with database.as_owner() as owner:
        for statement in (_WATCHED, _RATED, _LEFT):
            owner.execute(statement, {"org": NORTHGATE.id})


async def strip(actor, engine):
    async with db.acting_as(actor, engine=engine) as tx:
        return {each.label: each for each in await recordings.headline(tx, Ask(), await clock(tx))}


async def test_the_strip_says_stars_ratings_completion_watched_and_drop_off(acting, engine):
    found = await strip(await acting("nadia"), engine)
    assert list(found) == ["Average stars", "Ratings", "Completion rate", "Mean watched", "Drop-off"]
    assert found["Ratings"].value == "6"
    assert found["Completion rate"].value == "66.7%"
    assert found["Mean watched"].value == "76.7%"
    assert found["Drop-off"].value == "33.3%"
    assert [half.words for half in found["Drop-off"].halves] == ["3", "9"]


async def test_average_stars_have_one_decimal_and_are_not_told_below_five_ratings(acting, engine):
    nadia = await strip(await acting("nadia"), engine)
    assert nadia["Average stars"].known
    assert nadia["Average stars"].value.count(".") == 1
    maya = await strip(await acting("maya"), engine)
    assert (maya["Average stars"].value, maya["Average stars"].note) == ("—", "Fewer than 5 ratings")


@pytest.mark.parametrize("key", ["nadia", "maya", "tara", "vera"])
async def test_every_figure_opens_the_rows_it_counts(key, acting, engine):
    actor = await acting(key)
    for figure in (await strip(actor, engine)).values():
        for door in figure.halves:
            assert not door.href or await opened_by(actor, engine, door.href) == number_in(door.words), figure
        if figure.label == "Ratings":
            assert await opened_by(actor, engine, figure.href) == number_in(figure.value)


async def test_who_may_not_see_who_rated_is_shown_no_figure_of_ratings(acting, engine):
    assert "Ratings" not in await strip(await acting("tara"), engine)


@pytest.mark.parametrize("key", ["nadia", "maya"])
@pytest.mark.parametrize(
    "ask", [Ask(), Ask(search="1.1"), Ask().filtered("starts", ("some",))], ids=("all", "searched", "narrowed")
)
async def test_every_mark_opens_the_rows_it_counts_whatever_is_asked_of_the_list(key, ask, acting, engine):
    actor = await acting(key)
    async with db.acting_as(actor, engine=engine) as tx:
        at = await clock(tx)
        drawn = [await recordings.stars(tx, ask, at), await recordings.funnel(tx, ask, at)]
    for drawing in drawn:
        await assert_marks_open_what_they_count(drawing, actor, engine)


async def test_the_funnel_has_each_step_within_the_one_before(acting, engine):
    async with db.acting_as(await acting("nadia"), engine=engine) as tx:
        (series,) = (await recordings.funnel(tx, Ask(), await clock(tx))).series
    assert [(mark.label, mark.size) for mark in series.marks] == [
        ("Started", 9), ("25%", 9), ("50%", 6), ("75%", 6), ("90%", 6),
    ]  # fmt: skip


async def test_a_few_ratings_have_no_distribution_and_the_card_says_why(acting, engine):
    async with db.acting_as(await acting("maya"), engine=engine) as tx:
        drawing = await recordings.stars(tx, Ask(), await clock(tx))
    assert not drawing.series
    assert drawing.empty == "2 ratings: the distribution is told from 5 on."


@pytest.mark.parametrize(("key", "may"), [("nadia", True), ("maya", True), ("tara", False)])
async def test_the_screen_answers_every_card(key, may, pipeline, database):
    tab = await open_screen(pipeline, database, key, "/learning/recordings")
    shown = await tab.kept(RecordingFiguresState)
    assert shown.figures.face == "ready"
    assert shown.funnel.face == "ready"
    assert shown.stars.face == ("loading" if not may else "ready" if key == "nadia" else "empty")
    assert shown.funnel.stamp.startswith("Northgate Academy · ")
