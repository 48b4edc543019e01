"""Questions about what people were told. Row security answers each person about themselves only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import case, func, select, update

from growthos_ui.db import columns_of
from growthos_ui.support.models import Notification
from growthos_ui.support.words import SUBJECTS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from sqlalchemy import Select, Update

LATEST = 10
_told = columns_of(Notification)
_IN_APP = _told.channel == "in_app"


_SUBJECT = case(*((_told.type.in_(types), value) for value, (_, types) in SUBJECTS.items()), else_="account")


def told() -> Select[Any]:
    """Return everything that the actor was told here, with what it is about and the page that it leads to."""
    return select(
        _told.id,
        _told.title,
        _told.message,
        _told.payload["link"].astext.label("link"),
        _SUBJECT.label("subject"),
        _told.is_read,
        case((_told.is_read, "read"), else_="unread").label("state"),
        _told.created_at,
    ).where(_IN_APP)


def latest() -> Select[Any]:
    """Return the latest news of the actor, the newest first, each with `now`."""
    now = func.private.now().label("now")
    return (
        select(_told.id, _told.type, _told.title, _told.message, _told.payload, _told.is_read, _told.created_at, now)
        .where(_IN_APP)
        .order_by(_told.created_at.desc(), _told.id.desc())
        .limit(LATEST)
    )


def unread() -> Select[Any]:
    """Return how many pieces of news the actor has not read."""
    return select(func.count()).select_from(Notification).where(_IN_APP, _told.is_read.is_(False))


def mark(ids: Sequence[UUID] | None = None, *, is_read: bool = True) -> Update:
    """Mark these pieces of news as read or unread, or all of them; those of others are out of reach."""
    which = (_told.id.in_(ids),) if ids is not None else ()
    return update(Notification).where(_IN_APP, _told.is_read.is_(not is_read), *which).values(is_read=is_read)
