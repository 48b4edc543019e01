"""How a learner is searched for: by the words of name and code, by a piece of number or address, or by a name spelled alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, any_, bindparam, select, true, union_all
from sqlalchemy.dialects.postgresql import ARRAY, TEXT

from growthos_ui.db import columns_of
from growthos_ui.learning.summaries import StudentContact, StudentSpelling, StudentWord
from growthos_ui.listing.search import LAST_LETTER, Search

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from sqlalchemy import ColumnElement, Select

    Clause = Callable[[Mapping[str, ColumnElement[Any]], tuple[str, ...]], ColumnElement[bool]]

_word, _spelling, _contact = columns_of(StudentWord), columns_of(StudentSpelling), columns_of(StudentContact)

DIGITS_MIN = 5
SPELLED_MIN, SPELLED_MAX = 4, 24
"""The numbers of letters of a word whose slips are forgiven, as private.spellings_of has them."""


def by_learner(placeholder: str = "Code, name, phone or e-mail", *, of: str = "student_id") -> Search:
    """Return the search box of a list whose column `of` names the learner."""
    return Search(placeholder=placeholder, on=(of,), clause=is_learner(of))


def is_learner(of: str) -> Clause:
    """Return a search in which every typed word belongs to the learner that the selected column names.

    A word that begins none of anybody's names is taken for one with a slip in it, and finds those that are a letter away.
    """

    def clause(selected: Mapping[str, ColumnElement[Any]], typed: tuple[str, ...]) -> ColumnElement[bool]:
        return and_(true(), *(selected[of].in_(_learners(each)) for each in typed))

    return clause


def _learners(word: str) -> Any:
    ways = [_named(word), *_reached(word), *_alike(word)]
    return union_all(*ways) if ways[1:] else ways[0]


def _named(word: str) -> Select[Any]:
    return select(_word.student_id).where(_word.word >= word, _word.word < word + LAST_LETTER)


def _reached(word: str) -> Iterator[Select[Any]]:
    """Yield where to look for an address, or for a number: with the 0 or + of where it was dialled from taken off."""
    piece = word.lstrip("0") if word.isdigit() else word
    if "@" in word or (piece.isdigit() and len(piece) >= DIGITS_MIN):
        yield select(_contact.student_id).where(_contact.piece >= piece, _contact.piece < piece + LAST_LETTER)


def _alike(word: str) -> Iterator[Select[Any]]:
    if word.isalpha() and SPELLED_MIN <= len(word) <= SPELLED_MAX:
        nobody = ~_named(word).exists()
        yield select(_spelling.student_id).where(
            _spelling.spelling == any_(bindparam(None, spellings_of(word), ARRAY(TEXT), unique=True)), nobody
        )


def spellings_of(word: str) -> list[str]:
    """Return the word, and what is left of it without any one of its letters."""
    return sorted({word, *(word[:place] + word[place + 1 :] for place in range(len(word)))})
