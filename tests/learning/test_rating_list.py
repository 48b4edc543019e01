"""Ratings as a list: who rated which recording how, as each person may see it."""

from __future__ import annotations

import pytest

from growthos_ui import db
from growthos_ui.db.engine import make_engine
from growthos_ui.errors import GrowthError
from growthos_ui.learning.tables import RATINGS, WATCHING
from growthos_ui.listing.ask import Ask, ask_of
from growthos_ui.listing.totals import find_total
from state.actor import ActorState
from state.cohorts import RatingsState
from tests.cast import NORTHGATE
from tests.learning.lists import rows_of
from tests.school import row_id
from tests.screens import open_screen


@pytest.mark.parametrize(
    ("key", "names"), [("nadia", {"Alice Ahmed", "Ben Yusuf", "Omar Khan"}), ("maya", {"Alice Ahmed"})]
)
async def test_each_person_sees_the_ratings_of_their_learners(key, names, pipeline, database):
    rows = await rows_of(pipeline, database, key, "/learning/ratings", RatingsState)
    assert set(rows) == names
    assert {row["title"] for row in rows.values()} == {"Recording 1.1"}


@pytest.mark.parametrize("key", ["tara", "enzo", "marco"])
async def test_others_are_refused_and_told_so(key, pipeline, database):
    tab = await open_screen(pipeline, database, key, "/learning/ratings")
    assert not tab.shown(RatingsState, "rows")
    assert tab.shown(ActorState, "refusal") == "Your role does not show ratings."


async def test_they_are_narrowed_by_stars(pipeline, database):
    every = await rows_of(pipeline, database, "nadia", "/learning/ratings", RatingsState)
    stars = {row["rating"] for row in every.values()}
    for each in stars:
        some = await rows_of(pipeline, database, "nadia", f"/learning/ratings?stars={each}", RatingsState)
        assert {row["rating"] for row in some.values()} == {each}


async def count(actor, engine, listing, query):
    async with db.acting_as(actor, engine=engine) as tx:
        return (await find_total(tx, listing, ask_of(listing, query))).rows


async def test_a_question_to_the_recordings_is_carried_over_whole(acting, database):
    """What a figure of recordings opens: starts and ratings of those that search and filters leave."""
    engine, actor = make_engine(database.app_url), await acting("nadia")
    try:
        for listing in (RATINGS, WATCHING):
            every = await count(actor, engine, listing, "")
            assert await count(actor, engine, listing, "among=q%3D1.1") == every
            assert await count(actor, engine, listing, "among=q%3D1.2%26stars%3Dunknown%252Clow") == 0
            one = Ask().filtered("course", (str(row_id(NORTHGATE, "course 1")),)).query()
            assert await count(actor, engine, listing, one) == every
    finally:
        await engine.dispose()


def test_the_chip_says_what_was_asked_and_a_question_that_is_none_is_refused():
    among = RATINGS.filter_named("among")
    assert among.words(("q=intro&stars=high%2Clow",), {}) == "“intro” · Stars: Under 3 or 4 and more"
    with pytest.raises(GrowthError, match="nonsense"):
        ask_of(RATINGS, "among=nonsense%3D1")
