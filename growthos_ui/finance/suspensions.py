"""Who loses access tonight, and why: the list of the evening is what the night does. One of them told, and kept for a while."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import Date, Integer, String, Uuid, case, cast, column, func, select

from growthos_ui.auth.permissions import Permission
from growthos_ui.db import columns_of
from growthos_ui.errors import GrowthError, Kind
from growthos_ui.finance.amounts import day_of
from growthos_ui.finance.models import InstallmentPlan, Invoice
from growthos_ui.learning.models import Course
from growthos_ui.learning.naming import by_learner
from growthos_ui.listing.codes import code_of
from growthos_ui.listing.columns import Badge, Code, Count, Day, Link, Mark, Text
from growthos_ui.listing.filters import Choice, Flag
from growthos_ui.listing.listing import Listing
from growthos_ui.listing.money import Money, money_words
from growthos_ui.listing.words import day_words
from growthos_ui.oversight.columns import Opener
from growthos_ui.oversight.entries import Told
from growthos_ui.people.models import Student

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from sqlalchemy import RowMapping, Select

    from growthos_ui.db import Transaction

_part, _bill, _course, _student = (columns_of(each) for each in (InstallmentPlan, Invoice, Course, Student))

CAUSES = (
    Mark("fees", "Payment overdue", "alarm", "bad", is_tinted=True),
    Mark("plan", "Planned by staff", "clock", "info"),
    Mark("access", "Time of access over", "dashed", "warn"),
    Mark("newcomer", "Never paid", "ring", "warn"),
)
_BY_MONEY = ("fees", "newcomer")
_TONIGHT = {"yes": "Held", "no": "Loses access"}
_WHY = {
    "fees": "A payment of theirs is overdue, after the days of grace.",
    "plan": "Somebody planned it for this day. A hold does not help against a plan.",
    "access": "The time of access has run out, and there is no other place. A hold does not help against that.",
    "newcomer": "They are new, nothing was ever paid, and the first due day is long past.",
}


@cache  # one select, whose columns the filters name
def suspensions() -> Select[Any]:
    """Return everybody whom the coming night suspends, or would if nobody held them, with the part that is late."""
    night = func.private.suspensions_tonight().table_valued(
        column("student_id", Uuid), column("on_day", Date), column("cause", String), column("installment_id", Uuid),
        column("days_late", Integer), column("late_key", Integer), column("held_until", Date), column("held_because", String),
        column("held_by_name", String), name="night",
    )  # fmt: skip
    held = night.c.held_until.isnot(None)
    return (
        select(
            night.c.student_id.label("id"), night.c.student_id, night.c.on_day, night.c.cause, night.c.days_late,
            night.c.held_until, night.c.held_because, night.c.held_by_name, held.label("is_held"),
            case((held, "yes"), else_="no").label("tonight"),
            night.c.late_key,
            _student.student_code, _student.full_name, _bill.invoice_number, _part.installment_number,
            (_bill.invoice_number + "-" + cast(_part.installment_number, String)).label("part_name"),
            _course.title.label("course_title"), code_of(_part.currency).label("currency"),
            (_part.remaining_milli + _part.penalty_remaining_milli).label("open_milli"),
        )
        .select_from(night)
        .join(Student, _student.id == night.c.student_id)
        .outerjoin(InstallmentPlan, _part.id == night.c.installment_id)
        .outerjoin(Invoice, _bill.id == _part.invoice_id)
        .outerjoin(Course, _course.id == _bill.course_id)
    )  # fmt: skip


SUSPENSIONS = Listing(
    name="suspensions",
    title="Suspensions",
    noun=("student", "students"),
    source=suspensions,
    columns=(
        Code(name="student_code", label="Code", card="sub"),
        Link(name="full_name", label="Student", card="title", href="/students/{student_code}"),
        Badge(name="cause", label="Why", marks=CAUSES, card="state"),
        Opener(
            name="tonight",
            label="Tonight",
            known=_TONIGHT,
            card="pair",
            about="Whether access ends tonight; opens the student with the way to hold it",
        ),
        Day(name="held_until", label="Held until", card="pair", about="The last day of the hold"),
        Count(name="days_late", label="Days late", sort_by="late_key", card="pair", about="Tonight, since the due day"),
        Text(name="currency", label="Currency", is_quiet=True, card="sub"),
        Money(name="open_milli", label="Owed", about="What is still to come of the oldest late installment"),
        Text(name="course_title", label="Course", card="sub"),
        Link(name="part_name", label="Installment", href="/finance/installments/{part_name}", card="sub"),
        Day(name="on_day", label="Night to", starts_hidden=True, about="The day that begins with this night"),
        Text(name="held_because", label="Reason of the hold", starts_hidden=True),
    ),
    filters=(
        Choice(name="why", label="Why", on="cause", choices=tuple((each.value, each.words) for each in CAUSES)),
        Flag(name="held", label="Tonight", on="is_held", yes="Held", no="Loses access"),
    ),
    search=by_learner(),
    sort="-days_late",
    read=Permission.FINANCE_OVERVIEW_READ,
    export=Permission.FINANCE_INSTALLMENTS_EXPORT,
    absent="Tonight nobody loses access.",
)


async def find_suspension(tx: Transaction, student: UUID) -> RowMapping | None:
    """Return the row of a student, or None where the coming night does not touch them."""
    return await tx.one(suspensions().where(_student.id == student))


def told(row: RowMapping) -> Told:
    """Return a row in words."""
    return Told(title=row["full_name"], description=_WHY[row["cause"]], facts=tuple(_facts(row)))


def may_be_held(row: RowMapping) -> bool:
    """Tell whether a hold helps: only against what money causes."""
    return row["cause"] in _BY_MONEY


def _facts(row: RowMapping) -> Iterator[tuple[str, str]]:
    night = f"00:05 on {day_words(row['on_day'])}"
    yield "Access", f"Kept at {night}" if row["is_held"] else f"Ends at {night}"
    yield "Student", row["student_code"]
    if row["invoice_number"]:
        yield "Installment", f"{row['invoice_number']}-{row['installment_number']} of {row['course_title']}"
        yield "Owed", money_words(row["open_milli"], row["currency"])
        yield "Days late", str(row["days_late"])
    if row["is_held"]:
        yield "Held until", day_words(row["held_until"])
        yield "Because", row["held_because"]
        yield "By", row["held_by_name"]


async def hold(tx: Transaction, student: UUID, until: str, reason: str) -> bool:
    """Keep a student's access until the end of a day; return whether anything changed. Raises GrowthError."""
    if not until.strip():
        raise GrowthError(Kind.INVALID, "Choose a day.", field="until")
    changed: bool = await tx.call("private.hold_suspension", student, day_of(until, field="until"), reason)
    return changed


async def lift(tx: Transaction, student: UUID) -> bool:
    """Take the hold back; return whether there was one. Raises GrowthError."""
    lifted: bool = await tx.call("private.lift_hold", student)
    return lifted
