"""How a reader narrows a list: what it means to the database, in the address and in words."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Date, DateTime, String, and_, bindparam, cast, column, false, func, literal, or_, select, true

from growthos_ui.errors import GrowthError, Kind
from growthos_ui.listing import words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sqlalchemy import ColumnElement, Select

    from growthos_ui.auth.permissions import Permission

Values = tuple[str, ...]
VALUES_MAX = 50
VALUE_LENGTH_MAX = 64
OPTIONS_MAX = 200
YEARS = range(1900, 2200)
NONE = "none"
_NEVER = cast(literal("-infinity", String), DateTime(timezone=True))
STRETCHES = (
    ("today", "Today"),
    ("yesterday", "Yesterday"),
    ("last-7-days", "Last 7 days"),
    ("last-30-days", "Last 30 days"),
    ("last-90-days", "Last 90 days"),
    ("this-week", "This week"),
    ("last-week", "Last week"),
    ("this-month", "This month"),
    ("last-month", "Last month"),
)
"""Days named from today on; which days those are, private.stretches() says."""


@dataclass(frozen=True, kw_only=True)
class Filter:
    """One way to narrow a list, for those who may: `needs`. `on` names the selected column, if its name is not the filter's."""

    name: str
    label: str
    on: str = ""
    needs: Permission | None = None

    @property
    def column(self) -> str:
        """The selected column that it narrows."""
        return self.on or self.name

    def reads(self, values: Values) -> str:  # noqa: ARG002
        """Return the selected column that these values are compared with: another one where that is found sooner."""
        return self.column

    def checked(self, values: Values) -> Values:
        """Return the values in their one form, or raise GrowthError naming the bad one."""
        raise NotImplementedError

    def clause(self, column: ColumnElement[Any], values: Values) -> ColumnElement[bool]:
        """Return the condition on rows; only leakproof comparisons, so that an index can serve it."""
        raise NotImplementedError

    def words(self, values: Values, labels: Mapping[str, str]) -> str:
        """Return what is chosen, for the chip: `Active or Suspended`."""
        return words.either([labels.get(value, value) for value in values])

    def refuse(self, value: str, remedy: str) -> GrowthError:
        """Return the refusal that names the filter and the value."""
        return GrowthError(Kind.INVALID, f"{self.label} has no “{_short(value)}”.", field=self.name, remedy=remedy)


@dataclass(frozen=True, kw_only=True)
class Choice(Filter):
    """Some of a few values, declared as (value, words); `none` as a value means unknown."""

    choices: tuple[tuple[str, str], ...]

    def checked(self, values: Values) -> Values:
        """Return the values in the order of the declaration."""
        known = [value for value, _ in self.choices]
        if unknown := [value for value in values if value not in known]:
            raise self.refuse(unknown[0], f"Choose {words.either([label for _, label in self.choices])}.")
        return tuple(value for value in known if value in values)

    def clause(self, column: ColumnElement[Any], values: Values) -> ColumnElement[bool]:
        """Return "is one of these"."""
        return _one_of(column, values)


@dataclass(frozen=True, kw_only=True)
class Related(Filter):
    """Some of the rows of another query, which selects `value` and `label` and sets their order.

    The options are read as the actor, so that nobody is offered a row that they may not see.
    `none` gives words to rows without one: "No mentor".
    """

    options: Callable[[], Select[Any]]
    none: str = ""

    def checked(self, values: Values) -> Values:
        """Return the values sorted; whether they exist is decided against the options."""
        for value in values:
            if len(value) > VALUE_LENGTH_MAX or (value == NONE and not self.none):
                raise self.refuse(value, "Choose from the menu.")
        return tuple(sorted(values))

    def clause(self, column: ColumnElement[Any], values: Values) -> ColumnElement[bool]:
        """Return "is one of these", with the values in the type of the column."""
        return _one_of(column, tuple(self._typed(column, value) for value in values))

    def offered(self, values: Values, labels: Mapping[str, str]) -> None:
        """Raise GrowthError when a value is not among the options that the actor may see."""
        if unknown := [value for value in values if value not in labels]:
            raise self.refuse(unknown[0], "Choose from the menu.")

    def _typed(self, column: ColumnElement[Any], value: str) -> Any:
        kind = column.type.python_type
        if value == NONE or kind is str:
            return value
        try:
            return kind(value)
        except ValueError as error:
            raise self.refuse(value, "Choose from the menu.") from error


@dataclass(frozen=True, slots=True)
class Range:
    """A named stretch of whole numbers: from `low` up to but not including `high`; both may be open."""

    value: str
    words: str
    low: int | None = None
    high: int | None = None


@dataclass(frozen=True, kw_only=True)
class Band(Filter):
    """Some of a few named ranges of a number. On a sort key, unknown is a range of its own: below 0."""

    ranges: tuple[Range, ...]

    def checked(self, values: Values) -> Values:
        """Return the values in the order of the declaration."""
        known = [each.value for each in self.ranges]
        for value in values:
            if value not in known:
                raise self.refuse(value, f"Choose {words.either([each.words for each in self.ranges])}.")
        return tuple(value for value in known if value in values)

    def clause(self, column: ColumnElement[Any], values: Values) -> ColumnElement[bool]:
        """Return "lies in one of these"; ranges that touch are one, which an index then reads at one go."""
        return or_(false(), *(_within(column, each) for each in _joined(self.ranges, values)))


