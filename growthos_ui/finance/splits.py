"""Installments counted beforehand: sums of such as are alike today, of all of them and of each course, batch, mentor, member of staff."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import String, cast, select

from growthos_ui.db import columns_of
from growthos_ui.finance.standing import told_of
from growthos_ui.finance.summaries import OwedFigures

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Select

_sums = columns_of(OwedFigures)
SPLITS = {"course": "course_id", "batch": "batch_id", "mentor": "mentor_id", "manager": "enrolled_by"}
"""What installments are divided by, each with the selected column that says of which one a row is."""


def _summed(split: str) -> Select[Any]:
    """Return the sums of one split; an amount is that of all its `rows`, under the name that it has in a row."""
    of = [_sums.of_id.label(SPLITS[split])] if split in SPLITS else []
    core = (
        select(
            *of,
            _sums.installments.label("rows"),
            cast(_sums.currency, String).label("currency"),
            _sums.effective_due_date,
            _sums.issue_date,
            _sums.is_cancelled,
            _sums.is_punctual,
            _sums.amount_milli,
            _sums.paid_milli,
            _sums.credited_milli,
            _sums.written_off_milli,
            _sums.remaining_milli,
            _sums.fee_milli,
            _sums.punctual_milli,
        )
        .where(_sums.split == split)
        .subquery("sums")
    )
    return select(core, *told_of(core))


def _sums_of(split: str) -> Callable[[], Select[Any]]:
    made = _summed(split)
    return lambda: made


SUMS = tuple(_sums_of(split) for split in ("all", *SPLITS))
"""The sums in the order in which a list tries them: the fewest rows first."""
