"""The list of receivables: every installment as it stood at the end of a day. Each figure of what is owed opens it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import String, cast, select

from growthos_ui.auth.permissions import Permission
from growthos_ui.db import columns_of
from growthos_ui.finance.as_of import AS_OF, KNOWN_NOW
from growthos_ui.finance.models import InstallmentPlan, Invoice
from growthos_ui.finance.narrowings import Became, Billed, Stands
from growthos_ui.finance.queries import enrollers
from growthos_ui.finance.splits import SUMS
from growthos_ui.finance.standing import standing, standing_then, standing_today
from growthos_ui.finance.summaries import OwedFigures
from growthos_ui.learning.models import Course
from growthos_ui.learning.naming import by_learner
from growthos_ui.learning.queries import batches, courses
from growthos_ui.listing.as_of import AsOf, Hindsight
from growthos_ui.listing.codes import code_of
from growthos_ui.listing.columns import Badge, Code, Day, Link, Mark, Text
from growthos_ui.listing.filters import Band, DayRange, Flag, Range, Related
from growthos_ui.listing.listing import Listing
from growthos_ui.listing.money import Money
from growthos_ui.people.models import Student
from growthos_ui.people.queries import mentors

if TYPE_CHECKING:
    from sqlalchemy import Select
    from sqlalchemy.sql.selectable import Subquery

_plan = columns_of(InstallmentPlan)
_invoice = columns_of(Invoice)
_sums = columns_of(OwedFigures)
_course = columns_of(Course)
_student = columns_of(Student)

PATH = "/finance/receivables"
STANDINGS = (
    Mark("not-due", "Not due", "ring", "neutral"),
    Mark("1-30", "1–30 days late", "alarm", "bad"),
    Mark("31-60", "31–60 days late", "alarm", "bad"),
    Mark("61-90", "61–90 days late", "alarm", "bad"),
    Mark("over-90", "Over 90 days late", "alarm", "bad"),
    Mark("scheduled", "Scheduled", "dashed", "off"),
    Mark("settled", "Settled", "done", "good"),
    Mark("cancelled", "Cancelled", "struck", "off"),
)


@cache
def _stood() -> Subquery:
    """Return the one subquery that the list, its totals and the figures name the columns of."""
    return standing().subquery("stood")


def bare_receivables() -> Select[Any]:
    """Return every installment that the actor may see, as it stood: enough to count and to add up."""
    return select(_stood())


@cache
def receivables_today() -> Select[Any]:
    """Return the same as of today alone."""
    return select(standing_today().subquery("stood_today"))


@cache
def receivables_then() -> Select[Any]:
    """Return the same as of a past day alone, as it was known then."""
    return select(standing_then().subquery("stood_then"))


@cache
def receivables() -> Select[Any]:
    """Return the same with whose it is."""
    stood = _stood()
    return (
        select(
            stood,
            _plan.invoice_id,
            (_invoice.invoice_number + "-" + cast(_plan.installment_number, String)).label("part_name"),
            _course.title.label("course_title"),
            _student.student_code,
            _student.full_name,
        )
        .select_from(stood)
        .outerjoin(InstallmentPlan, _plan.id == stood.c.id)
        .outerjoin(Invoice, _invoice.id == _plan.invoice_id)
        .outerjoin(Course, _course.id == stood.c.course_id)
        .outerjoin(Student, _student.id == stood.c.student_id)
    )


def currencies() -> Select[Any]:
    """Return the currencies in which anything was billed: the sums of all of it are a few hundred rows."""
    value = code_of(_sums.currency)
    return select(value.label("value"), value.label("label")).where(_sums.split == "all").distinct().order_by(value)  # type: ignore[return-value]


RECEIVABLES = Listing(
    name="receivables",
    title="Receivables",
    noun=("installment", "installments"),
    source=receivables,
    lean=(receivables_today, receivables_then, bare_receivables),
    summed=SUMS,
    columns=(
        Code(name="student_code", label="Code", starts_hidden=True),
        Link(name="full_name", label="Student", card="title", href="/students/{student_code}", code="student_code"),
        Text(name="course_title", label="Course", card="sub"),
        Link(name="part_name", label="Installment", href="/finance/installments/{part_name}", card="sub", is_own=True),
        Badge(name="standing", label="Standing", marks=STANDINGS, card="state"),
        Day(name="effective_due_date", label="Due", sort_by="effective_due_date", card="pair"),
        Text(name="currency", label="Currency", is_quiet=True),
        Money(name="amount_milli", label="Amount", sort_by="amount_milli", total="sum"),
        Money(name="paid_milli", label="Collected", total="sum", about="Principal that came, less what went back"),
        Money(name="credited_milli", label="Credited", starts_hidden=True),
        Money(name="written_off_milli", label="Written off", starts_hidden=True),
        Money(
            name="remaining_milli", label="Remaining", card="pair", total="sum", about="Principal that is still to come"
        ),
        Money(
            name="fee_milli",
            label="Late fee",
            total="sum",
            about="The late fee that is still to come, beside what remains",
        ),
    ),
    filters=(
        AsOf(name="as_of", label="As of", on=AS_OF, parameter=AS_OF),
        Hindsight(
            name="known",
            label="Known",
            on=KNOWN_NOW,
            parameter=KNOWN_NOW,
            choices=(("then", "As known then"), ("now", "With what is known now")),
        ),
        Related(name="currency", label="Currency", options=currencies),
        Related(name="course", label="Course", on="course_id", options=courses),
        Related(name="batch", label="Batch", on="batch_id", options=batches, none="No batch"),
        Related(name="mentor", label="Mentor", on="mentor_id", options=mentors, none="No mentor"),
        Related(name="manager", label="Enrolled by", on="enrolled_by", options=enrollers, none="Not known"),
        Stands(name="standing", label="Standing", choices=tuple((each.value, each.words) for each in STANDINGS)),
        Band(
            name="days",
            label="Days after the due day",
            on="days_late",
            ranges=(
                Range("next-7", "Due today or in the next 7 days", -7, 1),
                Range("later", "Due later", None, -7),
                Range("past", "After the due day", 1, None),
            ),
        ),
        DayRange(name="falls", label="Due day", on="effective_due_date"),
        Billed(name="billed", label="Issue day", on="issue_date"),
        Became(name="issued", label="Issued", on="is_issued"),
        Became(name="due", label="Due day has come", on="is_due"),
        Flag(name="on_time", label="Filled by its due day", on="is_punctual"),
        Flag(name="cancelled", label="Cancelled", on="is_cancelled"),
        Band(
            name="fee",
            label="Late fee",
            on="fee_milli",
            ranges=(Range("open", "Open", 1), Range("none", "None", None, 1)),
        ),
    ),
    search=by_learner(),
    sort="effective_due_date",
    read=Permission.FINANCE_OVERVIEW_READ,
    export=Permission.FINANCE_INSTALLMENTS_EXPORT,
    absent="An installment appears here when a place in a course is billed.",
)
