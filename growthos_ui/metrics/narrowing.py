"""Part of the rows of a question, said in the filters of its list: as a condition, and as an address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, true

from growthos_ui.listing.filters import Band, Choice, Range, Related

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

    from growthos_ui.listing.ask import Ask
    from growthos_ui.listing.filters import Filter, Values
    from growthos_ui.listing.listing import Listing


@dataclass(frozen=True, slots=True)
class Days:
    """So many days up to today; `back` counts periods of the same length before them."""

    days: int
    back: int = 0

    def ends(self, today: date) -> tuple[date, date]:
        """Return the first and the last day, both included."""
        last = today - timedelta(days=self.days * self.back)
        return (last - timedelta(days=self.days - 1), last)

    def values(self, today: date) -> Values:
        """Return the days as a filter takes them."""
        first, last = self.ends(today)
        return (f"{first.isoformat()}..{last.isoformat()}",)


@dataclass(frozen=True, slots=True)
class Week:
    """The week from Monday that lies `back` weeks before the present one."""

    back: int = 0

    def ends(self, today: date) -> tuple[date, date]:
        """Return its Monday and its Sunday."""
        monday = today - timedelta(days=today.weekday() + 7 * self.back)
        return (monday, monday + timedelta(days=6))

    def values(self, today: date) -> Values:
        """Return the Monday as a filter takes it."""
        return (self.ends(today)[0].isoformat(),)


Narrow = tuple[str, "Values | Days | Week"]
"""One filter of the list by its name, with its values or a stretch of days counted from today."""


@dataclass(frozen=True, slots=True)
class Part:
    """Some of the rows: what they are called, and the filters that leave them."""

    words: str
    narrows: tuple[Narrow, ...] = ()

    def clause(self, listing: Listing, today: date) -> ColumnElement[bool]:
        """Return the condition on the rows of the list."""
        clauses = [
            each.clause(listing.selected[each.column], values) for each, values in _filters(self, listing, today)
        ]
        return and_(true(), *clauses)

    def ask(self, listing: Listing, ask: Ask, today: date) -> Ask | None:
        """Return the question that leaves exactly the rows of both; None where no address can say that.

        Where the two exclude each other there are no rows, and no address either.
        """
        found = ask.first()
        for each, values in _filters(self, listing, today):
            both = _met(each, found.chosen(each.name), values)
            if not both:
                return None
            found = found.filtered(each.name, both)
        return found

    def ends(self, today: date) -> tuple[date, date] | None:
        """Return the days that the part is about, where it is about any."""
        return next((value.ends(today) for _, value in self.narrows if isinstance(value, Days | Week)), None)


def _filters(part: Part, listing: Listing, today: date) -> list[tuple[Filter, Values]]:
    found = []
    for name, value in part.narrows:
        narrowing = listing.filter_named(name)
        if narrowing is None:
            raise LookupError(f"The list of {listing.name} has no filter {name}.")
        found.append((narrowing, value.values(today) if isinstance(value, Days | Week) else value))
    return found


def _met(narrowing: Filter, chosen: Values, wanted: Values) -> Values:
    """Return the values that leave what both leave; none where that is nothing or cannot be said."""
    if not chosen:
        return wanted
    if isinstance(narrowing, Choice | Related):
        return tuple(each for each in chosen if each in wanted)
    if isinstance(narrowing, Band):
        ranges = {each.value: each for each in narrowing.ranges}
        return tuple(
            each.value
            for each in narrowing.ranges
            if (each.value in chosen and _lies_in(each, ranges, wanted))
            or (each.value in wanted and _lies_in(each, ranges, chosen))
        )
    return chosen if chosen == wanted else ()


def _lies_in(inner: Range, ranges: dict[str, Range], outer: Values) -> bool:
    """Tell whether a range lies in one of others. The ranges of a list are apart or one within another."""
    return any(_holds(ranges[each], inner) for each in outer)


def _holds(outer: Range, inner: Range) -> bool:
    low: Any = outer.low is None or (inner.low is not None and inner.low >= outer.low)
    high: Any = outer.high is None or (inner.high is not None and inner.high <= outer.high)
    return bool(low and high)
