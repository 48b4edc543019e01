"""A figure explained: its formula with live values, what is in and what is out, over what, and as of when."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy.dialects import postgresql

from growthos_ui.auth.permissions import Permission, Role
from growthos_ui.db.scope import scoped
from growthos_ui.listing.options import find_labels
from growthos_ui.listing.totals import total_query
from growthos_ui.listing.view import controls
from growthos_ui.listing.words import count_words, span_words
from growthos_ui.metrics.clock import clock
from growthos_ui.metrics.composed import Composed, Line
from growthos_ui.metrics.measure import change_of, href_of, measure, statement
from growthos_ui.metrics.trends import find_trend

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlalchemy import Select

    from growthos_ui.auth.actor import Actor
    from growthos_ui.db import Transaction
    from growthos_ui.figure import Change, Drawing
    from growthos_ui.listing.ask import Ask
    from growthos_ui.metrics.clock import Clock
    from growthos_ui.metrics.metric import Line as Formula
    from growthos_ui.metrics.metric import Metric, Numbers
    from growthos_ui.metrics.narrowing import Part

_DIALECT = postgresql.dialect(paramstyle="named")  # type: ignore[no-untyped-call]


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Everything that the panel says about one figure, as one person sees it at one moment.

    `lines` are the formula with its numbers and `sum` its last line, to be worked out by hand. `agrees` is
    whether a second count, the one that the list itself makes, found the same rows. `before` opens the rows of the period before. `sql` is empty for those who may not see it. `trend` is how it went, where it has a course over time.
    """

    metric: Metric | Composed
    value: str
    note: str
    change: Change | None
    lines: tuple[Line, ...]
    sum: Line
    counted: tuple[Line, ...]
    left_out: tuple[Line, ...]
    all: Line
    rows: Line
    agrees: bool
    before: str
    facts: tuple[tuple[str, str], ...]
    sql: str
    trend: Drawing | None = None


async def explain(tx: Transaction, metric: Metric | Composed, ask: Ask) -> Explanation:
    """Return the panel of a metric for a question; three round trips, one more for its course over time, two for words. What is worked out of others asks each of them.

    Raises GrowthError when the question holds a value that the actor is not offered.
    """
    ask, at = ask.narrowing(), await clock(tx)
    labels = await find_labels(tx, metric.listing, ask, {}, shown=())
    chips = controls(metric.listing, ask, metric.path, labels).chips
    said = [f"{chip['label']}: {chip['words']}" for chip in chips]
    said += [f"Search: “{ask.search}”"] if ask.search else []
    if isinstance(metric, Composed):
        return await _composed(tx, metric, ask, at, said)
    return await _counted_out(tx, metric, ask, at, said)


async def _composed(tx: Transaction, figure: Composed, ask: Ask, at: Clock, said: Sequence[str]) -> Explanation:
    worked, nothing = await figure.worked(tx, ask, at), Line(words="", number="")
    return Explanation(
        metric=figure,
        value=worked.value,
        note=worked.note,
        change=None,
        lines=worked.lines,
        sum=worked.sum,
        counted=(),
        left_out=(),
        all=nothing,
        rows=nothing,
        agrees=True,
        before="",
        facts=(*_who(tx.actor, said), *_what(tx.actor, figure, at)),
        sql="",
    )


async def _counted_out(tx: Transaction, metric: Metric, ask: Ask, at: Clock, said: Sequence[str]) -> Explanation:
    parts = (*metric.counted, *metric.left_out)
    counting = {f"part_{place}": metric.rows(part, at) for place, part in enumerate(parts)}
    everything = metric.rows(metric.everything, at)
    (numbers,), found = await measure(tx, (metric,), ask, at, everything=everything, **counting)
    counts = [found[f"part_{place}"] for place in range(len(parts))]
    return Explanation(
        metric=metric,
        value=metric.words(numbers),
        note=metric.note(numbers),
        change=change_of(metric, numbers, at),
        lines=_formula(metric, numbers, ask, at),
        sum=Line(words=metric.sum_words(numbers), number=metric.words(numbers)),
        counted=_counted(metric, metric.counted, counts[: len(metric.counted)], ask, at),
        left_out=_counted(metric, metric.left_out, counts[len(metric.counted) :], ask, at),
        all=_line(metric, metric.everything, found["everything"], ask, at),
        rows=_line(metric, metric.over, numbers["over"], ask, at),
        agrees=await _recounted(tx, metric, ask, at) in {None, numbers["over"]},
        before=href_of(metric, metric.before, ask, at) if metric.before and numbers["before"] else "",
        facts=_facts(tx.actor, metric, numbers, at, said),
        sql=sql_of(statement((metric,), ask, at), tx.actor) if _may_see_sql(tx.actor) else "",
        trend=await find_trend(tx, metric.id, ask, at),
    )


