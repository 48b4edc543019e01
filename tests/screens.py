"""Opens a screen in a tab of the app's real event pipeline, as a person of the cast."""

from __future__ import annotations

import re
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from components.navigation import SCREENS
from tests.database import sign_in
from tests.sign_in.conftest import settings_for
from tests.sign_in.pipeline import open_pipeline

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.database import Database
    from tests.sign_in.pipeline import Pipeline, Tab


@asynccontextmanager
async def screens_on(database: Database) -> AsyncIterator[Pipeline]:
    """Open the app's pipeline on a database; no event may have raised when it closes."""
    async with open_pipeline(settings_for(database)) as opened:
        yield opened
        assert opened.faults == []


async def open_screen(pipeline: Pipeline, database: Database, key: str, address: str) -> Tab:
    """Sign the person in and open the address: what runs on its arrival runs here, in its order."""
    from state.actor import ActorState
    from state.dialogs import DialogsState

    tab = pipeline.tab_of(sign_in(database, key))
    path = address.partition("?")[0]
    screen = next(each for each in SCREENS if re.fullmatch(re.sub(r"\[\w+\]", "[^/]+", each.route), path))
    for handler in (DialogsState.leave, ActorState.arrive, *screen.on_load):
        await tab.send(handler, pathname=path, asPath=address)
    return tab


def offered(tab: Tab) -> list[str]:
    """Return the screens that the menu of this tab shows."""
    from components.navigation import listed
    from state.actor import ActorState

    access: Any = tab.shown(ActorState, "access")
    return [each.title for each in listed() if each.needs in access]
