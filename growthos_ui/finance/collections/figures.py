"""The strip above the list of promises, in words, each figure with the address of its rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from growthos_ui.finance.collections.metrics import HEADLINE
from growthos_ui.listing.words import number_of
from growthos_ui.metrics.measure import figure_of, measure

if TYPE_CHECKING:
    from growthos_ui.db import Transaction
    from growthos_ui.figure import Figure
    from growthos_ui.listing.ask import Ask
    from growthos_ui.metrics.clock import Clock
    from growthos_ui.metrics.metric import Metric, Numbers


async def headline(tx: Transaction, ask: Ask, at: Clock) -> tuple[Figure, ...]:
    """Return what is promised, the shares kept by count and by amount, and how many were kept in part and broken."""
    numbers, _ = await measure(tx, HEADLINE, ask, at)
    return tuple(
        figure_of(metric, found, ask, at, scope=_scope(metric, found))
        for metric, found in zip(HEADLINE, numbers, strict=True)
    )


def _scope(metric: Metric, numbers: Numbers) -> str:
    """Return over how many promises a figure is, and of an amount in which currency."""
    said = number_of(numbers["over"], metric.noun)
    return f"{numbers['currency']} · {said}" if numbers.get("currency") and metric.value(numbers) is not None else said
