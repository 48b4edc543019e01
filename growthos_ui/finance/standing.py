"""How each installment stood at the end of a day, today or any day before: the one shape behind every figure of what is owed.

Today is asked of the rows that stand for the installments, or of sums of such as are alike. So is a past day as it was known
then, recorded by then and dated by then: every stretch of days on which an installment was the same is a row. With what is known now it is put
together from the terms that held and the ledger: dated by then, whenever it was recorded. Amounts are thousandths of the currency's unit. The grace days are those of the settings today.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Date,
    Integer,
    and_,
    bindparam,
    case,
    cast,
    false,
    func,
    not_,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import distinct_on

from growthos_ui.db import columns_of
from growthos_ui.finance.models import InstallmentPayment, InstallmentTerms
from growthos_ui.finance.summaries import InstallmentPast, InstallmentStanding
from growthos_ui.listing.codes import code_of

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.sql.selectable import FromClause, Subquery

_now, _before = columns_of(InstallmentStanding), columns_of(InstallmentPast)
_terms = columns_of(InstallmentTerms)
_entries = columns_of(InstallmentPayment)

AS_OF, KNOWN_NOW = "as_of_day", "as_known_now"
"""The two values that every such statement takes: the day, None for today, and whether to use what is known now."""

AGES = (("1-30", 30), ("31-60", 60), ("61-90", 90))
OVER = "over-90"
OVERDUE = (*(name for name, _ in AGES), OVER)
NOT_DUE = "not-due"
OPEN = (NOT_DUE, *OVERDUE)
STANDINGS = (*OPEN, "scheduled", "settled", "cancelled")


def asked_day() -> ColumnElement[Any]:
    """Return the day as of which is asked; null for today."""
    return bindparam(AS_OF, None, type_=Date)


def _known_now() -> ColumnElement[bool]:
    return func.coalesce(bindparam(KNOWN_NOW, None, type_=Boolean), false())


def day() -> ColumnElement[Any]:
    """Return the day as of which is asked: never later than today."""
    return select(func.least(asked_day(), func.private.today(), type_=Date)).scalar_subquery()


def _end() -> ColumnElement[Any]:
    """Return the moment at which the day is over at the school."""
    return select(func.private.start_of_day(asked_day() + 1)).scalar_subquery()


def grace() -> Select[Any]:
    """Return the days of grace of the settings."""
    return select(cast(func.private.get_setting("fees.grace_days"), Integer))


def standing() -> Select[Any]:
    """Return every installment with its terms, its sums, and where it stands, whichever day is asked for: one row for each."""
    return _told(
        union_all(_today().where(asked_day().is_(None)), _then().where(~_known_now()), _past()), AS_OF, KNOWN_NOW
    )


def standing_today() -> Select[Any]:
    """Return the same for whoever asks for no day: one table, in whose order pages are read."""
    return _told(_today())


def standing_then() -> Select[Any]:
    """Return the same for whoever asks for a day, and not with what is known now: one table as well."""
    return _told(_then(), AS_OF)


def _told(rows: Any, *answers: str) -> Select[Any]:
    core = rows.subquery("part")
    punctual = core.c.punctual_milli >= _owed(core)
    # What a question may be asked with is a column: that is how a list knows which rows can answer it.
    asked = {AS_OF: day().label(AS_OF), KNOWN_NOW: _known_now().label(KNOWN_NOW)}
    return select(core, *told_of(core), punctual.label("is_punctual"), *(asked[each] for each in answers))


def told_of(core: Subquery) -> tuple[ColumnElement[Any], ...]:
    """Return what follows from the terms, the sums and the day; of an installment, or of a sum of such as are alike in it.

    A sum says itself whether anything `is_owed` and `is_open` in it: taken away from others, its amounts are below zero.
    """
    late = cast(day() - core.c.effective_due_date, Integer)
    owed = _owed(core)
    is_owed, is_open = (
        (core.c.is_owed, core.c.is_open) if "is_owed" in core.c else (owed > 0, core.c.remaining_milli > 0)
    )
    return (
        owed.label("owed_milli"),
        late.label("days_late"),
        and_(core.c.is_cancelled.is_(False), core.c.issue_date <= day()).label("is_issued"),
        and_(is_owed, core.c.effective_due_date <= day()).label("is_due"),
        _word(core, is_open, late).label("standing"),
    )


def _owed(core: Subquery) -> ColumnElement[int]:
    return case((core.c.is_cancelled, 0), else_=core.c.amount_milli - core.c.credited_milli)


def _word(core: Subquery, is_open: ColumnElement[bool], late: ColumnElement[int]) -> ColumnElement[str]:
    return case(
        (core.c.is_cancelled, "cancelled"),
        (not_(is_open), "settled"),
        (core.c.issue_date > day(), "scheduled"),
        (late <= grace().scalar_subquery(), NOT_DUE),
        *((late <= most, name) for name, most in AGES),
        else_=OVER,
    )


def by_facts(rows: FromClause) -> dict[str, ColumnElement[bool]]:
    """Return each standing as a condition on the facts of a row, as `standing` tells it.

    No due day is before the issue day: what is not issued is due later still, which an index of due days can be asked.
    """
    row = rows.c
    owing = and_(row.is_cancelled.is_(False), row.remaining_milli > 0)
    issued = and_(owing, row.issue_date <= day())
    begins = day() - grace().scalar_subquery()
    ages: dict[str, ColumnElement[bool]] = {}
    for name, most in AGES:
        ages[name] = and_(issued, row.effective_due_date < begins, row.effective_due_date >= day() - most)
        begins = func.least(begins, day() - most, type_=Date)
    return {
        NOT_DUE: and_(issued, row.effective_due_date >= day() - grace().scalar_subquery()),
        **ages,
        OVER: and_(issued, row.effective_due_date < begins),
        "scheduled": and_(owing, row.issue_date > day(), row.effective_due_date > day()),
        "settled": and_(row.is_cancelled.is_(False), row.remaining_milli <= 0),
        "cancelled": row.is_cancelled.is_(True),
    }


def _today() -> Select[Any]:
    """Return the installments as they are."""
    return select(_now.id.label("id"), *_kept(_now), *_whose(_now))


def _then() -> Select[Any]:
    """Return the installments as they were when the day was over."""
    return select(_before.installment_id.label("id"), *_kept(_before), *_whose(_before)).where(
        _before.since <= asked_day(), _before.until > asked_day()
    )


def _kept(row: Any) -> tuple[ColumnElement[Any], ...]:
    return (
        code_of(row.currency).label("currency"),
        row.amount_milli,
        row.issue_date,
        row.effective_due_date,
        row.is_cancelled,
        row.paid_milli,
        row.credited_milli,
        row.written_off_milli,
        row.fee_milli,
        row.remaining_milli,
        row.punctual_milli,
    )


def _whose(row: Any) -> tuple[ColumnElement[Any], ...]:
    """Return what an installment is divided by: as it is now, for a past day too."""
    return (row.student_id, row.course_id, row.batch_id, row.mentor_id, row.enrolled_by)


def _past() -> Select[Any]:
    """Return every installment as it was on the day with what is known now: put together from its terms and the ledger."""
    held, sums, came = _held().subquery("held"), _sums().subquery("sums"), _came().subquery("came")
    fee = held.c.penalty_milli - func.coalesce(sums.c.fee_milli, 0)
    paid, credited, given_up = (
        func.coalesce(sums.c[name], 0) for name in ("paid_milli", "credited_milli", "written_off_milli")
    )
    # With what is known now, a line may have had more than it was for a while: a payment was entered late, behind a refund.
    net = func.greatest(held.c.amount_milli - paid - credited - given_up, 0, type_=BigInteger)
    return (
        select(
            held.c.installment_id.label("id"),
            code_of(held.c.currency).label("currency"),
            held.c.amount_milli,
            held.c.issue_date,
            held.c.effective_due_date,
            held.c.is_cancelled,
            paid.label("paid_milli"),
            credited.label("credited_milli"),
            given_up.label("written_off_milli"),
            case((held.c.is_cancelled, 0), else_=func.greatest(fee, 0, type_=BigInteger)).label("fee_milli"),
            case((held.c.is_cancelled, 0), else_=net).label("remaining_milli"),
            func.coalesce(came.c.punctual_milli, 0).label("punctual_milli"),
            *_whose(_now),
        )
        .select_from(held)
        .outerjoin(sums, sums.c.installment_id == held.c.installment_id)
        .outerjoin(came, came.c.installment_id == held.c.installment_id)
        .outerjoin(InstallmentStanding, _now.id == held.c.installment_id)
    )


def _held() -> Select[Any]:
    """Return the terms of each part that held at the end of the day: the last ones written of those that count."""
    return (
        select(
            _terms.installment_id,
            _terms.currency,
            _terms.amount_milli,
            _terms.penalty_milli,
            _terms.issue_date,
            _terms.effective_due_date,
            _terms.is_cancelled,
        )
        .where(
            _is_hindsight(),
            _terms.valid_from < _end(),
        )
        .ext(distinct_on(_terms.installment_id))
        .order_by(_terms.installment_id, _terms.place.desc())
    )


def _is_hindsight() -> ColumnElement[bool]:
    return and_(asked_day().is_not(None), _known_now())


def _sums() -> Select[Any]:
    """Return what the ledger had done to each part by the end of the day."""
    principal, kind = _entries.principal_milli, _entries.entry_type
    fee = _entries.amount_milli - principal
    return (
        select(
            _entries.installment_id,
            _summed(case((kind == "payment", principal), (kind == "refund", -principal), else_=0), "paid_milli"),
            _summed(case((kind == "adjustment", principal), else_=0), "credited_milli"),
            _summed(case((kind == "write_off", principal), else_=0), "written_off_milli"),
            _summed(case((kind == "payment", fee), (kind == "refund", -fee), else_=0), "fee_milli"),
        )
        .where(_is_hindsight(), _entries.occurred_on <= asked_day())
        .group_by(_entries.installment_id)
    )


def _came() -> Select[Any]:
    """Return the principal that came on each part by the day on which it was due and has not gone back."""
    terms = _held().subquery("due")
    returned = InstallmentPayment.__table__.alias("returned")  # type: ignore[attr-defined]
    came = func.coalesce(returned.c.occurred_on, _entries.occurred_on)
    signed = case((_entries.entry_type == "refund", -_entries.principal_milli), else_=_entries.principal_milli)
    return (
        select(_entries.installment_id, _summed(signed, "punctual_milli"))
        .select_from(InstallmentPayment)
        .join(terms, terms.c.installment_id == _entries.installment_id)
        .outerjoin(returned, returned.c.id == _entries.reverses_id)
        .where(
            _is_hindsight(),
            _entries.entry_type.in_(("payment", "refund")),
            came <= terms.c.effective_due_date,
            _entries.occurred_on <= asked_day(),
        )
        .group_by(_entries.installment_id)
    )


def _summed(amount: ColumnElement[Any], name: str) -> ColumnElement[int]:
    return cast(func.sum(amount), BigInteger).label(name)
