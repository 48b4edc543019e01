"""Boxes of the dialog of an act on many rows: what has to be said for it, and how it was said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Box:
    """One box: a day or a text. Its `name` is the form's; `most` is how many signs a text may have."""

    name: str
    label: str
    kind: Literal["day", "text"] = "text"
    most: int = 500
