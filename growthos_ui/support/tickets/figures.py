"""The strip above the list of tickets: each figure over all tickets that the filters leave, whatever their state."""

from __future__ import annotations

from typing import TYPE_CHECKING

from growthos_ui.metrics.measure import figure_of, measure
from growthos_ui.support.tickets.metrics import ANSWERED_DAYS, FIRST_ANSWER, HEADLINE, LATE

if TYPE_CHECKING:
    from growthos_ui.db import Transaction
    from growthos_ui.figure import Figure
    from growthos_ui.listing.ask import Ask
    from growthos_ui.metrics.clock import Clock

# What a figure says itself: which state, and which days.
_SAID = ("status", "answer", "answered", "resolved")
_SCOPES = {
    LATE.id: "nobody has answered yet",
    FIRST_ANSWER.id: f"median, last {ANSWERED_DAYS} days",
}


async def headline(tx: Transaction, ask: Ask, at: Clock) -> tuple[Figure, ...]:
    """Return the five figures of the strip: open, in progress, late, the hours to a first answer, and what was resolved."""
    for name in _SAID:
        ask = ask.filtered(name, ())
    numbers, _ = await measure(tx, HEADLINE, ask, at)
    return tuple(
        figure_of(metric, found, ask, at, scope=_SCOPES.get(metric.id, ""))
        for metric, found in zip(HEADLINE, numbers, strict=True)
    )
