"""A page that is loaded anew at another address shows nothing of the one before, for however short a moment."""

from __future__ import annotations

from collections.abc import Iterator

from reflex.app import App
from reflex.middleware import Middleware
from reflex.state import BaseState, StateUpdate
from reflex_base.event import Event

from state.steady import Steady

_ARRIVES = (".hydrate", ".hydrate_and_load")


class Arrival(Middleware):
    """Runs after the guard, before what a tab remembers is sent to a page that has just been loaded."""

    async def preprocess(self, app: App, state: BaseState, event: Event) -> StateUpdate | None:  # noqa: ARG002
        """Let each state forget what it shows of another address; the event goes on."""
        if event.name.endswith(_ARRIVES):
            url = state.router.url
            for each in _every(state._get_root_state()):  # noqa: SLF001 - the whole tree is about to be sent
                if isinstance(each, Steady):
                    each._arrive_at(url.path.rstrip("/") or "/", url.query)  # noqa: SLF001 - no event of its own
        return None


def _every(state: BaseState) -> Iterator[BaseState]:
    yield state
    for each in state.substates.values():
        yield from _every(each)
