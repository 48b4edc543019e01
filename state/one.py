"""Pages of one thing that the address names: what is shown of it, that it is not there, or that it did not load."""

from __future__ import annotations

from typing import TYPE_CHECKING

import reflex as rx

from state.faults import words_of
from state.steady import Steady

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


class OneState(Steady, rx.State, mixin=True):
    """One thing. `face` is loading, ready, missing (not there and not to be seen are the same) or failed.

    A page says what it forgets when the address names another, and what it shows; its handlers say who may.
    """

    face: str = "loading"
    fault: str = ""

    _name: str = ""

    def _forget(self) -> None:
        raise NotImplementedError

    async def _show(self) -> None:
        raise NotImplementedError

    def _arrive_at(self, path: str, query: str) -> None:  # noqa: ARG002
        if path.rpartition("/")[2] != self._name:
            self.face = "loading"

    async def _opened(self) -> AsyncIterator[None]:
        """Show what the address names; the page is drawn once before, so that nothing of another stands there."""
        name = self.router.url.path.rstrip("/").rpartition("/")[2]
        if name != self._name:
            self._name, self.face = name, "loading"
            self._forget()
        yield
        try:
            await self._show()
        except Exception as error:  # noqa: BLE001 - the page says that it did not load, with a request id
            self.face, self.fault = "failed", words_of(error)

    async def _renewed(self) -> None:
        """Show what has changed about it: here, in another tab, or by somebody else."""
        if self.face in {"ready", "missing"}:
            await self._show()
