"""What the comparison of batches counts: which batches, and how many were active in each week."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from growthos_ui.db import columns_of
from growthos_ui.learning.models import LearnerWeek
from growthos_ui.learning.tables import BATCHES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlalchemy import Select

    from growthos_ui.listing.ask import Ask

BATCHES_SHOWN = 4
_week = columns_of(LearnerWeek)
_batch = BATCHES.selected


def chosen(ask: Ask, today: date) -> Select[Any]:
    """Return the batches to compare: of those that have begun and have learners, the latest."""
    return (
        BATCHES.narrowed(ask, _batch["id"], _batch["name"], _batch["start_date"], _batch["enrolments"])
        .where(_batch["start_date"] <= today, _batch["enrolments"] > 0)
        .order_by(_batch["start_date"].desc(), _batch["id"])
        .limit(BATCHES_SHOWN)
    )


def weeks(batches: Sequence[Any], until: date) -> Select[Any]:
    """Return how many enrolments of each batch were active in each week that is over."""
    return (
        select(_week.batch_id, _week.week, func.count().label("active"))
        .where(_week.batch_id.in_(list(batches)), _week.week < until)
        .group_by(_week.batch_id, _week.week)
    )
