"""What the figures over the sessions mean: each is taken over the list of sessions."""

from __future__ import annotations

from typing import Any

from growthos_ui.auth.permissions import Permission
from growthos_ui.mentoring.sessions.tables import SESSIONS
from growthos_ui.mentoring.sessions.words import PATH, STATES
from growthos_ui.metrics.metric import Count
from growthos_ui.metrics.narrowing import Part

_SESSIONS: dict[str, Any] = {
    "listing": SESSIONS,
    "path": PATH,
    "needs": Permission.MENTORING_SESSIONS_READ,
    "owner": "Mentoring",
    "source": "sessions",
    "polarity": "none",
}
HELD = ("live", "completed")


def _others(words: str, *values: str) -> Part:
    return Part(words, (("status", tuple(each.value for each in STATES if each.value not in values)),))


UPCOMING = Count(
    id="mentoring.sessions_upcoming",
    name="Upcoming",
    about="Sessions that students were told of and that have not begun.",
    over=Part("Upcoming sessions", (("status", ("upcoming",)),)),
    left_out=(_others("Drafts, and what is live, completed or cancelled", "upcoming"),),
    **_SESSIONS,
)
LIVE = Count(
    id="mentoring.sessions_live",
    name="Live now",
    about="Sessions that have begun and are not over.",
    over=Part("Live sessions", (("status", ("live",)),)),
    left_out=(_others("All others", "live"),),
    **_SESSIONS,
)
COMPLETED = Count(
    id="mentoring.sessions_completed",
    name="Completed",
    about="Sessions that were held and are over, of all time.",
    over=Part("Completed sessions", (("status", ("completed",)),)),
    left_out=(_others("All others", "completed"),),
    **_SESSIONS,
)
THIS_MONTH = Count(
    id="mentoring.sessions_this_month",
    name="Hosted this month",
    about="Sessions of this calendar month that are live or completed.",
    over=Part("Live or completed this month", (("status", HELD), ("when", ("this-month",)))),
    **_SESSIONS,
)
HEADLINE = (UPCOMING, LIVE, COMPLETED, THIS_MONTH)
