"""What each learner owes late, in each currency, and how urgent that is: points for money, age, broken promises and silence.

Everything is asked of the facts and the day, so that nothing is stale at midnight. Amounts are thousandths.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, Date, Integer, String, Uuid, and_, case, cast, func, not_, or_, select, true
from sqlalchemy.dialects.postgresql import distinct_on

from growthos_ui.db import columns_of
from growthos_ui.finance.collections.models import CollectionContact, Promise, ReminderPause
from growthos_ui.finance.facts import OVERDUE_BEFORE, TODAY
from growthos_ui.finance.models import InstallmentPlan
from growthos_ui.listing.codes import code_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from sqlalchemy import ColumnElement, ScalarSelect, Select
    from sqlalchemy.sql.selectable import Subquery

_part, _promise = columns_of(InstallmentPlan), columns_of(Promise)
_contact, _pause = columns_of(CollectionContact), columns_of(ReminderPause)

MONEY_POINTS, AGE_POINTS, BROKEN_POINTS, SILENCE_POINTS = 40, 30, 20, 10
DAYS_A_POINT, POINTS_A_BREACH, BREACH_DAYS = 3, 10, 365

PROMISE_STATE: Any = func.private.promise_state(
    _promise.amount_milli,
    _promise.received_milli,
    _promise.promised_for,
    _promise.counts_until,
    _promise.withdrawn_on,
    _promise.moved_on,
    TODAY,
    type_=String,
)
"""What became of a promise by today."""

# Thousands of promises are asked at once, and a function costs more than the four comparisons in it.
_STANDS = and_(
    func.coalesce(_promise.withdrawn_on > _promise.counts_until, true()),
    func.coalesce(_promise.moved_on > _promise.promised_for, true()),
    _promise.received_milli < _promise.amount_milli,
)
_COUNTS = and_(_promise.moved_on.is_(None), _promise.counts_until >= TODAY)
IS_OPEN = and_(_STANDS, _COUNTS)
"""Whether a promise is open by today, as private.promise_state has it."""

IS_BROKEN = and_(_STANDS, not_(_COUNTS))
"""Whether it is broken, or kept in part only."""


def debts() -> Subquery:
    """Return one row for each learner and currency with something overdue: what, since when, what was said, and the points."""
    late, said = _late().subquery("late"), _said().subquery("said")
    last, rest = _last().subquery("last"), _rest().subquery("rest")
    days = cast(TODAY - late.c.oldest_due, Integer)
    most = func.max(late.c.overdue_milli).over(partition_by=late.c.currency)
    broken = cast(func.coalesce(said.c.broken, 0), Integer)
    stage = _stage(said, last, rest)
    points = _points(late.c.overdue_milli, most, days, broken, last.c.made_on)
    return (
        select(
            cast(func.md5(cast(late.c.student_id, String) + late.c.currency), Uuid).label("id"),
            *(late.c[name] for name in ("student_id", "currency", "overdue_milli", "lines", "oldest_due")),
            days.label("days_late"),
            most.label("most_milli"),
            broken.label("broken"),
            said.c.promised_for,
            said.c.promised_milli,
            last.c.made_on.label("contacted_on"),
            *(last.c[name] for name in ("outcome", "next_step", "next_on")),
            rest.c.ends_on.label("paused_until"),
            stage.label("stage"),
            *(value.label(f"{name}_points") for name, value in points.items()),
            case((stage == "call", sum(points.values())), else_=0).label("score"),
        )
        .select_from(late)
        .outerjoin(said, and_(said.c.student_id == late.c.student_id, said.c.currency == late.c.currency))
        .outerjoin(last, last.c.student_id == late.c.student_id)
        .outerjoin(rest, rest.c.student_id == late.c.student_id)
        .subquery("debt")
    )


def _points(overdue: Any, most: Any, days: Any, broken: Any, contacted_on: Any) -> dict[str, ColumnElement[int]]:
    """Return the parts of the score: for the amount, for its age, for promises broken, for days without a word."""
    silence = func.least(SILENCE_POINTS, TODAY - contacted_on, type_=Integer)
    return {
        "money": cast(MONEY_POINTS * overdue // most, Integer),
        "age": func.least(AGE_POINTS, days // DAYS_A_POINT, type_=Integer),
        "broken": func.least(BROKEN_POINTS, POINTS_A_BREACH * broken, type_=Integer),
        "silence": func.coalesce(silence, SILENCE_POINTS),
    }


def _stage(said: Subquery, last: Subquery, rest: Subquery) -> ColumnElement[str]:
    """Return what is to be done: call, or wait for a promise, for the next step's day, for the end of a pause."""
    return case(
        (rest.c.ends_on.is_not(None), "paused"),
        (said.c.promised_for.is_not(None), "promised"),
        (last.c.next_on > TODAY, "later"),
        else_="call",
    )


