"""Installments counted beforehand: sums of such as are alike, of all of them and of each course, batch, mentor, member of staff."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, Date, String, case, cast, func, literal, select, true, union_all

from growthos_ui.db import columns_of
from growthos_ui.finance.as_of import AS_OF, KNOWN_NOW, asked_day, known_now
from growthos_ui.finance.hindsight import hindsight, known_late
from growthos_ui.finance.standing import told_of
from growthos_ui.finance.summaries import InstallmentPast, OwedFigures
from growthos_ui.listing.codes import code_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy import ColumnElement, CompoundSelect, Select

_sums, _stretch = columns_of(OwedFigures), columns_of(InstallmentPast)
SPLITS = {"course": "course_id", "batch": "batch_id", "mentor": "mentor_id", "manager": "enrolled_by"}
"""What installments are divided by, each with the selected column that says of which one a row is."""
_FLAGS = ("is_cancelled", "is_owed", "is_open", "has_fee", "is_punctual")
_AMOUNTS = ("amount", "paid", "credited", "written_off", "remaining", "fee", "punctual")
IN_PIECES = "in_pieces"
_FOREVER = cast(literal("infinity", String), Date)  # so that a query can be shown with its values


def _today(split: str) -> Select[Any]:
    """Return the sums of one split; an amount is that of all its `rows`, under the name that it has in a row."""
    core = _summed(split).subquery("sums")
    return select(core, *told_of(core))


def _then(split: str) -> Select[Any]:
    """Return the same as of a past day, each group once: what is counted in `_moves`, added up.

    Read are the rows of what changed since the day, however many installments there are.
    """
    moved = _moves_of(split).subquery("moved")
    totals = [each for each in moved.c if each.name == "rows" or each.name.endswith("_milli")]
    alike = [each for each in moved.c if each not in totals]
    core = (
        select(*alike, *(cast(func.sum(each), BigInteger).label(each.name) for each in totals))
        .group_by(*alike)
        .having(func.sum(moved.c.rows) != 0)
        .subquery("sums")
    )
    return select(core, *told_of(core), *_answers())


def _moves(split: str) -> Select[Any]:
    """Return the same in pieces that add up to it: for whoever adds up by something else anyway, and leaves out what comes to no `rows`.

    A piece that was taken away is below zero, and no amount of it says what it is of: there is no late fee to narrow by.
    """
    moved = _moves_of(split, "amount", "paid", "credited", "remaining").subquery("sums")
    return select(moved, *told_of(moved), *_answers(), true().label(IN_PIECES))


def _answers() -> tuple[ColumnElement[Any], ...]:
    """Return what such a sum may be asked with."""
    return (asked_day().label(AS_OF), known_now().label(KNOWN_NOW))


def _moves_of(split: str, *amounts: str) -> CompoundSelect[Any]:
    """Return the sums of today, what became so since the day, taken away, and what was so until then.

    With what is known now, those of which something was recorded later are taken away as they were known, and come as they are known.
    """
    became = _one_by_one(split, -1, amounts).where(_stretch.until == _FOREVER, _stretch.since > asked_day())
    was = _one_by_one(split, 1, amounts).where(
        _stretch.until > asked_day(), _stretch.until < _FOREVER, _stretch.since <= asked_day()
    )
    late = _one_by_one(split, -1, amounts).where(
        _stretch.until > asked_day(), _stretch.since <= asked_day(), _stretch.installment_id.in_(known_late())
    )
    known = _one_by_one(split, 1, amounts, hindsight().subquery("known").c)
    return union_all(_summed(split, amounts), became, was, late, known)


def _summed(split: str, amounts: Sequence[str] = ()) -> Select[Any]:
    of = [_sums.of_id.label(SPLITS[split])] if split in SPLITS else []
    flags = (getattr(_sums, name) for name in _FLAGS)
    sums = (getattr(_sums, f"{name}_milli") for name in amounts or _AMOUNTS)
    return select(*of, *_days(_sums), *flags, _sums.installments.label("rows"), *sums).where(_sums.split == split)


def _one_by_one(split: str, sign: int, amounts: Sequence[str], row: Any = _stretch) -> Select[Any]:
    """Return stretches as the sums have them, each a sum of one, added or taken away."""
    of = [getattr(row, SPLITS[split])] if split in SPLITS else []
    owed = case((row.is_cancelled, 0), else_=row.amount_milli - row.credited_milli)
    flags = (
        row.is_cancelled,
        (owed > 0).label("is_owed"),
        (row.remaining_milli > 0).label("is_open"),
        (row.fee_milli > 0).label("has_fee"),
        (row.punctual_milli >= owed).label("is_punctual"),
    )
    sums = ((sign * getattr(row, f"{name}_milli")).label(f"{name}_milli") for name in amounts or _AMOUNTS)
    return select(*of, *_days(row), *flags, literal(sign).label("rows"), *sums)


def _days(row: Any) -> tuple[ColumnElement[Any], ...]:
    return (code_of(row.currency).label("currency"), row.effective_due_date, row.issue_date)


def _sums_of(made: Select[Any]) -> Callable[[], Select[Any]]:
    return lambda: made


SUMS = tuple(_sums_of(of(split)) for of in (_today, _then, _moves) for split in ("all", *SPLITS))
"""The sums in the order in which a list tries them: the fewest rows first, and of a past day where one is asked for.

Those in pieces come last: they are for whoever reads IN_PIECES.
"""
