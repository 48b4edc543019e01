"""Boxes of the dialog of an act on many rows: what has to be said for it, and how it was said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from growthos_ui.auth.permissions import Permission


@dataclass(frozen=True, slots=True)
class Box:
    """One box: a day, a text, or a tick, which says "yes". Its `name` is the form's; `most` is how many signs a text may have.

    `is_optional` may stay empty; one that `needs` a permission is for whoever holds it.
    """

    name: str
    label: str
    kind: Literal["day", "text", "tick"] = "text"
    most: int = 500
    is_optional: bool = False
    needs: Permission | None = None
