"""What staff wrote down about one learner, with what they decided on the way: paused, let in, given more time, refunded."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from sqlalchemy import and_, case, func, select, tuple_

from growthos_ui.db import columns_of
from growthos_ui.listing.words import moment_words
from growthos_ui.oversight.models import UserActivityLog
from growthos_ui.people.models import Colleague

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Select

    from growthos_ui.db import Transaction

NOTE_LENGTH_MAX = 2000
NOTES_SHOWN = 5
# What stands among the notes beside them, in words.
DECIDED = {
    "lms_suspended": "Suspended",
    "lms_activated": "Let in again",
    "fee_extended": "Given more time to pay",
    "refund_recorded": "Refunded",
}
_NOTE = "admin_note"
_log, _colleague = columns_of(UserActivityLog), columns_of(Colleague)


@dataclass
class Note:
    """One note in words, or one decision with its reason. `kind` is note or decision; `by` is empty for what a job did."""

    kind: str = ""
    title: str = ""
    words: str = ""
    by: str = ""
    when: str = ""


@dataclass
class Notes:
    """A stretch of notes, newest first, and the place after it; no place means that there is no more."""

    rows: list[Note] = field(default_factory=list)
    after: tuple[datetime, UUID] | None = None


def notes(student_id: UUID, after: tuple[datetime, UUID] | None, size: int) -> Select[Any]:
    """Return what stands among the notes of a learner from a place on, newest first; one row more says that there is more."""
    me = select(func.private.actor_id()).scalar_subquery()
    words = func.coalesce(_log["metadata"]["note"].astext, _log["metadata"]["reason"].astext, "")
    name = func.coalesce(_colleague.full_name, case((_log.created_by == me, "You"), else_="A colleague"))
    found = (
        select(
            _log.id,
            _log.occurred_at,
            _log.activity_type,
            words.label("words"),
            case((_log.created_by.is_(None), ""), else_=name).label("by"),
        )
        .outerjoin(
            Colleague, and_(_colleague.organization_id == _log.organization_id, _colleague.id == _log.created_by)
        )
        .where(
            _log.student_id == student_id,
            _log.visibility == "staff",
            _log.activity_type.in_((_NOTE, *DECIDED)),
        )
    )
    if after:
        found = found.where(tuple_(_log.occurred_at, _log.id) < tuple_(*after))
    return found.order_by(_log.occurred_at.desc(), _log.id.desc()).limit(size + 1)


async def find_notes(tx: Transaction, student_id: UUID, after: Notes | None = None) -> Notes:
    """Return the next stretch of a learner's notes; nothing of a learner whom the actor may not see."""
    found = await tx.rows(notes(student_id, after.after if after else None, NOTES_SHOWN))
    shown, zone = found[:NOTES_SHOWN], ZoneInfo(tx.actor.timezone)
    rows = [
        Note(
            kind="note" if row["activity_type"] == _NOTE else "decision",
            title=DECIDED.get(row["activity_type"], ""),
            words=row["words"],
            by=row["by"],
            when=moment_words(row["occurred_at"], zone),
        )
        for row in shown
    ]
    more = len(found) > NOTES_SHOWN
    return Notes(rows, (shown[-1]["occurred_at"], shown[-1]["id"]) if more else None)


async def add(tx: Transaction, student: UUID, words: str, *, form: UUID) -> None:
    """Write a note on a learner; the same words of one `form` are one note. Raises GrowthError, which names the box."""
    await tx.call("private.add_note", student, words, uuid5(form, f"{student}\n{words}"))
