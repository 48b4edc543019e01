"""The bell: what the person was told, the latest ten, and how many are unread."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID
from zoneinfo import ZoneInfo

import reflex as rx

from growthos_ui import db
from growthos_ui.auth.permissions import Permission
from growthos_ui.listing.listing import Listing
from growthos_ui.listing.words import age_words, moment_words
from growthos_ui.support import queries
from growthos_ui.support.tables import NOTIFICATIONS
from state.faults import words_of
from state.guard import actor, needs
from state.listing import ListingState
from state.steady import Steady

_COUNTED_MAX = 99


@dataclass
class News:
    """One piece of news, in words."""

    id: str = ""
    kind: str = ""
    title: str = ""
    message: str = ""
    age: str = ""
    exact: str = ""
    link: str = ""
    is_read: bool = False


class NewsState(ListingState, rx.State):
    """All that the person was told, as a list."""

    listing: ClassVar[Listing] = NOTIFICATIONS


class NotificationsState(Steady, rx.State):
    """The bell's menu. Everybody sees their own only; row security sees to it."""

    unread: int = 0
    count: str = ""
    latest: list[News] = []
    is_ready: bool = False
    fault: str = ""

    @rx.event(supersedes=True)
    @needs(Permission.SUPPORT_NOTIFICATIONS_READ)
    async def load(self) -> None:
        """Ask for the latest news and the number of unread ones; on every page, and when the bell is opened."""
        try:
            async with db.acting_as(actor()) as tx:
                await self._ask(tx)
        except Exception as error:  # noqa: BLE001 - the bell says so where it is opened, and no page fails for it
            self.latest, self.unread, self.fault = [], 0, words_of(error)

    @rx.event
    @needs(Permission.SUPPORT_NOTIFICATIONS_READ, Permission.SUPPORT_NOTIFICATIONS_CHANGE)
    async def read(self, notification_id: UUID) -> None:
        """Mark one piece of news as read: it was opened."""
        async with db.acting_as(actor()) as tx:
            await tx.change(queries.mark((notification_id,)))
            await self._ask(tx)

    @rx.event
    @needs(Permission.SUPPORT_NOTIFICATIONS_READ, Permission.SUPPORT_NOTIFICATIONS_CHANGE)
    async def read_all(self) -> None:
        """Mark everything as read."""
        async with db.acting_as(actor()) as tx:
            await tx.change(queries.mark())
            await self._ask(tx)

    async def _ask(self, tx: db.Transaction) -> None:
        unread = await tx.scalar(queries.unread())
        rows = await tx.rows(queries.latest())
        zone = ZoneInfo(tx.actor.timezone)
        self.latest = [_news(row, zone) for row in rows]
        self.unread = unread
        self.count = f"{_COUNTED_MAX}+" if unread > _COUNTED_MAX else str(unread)
        self.is_ready, self.fault = True, ""


def _news(row: Mapping[str, Any], zone: ZoneInfo) -> News:
    return News(
        id=str(row["id"]),
        kind=row["type"],
        title=row["title"],
        message=row["message"],
        age=age_words(row["created_at"], now=row["now"], zone=zone),
        exact=moment_words(row["created_at"], zone),
        link=row["payload"].get("link", ""),
        is_read=row["is_read"],
    )
