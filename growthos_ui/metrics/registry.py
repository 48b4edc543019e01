"""Every metric by its id: what the screens, the panel that explains a figure and the tests look up."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from growthos_ui.metrics.composed import Composed
    from growthos_ui.metrics.metric import Metric

_metrics: dict[str, Metric] = {}
_composed: dict[str, Composed] = {}


def add(metric: Metric) -> None:
    """Register a metric; raise ValueError when its id is taken."""
    if metric.id in _metrics:
        raise ValueError(f"There are two metrics {metric.id}.")
    _metrics[metric.id] = metric


def metric_named(id: str) -> Metric | None:  # noqa: A002 - the word of the registry
    """Return the metric with this id."""
    return _metrics.get(id)


def add_composed(figure: Composed) -> None:
    """Register a figure that is worked out of others; raise ValueError when its id is taken."""
    if figure.id in _metrics or figure.id in _composed:
        raise ValueError(f"There are two figures {figure.id}.")
    _composed[figure.id] = figure


def explained_named(id: str) -> Metric | Composed | None:  # noqa: A002 - the word of the registry
    """Return the metric with this id, or the figure that is worked out of others."""
    return _metrics.get(id) or _composed.get(id)


def metrics() -> tuple[Metric, ...]:
    """Return every metric, in the order of declaration."""
    return tuple(_metrics.values())
