"""Metrics from groups that were counted beforehand: one read of a few thousand sums for a strip over all enrolments.

What the groups know is summed from them. A count of rows by something else (the days of activity) is asked for by itself,
as its list asks for the total. Where a number can be had in neither way, none is: then the rows themselves are measured.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, ScalarSelect, and_, cast, func, select, true

from growthos_ui.listing.totals import total_query
from growthos_ui.metrics.metric import Count, Mean, Median, Ratio
from growthos_ui.metrics.money import Money, total
from growthos_ui.metrics.narrowing import Sum, filters_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import ColumnElement, Select

    from growthos_ui.listing.ask import Ask
    from growthos_ui.listing.listing import Rows
    from growthos_ui.metrics.clock import Clock
    from growthos_ui.metrics.metric import Metric
    from growthos_ui.metrics.narrowing import Part

    Numbers = Iterator[tuple[str, ColumnElement[Any]]]


class _NotKnown(LookupError):
    """Neither the groups nor the list by itself can tell this number."""


def summed(metrics: Sequence[Metric], ask: Ask, at: Clock) -> Select[Any] | None:
    """Return the select of every number of these metrics of one list, named `<place>_<number>`; None where rows must be read."""
    listing = metrics[0].listing
    groups = listing.counted_beforehand(ask)
    if groups is None:
        return None
    try:
        found = {
            f"m{place}_{name}": number
            for place, metric in enumerate(metrics)
            for name, number in _numbers(metric, groups, ask, at)
        }
    except _NotKnown:
        return None
    columns = [number.label(name) for name, number in found.items()]
    if all(isinstance(number, ScalarSelect) for number in found.values()):
        return select(*columns)
    return listing.narrowed_from(groups, ask, *columns)


def _numbers(metric: Metric, groups: Rows, ask: Ask, at: Clock) -> Numbers:
    """Yield what `metric.measures` does, by the same names."""
    for name, part in _parts(metric):
        yield (name, _rows(metric, part, groups, ask, at))
    within = _within(metric, metric.over, groups, at)
    match metric:
        case Count() | Ratio():
            pass
        case Money():
            yield from _amounts(metric, groups, at)
        case Mean() if within is not None:
            added = groups[1].get(f"sum_{_name(metric)}")
            if added is None:
                raise _NotKnown
            yield ("sum", func.coalesce(func.sum(added).filter(within), 0))
        case Median() if within is not None and (value := groups[1].get(_name(metric))) is not None:
            yield from _middle(metric, groups, ask, (value, within))
        case Median() if (asked := metric.over.ask(metric.listing, ask, at)) is not None:
            of = metric.of(metric.listing.selected)
            for name, order in (("lower", of), ("upper", of.desc())):
                half = func.percentile_disc(0.5).within_group(order)
                yield (name, metric.listing.narrowed(asked, half).correlate(None).scalar_subquery())
        case _:
            raise _NotKnown


def _amounts(metric: Money, groups: Rows, at: Clock) -> Numbers:
    """Yield the sums of amounts, which the groups bear under the names that the rows do, and the currencies."""
    for name, (of, part) in metric.totals().items():
        within = _within(metric, part, groups, at)
        try:
            amount = of(groups[1])
        except KeyError:
            raise _NotKnown from None
        if within is None:
            raise _NotKnown
        yield (name, total(amount, within))
    yield from (("currency", func.min(groups[1]["currency"])), ("another", func.max(groups[1]["currency"])))


def _parts(metric: Metric) -> Iterator[tuple[str, Part]]:
    yield ("over", metric.over)
    if metric.before:
        yield ("before", metric.before)
    if isinstance(metric, Ratio):
        yield ("part", metric.part)
    if isinstance(metric, Count):
        yield from ((f"counted_{place}", part) for place, part in enumerate(metric.counted))


def _rows(metric: Metric, part: Part, groups: Rows, ask: Ask, at: Clock) -> ColumnElement[int]:
    if isinstance(part, Sum):
        raise _NotKnown
    within = _within(metric, part, groups, at)
    if within is not None:
        return cast(func.coalesce(func.sum(groups[1]["rows"]).filter(within), 0), BigInteger)
    asked = part.ask(metric.listing, ask, at)
    if asked is None:
        raise _NotKnown
    return total_query(metric.listing, asked).correlate(None).scalar_subquery()


def _within(metric: Metric, part: Part, groups: Rows, at: Clock) -> ColumnElement[bool] | None:
    """Return the condition of a part on the groups; None where they do not know what it narrows by."""
    narrows = filters_of(part, metric.listing, at)
    if any(each.reads(values) not in groups[1] for each, values in narrows):
        return None
    return and_(true(), *(each.clause(groups[1][each.reads(values)], values) for each, values in narrows))


def _name(metric: Mean | Median) -> str:
    """Return the name of the selected column that is taken the mean or the median of; nothing where it is made of others."""
    value = metric.of(metric.listing.selected)
    return next((name for name, column in metric.listing.selected.items() if column is value), "")


def _middle(metric: Metric, groups: Rows, ask: Ask, what: tuple[ColumnElement[Any], ColumnElement[bool]]) -> Numbers:
    """Yield the value below and above the middle: the first ones up to which half of the rows, or more than half, lie."""
    value, within = what
    read = (value.label("value"), func.sum(groups[1]["rows"]).label("rows"))
    by_value = metric.listing.narrowed_from(groups, ask, *read).where(within).group_by(value).subquery()
    up_to = func.sum(by_value.c.rows).over(order_by=by_value.c.value).label("up_to")
    found = select(by_value.c.value, up_to, func.sum(by_value.c.rows).over().label("of_all")).subquery()
    least = select(func.min(found.c.value))
    yield ("lower", least.where(2 * found.c.up_to >= found.c.of_all).correlate(None).scalar_subquery())
    yield ("upper", least.where(2 * found.c.up_to > found.c.of_all).correlate(None).scalar_subquery())
