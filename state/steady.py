"""States that send only what changed: assigning a value that is there already marks nothing."""

from __future__ import annotations

from typing import Any

import reflex as rx

_NOTHING = object()


class Steady(rx.State, mixin=True):
    """Compares before it assigns. Reflex itself sends every assigned variable again, equal or not."""

    def __setattr__(self, name: str, value: Any) -> None:
        if name in type(self).base_vars and self.__dict__.get(name, _NOTHING) == value:
            return
        super().__setattr__(name, value)

    def _arrive_at(self, path: str, query: str) -> None:
        """Forget what is shown where the page was loaded anew at another address; most show nothing of an address."""