@dataclass(frozen=True, kw_only=True)
class DayRange(Filter):
    """From a day to a day, both included, either left open: `2026-04-01..2026-04-30`, `2026-04-01..`.

    Or days named from today on, such as `last-7-days`: those move along with the day. On a moment the
    days are those of the actor's organisation, asked of the database.
    """

    def checked(self, values: Values) -> Values:
        """Return the one range with ISO days, or the one name."""
        if len(values) != 1:
            raise self.refuse(",".join(values), "Give one range, such as 2026-04-01..2026-04-30.")
        if values[0] in dict(STRETCHES):
            return values
        first, last = self.days(values)
        if first is None and last is None:
            return ()
        if first and last and first > last:
            raise GrowthError(Kind.INVALID, f"{self.label} ends before it begins.", field=self.name)
        return (f"{first or ''}..{last or ''}",)

    def clause(self, column: ColumnElement[Any], values: Values) -> ColumnElement[bool]:
        """Return "not before the first day and not after the last"."""
        if values[0] in dict(STRETCHES):
            is_day = isinstance(column.type, Date)
            return and_(column >= _edge(values[0], is_day=is_day), column < _edge(values[0], is_day=is_day, last=True))
        first, last = self.days(values)
        edge: Callable[[date], ColumnElement[Any]] = _a_day if isinstance(column.type, Date) else _start_of_day
        lower = [column >= edge(first)] if first else []
        upper = [column < edge(last + timedelta(days=1))] if last else []
        # What never happened is sorted at minus infinity, and did not happen until any day.
        happened = [] if first or isinstance(column.type, Date) else [column > _NEVER]
        return and_(true(), *lower, *upper, *happened)

    def words(self, values: Values, labels: Mapping[str, str]) -> str:
        """Return `since 1 Apr 2026`, `until …`, both days with a dash between, or the name with its days."""
        if values[0] in dict(STRETCHES):
            return labels.get(values[0], dict(STRETCHES)[values[0]])
        first, last = self.days(values)
        if first and last:
            return words.span_words(first, last)
        return f"since {words.day_words(first)}" if first else f"until {words.day_words(last)}"

    def days(self, values: Values) -> tuple[date | None, date | None]:
        """Return the first and the last day; None where the range is open or named from today on."""
        if values and values[0] in dict(STRETCHES):
            return (None, None)
        try:
            first, last = (values[0] if values else "..").split("..")
            return (_day(first), _day(last))
        except ValueError as error:
            remedy = "Give days as 2026-04-01..2026-04-30."
            raise self.refuse(values[0], remedy) from error


@dataclass(frozen=True, kw_only=True)
class Flag(Filter):
    """Yes or no, on a column that is true or false, with words for each."""

    yes: str = "Yes"
    no: str = "No"
    choices: tuple[tuple[str, str], ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "choices", (("yes", self.yes), ("no", self.no)))

    def checked(self, values: Values) -> Values:
        """Return yes or no; both together narrow nothing."""
        for value in values:
            if value not in {"yes", "no"}:
                raise self.refuse(value, f"Choose {self.yes} or {self.no}.")
        return () if {"yes", "no"} <= set(values) else values[:1]

    def clause(self, column: ColumnElement[Any], values: Values) -> ColumnElement[bool]:
        """Return the column itself, or its opposite."""
        return column.is_(values[0] == "yes")


def labels_of(narrowing: Filter) -> dict[str, str]:
    """Return the words of each value that the declaration itself knows."""
    if isinstance(narrowing, Choice | Flag):
        return dict(narrowing.choices)
    if isinstance(narrowing, Band):
        return {each.value: each.words for each in narrowing.ranges}
    return {NONE: narrowing.none} if isinstance(narrowing, Related) and narrowing.none else {}


def stretches() -> Select[Any]:
    """Return the select of the days that each name means today: value, first_day, last_day."""
    return select(_stretch.c.value, _stretch.c.first_day, _stretch.c.last_day)


_stretch = func.private.stretches().table_valued(
    column("value", String), column("first_day", Date), column("last_day", Date), name="stretch"
)


def _edge(name: str, *, is_day: bool, last: bool = False) -> ColumnElement[Any]:
    """Return the first day of a named stretch, or the day after its last, as a day or as the moment it begins."""
    day = _stretch.c.last_day + 1 if last else _stretch.c.first_day
    return select(day if is_day else func.private.start_of_day(day)).where(_stretch.c.value == name).scalar_subquery()


def _one_of(column: ColumnElement[Any], values: tuple[Any, ...]) -> ColumnElement[bool]:
    named = [value for value in values if value != NONE]
    clauses = [column.in_(named)] if named else []
    return or_(*clauses, column.is_(None)) if NONE in values else or_(false(), *clauses)


def _joined(ranges: tuple[Range, ...], values: Values) -> list[Range]:
    """Return the chosen ranges, each that begins where the one before it ends made one with it."""
    found: list[Range] = []
    for each in (each for each in ranges if each.value in values):
        touches = found and each.low is not None and found[-1].high == each.low
        found.append(replace(found.pop(), high=each.high) if touches else each)
    return found


def _within(column: ColumnElement[Any], span: Range) -> ColumnElement[bool]:
    lower = column >= span.low if span.low is not None else true()
    return and_(lower, column < span.high if span.high is not None else true())


def _a_day(day: date) -> ColumnElement[Any]:
    return bindparam(None, day, type_=Date)


def _start_of_day(day: date) -> ColumnElement[Any]:
    # In a subquery of its own the function runs once for the query, never once for each row.
    return select(func.private.start_of_day(_a_day(day))).scalar_subquery()


def _day(text: str) -> date | None:
    if (day := date.fromisoformat(text) if text else None) and day.year not in YEARS:
        raise ValueError(text)
    return day


def _short(value: str) -> str:
    return value if len(value) <= VALUE_LENGTH_MAX else f"{value[:VALUE_LENGTH_MAX]}…"
