"""How each installment stood at the end of a day, today or any day before: the one shape behind every figure of what is owed.

Today is asked of the rows that stand for the installments, or of sums of such as are alike. So is a past day as it was known
then, recorded by then and dated by then: every stretch of days on which an installment was the same is a row. With what is known now,
dated by then whenever it was recorded, those of which something was recorded later are put together from the terms that held and the ledger.
Amounts are thousandths of the currency's unit. The grace days are those of the settings today; of a day whose month is closed, those of its closing.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import Date, Integer, and_, case, cast, func, not_, select, union_all

from growthos_ui.db import columns_of
from growthos_ui.finance.as_of import AS_OF, KNOWN_NOW, asked_day, day, known_now
from growthos_ui.finance.hindsight import hindsight, known_late, whose
from growthos_ui.finance.summaries import InstallmentPast, InstallmentStanding
from growthos_ui.listing.codes import code_of

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, ScalarSelect, Select
    from sqlalchemy.sql.selectable import FromClause, Subquery

_now, _before = columns_of(InstallmentStanding), columns_of(InstallmentPast)

AGES = (("1-30", 30), ("31-60", 60), ("61-90", 90))
OVER = "over-90"
OVERDUE = (*(name for name, _ in AGES), OVER)
NOT_DUE = "not-due"
OPEN = (NOT_DUE, *OVERDUE)
STANDINGS = (*OPEN, "scheduled", "settled", "cancelled")


def grace() -> Select[Any]:
    """Return the days of grace: for a day of a closed month those by which it was told, for any other those of the settings."""
    return select(cast(func.private.grace_on(asked_day()), Integer))


@cache
def _grace() -> ScalarSelect[int]:
    return grace().scalar_subquery()


def standing() -> Select[Any]:
    """Return every installment with its terms, its sums, and where it stands, whichever day is asked for: one row for each."""
    return _told(
        union_all(
            _today().where(asked_day().is_(None)),
            _then().where(_before.installment_id.not_in(known_late())),
            hindsight(),
        ),
        AS_OF,
        KNOWN_NOW,
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
    asked = {AS_OF: day().label(AS_OF), KNOWN_NOW: known_now().label(KNOWN_NOW)}
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
        # Two of its words by themselves: whoever adds up what is owed asks no more of a hundred thousand rows.
        and_(_is_owing(core, is_open), late <= grace().scalar_subquery()).label("is_not_due"),
        and_(_is_owing(core, is_open), late > grace().scalar_subquery()).label("is_overdue"),
    )


def _is_owing(core: Subquery, is_open: ColumnElement[bool]) -> ColumnElement[bool]:
    return and_(is_open, core.c.is_cancelled.is_(False), core.c.issue_date <= day())


def _owed(core: Subquery) -> ColumnElement[int]:
    return case((core.c.is_cancelled, 0), else_=core.c.amount_milli - core.c.credited_milli)


def _word(core: Subquery, is_open: ColumnElement[bool], late: ColumnElement[int]) -> ColumnElement[str]:
    return case(
        (core.c.is_cancelled, "cancelled"),
        (not_(is_open), "settled"),
        (core.c.issue_date > day(), "scheduled"),
        (late <= _grace(), NOT_DUE),
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
    begins = day() - _grace()
    ages: dict[str, ColumnElement[bool]] = {}
    for name, most in AGES:
        ages[name] = and_(issued, row.effective_due_date < begins, row.effective_due_date >= day() - most)
        begins = func.least(begins, day() - most, type_=Date)
    return {
        NOT_DUE: and_(issued, row.effective_due_date >= day() - _grace()),
        **ages,
        OVER: and_(issued, row.effective_due_date < begins),
        "scheduled": and_(owing, row.issue_date > day(), row.effective_due_date > day()),
        "settled": and_(row.is_cancelled.is_(False), row.remaining_milli <= 0),
        "cancelled": row.is_cancelled.is_(True),
    }


def _today() -> Select[Any]:
    """Return the installments as they are."""
    return select(_now.id.label("id"), *_kept(_now), *whose(_now))


def _then() -> Select[Any]:
    """Return the installments as they were when the day was over."""
    held = (_before.since <= asked_day(), _before.until > asked_day())
    return select(_before.installment_id.label("id"), *_kept(_before), *whose(_before)).where(*held)


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
