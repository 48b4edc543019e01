"""What the figures of drop-off mean. Those who are silent for 30 days are silent for 7 and 14 too; never started is a class of its own."""

from __future__ import annotations

from typing import Any

from growthos_ui.auth.permissions import Permission
from growthos_ui.learning.completion.metrics import NEVER
from growthos_ui.learning.drop_off.measures import SILENCES, WEEKS_SHOWN, silence_words
from growthos_ui.learning.progress.metrics import STUDENTS_PATH
from growthos_ui.learning.recordings.metrics import BY_RECORDING, STARTS, WATCHED_MORE, starts
from growthos_ui.learning.tables import UNDER_HALF
from growthos_ui.metrics.metric import Count
from growthos_ui.metrics.narrowing import Part
from growthos_ui.metrics.spans import Ago
from growthos_ui.people.tables import STUDENTS

_ENROLMENTS: dict[str, Any] = {
    "listing": STUDENTS,
    "path": STUDENTS_PATH,
    "needs": Permission.LEARNING_PROGRESS_READ,
    "owner": "Learning",
    "polarity": "down",
}
_ACTIVE = ("status", ("active",))
_STARTED = ("reached", ("started",))
_NEVER = Part("Never started", (_ACTIVE, ("reached", ("never",))))
_NOT_ACTIVE = (
    Part("Completed", (("status", ("completed",)),)),
    Part("Paused", (("status", ("paused",)),)),
    Part("Withdrawn", (("status", ("cancelled",)),)),
)
QUIET_DAYS = SILENCES[1][0]

ACTIVE = Count(
    id="learning.active_enrolments",
    name="Active enrolments",
    about="Enrolments that are still under way: neither completed nor paused nor withdrawn.",
    over=Part("Active", (_ACTIVE,)),
    left_out=_NOT_ACTIVE,
    **{**_ENROLMENTS, "polarity": "none"},
)


def _silent(days: int) -> Count:
    return Count(
        id=f"learning.silent_{days}_days",
        name=f"Silent for {days} days",
        about=f"Active enrolments whose learner has done something in the course, but nothing for {days} days or more.",
        over=Part(f"Last active {days} days ago or before", (_ACTIVE, _STARTED, ("active", Ago(newest=days)))),
        left_out=(Part("Active since then", (_ACTIVE, ("active", Ago(oldest=days - 1)))), _NEVER, *_NOT_ACTIVE),
        **_ENROLMENTS,
    )


SILENT = tuple(_silent(days) for days, _ in SILENCES[1:])
HEADLINE = (ACTIVE, *SILENT, NEVER)

SILENCE = Count(
    id="learning.silence",
    name="Days since the last activity, by course",
    about="Active enrolments by the days since their learner last did something in the course. Never started is a class of its own.",
    over=Part("Active", (_ACTIVE,)),
    counted=(
        *(
            Part(silence_words(first, last), (_ACTIVE, _STARTED, ("active", Ago(newest=first or None, oldest=last))))
            for first, last in SILENCES
        ),
        _NEVER,
    ),
    left_out=_NOT_ACTIVE,
    **_ENROLMENTS,
)
_WEEKS = Ago(newest=QUIET_DAYS, weeks=WEEKS_SHOWN)
LAST_WEEK = Count(
    id="learning.last_active_week",
    name="Week of the last activity",
    about=f"Active enrolments that have been silent for {QUIET_DAYS} days or more, by the week in which their learner was last active. "
    "The last week shown is not over for them, and is drawn dashed.",
    over=Part(f"Fell silent in these {WEEKS_SHOWN} weeks", (_ACTIVE, _STARTED, ("active", _WEEKS))),
    left_out=(
        Part("Active since then", (_ACTIVE, ("active", Ago(oldest=QUIET_DAYS - 1)))),
        Part("Silent for longer", (_ACTIVE, _STARTED, ("active", Ago(QUIET_DAYS, weeks=WEEKS_SHOWN, beyond=True)))),
        _NEVER,
        *_NOT_ACTIVE,
    ),
    **_ENROLMENTS,
)
LEFT_EARLY = Count(
    id="learning.left_early",
    name="Recordings left before half",
    about="Starts of a recording whose learner has seen less than half of it. The chart shows the recordings with the most.",
    over=starts("Left before half", "dropped", ("watched", UNDER_HALF)),
    everything=STARTS,
    left_out=(WATCHED_MORE,),
    **{**_ENROLMENTS, **BY_RECORDING, "polarity": "down"},
)
