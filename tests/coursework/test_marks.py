"""Marks, as each person sees them."""

from __future__ import annotations

import pytest

from state.actor import ActorState
from state.coursework import MarksState
from tests.screens import open_screen


async def test_an_admin_sees_the_marks_of_the_whole_organisation(pipeline, database):
    tab = await open_screen(pipeline, database, "nadia", "/coursework/marks")
    names = {row["full_name"] for row in tab.shown(MarksState, "rows")}
    assert {"Alice Ahmed", "Ben Yusuf"} <= names
    assert "Bea Marsh" not in names


async def test_a_mentor_sees_the_marks_of_own_learners(pipeline, database):
    tab = await open_screen(pipeline, database, "maya", "/coursework/marks")
    assert {row["full_name"] for row in tab.shown(MarksState, "rows")} == {"Alice Ahmed"}


async def test_a_mark_says_what_it_was_given_for_and_out_of_how_much(pipeline, database):
    tab = await open_screen(pipeline, database, "maya", "/coursework/marks")
    row = tab.shown(MarksState, "rows")[0]
    assert (row["assignment_title"], row["score"], row["max_score"]) == ("Work 1.1", "80", "100")


@pytest.mark.parametrize("key", ["enzo", "tara", "marco"])
async def test_who_does_not_review_work_is_refused_and_told_so(key, pipeline, database):
    tab = await open_screen(pipeline, database, key, "/coursework/marks")
    assert not tab.shown(MarksState, "rows")
    assert tab.shown(ActorState, "refusal") == "Your role does not show marks."
