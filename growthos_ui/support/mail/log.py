"""The delivery log: every mail to a learner, what became of it, and what people decide on those that did not arrive."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import String, column, select, values

from growthos_ui.auth.permissions import Permission
from growthos_ui.db import columns_of
from growthos_ui.errors import GrowthError, Kind
from growthos_ui.learning.naming import by_learner
from growthos_ui.listing.acts import Act
from growthos_ui.listing.columns import Badge, Code, Count, Link, Text
from growthos_ui.listing.filters import Choice, DayRange
from growthos_ui.listing.listing import Listing
from growthos_ui.listing.words import UNKNOWN, moment_words, number_of
from growthos_ui.oversight.columns import Instant, Opener
from growthos_ui.oversight.entries import Told
from growthos_ui.people.models import Colleague, Student
from growthos_ui.support.mail.kinds import NAMES, STATES
from growthos_ui.support.models import Mail

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import tzinfo
    from uuid import UUID

    from sqlalchemy import Select

    from growthos_ui.db import Transaction

_mail, _student = columns_of(Mail), columns_of(Student)
_names: Any = Colleague.__table__  # type: ignore[attr-defined]
_decider = _names.alias("decider")
_NOUN = ("mail", "mails")
AGAIN = (
    ("missing", "They have not got it"),
    ("address", "The address was put right"),
    ("server", "The mail server works again"),
)
DROPPED = (
    ("arrived", "It has arrived"),
    ("otherwise", "They were told in another way"),
    ("wrong", "It is not right any more"),
)


def mails() -> Select[Any]:
    """Return every mail that was written, with its learner."""
    return select(
        *_of_a_mail(), _student.student_code, _student.full_name, _mail.subject, _mail.last_error, _mail.attempts,
        _mail.sent_at,
    ).join(Student, _student.id == _mail.student_id)  # fmt: skip


def bare_mails() -> Select[Any]:
    """Return the same without the learner: enough to find and count them."""
    return select(*_of_a_mail())


def _of_a_mail() -> tuple[Any, ...]:
    return (_mail.id, _mail.student_id, _mail.kind.label("mail_kind"), _mail.status, _mail.queued_at)


def _choices(name: str, pairs: tuple[tuple[str, str], ...]) -> Select[Any]:
    listed = values(column("value", String), column("label", String), name=name).data(list(pairs))
    return select(listed.c.value, listed.c.label)


async def send_again(tx: Transaction, mails: Sequence[UUID], said: Mapping[str, str]) -> str:
    """Let mails that failed or are unknown be sent once more; raise GrowthError, and none is, where one is neither."""
    return f"{number_of(await _decided(tx, mails, dict(AGAIN).get(said['choice']), again=True), _NOUN)} will be sent once more"


async def drop(tx: Transaction, mails: Sequence[UUID], said: Mapping[str, str]) -> str:
    """Give mails up that failed, are unknown or wait; raise GrowthError, and none is, where one is neither."""
    return f"{number_of(await _decided(tx, mails, dict(DROPPED).get(said['choice']), again=False), _NOUN)} given up"


async def _decided(tx: Transaction, mails: Sequence[UUID], reason: str | None, *, again: bool) -> int:
    if reason is None:
        raise GrowthError(Kind.INVALID, "Choose why.", field="choice")
    for each in sorted(mails):
        await tx.call("private.decide_mail", each, again, reason)
    return len(mails)


MAILS = Listing(
    name="mail",
    title="Mail",
    noun=_NOUN,
    source=mails,
    lean=(bare_mails,),
    columns=(
        Instant(name="queued_at", label="Written", sort_by="queued_at", card="pair"),
        Opener(name="mail_kind", label="Kind", known=NAMES, card="title"),
        Code(name="student_code", label="Code", card="sub"),
        Link(name="full_name", label="Student", card="sub", href="/students/{student_code}"),
        Badge(name="status", label="State", marks=STATES, card="state"),
        Text(name="last_error", label="Why", about="Why it waits, failed, is unknown or was dropped", card="pair"),
        Text(name="subject", label="Subject", is_quiet=True, about="As it was sent"),
        Count(name="attempts", label="Tries"),
        Instant(name="sent_at", label="Sent"),
    ),
    filters=(
        Choice(name="state", label="State", on="status", choices=tuple((each.value, each.words) for each in STATES)),
        Choice(name="kind", label="Kind", on="mail_kind", choices=tuple(NAMES.items())),
        DayRange(name="written", label="Written", on="queued_at"),
    ),
    search=by_learner(),
    sort="-queued_at",
    read=Permission.SUPPORT_MAIL_READ,
    export=Permission.SUPPORT_MAIL_EXPORT,
    acts=(
        Act(
            name="again", label="Send again", needs=Permission.SUPPORT_MAIL_DECIDE, noun=_NOUN, joins="", asks="Why",
            options=lambda: _choices("again", AGAIN), run=send_again,
        ),
        Act(
            name="drop", label="Give up", needs=Permission.SUPPORT_MAIL_DECIDE, noun=_NOUN, joins="", asks="Why",
            options=lambda: _choices("dropped", DROPPED), run=drop,
        ),
    ),
    absent="A mail appears here when an installment is issued, is due or overdue, and with each payment and refund.",
)  # fmt: skip


def waiting() -> Select[Any]:
    """Return at most one mail that waits to be sent: whether there is any."""
    return select(_mail.id).where(_mail.status == "waiting").limit(1)


async def find_mail(tx: Transaction, mail_id: UUID, zone: tzinfo) -> Told | None:
    """Return a mail in words, as it was sent, or None where there is none that the actor may see."""
    # how to reach somebody is for the office's own roles
    address = (_mail.recipient,) if tx.actor.may(Permission.PEOPLE_CONTACTS_READ) else ()
    row = await tx.one(
        mails()
        .add_columns(
            *address, _mail.body, _mail.message_id, _mail.template_version, _mail.next_attempt_at, _mail.settled_at
        )
        .add_columns(_decider.c.full_name.label("decider_name"))
        .outerjoin(_decider, _decider.c.id == _mail.settled_by)
        .where(_mail.id == mail_id)
    )
    if row is None:
        return None
    return Told(
        title=NAMES[row["mail_kind"]],
        description=_SAID[row["status"]],
        facts=tuple(_facts(dict(row), zone)),
        texts=((row["subject"], row["body"]),) if row["body"] else (),
    )


_SAID = {
    "waiting": "It waits to be sent; its words are filled in then.",
    "sending": "It is being handed to the mail server.",
    "sent": "The mail server took it. What follows is what was sent.",
    "failed": "It was not sent, and nobody tries any more. Send it again, or give it up.",
    "unknown": "Nobody knows whether it went: it is never sent again by itself. Ask the student, then send it again or give it up.",
    "dropped": "It is not sent.",
}


def _facts(row: Mapping[str, Any], zone: tzinfo) -> Iterator[tuple[str, str]]:
    yield "State", next(mark.words for mark in STATES if mark.value == row["status"])
    yield "Student", f"{row['full_name']} · {row['student_code']}"
    if row["last_error"]:
        yield "Why", row["last_error"]
    if row.get("recipient"):
        yield "Address", row["recipient"]
    yield "Written", moment_words(row["queued_at"], zone)
    if row["status"] == "waiting":
        yield "Not before", moment_words(row["next_attempt_at"], zone)
    if row["sent_at"]:
        yield "Sent", moment_words(row["sent_at"], zone)
    yield "Tries", str(row["attempts"])
    if row["message_id"]:
        yield "Message-ID", row["message_id"]
    if row["template_version"] is not None:
        yield "Words", f"version {row['template_version']}" if row["template_version"] else "standard"
    if row["settled_at"]:
        yield "Decided", f"{row['decider_name'] or UNKNOWN}, {moment_words(row['settled_at'], zone)}"
