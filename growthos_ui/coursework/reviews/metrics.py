"""How reviewing goes: what waits, what waits too long, and what was decided how fast."""

from __future__ import annotations

from typing import Any

from growthos_ui.auth.permissions import Permission
from growthos_ui.coursework.reviews.tables import SUBMISSIONS
from growthos_ui.metrics.metric import Count, Median, Ratio
from growthos_ui.metrics.narrowing import Part
from growthos_ui.metrics.spans import Days

PATH = "/submissions"
DAYS = 30
LATELY = Days(DAYS)
_OF: dict[str, Any] = {
    "listing": SUBMISSIONS,
    "path": PATH,
    "needs": Permission.COURSEWORK_REVIEWS_READ,
    "owner": "Mentors",
    "source": "versions of handed-in work and the decisions on them",
}
_WAITS, _TODAY, _LATELY = ("status", ("pending",)), ("reviewed", Days(1)), ("reviewed", LATELY)
_DECIDED = Part("Decided", (("status", ("approved", "declined")),))
_LATELY_DECIDED = Part(f"Decided in {DAYS} days", (_LATELY,))
_UNKNOWN = f"Nothing was decided in {DAYS} days"

PENDING = Count(
    id="coursework.pending_reviews",
    name="Pending",
    about="Versions of work that wait for a decision: approved or declined by an admin or by the student's own mentor.",
    polarity="down",
    over=Part("Waiting for a decision", (_WAITS,)),
    left_out=(_DECIDED,),
    **_OF,
)
OVERDUE = Count(
    id="coursework.overdue_reviews",
    name="Overdue",
    about="Versions of work that have waited for a decision for longer than the hours that the organisation allows; 48 unless the settings say otherwise.",
    polarity="down",
    over=Part("Waiting for too long", (_WAITS, ("wait", ("over",)))),
    left_out=(Part("Waiting, still in time", (_WAITS, ("wait", ("soon", "in-time")))), _DECIDED),
    **_OF,
)
REVIEWED_TODAY = Count(
    id="coursework.reviewed_today",
    name="Reviewed today",
    about="Versions of work that were approved or declined here today. Marks that a file brought in are not counted.",
    over=Part("Decided today", (_TODAY,)),
    counted=tuple(
        Part(words, (("status", (status,)), _TODAY))
        for words, status in (("Approved", "approved"), ("Declined", "declined"))
    ),
    **_OF,
)
REVIEW_HOURS = Median(
    id="coursework.review_hours",
    name="Median review hours",
    about=f"Hours from handing in to the decision, the middle one of all decisions of {DAYS} days. What still waits is not in it: the list shows what has waited longest.",
    polarity="down",
    over=_LATELY_DECIDED,
    of=lambda selected: selected["review_minutes"],
    of_words="hours to the decision",
    scale=60,
    measured_in="hours",
    unknown=_UNKNOWN,
    **_OF,
)
APPROVAL_RATE = Ratio(
    id="coursework.approval_rate",
    name="Approval rate",
    about=f"Versions of work that were approved, of all decisions of {DAYS} days.",
    polarity="none",
    over=_LATELY_DECIDED,
    part=Part("Approved", (("status", ("approved",)), _LATELY)),
    unknown=_UNKNOWN,
    **_OF,
)
WAITS = (PENDING, OVERDUE)
NAMES = tuple(each.name for each in (*WAITS, REVIEWED_TODAY, REVIEW_HOURS, APPROVAL_RATE))
"""The figures of the strip, in its order."""