def _late() -> Select[Any]:
    currency = code_of(_part.currency)
    return (
        select(
            _part.student_id,
            currency.label("currency"),
            cast(func.sum(_part.remaining_milli), BigInteger).label("overdue_milli"),
            cast(func.count(), Integer).label("lines"),
            func.min(_part.effective_due_date, type_=Date).label("oldest_due"),
        )
        .where(_part.remaining_milli > 0, _part.effective_due_date < OVERDUE_BEFORE)
        .group_by(_part.student_id, _part.currency)
    )


def _said() -> Select[Any]:
    """Return the promises of each learner and currency: how many were broken in a year, and the first that is open."""
    breach = and_(IS_BROKEN, _promise.promised_for > TODAY - BREACH_DAYS)
    return select(
        _promise.student_id,
        code_of(_promise.currency).label("currency"),
        func.count().filter(breach).label("broken"),
        func.min(_promise.promised_for, type_=Date).filter(IS_OPEN).label("promised_for"),
        cast(func.sum(_promise.amount_milli - _promise.received_milli).filter(IS_OPEN), BigInteger).label(
            "promised_milli"
        ),
    ).group_by(_promise.student_id, _promise.currency)


def _last() -> Select[Any]:
    return (
        select(_contact.student_id, _contact.made_on, _contact.outcome, _contact.next_step, _contact.next_on)
        .ext(distinct_on(_contact.student_id))
        .order_by(_contact.student_id, _contact.made_at.desc())
    )


def _rest() -> Select[Any]:
    return (
        select(_pause.student_id, func.max(_pause.ends_on, type_=Date).label("ends_on"))
        .where(
            _pause.starts_on <= TODAY,
            _pause.ends_on >= TODAY,
            or_(_pause.ended_on.is_(None), _pause.ended_on > TODAY),
        )
        .group_by(_pause.student_id)
    )


def open_of(debt: Any) -> ScalarSelect[int]:
    """Return what is still to come of all issued parts of a learner in a currency, late or not."""
    owed = cast(func.coalesce(func.sum(_part.remaining_milli), 0), BigInteger)
    parts = select(owed).where(
        _part.student_id == debt.c.student_id, _part.currency == debt.c.currency, _part.issue_date <= TODAY
    )
    return parts.correlate(debt).scalar_subquery()


def ranked(student: UUID, currency: str, seen: Sequence[UUID]) -> Subquery:
    """Return the debts, of which one `is_asked` and one `is_next`: of those to call, and not `seen`, that with the most points.

    `left` is how many there are of those.
    """
    debt = debts()
    is_asked = and_(debt.c.student_id == student, debt.c.currency == currency)
    to_call = and_(debt.c.stage == "call", debt.c.id.not_in(seen), not_(is_asked))
    place = func.row_number().over(order_by=(to_call.desc(), debt.c.score.desc(), debt.c.id.desc()))
    is_next, left = and_(to_call, place == 1), func.count().filter(to_call).over()
    return select(debt, is_asked.label("is_asked"), is_next.label("is_next"), left.label("left")).subquery("ranked")
