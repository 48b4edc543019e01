"""The list of work that was handed in, as each reviewer sees it, with its strip."""

from __future__ import annotations

import pytest

from state.actor import ActorState
from state.reviewing import ReviewFiguresState, SubmissionsState
from tests.coursework.handed_in import handed_in
from tests.screens import offered, open_screen, screens_on


@pytest.fixture(scope="module")
def database(server, template):
    with handed_in(server, template) as made:
        yield made


@pytest.fixture
async def pipeline(database):
    async with screens_on(database) as opened:
        yield opened


def rows_in(tab):
    return [(row["full_name"], row["turn_at"], row["turn_at__tone"]) for row in tab.shown(SubmissionsState, "rows")]


async def test_what_waits_longest_comes_first_and_says_how_its_time_stands(pipeline, database):
    tab = await open_screen(pipeline, database, "nadia", "/submissions?status=pending")
    assert rows_in(tab) == [
        ("Alice Ahmed", "12 h over", "bad"), ("Ben Yusuf", "8 h left", "warn"), ("Omar Khan", "45 h left", "good"),
    ]  # fmt: skip


async def test_a_mentor_has_their_own_students_and_support_has_none(pipeline, database):
    tab = await open_screen(pipeline, database, "maya", "/submissions?status=pending")
    assert [name for name, _, _ in rows_in(tab)] == ["Alice Ahmed"]
    for key in ("tara", "enzo", "farah", "marco"):
        tab = await open_screen(pipeline, database, key, "/submissions")
        assert "Submissions" not in offered(tab)
        assert not tab.shown(SubmissionsState, "rows")
        assert tab.shown(ActorState, "refusal") == "Your role does not show work to review."


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("wait=over", {"Alice Ahmed"}),
        ("wait=in-time,soon", {"Ben Yusuf", "Omar Khan"}),
        ("mentor=none&status=pending", {"Omar Khan"}),
        ("status=pending&late=yes", set()),
        ("q=omar&status=pending", {"Omar Khan"}),
    ],
)
async def test_the_list_is_narrowed(pipeline, database, query, names):
    tab = await open_screen(pipeline, database, "nadia", f"/submissions?{query}")
    assert {name for name, _, _ in rows_in(tab)} == names


async def test_the_strip_is_of_all_states_and_each_figure_opens_its_rows(pipeline, database):
    tab = await open_screen(pipeline, database, "nadia", "/submissions?status=pending")
    tiles = {tile.label: tile for tile in (await tab.kept(ReviewFiguresState)).figures.tiles}
    assert {label: tile.value for label, tile in tiles.items()} == {
        "Pending": "3", "Overdue": "1", "Reviewed today": "0", "Median review hours": "—", "Approval rate": "—",
    }  # fmt: skip
    assert tiles["Overdue"].href == "/submissions?status=pending&wait=over"
    assert tiles["Overdue"].scope == "past 48 h"
