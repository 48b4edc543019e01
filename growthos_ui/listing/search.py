"""How a list is searched: every typed word becomes a condition."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from sqlalchemy import ColumnElement

    from growthos_ui.db import Transaction

WORDS_MAX = 8
LAST_LETTER = chr(0x10FFFF)
"""What comes behind every word that begins alike: the upper end of a range, which is leakproof as LIKE is not."""
# An address stays whole; else blanks and the punctuation of a keyboard part words, as they do in the table of words.
_WORD = re.compile(r"[^\s@]+@[^\s@]*|[^\s!-/:-@\[-`{-~]+")
# A number is typed as it was said: +92 300 123-4567.
_NUMBER = re.compile(r"\+?\d[\d\s()./-]*")
_NUMBER_DIGITS = 7


@dataclass(frozen=True, kw_only=True)
class Search:
    """A search box. `clause` gets the selected columns by name and the typed words in lower case.

    `on` names the selected columns that it reads; without them it is taken to read all. `nearest` is asked where nothing
    was found: it returns the words that were probably meant, or none.
    """

    placeholder: str
    on: tuple[str, ...] = ()
    clause: Callable[[Mapping[str, ColumnElement[Any]], tuple[str, ...]], ColumnElement[bool]]
    nearest: Callable[[Transaction, tuple[str, ...]], Awaitable[tuple[str, ...]]] | None = None


def words_in(typed: str) -> tuple[str, ...]:
    """Return the words of what was typed, in lower case, none of them the start of another."""
    if _NUMBER.fullmatch(typed.strip()) and len(digits := re.sub(r"\D", "", typed)) >= _NUMBER_DIGITS:
        return (digits,)
    found = dict.fromkeys(_WORD.findall(typed.lower()))
    needed = [word for word in found if not any(other != word and other.startswith(word) for other in found)]
    return tuple(needed[:WORDS_MAX])
