"""The worklist of collections and the list of promises."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, func, select

from growthos_ui.auth.permissions import Permission
from growthos_ui.db import columns_of
from growthos_ui.finance.collections.columns import Score
from growthos_ui.finance.collections.measures import PROMISE_STATE, debts, open_of
from growthos_ui.finance.collections.models import Promise
from growthos_ui.finance.collections.words import OUTCOMES, PROMISE_STATES, STAGES
from growthos_ui.finance.facts import TODAY
from growthos_ui.finance.models import InstallmentPlan, Invoice
from growthos_ui.finance.queries import currencies, named
from growthos_ui.finance.words import COLLEAGUE
from growthos_ui.learning.naming import by_learner
from growthos_ui.listing.codes import code_of
from growthos_ui.listing.columns import Badge, Code, Count, Day, Link, Mark, Moment, Text
from growthos_ui.listing.filters import Band, Choice, DayRange, Flag, Range, Related
from growthos_ui.listing.listing import Listing
from growthos_ui.listing.money import Money, MoneyRange
from growthos_ui.people.models import Colleague, Student

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.sql.selectable import Subquery

_promise, _part, _bill = columns_of(Promise), columns_of(InstallmentPlan), columns_of(Invoice)
_student, _colleague = columns_of(Student), columns_of(Colleague)
_debt = debts()
_DEBT = "/finance/collections/{student_code}-{currency}"


def worklist() -> Select[Any]:
    """Return what is overdue, a row for each learner and currency, with whose it is and what was said about it."""
    return with_whose(_debt)


def with_whose(debt: Subquery) -> Select[Any]:
    """Return rows of debts with whose they are, and what is open of each."""
    # looked up for the rows of a page alone: joined, every student of the school is read to find them
    named = (
        select(name).where(_student.id == debt.c.student_id).correlate(debt).scalar_subquery().label(name.key)
        for name in (_student.student_code, _student.full_name)
    )
    return select(debt, *named, open_of(debt).label("open_milli"))


def promises() -> Select[Any]:
    """Return every promise that the actor may see, with what became of it by today."""
    return (
        select(
            *_of_a_promise(),
            _student.student_code,
            _student.full_name,
            _bill.invoice_number,
            _part.installment_number,
            func.concat(_bill.invoice_number, "-", _part.installment_number).label("part_name"),
            func.coalesce(_colleague.full_name, COLLEAGUE).label("taken_by_name"),
        )
        .join(InstallmentPlan, _part.id == _promise.installment_id)
        .join(Invoice, _bill.id == _promise.invoice_id)
        .join(Student, _student.id == _promise.student_id)
        .outerjoin(Colleague, _colleague.id == _promise.taken_by)
    )


def bare_promises() -> Select[Any]:
    """Return the same without what they are joined to."""
    return select(*_of_a_promise())


def _of_a_promise() -> tuple[ColumnElement[Any], ...]:
    received = func.least(func.greatest(_promise.received_milli, 0), _promise.amount_milli, type_=BigInteger)
    is_fallen = (_promise.counts_until < TODAY) & PROMISE_STATE.not_in(("moved", "withdrawn"))
    return (
        _promise.id,
        _promise.student_id,
        code_of(_promise.currency).label("currency"),
        _promise.amount_milli,
        received.label("received_milli"),
        (_promise.amount_milli - received).label("missing_milli"),
        _promise.made_on,
        _promise.promised_for,
        _promise.counts_until,
        _promise.taken_at,
        _promise.taken_by,
        _promise.note,
        PROMISE_STATE.label("state"),
        is_fallen.label("is_fallen"),
    )


def takers() -> Select[Any]:
    """Return who took promises, by the names that the actor may know."""
    return named(select(_promise.taken_by.label("value")).distinct())


def _choices(marks: tuple[Mark, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((mark.value, mark.words) for mark in marks)


WORKLIST = Listing(
    name="collections",
    title="Collections",
    noun=("debt", "debts"),
    source=worklist,
    columns=(
        Code(name="student_code", label="Code", starts_hidden=True),
        Link(name="full_name", label="Student", card="title", href=_DEBT, code="student_code"),
        Badge(name="stage", label="Now", marks=STAGES, card="state"),
        Score(
            name="score",
            label="Score",
            sort_by="score",
            card="pair",
            about="Points for the amount overdue (up to 40, of the largest in the currency), for age (one for every 3 days, up to 30),"
            " for promises broken in a year (10 each, up to 20) and for days without a contact (up to 10). Nothing while it waits",
        ),
        Text(name="currency", label="Currency", is_quiet=True, card="sub"),
        Money(name="overdue_milli", label="Overdue", sort_by="overdue_milli", total="sum", card="pair"),
        Money(
            name="open_milli",
            label="Open",
            starts_hidden=True,
            about="All that is still to come of issued installments, late or not; late fees are not in it",
        ),
        Count(name="days_late", label="Days late", sort_by="days_late", card="pair", about="Of the oldest one"),
        Day(name="contacted_on", label="Last contact", card="pair"),
        Badge(name="outcome", label="What came of it", marks=tuple(Mark(*each, "dot") for each in OUTCOMES.items())),
        Day(name="next_on", label="Next step"),
        Day(name="promised_for", label="Promised for"),
        Money(
            name="promised_milli",
            label="Promised",
            starts_hidden=True,
            about="What is still to come of promises that are open",
        ),
        Count(name="lines", label="Installments", starts_hidden=True, about="How many of them are overdue"),
        Count(name="broken", label="Broken", about="Promises broken, or kept in part only, in a year"),
        Day(name="paused_until", label="Paused until", starts_hidden=True),
        Count(name="money_points", label="Points: amount", starts_hidden=True),
        Count(name="age_points", label="Points: age", starts_hidden=True),
        Count(name="broken_points", label="Points: broken", starts_hidden=True),
        Count(name="silence_points", label="Points: silence", starts_hidden=True),
    ),
    filters=(
        Choice(name="stage", label="Now", choices=_choices(STAGES)),
        Band(
            name="late",
            label="Days late",
            on="days_late",
            ranges=(
                Range("1-30", "1–30 days", None, 31),
                Range("31-60", "31–60 days", 31, 61),
                Range("61-90", "61–90 days", 61, 91),
                Range("over-90", "Over 90 days", 91, None),
            ),
        ),
        Related(name="currency", label="Currency", options=currencies),
        MoneyRange(name="overdue", label="Overdue", on="overdue_milli"),
        Band(
            name="broken",
            label="Broken promises",
            ranges=(Range("none", "None", None, 1), Range("some", "Some", 1, None)),
        ),
        DayRange(name="contacted", label="Last contact", on="contacted_on"),
        Choice(name="outcome", label="What came of it", choices=tuple(OUTCOMES.items())),
    ),
    search=by_learner(),
    sort="-score",
    read=Permission.FINANCE_COLLECTIONS_READ,
    export=Permission.FINANCE_COLLECTIONS_EXPORT,
    absent="A debt appears here when an installment of a student is overdue.",
)

PROMISES = Listing(
    name="promises",
    title="Promises",
    noun=("promise", "promises"),
    source=promises,
    lean=(bare_promises,),
    columns=(
        Day(name="promised_for", label="Promised for", sort_by="promised_for", card="pair"),
        Code(name="student_code", label="Code", card="sub"),
        Link(name="full_name", label="Student", card="title", href=_DEBT),
        Link(name="part_name", label="Installment", href="/finance/installments/{part_name}", card="sub"),
        Badge(name="state", label="State", marks=PROMISE_STATES, card="state"),
        Text(name="currency", label="Currency", is_quiet=True, card="sub"),
        Money(name="amount_milli", label="Amount", sort_by="amount_milli", total="sum", card="pair"),
        Money(
            name="received_milli",
            label="Received",
            total="sum",
            card="pair",
            about="Net cash on the installment from the day of the promise to its day and the days of grace, up to what was promised",
        ),
        Day(name="made_on", label="Made on"),
        Day(name="counts_until", label="Counts until", starts_hidden=True),
        Moment(name="taken_at", label="Entered", sort_by="taken_at", starts_hidden=True),
        Text(name="taken_by_name", label="Taken by", is_quiet=True),
        Text(name="note", label="Note", starts_hidden=True),
    ),
    filters=(
        Choice(name="state", label="State", choices=_choices(PROMISE_STATES)),
        DayRange(name="for", label="Promised for", on="promised_for"),
        Flag(name="fallen", label="Its day is over", on="is_fallen", yes="Over", no="Open, moved or withdrawn"),
        Related(name="currency", label="Currency", options=currencies),
        Related(name="by", label="Taken by", on="taken_by", options=takers),
        MoneyRange(name="amount", label="Amount", on="amount_milli"),
    ),
    search=by_learner(),
    sort="-promised_for",
    read=Permission.FINANCE_COLLECTIONS_READ,
    export=Permission.FINANCE_COLLECTIONS_EXPORT,
    absent="A promise appears here when a student says what they will pay, and by when.",
)
