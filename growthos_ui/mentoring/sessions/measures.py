"""How many on the roll of a session have each mark, and how many sessions of its series are still to come."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func, select

from growthos_ui.mentoring.models import SuccessSession
from growthos_ui.mentoring.sessions.roll import class_roll

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy import Select


def of_each_mark(session_id: UUID) -> Select[Any]:
    """Return how many on the roll of a session have each mark: status, is_marked, many."""
    one = class_roll(session_id)
    return select(one.c.status, one.c.is_marked, func.count().label("many")).group_by(one.c.status, one.c.is_marked)


def later_ones(session_id: UUID) -> Select[Any]:
    """Return how many later sessions that have not begun were planned together with this one."""
    this, later = (SuccessSession.__table__.alias(name) for name in ("this", "later"))  # type: ignore[attr-defined]
    together = and_(
        later.c.organization_id == this.c.organization_id,
        later.c.series_id == this.c.series_id,
        later.c.start_time > this.c.start_time,
        later.c.status.in_(("draft", "upcoming")),
    )
    return select(func.count()).select_from(this).join(later, together).where(this.c.id == session_id)
