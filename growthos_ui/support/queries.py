"""Questions about what people were told. Row security answers each person about themselves only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select, update

from growthos_ui.db import columns_of
from growthos_ui.support.models import Notification

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy import Select, Update

LATEST = 10
_told = columns_of(Notification)
_IN_APP = _told.channel == "in_app"


def latest() -> Select[Any]:
    """Return the latest news of the actor, the newest first, each with `now`."""
    now = func.private.now().label("now")
    return (
        select(_told.id, _told.type, _told.title, _told.message, _told.payload, _told.is_read, _told.created_at, now)
        .where(_IN_APP)
        .order_by(_told.created_at.desc(), _told.id)
        .limit(LATEST)
    )


def unread() -> Select[Any]:
    """Return how many pieces of news the actor has not read."""
    return select(func.count()).select_from(Notification).where(_IN_APP, _told.is_read.is_(False))


def mark_read(notification_id: UUID | None = None) -> Update:
    """Mark one piece of news as read, or all of them; those of others are out of reach."""
    which = (_told.id == notification_id,) if notification_id else ()
    return update(Notification).where(_IN_APP, _told.is_read.is_(False), *which).values(is_read=True)
