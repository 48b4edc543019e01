"""Ways to narrow the lists of money, and to search them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, any_, false, func, or_, select, true

from growthos_ui.db import columns_of
from growthos_ui.finance import facts
from growthos_ui.finance.as_of import day
from growthos_ui.finance.models import Invoice
from growthos_ui.finance.queries import has_overdue_part, late_entries
from growthos_ui.finance.standing import by_facts
from growthos_ui.learning.models import CourseEnrollment
from growthos_ui.learning.naming import is_learner
from growthos_ui.listing.filters import Choice, DayRange, Flag, Related
from growthos_ui.listing.ranges import NumberRange
from growthos_ui.listing.search import LAST_LETTER

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sqlalchemy import ColumnElement

    from growthos_ui.listing.filters import Values

_bill, _place = columns_of(Invoice), columns_of(CourseEnrollment)


@dataclass(frozen=True, kw_only=True)
class InState(Choice):
    """Installments in one of these states today, by facts and the day."""

    def clause(self, column: ColumnElement[Any], values: Values) -> ColumnElement[bool]:  # noqa: ARG002
        """Return "is in one of these states"."""
        return facts.any_of(facts.BY_STATE, values) if values else false()


@dataclass(frozen=True, kw_only=True)
class Late(Choice):
    """Installments that are overdue by so many days."""

    choices: tuple[tuple[str, str], ...] = (
        ("1-30", "1–30 days"),
        ("31-60", "31–60 days"),
        ("61-90", "61–90 days"),
        ("over-90", "Over 90 days"),
    )

    def clause(self, column: ColumnElement[Any], values: Values) -> ColumnElement[bool]:  # noqa: ARG002
        """Return "is late by as much as one of these"."""
        return facts.any_of(facts.BY_AGE, values) if values else false()


@dataclass(frozen=True, kw_only=True)
class Stands(Choice):
    """Installments that stand so: of rows asked by their facts, which an index finds; of sums by their word."""

    def clause(self, column: ColumnElement[Any], values: Values) -> ColumnElement[bool]:
        """Return "stands like one of these"."""
        rows = getattr(column, "table", None)
        if rows is None:
            return super().clause(column, values)
        return or_(false(), *(test for word, test in by_facts(rows).items() if word in values))


@dataclass(frozen=True, kw_only=True)
class Became(Flag):
    """Whether a day has come for an installment, asked in the same way."""

    def clause(self, column: ColumnElement[Any], values: Values) -> ColumnElement[bool]:
        """Return the word itself, with the facts that it follows from beside a yes."""
        rows = getattr(column, "table", None)
        told = super().clause(column, values)
        if rows is None or values[0] == "no":
            return told
        return and_(told, (rows.c.issue_date if self.column == "is_issued" else rows.c.effective_due_date) <= day())


@dataclass(frozen=True, kw_only=True)
class Billed(DayRange):
    """Issued within some days; no due day is before them, which narrows the pages in order of due days."""

    def clause(self, column: ColumnElement[Any], values: Values) -> ColumnElement[bool]:
        """Return "issued not before the first day and not after the last"."""
        within, rows = super().clause(column, values), getattr(column, "table", None)
        first, _ = self.days(values)
        known = rows is not None and first is not None and "effective_due_date" in rows.c
        return and_(within, rows.c.effective_due_date >= first) if rows is not None and known else within


@dataclass(frozen=True, kw_only=True)
class DaysAfter(NumberRange):
    """So many days after a day; what came before it is below 0, and in every range without a lower end.

    What came late is found by the installments on which anything came as late: those are few, and reading every one takes longer.
    """

    def reads(self, values: Values) -> str:
        """Return the entry itself where only late ones are asked for, else the column of its days."""
        low, _ = self.ends(values)
        return "id" if low is not None and low > 0 else self.column

    def clause(self, column: ColumnElement[Any], values: Values) -> ColumnElement[bool]:
        """Return "not fewer than the one and not more than the other"."""
        low, high = self.ends(values)
        if low is not None and low > 0:
            return column == any_(
                func.array(late_entries(int(low), None if high is None else int(high)).scalar_subquery())
            )
        lower = [column >= int(low)] if low is not None else []
        return and_(true(), *lower, *([column <= int(high)] if high is not None else []))


@dataclass(frozen=True, kw_only=True)
class BillInState(Choice):
    """Bills in one of these states today: overdue by the facts of their parts, otherwise as the ledger wrote it."""

    def clause(self, column: ColumnElement[Any], values: Values) -> ColumnElement[bool]:  # noqa: ARG002
        """Return "is in one of these states"."""
        late, others = has_overdue_part(), [value for value in values if value != "overdue"]
        tests = [late] if "overdue" in values else []
        return or_(false(), *tests, *([and_(_bill.status.in_(others), ~late)] if others else []))


@dataclass(frozen=True, kw_only=True)
class OfCourse(Related):
    """What belongs to bills of a course; on the column that names the bill."""

    def clause(self, column: ColumnElement[Any], values: Values) -> ColumnElement[bool]:
        """Return "is of a bill of one of these"."""
        return column.in_(select(_bill.id).where(super().clause(_bill.course_id, values)))


@dataclass(frozen=True, kw_only=True)
class OfBatch(Related):
    """What belongs to bills of places in a batch; on the column that names the bill."""

    def clause(self, column: ColumnElement[Any], values: Values) -> ColumnElement[bool]:
        """Return "is of a bill of a place in one of these"."""
        places = select(_place.id).where(super().clause(_place.batch_id, values))
        return column.in_(select(_bill.id).where(_bill.enrollment_id.in_(places)))


def by_learner_or(
    numbered: ColumnElement[Any], prefix: str, *, on: str = ""
) -> Callable[[Mapping[str, ColumnElement[Any]], tuple[str, ...]], ColumnElement[bool]]:
    """Return a search by code and name, or by a number where what was typed begins like one: `INV-STU000001-01`.

    `on` names the selected column of the bill where the number stands there and not in the row itself.
    """
    by_learner = is_learner("student_id")

    def clause(selected: Mapping[str, ColumnElement[Any]], typed: tuple[str, ...]) -> ColumnElement[bool]:
        if typed[0] != prefix or not typed[1:]:
            return by_learner(selected, typed)
        start = "-".join(typed).upper()
        found = and_(numbered >= start, numbered < start + LAST_LETTER)
        return selected[on].in_(select(_bill.id).where(found)) if on else found

    return clause
