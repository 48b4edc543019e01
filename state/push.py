"""Live screens: a change in the database makes each open tab that it may concern ask again, under its own identity."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import reflex as rx
from reflex.istate.manager.token import BaseStateToken
from reflex_base.event import Event
from reflex_base.event.context import EventContext
from reflex_base.registry import RegistrationContext

from growthos_ui import db
from growthos_ui.auth.actor import Actor
from growthos_ui.auth.permissions import Permission
from growthos_ui.db.changes import changed_since
from growthos_ui.web.live import Change
from state.guard import actor, needed_by, needs

log = logging.getLogger(__name__)

# Many tabs wait for the same table: they ask one after the other, in no fixed order, instead of all at once.
ASKING_PER_SECOND = 200
_HOME = Permission.PEOPLE_HOME_READ


@dataclass(frozen=True)
class Watched:
    """What a screen waits for (names of tables), and the handlers that ask again for what it shows."""

    topics: tuple[str, ...]
    handlers: tuple[Any, ...]


@dataclass(frozen=True)
class Watching:
    """A tab with a live screen: in which organisation, and for which tables."""

    organization_id: UUID
    topics: frozenset[str]


WATCHED: dict[str, Watched] = {}
"""What each live screen waits for, by its route; and under EVERYWHERE what stands on all of them."""
EVERYWHERE = "*"


class Pushes:
    """The tabs of this process that wait for changes. One tab asks once at a time, and once more if need be."""

    def __init__(self) -> None:
        self._tabs: dict[str, Watching] = {}
        self._asking: dict[str, asyncio.Task[None]] = {}
        self._again: set[str] = set()
        self.enqueue: Callable[[str, Event], Awaitable[Any]] | None = None
        self.is_open: Callable[[str], bool] = lambda _: True

    def watch(self, token: str, watching: Watching) -> None:
        """Let a tab hear of changes from now on."""
        self._tabs[token] = watching

    def forget(self, token: str) -> None:
        """Let a tab hear nothing any more."""
        self._tabs.pop(token, None)

    def tell(self, changes: frozenset[Change] | None) -> None:
        """Have every tab that waits for one of these changes ask again; all tabs when some changes were missed."""
        concerned = [token for token, tab in self._tabs.items() if changes is None or _concerns(tab, changes)]
        random.shuffle(concerned)
        loop = asyncio.get_running_loop()
        for place, token in enumerate(concerned):
            loop.call_later(place / ASKING_PER_SECOND, self._ask, token)

    def _ask(self, token: str) -> None:
        if token in self._asking:
            self._again.add(token)
        elif token in self._tabs:
            self._asking[token] = asyncio.ensure_future(self._refresh(token))

    async def _refresh(self, token: str) -> None:
        try:
            if self.enqueue is None or not self.is_open(token):
                self.forget(token)
                return
            (event,) = Event.from_event_type(LiveState.refresh())
            future = await self.enqueue(token, event)
            await future.wait_all()
        except Exception:
            log.exception("a tab could not be refreshed")
        finally:
            del self._asking[token]
            if token in self._again:
                self._again.discard(token)
                self._ask(token)


pushes = Pushes()


def serve_pushes(app: rx.App) -> None:
    """Deliver to the sockets of this app: only to tabs that are open here and whose state is still kept."""

    def is_open(token: str) -> bool:
        sockets = app.event_namespace
        record = sockets and sockets._token_manager.token_to_socket.get(token)  # noqa: SLF001 - no public way
        if not record or record.instance_id != sockets._token_manager.instance_id:  # noqa: SLF001
            return False
        kept = getattr(app.state_manager, "states", None)
        return kept is None or BaseStateToken(ident=token, cls=LiveState).cache_key in kept

    async def enqueue(token: str, event: Event) -> Any:
        return await app.event_processor.enqueue(token, event)

    pushes.is_open, pushes.enqueue = is_open, enqueue


def _concerns(tab: Watching, changes: frozenset[Change]) -> bool:
    return any(each.organization_id == tab.organization_id and each.topic in tab.topics for each in changes)


class LiveState(rx.State):
    """How fresh this tab is. `heard` counts answers: the browser itself counts the seconds since the last one."""

    is_live: bool = False
    is_paused: bool = False
    heard: int = 0

    _route: str = ""
    _since: dict[str, str] = {}

    @rx.event
    @needs(_HOME)
    async def watch(self, route: str) -> None:
        """Begin to wait for what the opened screen shows, before it is asked for: nothing falls in between."""
        token, who = EventContext.get().token, actor()
        self._route, self.is_paused = route, False
        parts = self._parts(who)
        self.is_live = route in parts
        pushes.forget(token)
        if not parts:
            return
        async with db.acting_as(who) as tx:
            now = await changed_since(tx, (), None)
        self._since = dict.fromkeys(parts, now or "")
        topics = frozenset(topic for part in parts.values() for topic in part.topics)
        pushes.watch(token, Watching(who.organization_id, topics))
        if self.is_live:
            self.heard += 1

    @rx.event
    @needs(_HOME)
    async def refresh(self) -> list[Any] | None:
        """Ask again for the parts of the page of which anything that is the actor's to see changed; else send nothing.

        Pushed without anybody's doing, so it never counts as activity of the sign-in.
        """
        who = actor()
        if self.is_paused:
            return None
        parts, fresh = self._parts(who), {}
        async with db.acting_as(who) as tx:
            for name, part in parts.items():
                if now := await changed_since(tx, part.topics, self._since.get(name)):
                    fresh[name] = now
        if not fresh:
            return None
        self._since = self._since | fresh
        if self._route in fresh:
            self.heard += 1
        return [handler for name in fresh for handler in _allowed(parts[name], who)]

    @rx.event
    @needs(_HOME)
    async def pause(self) -> None:
        """Hold the screen still."""
        self.is_paused = True

    @rx.event
    @needs(_HOME)
    async def resume(self) -> Any:
        """Follow changes again, beginning with those that came in the meantime."""
        self.is_paused = False
        return LiveState.refresh

    def _parts(self, who: Actor) -> dict[str, Watched]:
        """Return what of the open page this person may ask for again: the screen itself, and the bell."""
        parts = {name: WATCHED[name] for name in (self._route, EVERYWHERE) if name in WATCHED}
        return {name: part for name, part in parts.items() if _allowed(part, who)}


def _allowed(watched: Watched, who: Actor) -> list[Any]:
    """Return the handlers of a screen that this person may call: the others would be refused with a sentence."""
    return [each for each in watched.handlers if all(who.may(one) for one in _needed(each))]


def _needed(handler: Any) -> tuple[Permission, ...]:
    (event,) = Event.from_event_type(handler)
    return needed_by(RegistrationContext.get().event_handlers[event.name]) or ()
