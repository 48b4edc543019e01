"""Part of the rows of a question, said in the filters of its list: as a condition, and as an address."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, and_, cast, func, true

from growthos_ui.listing.ask import Ask
from growthos_ui.listing.filters import Band, Choice, Range, Related
from growthos_ui.metrics.spans import Days, Span

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from sqlalchemy import ColumnElement

    from growthos_ui.listing.filters import Filter, Values
    from growthos_ui.listing.listing import Listing
    from growthos_ui.metrics.clock import Clock

Narrow = tuple[str, "Values | Span"]
"""One filter of the list by its name, with its values or a stretch of days counted from today."""


@dataclass(frozen=True, slots=True)
class Part:
    """Some of the rows: what they are called, and the filters that leave them."""

    words: str
    narrows: tuple[Narrow, ...] = ()

    def clause(self, listing: Listing, at: Clock) -> ColumnElement[bool]:
        """Return the condition on the rows of the list."""
        narrows = filters_of(self, listing, at)
        return and_(true(), *(each.clause(listing.selected[each.reads(values)], values) for each, values in narrows))

    def amount(self, listing: Listing, at: Clock) -> ColumnElement[int]:
        """Return the aggregate that counts its rows."""
        return func.count().filter(self.clause(listing, at))

    def opens(self, listing: Listing) -> Listing:
        """Return the list in which its rows stand."""
        return listing

    def ask(self, listing: Listing, ask: Ask, at: Clock) -> Ask | None:
        """Return the question that leaves exactly the rows of both; None where no address can say that.

        Where the two exclude each other there are no rows, and no address either.
        """
        found = ask.first()
        for each, values in filters_of(self, listing, at):
            both = _met(each, found.chosen(each.name), values)
            if not both:
                return None
            found = found.filtered(each.name, both)
        return found

    def address(self, listing: Listing, path: str, ask: Ask, at: Clock) -> str:
        """Return the address of its rows, where the list is at `path`; nothing where there is none."""
        asked = self.ask(listing, ask, at)
        return asked.address(path) if asked else ""

    def ends(self, today: date) -> tuple[date, date] | None:
        """Return the days that the part is about, where it is about a period."""
        spans = [value for _, value in self.narrows if isinstance(value, Span) and value.is_period]
        return spans[0].ends(today) if spans else None

    def until(self, at: Clock) -> str:
        """Return the hour to which the last of its days counts, as that of the day that is not over; else nothing."""
        return at.hour if any(isinstance(value, Days) and value.back for _, value in self.narrows) else ""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Another list, at `path`, whose rows each row of a list sums. Filters in `shared` bear the same name in both.

    What else was asked is carried over whole, by the filter `among`: rows of what that question leaves.
    """

    listing: Listing
    path: str
    shared: tuple[str, ...] = ()
    among: str = "among"

    def ask(self, ask: Ask) -> Ask:
        """Return the same question to the other list."""
        found = Ask()
        for name in self.shared:
            found = found.filtered(name, ask.chosen(name))
        rest = tuple(each for each in ask.filters if each[0] not in self.shared)
        asked = replace(ask.narrowing(), filters=rest).query()
        return found.filtered(self.among, (asked.replace(",", "%2C"),)) if asked else found


@dataclass(frozen=True, slots=True)
class Sum(Part):
    """Rows of another list, as many as `of` says in each row of this one. `narrows` are filters of the other list."""

    rows: Elsewhere | None = None
    of: Callable[[Mapping[str, ColumnElement[Any]]], ColumnElement[Any]] | None = None

    def amount(self, listing: Listing, at: Clock) -> ColumnElement[int]:  # noqa: ARG002
        """Return the aggregate that adds them up."""
        assert self.of is not None  # noqa: S101 - a default only because what it inherits has one
        return cast(func.coalesce(func.sum(self.of(listing.selected)), 0), BigInteger)

    def clause(self, listing: Listing, at: Clock) -> ColumnElement[bool]:  # noqa: ARG002
        """Return no condition: every row of this list is added up."""
        return true()

    def opens(self, listing: Listing) -> Listing:
        """Return the list in which its rows stand."""
        return self.rows.listing if self.rows else listing

    def ask(self, listing: Listing, ask: Ask, at: Clock) -> Ask | None:
        """Return the question to the other list."""
        return Part(self.words, self.narrows).ask(self.opens(listing), self.rows.ask(ask) if self.rows else ask, at)

    def address(self, listing: Listing, path: str, ask: Ask, at: Clock) -> str:
        """Return the address of the rows in the other list."""
        asked = self.ask(listing, ask, at)
        return asked.address(self.rows.path if self.rows else path) if asked else ""


def filters_of(part: Part, listing: Listing, at: Clock) -> list[tuple[Filter, Values]]:
    """Return the filters of the list that leave a part, each with its values today."""
    found = []
    for name, value in part.narrows:
        narrowing = listing.filter_named(name)
        if narrowing is None:
            raise LookupError(f"The list of {listing.name} has no filter {name}.")
        found.append((narrowing, value.values(at) if isinstance(value, Span) else value))
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
