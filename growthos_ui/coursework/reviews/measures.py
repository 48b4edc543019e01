"""What was decided lately, counted in one pass: the numbers of the metrics, without asking of each row what all of them share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Date, bindparam, func, select

from growthos_ui.coursework.reviews.metrics import LATELY
from growthos_ui.coursework.reviews.tables import SUBMISSIONS

if TYPE_CHECKING:
    from sqlalchemy import Select

    from growthos_ui.listing.ask import Ask
    from growthos_ui.metrics.clock import Clock

# The value in the middle, and the next one where there are two: of fewer than a hundred million in one sort.
_MIDDLE = (0.5, 0.500000001)


def decisions(ask: Ask, at: Clock) -> Select[Any]:
    """Return the select of the decisions of these days: `over`, `approved`, `today`, and `middle`, the minutes in the middle."""
    selected = SUBMISSIONS.selected
    asked = ask.filtered("reviewed", LATELY.values(at))
    found = SUBMISSIONS.leanest(asked, "status", "turn_at", "review_minutes")
    minutes = found[1]["review_minutes"]
    # in a subquery of its own the function runs once
    today = select(func.private.start_of_day(bindparam(None, at.today, type_=Date))).scalar_subquery()
    return SUBMISSIONS.narrowed_from(
        found,
        asked,
        func.count().label("over"),
        func.count().filter(selected["status"] == "approved").label("approved"),
        func.count().filter(selected["turn_at"] >= today).label("today"),
        func.percentile_disc(list(_MIDDLE)).within_group(minutes).label("middle"),
    )
