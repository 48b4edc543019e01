"""Metrics measured: one statement for as many as share a list and a question."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypedDict

from growthos_ui.figure import Change, Door, Figure
from growthos_ui.listing.words import count_words, number_of
from growthos_ui.metrics.beforehand import summed
from growthos_ui.metrics.words import change_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from fractions import Fraction

    from sqlalchemy import ColumnElement, Select

    from growthos_ui.db import Transaction
    from growthos_ui.listing.ask import Ask
    from growthos_ui.metrics.clock import Clock
    from growthos_ui.metrics.metric import Metric, Numbers
    from growthos_ui.metrics.narrowing import Part


class Explained(TypedDict):
    """What a drawing says of itself so that the panel can explain it: the metric, and the question."""

    metric: str
    query: str


def explained_by(metric: Metric, ask: Ask) -> Explained:
    """Return what a drawing over this question needs to be explained by this metric."""
    return {"metric": metric.id, "query": ask.narrowing().query()}


def statement(metrics: Sequence[Metric], ask: Ask, at: Clock, **more: ColumnElement[Any]) -> Select[Any]:
    """Return the select of every number of these metrics of one list, named `<place>_<number>`, and of `more`."""
    if not more and (found := summed(metrics, ask, at)) is not None:
        return found
    columns = [
        each.label(f"m{place}_{name}")
        for place, metric in enumerate(metrics)
        for name, each in metric.measures(at).items()
    ]
    return metrics[0].listing.taken(ask, *columns, *(each.label(name) for name, each in more.items()))


async def measure(
    tx: Transaction, metrics: Sequence[Metric], ask: Ask, at: Clock, **more: ColumnElement[Any]
) -> tuple[list[Numbers], Mapping[str, Any]]:
    """Return the numbers of each metric and the row of `more`, in one round trip."""
    row = await tx.one(statement(metrics, ask, at, **more))
    assert row is not None  # noqa: S101 - an aggregate without GROUP BY has one row
    found = [{name: row[f"m{place}_{name}"] for name in metric.measures(at)} for place, metric in enumerate(metrics)]
    return (found, {name: row[name] for name in more})


def figure_of(metric: Metric, numbers: Numbers, ask: Ask, at: Clock, *, note: str = "", scope: str = "") -> Figure:
    """Return a metric as the tile of a screen: its words, its change, and the addresses of its rows."""
    known = metric.value(numbers) is not None
    halves = metric.halves(numbers)
    opened = halves[0] if halves else (numbers["over"], metric.over)
    return Figure(
        name=metric.id.rpartition(".")[2],
        label=metric.name,
        value=metric.words(numbers),
        note=note if known else metric.note(numbers),
        scope=scope or number_of(numbers["over"], metric.noun),
        href=href_of(metric, opened[1], ask, at) if known and (opened[0] or not halves) else "",
        known=known,
        metric=metric.id,
        query=ask.narrowing().query(),
        change=change_of(metric, numbers, at) if known else None,
        halves=tuple(
            Door(words=metric.half_words(number, numbers), href=href_of(metric, part, ask, at) if number else "")
            for number, part in halves
            if known
        ),
    )


def change_of(metric: Metric, numbers: Mapping[str, Any], at: Clock) -> Change | None:
    """Return how the figure moved against the period before, of as many days and as much of the last one."""
    if metric.before is None or (ends := metric.before.ends(at.today)) is None:
        return None
    before: Fraction | None = metric.value({**numbers, "over": numbers["before"]})
    days = (ends[1] - ends[0]).days + 1
    return change_words(
        metric.value(numbers),
        before,
        percent=metric.is_percent,
        polarity=metric.polarity,
        on=f"on {count_words(numbers['before'])} in {days} d before",
    )


def href_of(metric: Metric, part: Part, ask: Ask, at: Clock) -> str:
    """Return the address of a part's rows; nothing where there is none."""
    return part.address(metric.listing, metric.path, ask, at)
