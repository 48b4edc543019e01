"""Whether anything that the actor may see has changed since they looked: asked before a page is asked again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import ARRAY, Text, cast, func, literal, select

if TYPE_CHECKING:
    from collections.abc import Sequence

    from growthos_ui.db.transaction import Transaction


async def changed_since(tx: Transaction, topics: Sequence[str], since: str | None) -> str | None:
    """Return the moment to ask with next time when one of these tables changed for the actor, else None.

    Moments are snapshots of the database as text; `since=None` only takes one. Row security decides what counts.
    """
    asked = cast(list(topics), ARRAY(Text))
    found: str | None = await tx.scalar(select(func.private.changed_since(asked, cast(literal(since), Text))))
    return found
