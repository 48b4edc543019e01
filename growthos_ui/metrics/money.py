"""Figures of money: sums of thousandths of one currency, and shares of one sum in another. Never across currencies."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, ClassVar

from sqlalchemy import BigInteger, cast, func

from growthos_ui.listing.money import amount_words
from growthos_ui.listing.words import UNKNOWN, count_words
from growthos_ui.metrics.metric import Line, Metric
from growthos_ui.metrics.words import days_late_words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sqlalchemy import ColumnElement

    from growthos_ui.metrics.clock import Clock
    from growthos_ui.metrics.narrowing import Part

    Of = Callable[[Mapping[str, ColumnElement[Any]]], ColumnElement[Any]]

SEVERAL = "Several currencies: choose one"


@dataclass(frozen=True, kw_only=True)
class Money(Metric):
    """What both kinds share: the currency of the rows, told with every number and never mixed."""

    def measures(self, at: Clock) -> dict[str, ColumnElement[Any]]:
        """Return the number of rows, the first and last currency among all rows of the question, and every sum."""
        selected = self.listing.selected
        sums = {name: total(of(selected), part.clause(self.listing, at)) for name, (of, part) in self.totals().items()}
        currency = selected["currency"]
        return super().measures(at) | {"currency": func.min(currency), "another": func.max(currency)} | sums

    def note(self, numbers: Mapping[str, Any]) -> str:
        """Return why the figure is not known; nothing where it is."""
        return SEVERAL if _is_mixed(numbers) else super().note(numbers)

    def totals(self) -> dict[str, tuple[Of, Part]]:
        """Return what is added up, by the name of the number: which amount, and of which rows."""
        raise NotImplementedError

    def told(self, milli: int, numbers: Mapping[str, Any]) -> str:
        """Return an amount as it is read; a dash where there are several currencies."""
        if numbers["currency"] is None:
            return "0"  # nothing was billed, in no currency
        return UNKNOWN if _is_mixed(numbers) else amount_words(milli, numbers["currency"])


@dataclass(frozen=True, kw_only=True)
class Amount(Money):
    """The sum of an amount over the rows of `over`; `of` takes the selected columns. `counted` divides the sum too."""

    of: Of
    unit_is: ClassVar[str] = "money"

    @property
    def unit(self) -> str:
        """`money`: which, the rows say."""
        return self.unit_is

    def totals(self) -> dict[str, tuple[Of, Part]]:
        """Return the sum, and that of each part that is counted."""
        parts = {f"counted_{place}": (self.of, part) for place, part in enumerate(self.counted)}
        return {"sum": (self.of, self.over)} | parts

    def value(self, numbers: Mapping[str, Any]) -> Fraction | None:
        """Return the sum in units of the currency: nothing owed is known, and zero."""
        return None if _is_mixed(numbers) else Fraction(numbers["sum"], 1000)

    def words(self, numbers: Mapping[str, Any]) -> str:
        """Return `30,000.00`."""
        return self.told(numbers["sum"], numbers)

    def lines(self, numbers: Mapping[str, Any]) -> tuple[Line, ...]:
        """Return what is added up, or the one sum."""
        parts = tuple(
            Line(part.words, self.told(numbers[f"counted_{place}"], numbers), part)
            for place, part in enumerate(self.counted)
        )
        return parts or (Line(self.over.words, self.words(numbers), self.over),)

    def sum_words(self, numbers: Mapping[str, Any]) -> str:
        """Return `20,000.00 + 30,000.00`."""
        return " + ".join(line.number for line in self.lines(numbers))


@dataclass(frozen=True, kw_only=True)
class Rate(Money):
    """What share an amount of the rows of `part` is of another amount of those of `over`, in percent: a ratio of sums."""

    of: Of
    part: Part
    part_of: Of

    def totals(self) -> dict[str, tuple[Of, Part]]:
        """Return both halves, as sums."""
        return {"sum": (self.of, self.over), "part": (self.part_of, self.part)}

    def value(self, numbers: Mapping[str, Any]) -> Fraction | None:
        """Return the share in percent; None where there is nothing to take it of."""
        return Fraction(100 * numbers["part"], numbers["sum"]) if numbers["sum"] and not _is_mixed(numbers) else None

    def lines(self, numbers: Mapping[str, Any]) -> tuple[Line, ...]:
        """Return numerator and denominator."""
        halves = ((self.part, numbers["part"]), (self.over, numbers["sum"]))
        return tuple(Line(part.words, self.told(milli, numbers), part) for part, milli in halves)

    def sum_words(self, numbers: Mapping[str, Any]) -> str:
        """Return `60,000.00 ÷ 90,000.00`."""
        return " ÷ ".join(line.number for line in self.lines(numbers))

    def halves(self, numbers: Mapping[str, Any]) -> tuple[tuple[int, Part], ...]:
        """Return numerator and denominator."""
        return ((numbers["part"], self.part), (numbers["sum"], self.over))

    def half_words(self, number: int, numbers: Mapping[str, Any]) -> str:
        """Return `60,000.00`."""
        return self.told(number, numbers)


@dataclass(frozen=True, kw_only=True)
class Turnover(Rate):
    """How many days of one amount another amount is worth: the part, divided by what `days` days brought, times the days."""

    days: int

    @property
    def unit(self) -> str:
        """`days`."""
        return "days"

    def words(self, numbers: Mapping[str, Any]) -> str:
        """Return `29.7 days`."""
        days = super().words(numbers)
        return days if days == UNKNOWN else f"{days} days"

    def value(self, numbers: Mapping[str, Any]) -> Fraction | None:
        """Return the days; None where nothing was billed in them."""
        known = numbers["sum"] and not _is_mixed(numbers)
        return Fraction(self.days * numbers["part"], numbers["sum"]) if known else None

    def lines(self, numbers: Mapping[str, Any]) -> tuple[Line, ...]:
        """Return numerator, denominator and the days."""
        return (*super().lines(numbers), Line("Days", count_words(self.days)))

    def sum_words(self, numbers: Mapping[str, Any]) -> str:
        """Return `50,000.00 ÷ 110,000.00 × 90`."""
        part, whole, days = self.lines(numbers)
        return f"{part.number} ÷ {whole.number} × {days.number}"


@dataclass(frozen=True, kw_only=True)
class Lateness(Money):
    """How many days late an amount is on average: each amount times its days, divided by the amounts. Early days are less than nothing."""

    of: Of
    days: Of

    @property
    def unit(self) -> str:
        """`days`."""
        return "days"

    def totals(self) -> dict[str, tuple[Of, Part]]:
        """Return the amounts, and the amounts times their days."""
        return {"sum": (self.of, self.over), "part": (self.part_of, self.over)}

    def part_of(self, selected: Mapping[str, ColumnElement[Any]]) -> ColumnElement[Any]:
        """Return the amount of a row times its days."""
        return self.of(selected) * self.days(selected)

    def value(self, numbers: Mapping[str, Any]) -> Fraction | None:
        """Return the days; None where there is no amount."""
        return Fraction(numbers["part"], numbers["sum"]) if numbers["sum"] and not _is_mixed(numbers) else None

    def words(self, numbers: Mapping[str, Any]) -> str:
        """Return `12.4 days`, or `2.0 days early`."""
        value = self.value(numbers)
        return UNKNOWN if value is None else days_late_words(value)

    def lines(self, numbers: Mapping[str, Any]) -> tuple[Line, ...]:
        """Return the amounts, and what they come to with their days."""
        return (
            Line("Amount × days, added up", self.told(numbers["part"], numbers)),
            Line(self.over.words, self.told(numbers["sum"], numbers), self.over),
        )

    def sum_words(self, numbers: Mapping[str, Any]) -> str:
        """Return `1,240,000.00 ÷ 100,000.00`."""
        return " ÷ ".join(line.number for line in self.lines(numbers))


def total(amount: ColumnElement[Any], within: ColumnElement[bool]) -> ColumnElement[int]:
    """Return the aggregate that adds up an amount over the rows of a condition: nothing is 0."""
    return cast(func.coalesce(func.sum(amount).filter(within), 0), BigInteger)


def _is_mixed(numbers: Mapping[str, Any]) -> bool:
    return bool(numbers["currency"] != numbers["another"])
