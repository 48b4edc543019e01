"""Batch against batch: the share that was active in each week, counted from the week in which each began."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from growthos_ui.figure import Drawing, Mark, Series
from growthos_ui.learning.comparison.measures import chosen, weeks
from growthos_ui.learning.comparison.metrics import ACTIVE_SHARE
from growthos_ui.learning.weeks import WEEK, monday_of
from growthos_ui.listing.ask import Ask
from growthos_ui.listing.words import UNKNOWN, count_words
from growthos_ui.metrics.measure import explained_by
from growthos_ui.metrics.words import share_words

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import RowMapping

    from growthos_ui.db import Transaction
    from growthos_ui.metrics.clock import Clock

WEEKS_MAX = 40


async def compared(tx: Transaction, ask: Ask, at: Clock) -> Drawing:
    """Return one line for each batch; a batch that is not yet at a week ends before it."""
    batches = await tx.rows(chosen(ask, at.today))
    until = monday_of(at.today)
    rows = await tx.rows(weeks([batch["id"] for batch in batches], until)) if batches else []
    found = {(row["batch_id"], row["week"]): row["active"] for row in rows}
    begun = [batch for batch in batches if monday_of(batch["start_date"]) < until]
    length = max((_age(batch, until) for batch in begun), default=0)
    series = tuple(Series(name=each["name"], marks=_marks(each, found, until, length)) for each in begun)
    return Drawing(
        name="Share active by week since the start",
        axis="Week since the start",
        unit="Active in the week, % of enrolments",
        series=series,
        scope=f"weeks from Monday that are over · {at.hour}",
        empty="No batch that matches has been under way for a week yet.",
        **explained_by(ACTIVE_SHARE, Ask().filtered("batch", tuple(sorted(str(each["id"]) for each in begun)))),
    )


def _age(batch: RowMapping, until: date) -> int:
    """Return how many whole weeks the batch has behind it, counted from the Monday of its first."""
    return min((until - monday_of(batch["start_date"])).days // 7, WEEKS_MAX)


def _marks(batch: RowMapping, found: dict[Any, int], until: date, length: int) -> tuple[Mark, ...]:
    first, age = monday_of(batch["start_date"]), _age(batch, until)
    return tuple(
        _mark(batch, first + WEEK * place, place, found)
        if place < age
        else Mark(label=_label(place), size=0, words=UNKNOWN, href="")
        for place in range(length)
    )


def _mark(batch: RowMapping, monday: date, place: int, found: dict[Any, int]) -> Mark:
    number, whole = found.get((batch["id"], monday), 0), batch["enrolments"]
    asked = Ask().filtered("batch", (str(batch["id"]),)).filtered("week", (monday.isoformat(),))
    return Mark(
        label=_label(place),
        size=round(100 * number / whole, 1),
        words=f"{share_words(number, whole)} · {count_words(number)} of {count_words(whole)}",
        href=asked.address("/students"),
    )


def _label(place: int) -> str:
    return f"Week {place + 1}"
