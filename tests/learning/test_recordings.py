"""Recordings, as each person sees them, and who watched them."""

from __future__ import annotations

import pytest

from state.actor import ActorState
from state.cohorts import RecordingsState, WatchingState
from tests.learning.lists import rows_of
from tests.screens import open_screen


@pytest.mark.parametrize(("key", "starts"), [("sam", "3"), ("nadia", "3"), ("tara", "3"), ("vera", "3")])
async def test_staff_see_every_recording_with_the_sums_of_all(key, starts, pipeline, database):
    rows = await rows_of(pipeline, database, key, "/learning/recordings", RecordingsState)
    assert set(rows) == {"Recording 1.1", "Recording 1.2", "Recording 2.1", "Recording 2.2"}
    assert rows["Recording 1.1"]["starts"] == starts
    assert rows["Recording 1.1"]["completion_tenths"] == "100.0"
    assert rows["Recording 1.2"]["completion_tenths"] == "—"


@pytest.mark.parametrize("key", ["maya", "kenji"])
async def test_a_mentor_sees_what_own_learners_started(key, pipeline, database):
    rows = await rows_of(pipeline, database, key, "/learning/recordings", RecordingsState)
    assert set(rows) == {"Recording 1.1"}
    assert rows["Recording 1.1"]["starts"] == "1"


@pytest.mark.parametrize("key", ["enzo", "farah", "marco"])
async def test_others_are_refused_and_told_so(key, pipeline, database):
    tab = await open_screen(pipeline, database, key, "/learning/recordings")
    assert not tab.shown(RecordingsState, "rows")
    assert tab.shown(ActorState, "refusal") == "Your role does not show recordings."


async def test_a_mean_of_a_few_ratings_is_not_told(pipeline, database):
    rows = await rows_of(pipeline, database, "nadia", "/learning/recordings", RecordingsState)
    assert (rows["Recording 1.1"]["ratings"], rows["Recording 1.1"]["stars_tenths"]) == ("3", "—")


@pytest.mark.parametrize("key", ["nadia", "maya", "tara"])
async def test_a_recording_opens_as_many_starts_as_it_says(key, pipeline, database):
    rows = await rows_of(pipeline, database, key, "/learning/recordings", RecordingsState)
    tab = await open_screen(pipeline, database, key, rows["Recording 1.1"]["title__href"])
    assert str(len(tab.shown(WatchingState, "rows"))) == rows["Recording 1.1"]["starts"]
