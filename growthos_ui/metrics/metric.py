"""What a figure is: over which rows of a list it is taken, how it is worked out, and in what words."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, ClassVar

from sqlalchemy import func

from growthos_ui.listing.words import UNKNOWN, count_words
from growthos_ui.metrics import registry
from growthos_ui.metrics.narrowing import Part
from growthos_ui.metrics.words import percent_words, tenth_words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sqlalchemy import ColumnElement

    from growthos_ui.auth.permissions import Permission
    from growthos_ui.listing.listing import Listing
    from growthos_ui.metrics.clock import Clock
    from growthos_ui.metrics.words import Polarity

ALL = Part("All of them")
Numbers = dict[str, Any]
"""What one metric measured, by the name of the number: `over`, `part`, `sum`, `lower`, `upper`, `before`."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a formula: words, the number as it is read, and the part whose rows it opens."""

    words: str
    number: str
    part: Part | None = None


@dataclass(frozen=True, kw_only=True)
class Metric:
    """One figure. Raises ValueError at import when its id is taken.

    `about` is the formula in words. The figure is taken over the rows of `over`, within whatever question
    is asked of `listing`, whose screen is at `path`. `counted` and `left_out` divide all the rows of
    the question, each with a name; `before` is the same over the period before. `unknown` says why there may be no value.
    """

    id: str
    name: str
    about: str
    listing: Listing
    path: str
    over: Part
    needs: Permission
    owner: str
    polarity: Polarity = "up"
    everything: Part = ALL
    counted: tuple[Part, ...] = ()
    left_out: tuple[Part, ...] = ()
    before: Part | None = None
    unknown: str = ""
    source: str = "summary of enrolments, kept with every change"
    version: int = 1

    counts: ClassVar[bool] = False

    def __post_init__(self) -> None:
        registry.add(self)

    @property
    def unit(self) -> str:
        """`%`, `stars`, or the rows that are counted: `enrolments`."""
        return self.noun[1] if self.counts else "%"

    @property
    def is_percent(self) -> bool:
        """Whether it is a percentage, and moves in points."""
        return self.unit == "%"

    @property
    def noun(self) -> tuple[str, str]:
        """One of the rows that it is taken over, and many."""
        return self.over.opens(self.listing).noun

    def measures(self, at: Clock) -> dict[str, ColumnElement[Any]]:
        """Return the aggregates it needs, by the name of the number, over the rows of a question."""
        found = {"over": self.rows(self.over, at)}
        return found | ({"before": self.rows(self.before, at)} if self.before else {})

    def rows(self, part: Part, at: Clock) -> ColumnElement[int]:
        """Return the aggregate that counts the rows of a part."""
        return part.amount(self.listing, at)

    def value(self, numbers: Mapping[str, Any]) -> Fraction | None:
        """Return the figure, exactly; None where there is nothing to take it of."""
        raise NotImplementedError

    def lines(self, numbers: Mapping[str, Any]) -> tuple[Line, ...]:
        """Return the formula with its numbers, one a line."""
        raise NotImplementedError

    def sum_words(self, numbers: Mapping[str, Any]) -> str:
        """Return the last line of the formula, to be worked out by hand: `412 ÷ 1,204`."""
        raise NotImplementedError

    def words(self, numbers: Mapping[str, Any]) -> str:
        """Return the figure as it is read; a dash where it is not known."""
        value = self.value(numbers)
        if value is None:
            return UNKNOWN
        if self.is_percent:
            return percent_words(value)
        return count_words(int(value)) if self.counts else tenth_words(value)

    def note(self, numbers: Mapping[str, Any]) -> str:
        """Return why the figure is not known; nothing where it is."""
        return "" if self.value(numbers) is not None else self.unknown

    def halves(self, numbers: Mapping[str, Any]) -> tuple[tuple[int, Part], ...]:  # noqa: ARG002
        """Return the halves of a ratio, each with its rows; nothing for other figures."""
        return ()

    def half_words(self, number: int, numbers: Mapping[str, Any]) -> str:  # noqa: ARG002 - the currency is in them
        """Return one half of a ratio as it is read."""
        return count_words(number)

    def _over(self, numbers: Mapping[str, Any]) -> Line:
        return Line(self.over.words, count_words(numbers["over"]), self.over)


@dataclass(frozen=True, kw_only=True)
class Count(Metric):
    """How many rows there are."""

    counts: ClassVar[bool] = True

    def value(self, numbers: Mapping[str, Any]) -> Fraction | None:
        """Return the number of rows: zero is counted, and known."""
        return Fraction(numbers["over"])

    def measures(self, at: Clock) -> dict[str, ColumnElement[Any]]:
        """Return the rows, and those of each part that is counted."""
        parts = {f"counted_{place}": self.rows(part, at) for place, part in enumerate(self.counted)}
        return super().measures(at) | parts

    def lines(self, numbers: Mapping[str, Any]) -> tuple[Line, ...]:
        """Return what is added up, or the one number."""
        parts = tuple(
            Line(part.words, count_words(numbers[f"counted_{place}"]), part) for place, part in enumerate(self.counted)
        )
        return parts or (self._over(numbers),)

    def sum_words(self, numbers: Mapping[str, Any]) -> str:
        """Return `402 + 300 + 12`."""
        return " + ".join(line.number for line in self.lines(numbers))


