"""How many on the roll of a session have each mark."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from growthos_ui.mentoring.sessions.roll import class_roll

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy import Select


def of_each_mark(session_id: UUID) -> Select[Any]:
    """Return how many on the roll of a session have each mark: status, is_marked, many."""
    one = class_roll(session_id)
    return select(one.c.status, one.c.is_marked, func.count().label("many")).group_by(one.c.status, one.c.is_marked)
