"""The tickets that come next at the desk: what whoever answers sees first in the morning."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from growthos_ui.listing.ask import Ask
from growthos_ui.listing.page import rows_query
from growthos_ui.support.tickets.columns import first_answer_words
from growthos_ui.support.tickets.tables import TICKETS
from growthos_ui.support.tickets.words import ACTIVE

if TYPE_CHECKING:
    from growthos_ui.db import Transaction

SHOWN_MAX = 10
PATH = "/support/tickets"
WAITING = Ask().filtered("status", ACTIVE)
_READ = ("ticket_number", "subject", "full_name", "priority", "assignee", "first_answer")


@dataclass(frozen=True, slots=True)
class Next:
    """One of them, in words, with its address. `answer` is how much time is left, `what` the value that chooses its look."""

    href: str = ""
    subject: str = ""
    about: str = ""
    priority: str = ""
    answer: str = ""
    what: str = ""


async def find_next(tx: Transaction) -> list[Next]:
    """Return the tickets that wait or are being worked on, in the order of the desk, at most SHOWN_MAX."""
    columns = tuple(each for each in TICKETS.columns if each.name in _READ)
    rows = await tx.rows(rows_query(TICKETS, WAITING.sized(SHOWN_MAX), columns))
    return [
        Next(
            href=f"{PATH}?q={row['ticket_number']}",
            subject=row["subject"],
            about=" · ".join((row["ticket_number"], row["full_name"] or "—", row["assignee"] or "nobody has it")),
            priority=row["priority"],
            answer=first_answer_words(
                row["first_answer"],
                due=row["sla_due_at"],
                given=row["first_response_at"],
                asked=row["created_at"],
                now=row["_now"],
            ),
            what=row["first_answer"],
        )
        for row in rows[:SHOWN_MAX]
    ]
