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
