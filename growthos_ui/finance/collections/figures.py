"""The strip above the list of promises, in words, each figure with the address of its rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from growthos_ui.finance.collections.metrics import HEADLINE
from growthos_ui.metrics.measure import figure_of, measure

if TYPE_CHECKING:
    from growthos_ui.db import Transaction
    from growthos_ui.figure import Figure
    from growthos_ui.listing.ask import Ask
    from growthos_ui.metrics.clock import Clock


async def headline(tx: Transaction, ask: Ask, at: Clock) -> tuple[Figure, ...]:
    """Return what is promised, the shares kept by count and by amount, and how many were kept in part and broken."""
    numbers, _ = await measure(tx, HEADLINE, ask, at)
    return tuple(figure_of(metric, found, ask, at) for metric, found in zip(HEADLINE, numbers, strict=True))