@dataclass(frozen=True, kw_only=True)
class Ratio(Metric):
    """What share of the rows is in a part of them, in percent."""

    part: Part

    def value(self, numbers: Mapping[str, Any]) -> Fraction | None:
        """Return the share in percent."""
        return Fraction(100 * numbers["part"], numbers["over"]) if numbers["over"] else None

    def measures(self, at: Clock) -> dict[str, ColumnElement[Any]]:
        """Return both halves."""
        return super().measures(at) | {"part": self.rows(self.part, at)}

    def lines(self, numbers: Mapping[str, Any]) -> tuple[Line, ...]:
        """Return numerator and denominator."""
        return (Line(self.part.words, count_words(numbers["part"]), self.part), self._over(numbers))

    def sum_words(self, numbers: Mapping[str, Any]) -> str:
        """Return `412 ÷ 1,204`."""
        return f"{count_words(numbers['part'])} ÷ {count_words(numbers['over'])}"

    def halves(self, numbers: Mapping[str, Any]) -> tuple[tuple[int, Part], ...]:
        """Return numerator and denominator."""
        return ((numbers["part"], self.part), (numbers["over"], self.over))


@dataclass(frozen=True, kw_only=True)
class Mean(Metric):
    """The mean of a value. `of` takes the selected columns; `scale` is how much 1 of the unit is in it.

    Where the rows stand in another list, `each` is the value there. A mean of fewer than `fewest` is not told.
    """

    of: Callable[[Mapping[str, ColumnElement[Any]]], ColumnElement[Any]]
    of_words: str
    scale: int = 1
    each: Callable[[Mapping[str, ColumnElement[Any]]], ColumnElement[Any]] | None = None
    fewest: int = 1
    measured_in: str = "%"

    @property
    def unit(self) -> str:
        """`%` or `stars`."""
        return self.measured_in

    def value(self, numbers: Mapping[str, Any]) -> Fraction | None:
        """Return the mean, exactly; None where there are too few to tell it."""
        return self._sum(numbers) / numbers["over"] if numbers["over"] >= self.fewest else None

    def measures(self, at: Clock) -> dict[str, ColumnElement[Any]]:
        """Return the sum and the number of rows."""
        value = self.of(self.listing.selected)
        total = func.coalesce(func.sum(value).filter(self.over.clause(self.listing, at)), 0)
        return super().measures(at) | {"sum": total}

    def lines(self, numbers: Mapping[str, Any]) -> tuple[Line, ...]:
        """Return the sum and the number of rows, both over the same rows."""
        return (Line(f"Sum of {self.of_words}", self._sum_words(numbers), self.over), self._over(numbers))

    def sum_words(self, numbers: Mapping[str, Any]) -> str:
        """Return `81,203% ÷ 1,502`."""
        return f"{self._sum_words(numbers)} ÷ {count_words(numbers['over'])}"

    def _sum(self, numbers: Mapping[str, Any]) -> Fraction:
        return Fraction(numbers["sum"]) / self.scale

    def _sum_words(self, numbers: Mapping[str, Any]) -> str:
        exact = self._sum(numbers)
        sign = "%" if self.is_percent else ""
        return f"{int(exact):,}{sign}" if exact.denominator == 1 else f"{float(exact):,.2f}{sign}"


@dataclass(frozen=True, kw_only=True)
class Median(Metric):
    """The value in the middle, or the mean of the two that are there. `of` takes the selected columns; `scale` is how much 1 of the unit is in it."""

    of: Callable[[Mapping[str, ColumnElement[Any]]], ColumnElement[Any]]
    of_words: str
    scale: int = 1
    measured_in: str = "%"

    @property
    def unit(self) -> str:
        """`%`, `days` or `hours`."""
        return self.measured_in

    def value(self, numbers: Mapping[str, Any]) -> Fraction | None:
        """Return the median, exactly."""
        return Fraction(numbers["lower"] + numbers["upper"], 2 * self.scale) if numbers["over"] else None

    def measures(self, at: Clock) -> dict[str, ColumnElement[Any]]:
        """Return the number of rows and the value below and above the middle."""
        value, within = self.of(self.listing.selected), self.over.clause(self.listing, at)
        return super().measures(at) | {
            "lower": func.percentile_disc(0.5).within_group(value).filter(within),
            "upper": func.percentile_disc(0.5).within_group(value.desc()).filter(within),
        }

    def lines(self, numbers: Mapping[str, Any]) -> tuple[Line, ...]:
        """Return how many rows stand in order, and what those in the middle have."""
        over = numbers["over"]
        names = [("lower", (over + 1) // 2)] + ([("upper", over // 2 + 1)] if over and not over % 2 else [])
        middle = (
            Line(f"No. {count_words(place)} by {self.of_words}", self._told(numbers[name]))
            for name, place in names
            if over
        )
        return (self._over(numbers), *middle)

    def sum_words(self, numbers: Mapping[str, Any]) -> str:
        """Return `(54% + 56%) ÷ 2`, or the one in the middle."""
        if not numbers["over"]:
            return UNKNOWN
        if numbers["over"] % 2:
            return self._told(numbers["lower"])
        return f"({self._told(numbers['lower'])} + {self._told(numbers['upper'])}) ÷ 2"

    def words(self, numbers: Mapping[str, Any]) -> str:
        """Return the median as it is read: a half has a decimal, a whole number none."""
        words = super().words(numbers)
        return words if self.is_percent else words.removesuffix(".0")

    def _told(self, value: int) -> str:
        return (
            tenth_words(Fraction(value, self.scale)) if self.scale > 1 else f"{value:,}{'%' if self.is_percent else ''}"
        )
