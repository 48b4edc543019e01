"""Which figures have a course over time, and what it is: drawn small on the tile, number by number in its panel."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from growthos_ui.listing.ask import ask_of
from growthos_ui.metrics.registry import metric_named

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from growthos_ui.db import Transaction
    from growthos_ui.figure import Drawing, Figure
    from growthos_ui.listing.ask import Ask
    from growthos_ui.metrics.clock import Clock
    from growthos_ui.metrics.metric import Metric

    Trend = Callable[[Transaction, Ask, Clock], Awaitable[Drawing | None]]

STEPS_SHOWN = 12
_trends: dict[str, Trend] = {}


def follow(metric: Metric, trend: Trend) -> None:
    """Say how a figure went: `trend` takes the question that the figure itself is asked."""
    _trends[metric.id] = trend


async def find_trend(tx: Transaction, metric: str, ask: Ask, at: Clock) -> Drawing | None:
    """Return the last steps of a figure's course; None where it has none, or where nothing was ever."""
    trend = _trends.get(metric)
    drawing = await trend(tx, ask, at) if trend else None
    if drawing is None or not drawing.series:
        return None
    return replace(drawing, series=tuple(replace(each, marks=each.marks[-STEPS_SHOWN:]) for each in drawing.series))


async def followed(tx: Transaction, figures: Sequence[Figure], at: Clock) -> tuple[Figure, ...]:
    """Return figures with their courses: one round trip for each that has one."""
    found = []
    for figure in figures:
        metric = metric_named(figure.metric)
        asked = metric is not None and figure.metric in _trends
        trend = (
            await find_trend(tx, figure.metric, ask_of(metric.listing, figure.query), at) if metric and asked else None
        )
        found.append(replace(figure, trend=trend))
    return tuple(found)
