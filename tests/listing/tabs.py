"""The list of pupils in tabs of the app's own pipeline."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, ClassVar

import reflex as rx

from growthos_ui.listing.listing import Listing
from state.listing import ListingState
from tests.listing.pupils import PUPILS
from tests.sign_in.conftest import settings_for
from tests.sign_in.pipeline import open_pipeline

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from tests.database import Database
    from tests.sign_in.pipeline import Pipeline, Tab


class PupilsState(ListingState, rx.State):
    """Pupils, as the actor may see them."""

    listing: ClassVar[Listing] = PUPILS


@asynccontextmanager
async def open_tabs(database: Database) -> AsyncIterator[Pipeline]:
    """Open the pipeline on a database; no event may have raised when it closes."""
    async with open_pipeline(settings_for(database)) as opened:
        yield opened
        assert opened.faults == []


async def go(tab: Tab, address: str) -> Callable[[str], Any]:
    """Open an address in the tab, as a click on a link does; what is returned tells what the tab then shows."""
    tab.path = address.partition("?")[0]
    await tab.send(PupilsState.load, asPath=address)
    return lambda name: tab.shown(PupilsState, name)


async def send(tab: Tab, event: Any, address: str, **payload: Any) -> Callable[[str], Any]:
    """Send an event from the page at this address."""
    await tab.send(event, payload, asPath=address)
    return lambda name: tab.shown(PupilsState, name)
