"""Drives the app's real event pipeline (middleware, locks, deltas, chained events) without sockets."""

import json
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

from reflex.istate.manager.memory import StateManagerMemory
from reflex.istate.manager.token import BaseStateToken
from reflex_base.event import Event
from reflex_base.event.processor import BaseStateEventProcessor

from growthos_ui.auth import tokens
from growthos_ui.auth.actor import Actor
from growthos_ui.growthos_ui import app
from growthos_ui.settings import Settings
from growthos_ui.web import health
from growthos_ui.web.assemble import perimeter

# Addresses at which a process of these tests was ready to serve before.
_READY: set[str] = set()


@dataclass
class Tab:
    """One tab: its state is kept under `token`, as the gate bound it."""

    processor: BaseStateEventProcessor
    token: str
    path: str = "/"
    deltas: list[dict[str, Any]] = field(default_factory=list)
    events: list[Any] = field(default_factory=list)

    def enqueue(self, name: str, payload: dict[str, Any] | None = None, **router: Any) -> Any:
        """Queue an event as a browser sends it."""
        about = {
            "pathname": self.path, "asPath": self.path, "query": {}, "headers": {"host": "localhost:8321"},
            "sid": "s", "token": self.token, "ip": "127.0.0.1",
        } | router  # fmt: skip
        return self.processor.enqueue(self.token, Event(name=name, payload=payload or {}, router_data=about))

    async def send(self, handler: Any, payload: dict[str, Any] | None = None, **router: Any) -> None:
        """Send one event and wait until it and what it chained are done; `handler` is a handler or a raw name."""
        name = handler if isinstance(handler, str) else name_of(handler)
        future = await self.enqueue(name, payload, **router)
        await future.wait_all()

    def shown(self, state: type, name: str) -> Any:
        """Return what the tab last heard of a variable; None when it heard nothing."""
        found = None
        for delta in self.deltas:
            found = delta.get(state.get_full_name(), {}).get(f"{name}_rx_state_", found)
        return found

    async def kept(self, state: type) -> Any:
        """Return the state as the server keeps it for this tab."""
        manager = self.processor._root_context.state_manager
        root = await manager.get_state(BaseStateToken(ident=self.token, cls=state))
        return await root.get_state(state)


@dataclass
class Pipeline:
    processor: BaseStateEventProcessor
    tabs: dict[str, Tab]
    faults: list[Exception]

    def tab(self, token: str) -> Tab:
        """Open a tab under a token, whoever made it."""
        self.tabs[token] = Tab(self.processor, token)
        return self.tabs[token]

    def tab_of(self, actor: Actor, browser: str = "a tab") -> Tab:
        """Open a tab as the gate opens it for a signed-in person."""
        return self.tab(tokens.bind(browser, sign_in_id=actor.sign_in_id, epoch=actor.epoch).written())


def name_of(handler: Any) -> str:
    """Return the name under which a browser calls a handler."""
    return Event.from_event_type(handler)[0].name


@contextmanager
def asked_once(settings: Settings) -> Iterator[None]:
    """Whether the law of a database stands is asked when a process begins: of one file's database once, not by each test."""
    if settings.database_url in _READY:

        async def none(_: Settings) -> list[str]:
            return []

        with patch.object(health, "faults", none):
            yield
    else:
        yield
        _READY.add(settings.database_url)


@asynccontextmanager
async def open_pipeline(settings: Settings) -> AsyncIterator[Pipeline]:
    """Open the app's pipeline on a database."""
    tabs: dict[str, Tab] = {}
    faults: list[Exception] = []

    class Namespace:
        async def emit_update(self, update: Any, token: str) -> None:
            if update.delta:
                tabs[token].deltas.append(json.loads(json.dumps(update.delta, default=str)))
            tabs[token].events.extend(update.events)

    processor = BaseStateEventProcessor(middleware=app, backend_exception_handler=faults.append)
    processor.configure(state_manager=StateManagerMemory(), event_namespace=Namespace())
    async with AsyncExitStack() as held:
        with asked_once(settings):
            await held.enter_async_context(perimeter.serving(settings))
        await held.enter_async_context(processor)
        yield Pipeline(processor, tabs, faults)
