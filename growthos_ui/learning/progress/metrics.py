"""What the figures and charts of the progress overview mean, each declared once. *Live* is active or completed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from growthos_ui.auth.permissions import Permission
from growthos_ui.coursework.tables import MARKS
from growthos_ui.learning.progress.measures import LIVE
from growthos_ui.metrics.metric import Count, Mean, Median, Ratio
from growthos_ui.metrics.narrowing import Part
from growthos_ui.metrics.spans import Days, Week
from growthos_ui.people.tables import PROGRESS_BANDS, RESULTS, STUDENTS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import ColumnElement

    Selected = Mapping[str, ColumnElement[Any]]

STUDENTS_PATH = "/students"
MARKS_PATH = "/coursework/marks"
ACTIVE_DAYS = 7

_LIVE = ("status", LIVE)
_KNOWN = ("progress", ("known",))
_LEARNERS: dict[str, Any] = {
    "listing": STUDENTS,
    "path": STUDENTS_PATH,
    "needs": Permission.LEARNING_PROGRESS_READ,
    "owner": "Learning",
}

_ACTIVE = Part("Active", (("status", ("active",)),))
_COMPLETED = Part("Completed", (("status", ("completed",)),))
_PAUSED = Part("Paused", (("status", ("paused",)),))
_WITHDRAWN = Part("Withdrawn", (("status", ("cancelled",)),))
_NO_SCOPE = Part("Live, with nothing to complete", (_LIVE, ("progress", ("unknown",))))
_MEASURED = Part("Live enrolments with content to complete", (_LIVE, _KNOWN))
_MEASURED_BY_STATUS = (
    Part("Active, with content to complete", (*_ACTIVE.narrows, _KNOWN)),
    Part("Completed, with content to complete", (*_COMPLETED.narrows, _KNOWN)),
)


def _progress(selected: Selected) -> ColumnElement[Any]:
    return selected["progress_pct"]


def _score(selected: Selected) -> ColumnElement[Any]:
    return 100.0 * selected["score"] / selected["max_score"]


ENROLMENTS = Count(
    id="learning.enrolments",
    name="Enrolments",
    about="Every place of a student in a course, whatever its status. A student in two courses counts twice.",
    polarity="none",
    over=Part("Enrolments"),
    counted=(_ACTIVE, _COMPLETED, _PAUSED, _WITHDRAWN),
    **_LEARNERS,
)
ACTIVE = Count(
    id="learning.active_7_days",
    name="Active, 7 days",
    about="Enrolments whose learner watched, opened, handed in or attended something on one of the last 7 days, today included. Compared with the 7 days before, of which the last one counts until the present hour.",
    over=Part("Active on these 7 days", (("did", Days(ACTIVE_DAYS)),)),
    before=Part("Active on the 7 days before, the last one until the same hour", (("did", Days(ACTIVE_DAYS, back=1)),)),
    left_out=(Part("Not active on these days", (("idle", Days(ACTIVE_DAYS)),)),),
    source="log of learners' acts, live",
    **_LEARNERS,
)
MEAN_PROGRESS = Mean(
    id="learning.mean_progress",
    name="Mean progress",
    about="The mean of the progress of live enrolments: recordings completed and assignments approved, of those that count for the course.",
    over=_MEASURED,
    of=_progress,
    of_words="progress",
    counted=_MEASURED_BY_STATUS,
    left_out=(_NO_SCOPE, _PAUSED, _WITHDRAWN),
    unknown="No live enrolment has content to complete",
    **_LEARNERS,
)
MEDIAN_PROGRESS = Median(
    id="learning.median_progress",
    name="Median progress",
    about="Half of the live enrolments have come at least as far, half at most.",
    over=_MEASURED,
    of=_progress,
    of_words="progress",
    counted=_MEASURED_BY_STATUS,
    left_out=(_NO_SCOPE, _PAUSED, _WITHDRAWN),
    unknown="No live enrolment has content to complete",
    **_LEARNERS,
)
COMPLETION = Ratio(
    id="learning.completion",
    name="Completion",
    about="Of the live enrolments, the share that is completed.",
    part=_COMPLETED,
    over=Part("Active and completed", (_LIVE,)),
    counted=(_COMPLETED, _ACTIVE),
    left_out=(_PAUSED, _WITHDRAWN),
    unknown="No live enrolments",
    **_LEARNERS,
)
HEADLINE = (ENROLMENTS, ACTIVE, MEAN_PROGRESS, MEDIAN_PROGRESS, COMPLETION)

_BY_RESULT = tuple(Part(words, (("result", (value,)),)) for value, words in RESULTS)
RESULTS_BY_COURSE = Count(
    id="learning.results",
    name="Results by course",
    about="Every enrolment by its course and its final result. An enrolment without one is counted as “No result yet”.",
    polarity="none",
    over=Part("Enrolments"),
    counted=_BY_RESULT,
    **_LEARNERS,
)
SPREAD = Count(
    id="learning.progress_spread",
    name="Progress of live enrolments",
    about="Live enrolments by the tenth of the way to which they have come. The last band includes 100%.",
    polarity="none",
    over=_MEASURED,
    counted=tuple(Part(each.words, (_LIVE, ("progress", (each.value,)))) for each in PROGRESS_BANDS),
    left_out=(_NO_SCOPE, _PAUSED, _WITHDRAWN),
    **_LEARNERS,
)
ACTIVE_WEEK = Count(
    id="learning.active_week",
    name="Active enrolments by week",
    about="Enrolments with at least one act of their learner in a week from Monday. Shown is the last whole week; the present one is not over.",
    over=Part("Active in the last whole week", (("week", Week(back=1)),)),
    before=Part("Active in the week before", (("week", Week(back=2)),)),
    source="summary of active weeks, kept with every act",
    **_LEARNERS,
)
AVERAGE_MARK = Mean(
    id="learning.average_mark",
    name="Average marks by course",
    about="The mean of the enrolments' average scores. Each is itself a mean of score by maximum over approved work.",
    over=Part("Enrolments with a mark", (("average", ("known",)),)),
    of=lambda selected: selected["average_score_tenths"],
    of_words="average scores",
    scale=10,
    left_out=(Part("Without a mark", (("average", ("unknown",)),)),),
    unknown="No work has been marked yet",
    **(_LEARNERS | {"needs": Permission.COURSEWORK_MARKS_READ}),
)
MARK = Mean(
    id="coursework.mark",
    name="Marks by assessment",
    about="The mean of score by maximum over approved work that has a score.",
    listing=MARKS,
    path=MARKS_PATH,
    needs=Permission.COURSEWORK_MARKS_READ,
    owner="Coursework",
    over=Part("Approved work with a score", (("status", ("approved",)), ("score", ("known",)))),
    of=_score,
    of_words="marks",
    left_out=(
        Part("Approved, without a score", (("status", ("approved",)), ("score", ("unknown",)))),
        Part("Waiting for review", (("status", ("pending",)),)),
        Part("Declined", (("status", ("declined",)),)),
    ),
    unknown="No work has been marked yet",
    source="marks, live",
)
