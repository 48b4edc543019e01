"""What the figures over the tickets mean: each is taken over the list of tickets."""

from __future__ import annotations

from typing import Any

from growthos_ui.auth.permissions import Permission
from growthos_ui.metrics.metric import Count, Median
from growthos_ui.metrics.narrowing import Part
from growthos_ui.metrics.spans import Days
from growthos_ui.support.tickets.tables import TICKETS
from growthos_ui.support.tickets.words import ANSWERS, STATES

PATH = "/support/tickets"
ANSWERED_DAYS, RESOLVED_DAYS = 30, 7
_TICKETS: dict[str, Any] = {
    "listing": TICKETS,
    "path": PATH,
    "needs": Permission.SUPPORT_TICKETS_READ,
    "owner": "Support",
    "source": "tickets and what was said on them",
}


def _others(words: str, name: str, marks: tuple[Any, ...], value: str) -> Part:
    return Part(words, ((name, tuple(each.value for each in marks if each.value != value)),))


OPEN = Count(
    id="support.open",
    name="Open",
    about="Tickets that nobody has begun to work on: no answer that the student can read, and not moved on.",
    polarity="down",
    over=Part("Open tickets", (("status", ("open",)),)),
    left_out=(_others("In progress, resolved or closed", "status", STATES, "open"),),
    **_TICKETS,
)
IN_PROGRESS = Count(
    id="support.in_progress",
    name="In progress",
    about="Tickets that somebody works on: answered or taken up, and neither resolved nor closed.",
    polarity="none",
    over=Part("Tickets in progress", (("status", ("in_progress",)),)),
    left_out=(_others("Open, resolved or closed", "status", STATES, "in_progress"),),
    **_TICKETS,
)
LATE = Count(
    id="support.first_answer_late",
    name="First answer late",
    about="Open tickets and those in progress whose first answer is overdue now. It is due so many hours after the ticket was opened as the settings give its priority.",
    polarity="down",
    over=Part("Tickets whose first answer is late", (("answer", ("late",)),)),
    left_out=(_others("Answered, still in time, or ended without an answer", "answer", ANSWERS, "late"),),
    **_TICKETS,
)
FIRST_ANSWER = Median(
    id="support.hours_to_first_answer",
    name="Hours to first answer",
    about=f"Half of the tickets that were first answered in the last {ANSWERED_DAYS} days waited at most so many hours, by the clock and not by opening hours. Notes for staff are no answer.",
    polarity="down",
    over=Part(f"First answered in the last {ANSWERED_DAYS} days", (("answered", Days(ANSWERED_DAYS)),)),
    of=lambda selected: selected["took_tenths"],
    scale=10,
    of_words="hours to the first answer",
    measured_in="hours",
    unknown="Nothing was answered",
    **_TICKETS,
)
RESOLVED = Count(
    id="support.resolved",
    name=f"Resolved in {RESOLVED_DAYS} days",
    about=f"Tickets that were resolved in the last {RESOLVED_DAYS} days and were not opened again since.",
    polarity="up",
    over=Part(f"Resolved in the last {RESOLVED_DAYS} days", (("resolved", Days(RESOLVED_DAYS)),)),
    **_TICKETS,
)
HEADLINE = (OPEN, IN_PROGRESS, LATE, FIRST_ANSWER, RESOLVED)
