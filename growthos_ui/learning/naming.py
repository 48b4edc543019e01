"""How a learner is searched for: by the words of name and code, by a piece of number or address, or by a name spelled alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, any_, bindparam, func, select, true
from sqlalchemy.dialects.postgresql import ARRAY, TEXT

from growthos_ui.db import columns_of
from growthos_ui.learning.summaries import StudentContact, StudentSpelling, StudentWord
from growthos_ui.listing.search import LAST_LETTER, Search

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sqlalchemy import ColumnElement, Select

    from growthos_ui.db import Transaction

    Clause = Callable[[Mapping[str, ColumnElement[Any]], tuple[str, ...]], ColumnElement[bool]]

_word, _spelling, _contact = columns_of(StudentWord), columns_of(StudentSpelling), columns_of(StudentContact)

DIGITS_MIN = 5
SPELLED_MIN, SPELLED_MAX = 4, 24
"""The numbers of letters of a word whose slips are forgiven, as private.spellings_of has them."""


def by_learner(placeholder: str = "Code, name, phone or e-mail", *, of: str = "student_id") -> Search:
    """Return the search box of a list whose column `of` names the learner."""
    return Search(placeholder=placeholder, on=(of,), clause=is_learner(of), nearest=nearest)


def is_learner(of: str) -> Clause:
    """Return a search in which every typed word belongs to the learner that the selected column names."""

    def clause(selected: Mapping[str, ColumnElement[Any]], typed: tuple[str, ...]) -> ColumnElement[bool]:
        return and_(true(), *(selected[of].in_(_learners(each)) for each in typed))

    return clause


async def nearest(tx: Transaction, typed: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words as they were probably meant: one that begins nobody's name is taken for the commonest that is a slip away.

    None at all where one of them is neither.
    """
    meant = []
    for word in typed:
        if await tx.one(_learners(word).limit(1)):
            meant.append(word)
        elif alike := await _alike(tx, word):
            meant.append(alike)
        else:
            return ()
    return tuple(meant)


def _learners(word: str) -> Select[Any]:
    """Return whose word begins so, or whose number or address has it: a plain range, without which a long list is read whole."""
    piece = word.lstrip("0") if word.isdigit() else word
    if "@" in word or (piece.isdigit() and len(piece) >= DIGITS_MIN):
        return select(_contact.student_id).where(_contact.piece >= piece, _contact.piece < piece + LAST_LETTER)
    return select(_word.student_id).where(_word.word >= word, _word.word < word + LAST_LETTER)


async def _alike(tx: Transaction, word: str) -> str:
    """Return the word that most of those are called whose name is one slip away from this one."""
    if not (word.isalpha() and SPELLED_MIN <= len(word) <= SPELLED_MAX):
        return ""
    keys = spellings_of(word)
    near = select(_spelling.student_id).where(
        _spelling.spelling == any_(bindparam(None, sorted(keys), ARRAY(TEXT), unique=True))
    )
    asked = (
        select(_word.word)
        .where(_word.student_id.in_(near))
        .group_by(_word.word)
        .order_by(func.count().desc(), _word.word)
    )
    rows = await tx.rows(asked)
    return next((row["word"] for row in rows if keys & spellings_of(row["word"])), "")


def spellings_of(word: str) -> set[str]:
    """Return the word, and what is left of it without any one of its letters."""
    return {word, *(word[:place] + word[place + 1 :] for place in range(len(word)))}
