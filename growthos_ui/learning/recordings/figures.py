"""How recordings are watched and rated: the strip and the two charts above their list, each over the rows it opens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from growthos_ui.figure import Drawing, Mark, Series
from growthos_ui.learning.recordings import metrics
from growthos_ui.listing.words import count_words, number_of
from growthos_ui.metrics.measure import explained_by, figure_of, href_of, measure
from growthos_ui.metrics.words import share_words

if TYPE_CHECKING:
    from growthos_ui.db import Transaction
    from growthos_ui.figure import Figure
    from growthos_ui.listing.ask import Ask
    from growthos_ui.metrics.clock import Clock
    from growthos_ui.metrics.metric import Metric, Numbers

_STARTS = ("start", "starts")


async def headline(tx: Transaction, ask: Ask, at: Clock) -> tuple[Figure, ...]:
    """Return stars, ratings, completion, mean watched and drop-off; those of ratings where the reader may open them."""
    shown = tuple(each for each in metrics.HEADLINE if tx.actor.may(each.needs))
    numbers, _ = await measure(tx, shown, ask, at)
    return tuple(
        figure_of(metric, found, ask, at, note=_note(metric, found), scope=_scope(metric, found, at))
        for metric, found in zip(shown, numbers, strict=True)
    )


async def stars(tx: Transaction, ask: Ask, at: Clock) -> Drawing:
    """Return how many ratings have five stars, four, down to one; nothing below five ratings, which would name people."""
    (found,), _ = await measure(tx, (metrics.RATED,), ask, at)
    every = found["over"]
    marks = tuple(
        Mark(
            label=part.words,
            size=found[f"counted_{place}"],
            words=f"{count_words(found[f'counted_{place}'])} · {share_words(found[f'counted_{place}'], every)}",
            href=href_of(metrics.RATED, part, ask, at),
        )
        for place, part in enumerate(metrics.RATED.counted)
    )
    is_told = every >= metrics.FEWEST_RATINGS
    few = f"{number_of(every, ('rating', 'ratings'))}: the distribution is told from {metrics.FEWEST_RATINGS} on."
    return Drawing(
        name="Ratings by stars",
        axis="Stars",
        unit="Ratings",
        series=(Series(name="Ratings", marks=marks),) if is_told else (),
        scope=f"{number_of(every, ('rating', 'ratings'))} · {at.hour}",
        empty=few if every else "Nobody has rated these recordings yet.",
        **explained_by(metrics.RATED, ask),
    )


async def funnel(tx: Transaction, ask: Ask, at: Clock) -> Drawing:
    """Return how many starts came to 25, 50, 75 and 90 percent of the recording, each step within the one before."""
    (found,), _ = await measure(tx, (metrics.FUNNEL,), ask, at)
    bands = [found[f"counted_{place}"] for place in range(len(metrics.FUNNEL.counted))]
    every = found["over"]
    steps = [("Started", every, metrics.STARTS)]
    for place, percent in enumerate(metrics.FUNNEL_STEPS, start=1):
        part = metrics.starts("", "starts", ("watched", metrics.bands_from(percent)))
        steps.append((f"{percent}%", sum(bands[place:]), part))
    marks = tuple(
        Mark(
            label=label,
            size=size,
            words=f"{count_words(size)} · {share_words(size, every)}",
            href=href_of(metrics.FUNNEL, part, ask, at),
        )
        for label, size, part in steps
    )
    return Drawing(
        name="How far recordings are watched",
        axis="Watched at least",
        unit="Starts",
        series=(Series(name="Starts", marks=marks),) if every else (),
        scope=f"{number_of(every, _STARTS)} · {at.hour}",
        empty="No recording was started yet.",
        **explained_by(metrics.FUNNEL, ask),
    )


def _note(metric: Metric, numbers: Numbers) -> str:
    if metric is metrics.AVERAGE_STARS:
        return f"over {number_of(numbers['over'], ('rating', 'ratings'))}"
    if metric.halves(numbers):
        return f"{count_words(numbers['part'])} of {count_words(numbers['over'])} starts"
    return f"over {number_of(numbers['over'], _STARTS)}" if metric is metrics.WATCHED else ""


def _scope(metric: Metric, numbers: Numbers, at: Clock) -> str:
    if metric is metrics.DROP_OFF:
        return "started, seen less than half"
    if metric is metrics.RATED:
        return f"by learner and recording · {at.hour}"
    if metric is metrics.AVERAGE_STARS:
        return f"of 5, told from {metrics.FEWEST_RATINGS} ratings on"
    return f"of what was started · {at.hour}" if metric is metrics.COMPLETION else number_of(numbers["over"], _STARTS)
