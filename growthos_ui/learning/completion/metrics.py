"""What the figures of completion mean. Those of one row add up: completed, in progress and never started are all live."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from growthos_ui.auth.permissions import Permission
from growthos_ui.learning.narrowings import LIVE, NEAR
from growthos_ui.learning.progress.metrics import COMPLETION, STUDENTS_PATH
from growthos_ui.metrics.metric import Count, Median
from growthos_ui.metrics.narrowing import Part
from growthos_ui.metrics.spans import Months
from growthos_ui.people.tables import STUDENTS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import ColumnElement

MONTHS_SHOWN = 12

_ENROLMENTS: dict[str, Any] = {
    "listing": STUDENTS,
    "path": STUDENTS_PATH,
    "needs": Permission.LEARNING_PROGRESS_READ,
    "owner": "Learning",
}
_ACTIVE = ("status", ("active",))
_DONE = ("status", ("completed",))
_COMPLETED = Part("Completed", (_DONE,))
_UNDATED = Part("Completed, on a day that is not known", (_DONE, ("dated", ("no",))))
_GOING = Part("In progress", (_ACTIVE, ("reached", ("started",))))
_NEVER = Part("Never started", (_ACTIVE, ("reached", ("never",))))
_ACTIVE_ONES = Part("Active", (_ACTIVE,))
_GONE = (Part("Paused", (("status", ("paused",)),)), Part("Withdrawn", (("status", ("cancelled",)),)))

ALMOST = Count(
    id="learning.almost_completed",
    name=f"At {NEAR}%, not completed",
    about=f"Active enrolments whose progress is {NEAR}% or more.",
    over=Part("Nearly there", (_ACTIVE, ("reached", ("almost",)))),
    **_ENROLMENTS,
)
GOING = Count(
    id="learning.in_progress",
    name="In progress",
    about="Active enrolments whose learner has done anything in the course.",
    polarity="none",
    over=_GOING,
    left_out=(_COMPLETED, _NEVER, *_GONE),
    **_ENROLMENTS,
)
NEVER = Count(
    id="learning.never_started",
    name="Never started",
    about="Active enrolments whose learner has not done anything in the course since they were enrolled.",
    polarity="down",
    over=_NEVER,
    left_out=(_COMPLETED, _GOING, *_GONE),
    **_ENROLMENTS,
)
FUNNEL = Count(
    id="learning.completion_funnel",
    name="From enrolled to completed",
    about=f"Live enrolments, and how many of them have started, are at {NEAR}% or completed, and are completed.",
    polarity="none",
    over=Part("Active and completed", (("status", LIVE),)),
    counted=(_COMPLETED, _GOING, _NEVER),
    left_out=_GONE,
    **_ENROLMENTS,
)


def _days(selected: Mapping[str, ColumnElement[Any]]) -> ColumnElement[Any]:
    return selected["completed_on"] - selected["enrolled_on"]


DAYS = Median(
    id="learning.days_to_complete",
    name="Median days to complete",
    about="Half of the completed enrolments took at most as many days from the day of enrolment to that of completion.",
    polarity="down",
    over=Part("Completed, on a day that is known", (_DONE, ("dated", ("yes",)))),
    of=_days,
    of_words="days to complete",
    measured_in="days",
    left_out=(_UNDATED, _ACTIVE_ONES, *_GONE),
    unknown="Nothing has been completed yet",
    **_ENROLMENTS,
)
BY_MONTH = Count(
    id="learning.completed_by_month",
    name="Completed by month",
    about=f"Enrolments that were completed in the last {MONTHS_SHOWN} months, by the month. The present month is not over, and is drawn dashed.",
    over=Part(f"Completed in these {MONTHS_SHOWN} months", (_DONE, ("completed", Months(MONTHS_SHOWN)))),
    left_out=(
        Part("Completed before", (_DONE, ("completed", Months(MONTHS_SHOWN, beyond=True)))),
        _UNDATED,
        _ACTIVE_ONES,
        *_GONE,
    ),
    **_ENROLMENTS,
)
HEADLINE = (COMPLETION, ALMOST, GOING, NEVER, DAYS)
