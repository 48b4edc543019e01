"""Marking what one was told as read, or as unread again: what belongs to others is out of reach."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from growthos_ui.auth.permissions import Permission
from growthos_ui.listing.acts import Act
from growthos_ui.listing.words import number_of
from growthos_ui.support import queries

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from growthos_ui.db import Transaction

_NOUN = ("notification", "notifications")


async def _mark(tx: Transaction, ids: Sequence[UUID], said: Mapping[str, str], *, is_read: bool) -> str:  # noqa: ARG001 - nothing to choose
    await tx.change(queries.mark(ids, is_read=is_read))
    return f"{number_of(len(ids), _NOUN)} marked as {'read' if is_read else 'unread'}."


def _act(name: str, label: str, *, is_read: bool) -> Act:
    return Act(
        name=name,
        label=label,
        needs=Permission.SUPPORT_NOTIFICATIONS_CHANGE,
        noun=_NOUN,
        run=partial(_mark, is_read=is_read),
    )


MARK_READ = _act("read", "Mark as read", is_read=True)
MARK_UNREAD = _act("unread", "Mark as unread", is_read=False)
