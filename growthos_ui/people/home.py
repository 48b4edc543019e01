"""What waits for somebody at the start of the day: each is a number of rows of a list, and opens them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from growthos_ui.coursework.reviews.tables import SUBMISSIONS
from growthos_ui.finance.approvals import APPROVALS
from growthos_ui.finance.suspensions import SUSPENSIONS
from growthos_ui.finance.tables import INSTALLMENTS
from growthos_ui.listing.ask import Ask, ask_of
from growthos_ui.listing.page import COUNTED_MAX, rows_query
from growthos_ui.listing.totals import some_query
from growthos_ui.listing.words import UNKNOWN, count_words, moment_words
from growthos_ui.oversight.errors import ERRORS
from growthos_ui.oversight.tables import AUDIT
from growthos_ui.oversight.words import ACTIONS, description_words, named
from growthos_ui.people.tables import STUDENTS
from growthos_ui.support.mail.log import MAILS
from growthos_ui.support.tickets.tables import TICKETS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import tzinfo

    from sqlalchemy import Select

    from growthos_ui.auth.actor import Actor
    from growthos_ui.db import Transaction
    from growthos_ui.listing.listing import Listing

CHANGES_MAX = 6
_TOLD = ("timestamp", "actor_name", "action", "description", "person_name")


@dataclass(frozen=True, slots=True)
class Waiting:
    """Rows of a list that somebody has to do something about: `words` for one and for many, `tone` "bad" or "warn"."""

    listing: Listing
    path: str
    query: str
    words: tuple[str, str]
    tone: str

    @property
    def href(self) -> str:
        """The address of the rows."""
        return f"{self.path}?{self.query}"

    def count(self) -> Select[Any]:
        """Return the select of how many there are; counting stops at COUNTED_MAX."""
        return some_query(self.listing, ask_of(self.listing, self.query), COUNTED_MAX)


@dataclass(frozen=True, slots=True)
class Found:
    """What waits, in words, with the address of its rows."""

    count: str
    words: str
    tone: str
    href: str


@dataclass(frozen=True, slots=True)
class Change:
    """One of the latest changes: when, by whom, what, whom it affects, and about what."""

    when: str
    who: str
    action: str
    whom: str
    about: str


WAITING = (
    Waiting(
        INSTALLMENTS,
        "/finance/installments",
        "late=over-90",
        ("installment is over 90 days late", "installments are over 90 days late"),
        "bad",
    ),
    Waiting(
        INSTALLMENTS,
        "/finance/installments",
        "late=1-30,31-60,61-90",
        ("installment is overdue by up to 90 days", "installments are overdue by up to 90 days"),
        "warn",
    ),
    Waiting(
        APPROVALS,
        "/finance/approvals",
        "state=waiting",
        ("request waits for a second person", "requests wait for a second person"),
        "warn",
    ),
    Waiting(
        SUSPENSIONS,
        "/finance/suspensions",
        "held=no",
        ("student loses access tonight", "students lose access tonight"),
        "warn",
    ),
    Waiting(
        TICKETS,
        "/support/tickets",
        "status=open,in_progress&answer=late",
        ("ticket has no answer yet and is late", "tickets have no answer yet and are late"),
        "bad",
    ),
    Waiting(MAILS, "/support/mail", "state=failed,unknown", ("mail did not arrive", "mails did not arrive"), "bad"),
    Waiting(
        SUBMISSIONS,
        "/submissions",
        "status=pending&wait=over",
        ("submission is overdue for review", "submissions are overdue for review"),
        "bad",
    ),
    Waiting(
        SUBMISSIONS,
        "/submissions",
        "status=pending&wait=soon,in-time",
        ("submission waits for review, in time", "submissions wait for review, in time"),
        "warn",
    ),
    Waiting(
        STUDENTS,
        "/students",
        "silent=14&status=active",
        ("enrolment has been silent for 14 days", "enrolments have been silent for 14 days"),
        "warn",
    ),
    Waiting(
        STUDENTS,
        "/students",
        "mentor=none&status=active",
        ("active enrolment has no mentor", "active enrolments have no mentor"),
        "warn",
    ),
    Waiting(
        ERRORS,
        "/oversight/errors",
        "resolved=no",
        ("failure of the program is open", "failures of the program are open"),
        "bad",
    ),
)


def waiting_for(actor: Actor) -> tuple[Waiting, ...]:
    """Return what this person may be asked to look at: the lists that they may open."""
    return tuple(each for each in WAITING if actor.may(each.listing.read))


def counted(waiting: Sequence[Waiting]) -> Select[Any]:
    """Return the select of all their numbers, as columns n0, n1, …: one round trip."""
    return select(*(each.count().scalar_subquery().label(f"n{place}") for place, each in enumerate(waiting)))


async def find_waiting(tx: Transaction) -> list[Found]:
    """Return what waits for the actor, in the order of WAITING; what there is none of is left out."""
    waiting = waiting_for(tx.actor)
    row = await tx.one(counted(waiting)) if waiting else None
    if row is None:
        return []
    return [_found(each, row[f"n{place}"]) for place, each in enumerate(waiting) if row[f"n{place}"]]


def _found(waiting: Waiting, count: int) -> Found:
    number = f"{count_words(COUNTED_MAX - 1)}+" if count == COUNTED_MAX else count_words(count)
    return Found(count=number, words=waiting.words[count > 1], tone=waiting.tone, href=waiting.href)


async def find_changes(tx: Transaction, zone: tzinfo) -> list[Change]:
    """Return the latest lines of the audit that the actor may see, the latest first."""
    columns = tuple(each for each in AUDIT.columns if each.name in _TOLD)
    rows = await tx.rows(rows_query(AUDIT, Ask().sized(CHANGES_MAX), columns))
    return [
        Change(
            when=moment_words(row["timestamp"], zone),
            who=row["actor_name"],
            action=named(row["action"], ACTIONS),
            whom=row["person_name"] or UNKNOWN,
            about=description_words(row["description"] or ""),
        )
        for row in rows[:CHANGES_MAX]
    ]
