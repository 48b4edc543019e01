"""What the figures of completion mean. Those of one row add up: completed, in progress and never started are all live."""

from __future__ import annotations

from typing import Any

from growthos_ui.auth.permissions import Permission
from growthos_ui.learning.narrowings import LIVE, NEAR
from growthos_ui.learning.progress.metrics import COMPLETION, STUDENTS_PATH
from growthos_ui.metrics.metric import Count
from growthos_ui.metrics.narrowing import Part
from growthos_ui.people.tables import STUDENTS

_ENROLMENTS: dict[str, Any] = {
    "listing": STUDENTS,
    "path": STUDENTS_PATH,
    "needs": Permission.LEARNING_PROGRESS_READ,
    "owner": "Learning",
}
_ACTIVE = ("status", ("active",))
_COMPLETED = Part("Completed", (("status", ("completed",)),))
_GOING = Part("In progress", (_ACTIVE, ("reached", ("started",))))
_NEVER = Part("Never started", (_ACTIVE, ("reached", ("never",))))
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
HEADLINE = (COMPLETION, ALMOST, GOING, NEVER)
