"""The roll of a session: who is expected, who came, and how many of each mark there are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Boolean, DateTime, Integer, String, Uuid, and_, column, func, not_, select, true

from growthos_ui.db import columns_of
from growthos_ui.listing.search import words_in
from growthos_ui.people.models import Student

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from sqlalchemy import FromClause, Select, TableValuedAlias

SHOWN_MAX = 100
"""How many rows of a roll stand on one page."""
UNMARKED = "unmarked"
_student = columns_of(Student)


def class_roll(session_id: UUID) -> TableValuedAlias:
    """Return who is expected at a session or came to it, as far as the actor may know."""
    return func.private.class_roll(session_id).table_valued(
        column("student_id", Uuid),
        column("student_code", String),
        column("full_name", String),
        column("name_key", String),
        column("batch_name", String),
        column("status", String),
        column("is_marked", Boolean),
        column("minutes_attended", Integer),
        column("joined_at", DateTime(timezone=True)),
        column("left_at", DateTime(timezone=True)),
        name="one",
    )


def page_of(one: FromClause, *, marked: str = "", batch: str = "", typed: str = "", page: int = 0) -> Select[Any]:
    """Return a page of a roll by name, and one row more: of one mark, or of nobody's, of one batch, and found by the words of a name or a code."""
    unmarked = not_(one.c.is_marked)
    mark = true() if not marked else unmarked if marked == UNMARKED else and_(one.c.status == marked, one.c.is_marked)
    found = (
        func.strpos(one.c.name_key, word) + func.strpos(func.lower(one.c.student_code), word) > 0
        for word in words_in(typed)
    )
    return (
        select(one)
        .where(mark, one.c.batch_name == batch if batch else true(), *found)
        .order_by(one.c.name_key, one.c.student_code)
        .limit(SHOWN_MAX + 1)
        .offset(page * SHOWN_MAX)
    )


def seen_of(students: Sequence[UUID]) -> Select[Any]:
    """Return which of these students have a page that the actor may open."""
    return select(_student.id).where(_student.id.in_(students))
