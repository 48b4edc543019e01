"""Finding a student from anywhere, through row security."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from growthos_ui.db import columns_of
from growthos_ui.learning.naming import is_learner, nearest
from growthos_ui.listing.search import words_in
from growthos_ui.people.models import Student

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import RowMapping, Select

    from growthos_ui.db import Transaction

LETTERS_MIN = 2
FOUND_MAX = 8

_student = columns_of(Student)
_FOUND = is_learner("id")


async def find_students(tx: Transaction, typed: str) -> Sequence[RowMapping] | None:
    """Return the students to whom every typed word belongs, or those one slip away where that is nobody: at most 8, by name.

    None where nothing was typed that could find anybody.
    """
    words = words_in(typed)
    if not words or max(map(len, words)) < LETTERS_MIN:
        return None
    if found := await tx.rows(_named(words)):
        return found
    meant = await nearest(tx, words)
    return await tx.rows(_named(meant)) if meant and meant != words else []


def _named(words: tuple[str, ...]) -> Select[Any]:
    found = select(_student.id, _student.student_code, _student.full_name)
    return found.where(_FOUND({"id": _student.id}, words)).order_by(_student.name_key, _student.id).limit(FOUND_MAX)
