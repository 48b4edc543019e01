"""Every metric by its id: what the screens, the panel that explains a figure and the tests look up."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from growthos_ui.metrics.metric import Metric

_metrics: dict[str, Metric] = {}


def add(metric: Metric) -> None:
    """Register a metric; raise ValueError when its id is taken."""
    if metric.id in _metrics:
        raise ValueError(f"There are two metrics {metric.id}.")
    _metrics[metric.id] = metric


def metric_named(id: str) -> Metric | None:  # noqa: A002 - the word of the registry
    """Return the metric with this id."""
    return _metrics.get(id)


def metrics() -> tuple[Metric, ...]:
    """Return every metric, in the order of declaration."""
    return tuple(_metrics.values())
