"""A served app, and tabs that open a screen over a real socket and keep every message they are sent."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.database import clone
from tests.sign_in.wire import LiveSite, Wire, live_site

PATIENCE_S = 10
LOAD = "reflex___state____state.reflex___state____on_load_internal_state.on_load_internal"
LIVE = "reflex___state____state.state___push____live_state"


@dataclass
class Tab:
    """An open screen. `sent` is every delta that came over its socket, in order."""

    wire: Wire
    path: str
    sent: list[dict[str, Any]] = field(default_factory=list)

    async def open(self) -> None:
        """Open the screen as the page does, and wait until everything of it is there."""
        await self.send(LOAD)
        await self.until(lambda delta: _var(delta, "reflex___state____state", "is_hydrated") is True)

    async def send(self, name: str, payload: dict[str, Any] | None = None) -> None:
        router = {"pathname": self.path.partition("?")[0], "asPath": self.path, "query": {}}
        event = {"name": name, "payload": payload or {}, "router_data": router}
        await self.wire.connection.send("42/_event," + json.dumps(["event", event]))

    async def until(self, found: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """Return the next delta for which this holds; keep all that came before it too."""
        async with asyncio.timeout(PATIENCE_S):
            while True:
                delta = await self.wire.next_delta()
                self.sent.append(delta)
                if found(delta):
                    return delta

    async def heard(self) -> int:
        """Wait for the next answer to a push, and return which one it is."""
        delta = await self.until(lambda each: self.count(each) is not None)
        return int(self.count(delta) or 0)

    def count(self, delta: dict[str, Any]) -> int | None:
        return _var(delta, LIVE, "heard")

    async def rows(self, state: str) -> list[dict[str, str]]:
        """Wait until rows of a list come, and return them."""
        delta = await self.until(lambda each: _var(each, state, "rows") is not None)
        return _var(delta, state, "rows")


def _var(delta: dict[str, Any], state: str, name: str) -> Any:
    return delta.get(state, {}).get(f"{name}_rx_state_")


@pytest.fixture(scope="package")
def site(server, template, tmp_path_factory) -> Iterator[LiveSite]:
    with live_site(clone(server, template=template), tmp_path_factory.mktemp("live") / "server.log") as served:
        yield served


@pytest.fixture
def opened(site) -> Callable[..., Any]:
    """`async with opened("nadia", "/students") as tab` is Nadia with that screen open."""

    @asynccontextmanager
    async def screen(who: str, path: str, cookie: str | None = None) -> AsyncIterator[Tab]:
        async with site.tab(cookie or site.cookie(who), token=f"{who} {path}") as wire:
            tab = Tab(wire, path)
            await tab.open()
            yield tab

    return screen