def sql_of(select: Select[Any], actor: Actor) -> str:
    """Return the statement as the database gets it in this person's name, a line for each clause."""
    bound = scoped(select, actor).compile(dialect=_DIALECT, compile_kwargs={"literal_binds": True})
    lines = re.sub(r" AS (\w+), ", r" AS \1,\n       ", str(bound).replace(" \n", "\n"))
    return re.sub(r" (LEFT OUTER JOIN|JOIN|AND|FILTER) ", r"\n    \1 ", lines)


def stamp_words(actor: Actor, at: Clock, filters: Sequence[str]) -> str:
    """Return what a picture or a file of a chart carries along: whose learners, which of them, as of when."""
    return " · ".join((actor.organization, _reach(actor), *filters, f"as of {_moment(actor, at)}"))


def _reach(actor: Actor) -> str:
    return "the students assigned to you" if actor.role is Role.MENTOR else "the whole organisation"


def _moment(actor: Actor, at: Clock) -> str:
    return f"{at.now:%-d %b %Y, %H:%M} {actor.timezone}"


async def _recounted(tx: Transaction, metric: Metric, ask: Ask, at: Clock) -> int | None:
    """Return how many rows the list itself counts behind the figure; None where no address says which."""
    asked = metric.over.ask(metric.listing, ask, at)
    if asked is None:
        return None
    found: int = await tx.scalar(total_query(metric.over.opens(metric.listing), asked))
    return found


def _formula(metric: Metric, numbers: Numbers, ask: Ask, at: Clock) -> tuple[Line, ...]:
    return tuple(
        Line(words=line.words, number=line.number, href=_opened(metric, line, ask, at))
        for line in metric.lines(numbers)
    )


def _opened(metric: Metric, line: Formula, ask: Ask, at: Clock) -> str:
    # Nothing opens nothing; a sum of nothing still has the rows whose sum it is.
    return href_of(metric, line.part, ask, at) if line.part and line.number != "0" else ""


def _counted(metric: Metric, parts: Sequence[Part], counts: Sequence[int], ask: Ask, at: Clock) -> tuple[Line, ...]:
    return tuple(_line(metric, part, number, ask, at) for part, number in zip(parts, counts, strict=True))


def _line(metric: Metric, part: Part, number: int, ask: Ask, at: Clock) -> Line:
    return Line(words=part.words, number=count_words(number), href=href_of(metric, part, ask, at) if number else "")


def _may_see_sql(actor: Actor) -> bool:
    return actor.may(Permission.OVERSIGHT_SQL_READ)


def _facts(
    actor: Actor, metric: Metric, numbers: Numbers, at: Clock, said: Sequence[str]
) -> tuple[tuple[str, str], ...]:
    span = metric.over.ends(at.today)
    before = metric.before.ends(at.today) if metric.before else None
    period = (("Period", f"{span_words(*span)}{_so_far(span, at)}"),) if span else ()
    against = (("Compared with", _against(metric, before, numbers, at)),) if before else ()
    return (*_who(actor, said), *period, *against, *_what(actor, metric, at))


def _who(actor: Actor, said: Sequence[str]) -> tuple[tuple[str, str], ...]:
    return (
        ("Organisation", actor.organization),
        ("Seen as", f"{actor.name}, {actor.role_words.lower()}: {_reach(actor)}"),
        ("Filters", " · ".join(said) or "none"),
    )


def _what(actor: Actor, figure: Metric | Composed, at: Clock) -> tuple[tuple[str, str], ...]:
    return (
        ("Unit", figure.unit),
        ("As of", _moment(actor, at)),
        ("Source", figure.source),
        ("Owner", f"{figure.owner}, version {figure.version}"),
    )


def _so_far(span: tuple[date, date], at: Clock) -> str:
    return f", today until {at.hour}" if span[0] <= at.today <= span[1] else ""


def _against(metric: Metric, days: tuple[date, date], numbers: Numbers, at: Clock) -> str:
    """Return the period before and what was counted in it: of its last day only as much as has passed of today."""
    until = metric.before.until(at) if metric.before else ""
    return f"{span_words(*days)}{f', the last day until {until}' if until else ''}: {count_words(numbers['before'])}"
