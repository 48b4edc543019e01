"""The strip above the list of sessions: each figure over all sessions that the filters leave, whatever their state and day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from growthos_ui.mentoring.sessions.metrics import HEADLINE
from growthos_ui.metrics.measure import figure_of, measure

if TYPE_CHECKING:
    from growthos_ui.db import Transaction
    from growthos_ui.figure import Figure
    from growthos_ui.listing.ask import Ask
    from growthos_ui.metrics.clock import Clock

# What a figure says itself: which state, and which days.
_SAID = ("status", "when")


async def headline(tx: Transaction, ask: Ask, at: Clock) -> tuple[Figure, ...]:
    """Return the four figures of the strip: upcoming, live now, completed, hosted this month."""
    for name in _SAID:
        ask = ask.filtered(name, ())
    numbers, _ = await measure(tx, HEADLINE, ask, at)
    return tuple(figure_of(metric, found, ask, at) for metric, found in zip(HEADLINE, numbers, strict=True))
