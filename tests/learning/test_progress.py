"""The progress overview, as each person sees it."""

from __future__ import annotations

import re

import pytest

from state import learning
from state.actor import ActorState
from state.explain import ExplainState
from state.learning import ProgressState
from tests.screens import open_screen

CARDS = ("results", "spread", "weeks", "marks")


def values_of(shown):
    return {tile.label: tile.value for tile in shown.figures.tiles}


@pytest.mark.parametrize("key", ["sam", "nadia", "vera", "tara", "maya", "kenji", "mallory", "otto"])
async def test_everybody_who_may_read_it_gets_every_card(key, pipeline, database):
    tab = await open_screen(pipeline, database, key, "/learning/progress")
    shown = await tab.kept(ProgressState)
    assert shown.figures.face == "ready"
    # Support reads no marks: the card is neither drawn nor asked for.
    cards = [card for card in CARDS if (key, card) != ("tara", "marks")]
    assert {getattr(shown, card).face for card in cards} <= {"ready", "empty"}


@pytest.mark.parametrize("key", ["enzo", "farah", "marco"])
async def test_others_are_refused_and_told_so(key, pipeline, database):
    tab = await open_screen(pipeline, database, key, "/learning/progress")
    assert (await tab.kept(ProgressState)).figures.face == "loading"
    assert tab.shown(ActorState, "refusal") == "Your role does not show learners' progress."


async def test_a_mentor_gets_the_figures_of_own_learners_only(pipeline, database):
    tab = await open_screen(pipeline, database, "kenji", "/learning/progress")
    assert values_of(await tab.kept(ProgressState))["Enrolments"] == "1"


async def test_the_filters_of_the_address_reach_every_card(pipeline, database):
    tab = await open_screen(pipeline, database, "nadia", "/learning/progress?mentor=none")
    shown = await tab.kept(ProgressState)
    assert [chip["words"] for chip in shown.chips] == ["No mentor"]
    assert all("mentor=none" in tile.href for tile in shown.figures.tiles if tile.href)


@pytest.mark.parametrize(
    ("key", "query", "said"),
    [("nadia", "course=nowhere", "“nowhere”"), ("tara", "average=known", "Your role does not show marks.")],
)
async def test_what_is_not_offered_is_refused_with_a_sentence_and_nothing_is_drawn(
    key, query, said, pipeline, database
):
    tab = await open_screen(pipeline, database, key, f"/learning/progress?{query}")
    shown = await tab.kept(ProgressState)
    assert said in shown.refusal
    assert {getattr(shown, card).face for card in CARDS} == {"loading"}


async def test_a_card_that_fails_says_its_request_and_leaves_the_others(pipeline, database, monkeypatch):
    async def broken(*_):
        raise RuntimeError("select secret from somewhere")

    monkeypatch.setattr(learning.charts, "spread", broken)
    tab = await open_screen(pipeline, database, "nadia", "/learning/progress")
    shown = await tab.kept(ProgressState)
    assert shown.spread.face == "failed"
    assert re.fullmatch(r"Request [0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}", shown.spread.fault)
    assert shown.results.face == "ready"
    assert "secret" not in str(tab.deltas)


async def test_every_mark_of_a_chart_is_a_row_of_its_table(pipeline, database):
    tab = await open_screen(pipeline, database, "nadia", "/learning/progress")
    shown = await tab.kept(ProgressState)
    drawn = [card for card in (getattr(shown, name) for name in CARDS) if card.face == "ready"]
    assert drawn
    for card in drawn:
        points = {len(trace["x"]) for trace in card.light["data"] if trace.get("hoverinfo") == "text"}
        assert points == {len(card.body)}
        assert card.name


async def test_a_card_turns_to_its_table_and_back(pipeline, database):
    tab = await open_screen(pipeline, database, "nadia", "/learning/progress")
    await tab.send(ProgressState.turn, {"card": "weeks"})
    assert tab.shown(ProgressState, "tables") == ["weeks"]
    await tab.send(ProgressState.turn, {"card": "weeks"})
    assert tab.shown(ProgressState, "tables") == []


async def test_a_mark_narrows_every_other_card_and_the_same_mark_lets_go(pipeline, database):
    shown = await (await open_screen(pipeline, database, "nadia", "/learning/progress")).kept(ProgressState)
    (course, one, *_) = shown.results.body[0]
    assert not course.cross
    assert one.href.partition("?")[2] in one.cross
    narrowed = await (await open_screen(pipeline, database, "nadia", one.cross)).kept(ProgressState)
    assert values_of(narrowed)["Enrolments"] == one.words
    assert [chip["name"] for chip in narrowed.chips] == ["course", "result"]
    # The chart itself keeps all its marks, and shows which one is chosen.
    assert [[cell.words for cell in row] for row in narrowed.results.body] == [
        [cell.words for cell in row] for row in shown.results.body
    ]
    (chosen,) = [cell for row in narrowed.results.body for cell in row if cell.chosen]
    assert chosen.words == one.words
    assert chosen.cross == narrowed.uncross == "/learning/progress"
    assert "chosen" in narrowed.results.scope
    assert "Result" not in narrowed.results.stamp
    # Marks of one course have no result: they say that they are of all.
    assert narrowed.marks.face == "empty" or "whatever the result" in narrowed.marks.scope
    for step, mark in (row[:2] for row in shown.spread.body):
        assert step.cross.startswith("/learning/progress?") is (mark.size != "0")
    assert shown.uncross == ""


async def test_a_figure_with_a_course_draws_it_and_its_panel_has_the_numbers(pipeline, database):
    with database.as_owner() as owner:
        owner.execute(
            """insert into public.user_activity_logs
            (organization_id, user_id, student_id, activity_type, occurred_at, reference_table, reference_id)
            select organization_id, user_id, student_id, 'video_watched', now() - interval '1 week',
                   'course_enrollments', id from public.course_enrollments"""
        )
    for key in ("nadia", "kenji"):
        tab = await open_screen(pipeline, database, key, "/learning/progress")
        shown = await tab.kept(ProgressState)
        tile = next(tile for tile in shown.figures.tiles if tile.label == "Active, 7 days")
        assert tile.spark.words.startswith("Active enrolments by week: Enrolments by week from, ")
        assert tile.spark.line
        assert [each.label for each in shown.figures.tiles if each.spark.words] == [tile.label]
        await tab.send(ExplainState.explain, {"metric": tile.metric, "query": tile.query})
        panel = (await tab.kept(ExplainState)).panel
        assert panel.course == "Active enrolments by week"
        weeks = {row[0].words: row[1].words for row in shown.weeks.body[-12:]}
        assert {line.words: line.number for line in panel.steps} == weeks
        # Weeks are not summed by how far somebody has got: they say so, open whom they count, and are no course of the figure.
        tenth = next(step.cross for step, *_ in shown.spread.body if step.cross)
        narrowed = await (await open_screen(pipeline, database, key, tenth)).kept(ProgressState)
        assert narrowed.weeks.scope.endswith("whatever the progress and status")
        assert [row[1].href for row in narrowed.weeks.body] == [row[1].href for row in shown.weeks.body]
        assert not any(tile.spark.words for tile in narrowed.figures.tiles)
