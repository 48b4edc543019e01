"""Sums that lists of the finance desk show in a row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, cast, func, select

from growthos_ui.db import columns_of
from growthos_ui.finance.facts import TODAY
from growthos_ui.finance.models import InstallmentPlan, Invoice

if TYPE_CHECKING:
    from sqlalchemy import ScalarSelect

_part, _bill = columns_of(InstallmentPlan), columns_of(Invoice)


def open_of_bill() -> ScalarSelect[int]:
    """Return what is still to come of the issued parts of a bill, in thousandths."""
    owed = cast(func.coalesce(func.sum(_part.remaining_milli), 0), BigInteger)
    parts = select(owed).where(_part.invoice_id == _bill.id, _part.issue_date <= TODAY)
    return parts.correlate(Invoice).scalar_subquery()
