"""What a check is: a sentence, and the statement that finds where it is not so."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Check:
    """A statement that selects, as text, what is wrong; nothing selected is good."""

    sentence: str
    statement: str
