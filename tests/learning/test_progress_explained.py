"""A figure of the overview is explained in a panel of the tab, and a chart carries its scope wherever it goes."""

from __future__ import annotations

import re

import pytest

from growthos_ui.learning.progress.metrics import HEADLINE
from state import explain as explaining
from state.explain import ExplainState
from state.learning import ProgressState
from tests.screens import open_screen

CARDS = ("results", "spread", "weeks", "marks")
POINTS_MAX = 2_000
PATH = "/learning/progress"


async def explained(tab, metric, query="", address=PATH):
    await tab.send(ExplainState.explain, {"metric": metric, "query": query}, pathname=PATH, asPath=address)
    return await tab.kept(ExplainState)


async def test_every_tile_and_every_chart_opens_its_panel(pipeline, database):
    tab = await open_screen(pipeline, database, "nadia", PATH)
    shown = await tab.kept(ProgressState)
    doors = [(tile.metric, tile.query) for tile in shown.figures.tiles]
    doors += [(getattr(shown, name).metric, getattr(shown, name).query) for name in CARDS if getattr(shown, name).body]
    assert len(doors) > len(HEADLINE)
    for metric, query in doors:
        state = await explained(tab, metric, query)
        assert state.panel.face == "ready", state.panel.fault
        assert state.title
        assert state.panel.lines


async def test_the_panel_and_the_tile_say_the_same(pipeline, database):
    tab = await open_screen(pipeline, database, "maya", PATH)
    for tile in (await tab.kept(ProgressState)).figures.tiles:
        panel = (await explained(tab, tile.metric, tile.query)).panel
        assert panel.value == tile.value
        assert panel.change == tile.change


@pytest.mark.parametrize(("key", "sees"), [("nadia", True), ("maya", False)])
async def test_the_sql_reaches_the_browser_of_admins_only(key, sees, pipeline, database):
    tab = await open_screen(pipeline, database, key, PATH)
    await explained(tab, "learning.completion")
    assert ("dashboard.progress_figures" in str(tab.deltas)) is sees


async def test_who_may_not_see_a_figure_is_told_so_in_the_panel(pipeline, database):
    tab = await open_screen(pipeline, database, "enzo", "/")
    state = await explained(tab, "learning.completion")
    assert (state.panel.face, state.panel.fault) == ("failed", "Your role does not show learners' progress.")
    tab = await open_screen(pipeline, database, "tara", PATH)
    assert (await explained(tab, "coursework.mark")).panel.fault == "Your role does not show marks."


async def test_a_question_that_the_list_does_not_know_is_refused_in_the_panel(pipeline, database):
    tab = await open_screen(pipeline, database, "nadia", PATH)
    state = await explained(tab, "learning.completion", "status=loitering")
    assert state.panel.face == "failed"
    assert "“loitering”" in state.panel.fault


async def test_a_panel_that_fails_says_its_request_and_is_asked_again(pipeline, database, monkeypatch):
    async def broken(*_):
        raise RuntimeError("select secret from somewhere")

    tab = await open_screen(pipeline, database, "nadia", PATH)
    with monkeypatch.context() as patched:
        patched.setattr(explaining, "explain", broken)
        state = await explained(tab, "learning.completion")
        assert re.fullmatch(r"Request [0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}", state.panel.fault)
    await tab.send(ExplainState.again)
    assert (await tab.kept(ExplainState)).panel.face == "ready"
    assert "secret" not in str(tab.deltas)


async def test_the_panel_closes_where_another_address_is_opened_and_stays_where_the_page_is_asked_again(
    pipeline, database
):
    tab = await open_screen(pipeline, database, "nadia", PATH)
    await explained(tab, "learning.completion")
    await tab.send(ExplainState.arrive, pathname=PATH, asPath=PATH)
    assert (await tab.kept(ExplainState)).metric == "learning.completion"
    await tab.send(ExplainState.arrive, pathname=PATH, asPath=f"{PATH}?mentor=none")
    assert (await tab.kept(ExplainState)).metric == ""


async def test_a_figure_that_nobody_declared_opens_no_panel(pipeline, database):
    tab = await open_screen(pipeline, database, "nadia", PATH)
    assert (await explained(tab, "learning.nothing")).metric == ""


async def test_a_chart_is_small_and_carries_its_scope(pipeline, database):
    tab = await open_screen(pipeline, database, "maya", f"{PATH}?mentor=none")
    shown = await tab.kept(ProgressState)
    for name in CARDS:
        card = getattr(shown, name)
        assert sum(len(trace["x"]) for trace in card.light.get("data", [])) <= POINTS_MAX
        assert re.fullmatch(
            r"Northgate Academy · the students assigned to you · Mentor: No mentor · as of .* Asia/Karachi", card.stamp
        )


async def test_each_number_of_the_table_twin_has_its_bare_size_for_the_file(pipeline, database):
    tab = await open_screen(pipeline, database, "nadia", PATH)
    shown = await tab.kept(ProgressState)
    for row in shown.results.body:
        assert all(float(cell.size) == float(cell.words.replace(",", "")) for cell in row[1:])
