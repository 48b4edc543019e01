"""Today and now as the organisation's clocks show them: Python asks no clock for a business day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

if TYPE_CHECKING:
    from datetime import date, datetime

    from growthos_ui.db import Transaction


@dataclass(frozen=True, slots=True)
class Clock:
    """Today and now on the organisation's clocks."""

    today: date
    now: datetime

    @property
    def hour(self) -> str:
        """Return `14:05`."""
        return f"{self.now:%H:%M}"


async def clock(tx: Transaction) -> Clock:
    """Return the organisation's today and now."""
    row = await tx.one(select(func.private.today().label("today"), func.private.now().label("now")))
    assert row is not None  # noqa: S101 - a select without FROM has one row
    return Clock(today=row["today"], now=row["now"].astimezone(ZoneInfo(tx.actor.timezone)))
