"""The progress overview, as each person sees it."""

from __future__ import annotations

import re

import pytest

from state import learning
from state.actor import ActorState
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


async def test_a_value_that_is_not_offered_is_refused_by_name_and_nothing_is_drawn(pipeline, database):
    tab = await open_screen(pipeline, database, "nadia", "/learning/progress?course=nowhere")
    shown = await tab.kept(ProgressState)
    assert "“nowhere”" in shown.refusal
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
