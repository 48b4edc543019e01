"""A slow card is cancelled over HTTP while its question runs, says so, and runs again; the other cards stand."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from growthos_ui.learning.progress import charts
from growthos_ui.web import stop
from state.actor import ActorState
from state.learning import ProgressState
from tests.database import sign_in
from tests.db.test_stopping import asked, sleep
from tests.sign_in.conftest import open_door, send_form, settings_for

HERE = {"pathname": "/learning/progress", "asPath": "/learning/progress"}


@pytest.fixture
def is_slow(monkeypatch):
    """Call it to let the chart of results sleep in the database before it answers, or with False to let it answer at once."""
    answer = charts.results

    async def slow(tx, ask):
        await sleep(tx)
        return await answer(tx, ask)

    return lambda be=True: monkeypatch.setattr(charts, "results", slow if be else answer)


async def opened_again(pipeline, actor):
    """Open the page, let it answer, and open it anew: now every card waits to be asked."""
    tab = pipeline.tab_of(actor)
    await tab.send(ActorState.arrive, **HERE)
    await tab.send(ProgressState.open, **HERE)
    return tab


async def press_cancel(tab, actor, run):
    """Send what the button of a card sends, as the gate lets it in."""
    stopping = stop.app()

    async def gate(scope, receive, send):
        await stopping({**scope, "actor": actor}, receive, send)

    async with httpx.AsyncClient(transport=httpx.ASGITransport(gate), base_url="http://localhost") as agent:
        return await agent.post(f"/stop/{run}")


async def test_a_slow_card_is_cancelled_says_so_and_runs_again(pipeline, database, is_slow):
    actor = sign_in(database, "nadia")
    tab = await opened_again(pipeline, actor)
    is_slow()
    run = (await tab.kept(ProgressState)).results.run
    asking = asyncio.ensure_future(tab.send(ProgressState.load_results, **HERE))
    await asked(database, sleeping=1)
    assert (await press_cancel(tab, actor, run)).status_code == 204
    await asking
    assert (await tab.kept(ProgressState)).results.face == "stopped"
    await asked(database, sleeping=0)

    await tab.send(ProgressState.load_spread, **HERE)
    assert (await tab.kept(ProgressState)).spread.face in {"ready", "empty"}
    is_slow(False)
    await tab.send(ProgressState.again, {"card": "results"}, **HERE)
    shown = (await tab.kept(ProgressState)).results
    assert (shown.face, shown.run) == ("ready", "")


async def test_a_card_that_waits_for_another_is_cancelled_before_its_turn(pipeline, database):
    actor = sign_in(database, "nadia")
    tab = await opened_again(pipeline, actor)
    await press_cancel(tab, actor, (await tab.kept(ProgressState)).figures.run)
    await tab.send(ProgressState.load_figures, **HERE)
    assert (await tab.kept(ProgressState)).figures.face == "stopped"
    await tab.send(ProgressState.again, {"card": "figures"}, **HERE)
    assert (await tab.kept(ProgressState)).figures.face == "ready"


async def test_another_person_cancels_nothing(pipeline, database):
    tab = await opened_again(pipeline, sign_in(database, "nadia"))
    await press_cancel(tab, sign_in(database, "maya"), (await tab.kept(ProgressState)).figures.run)
    await tab.send(ProgressState.load_figures, **HERE)
    assert (await tab.kept(ProgressState)).figures.face == "ready"


@pytest.mark.parametrize(
    ("origin", "status"), [("http://localhost:8321", 204), ("https://elsewhere.example", 403), (None, 403)]
)
async def test_only_a_page_of_this_site_cancels(origin, status, database):
    async with open_door(settings_for(database)) as door, door.browser() as browser:
        await send_form(browser, "nadia")
        del browser.headers["origin"]
        found = await browser.post("/stop/some-run", headers={"origin": origin} if origin else {})
        assert found.status_code == status


async def test_nobody_cancels_without_a_sign_in(database):
    async with open_door(settings_for(database)) as door, door.browser() as browser:
        assert (await browser.post("/stop/some-run")).status_code in {401, 303}
