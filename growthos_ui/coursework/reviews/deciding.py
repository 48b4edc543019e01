"""One version of work with the queue around it, and the decision on it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from growthos_ui.auth.permissions import Permission
from growthos_ui.coursework.reviews import queries
from growthos_ui.coursework.reviews.tables import SUBMISSIONS
from growthos_ui.coursework.reviews.told import Review, Turn, review_of, turn_of
from growthos_ui.errors import GrowthError, Kind
from growthos_ui.listing.ask import Ask, ask_of
from growthos_ui.listing.page import COUNTED_MAX
from growthos_ui.listing.totals import some_query
from growthos_ui.listing.words import count_words

if TYPE_CHECKING:
    from sqlalchemy import Select

    from growthos_ui.auth.actor import Actor
    from growthos_ui.db import Transaction

BEFORE_MAX, AFTER_MAX = 5, 20
"""How much of the queue stands beside a version."""
FEEDBACK_LENGTH_MAX = 4000
SCORE_DIGITS_MAX = 9
WAITS = Ask().filtered("status", ("pending",))
PATH = "/submissions"


def reviews_all_day(actor: Actor) -> bool:
    """Tell whether somebody's home page is about reviewing: whoever may review, and has no money of a whole school to look after."""
    return actor.may(Permission.COURSEWORK_REVIEWS_READ) and not actor.may(Permission.FINANCE_OVERVIEW_READ)


@dataclass(frozen=True, slots=True)
class Opened:
    """A version with its part of the queue, itself in its place, and how many wait in all.

    `oldest` is the address of what has waited longest, where nothing comes after; `back` that of the list. `is_own` where the
    actor decided it.
    """

    review: Review
    before: list[Turn] = field(default_factory=list)
    after: list[Turn] = field(default_factory=list)
    waiting: str = ""
    oldest: str = ""
    back: str = ""
    is_own: bool = False


def list_of(query: str) -> Ask:
    """Return what the list that led here was narrowed by; all that waits where the address says nothing that it knows."""
    try:
        return ask_of(SUBMISSIONS, query).narrowing() if query else WAITS
    except GrowthError:
        return WAITS


def walked(queue: Select[Any], ask: Ask) -> Select[Any]:
    """Return a part of the queue of those that the list that led here shows."""
    known = SUBMISSIONS.leanest(ask, "id")[1]
    return SUBMISSIONS.narrowed_from((queue, known), ask, *queue.selected_columns)


async def find_review(tx: Transaction, name: str, query: str = "") -> Opened | None:
    """Return the version that an address names, in the queue of its list; None where there is none that the actor may see."""
    try:
        submission_id = UUID(name)
    except ValueError:
        return None
    row = await tx.one(queries.one(submission_id))
    if row is None:
        return None
    versions = await tx.rows(queries.versions(row["student_id"], row["assignment_id"]))
    standing = await tx.one(queries.standing(row["student_id"], row["course_id"]))
    place = (row["submitted_at"], row["id"])
    listed = list_of(query)
    queue, kept = listed.filtered("reviewed", ()).filtered("status", WAITS.chosen("status")), listed.query()
    before = await tx.rows(walked(queries.queue_from(*place, BEFORE_MAX, backwards=True), queue))
    after = await tx.rows(walked(queries.queue_from(*place, AFTER_MAX, backwards=False), queue))
    oldest = await tx.one(walked(queries.queue(1), queue)) if before and not after else None
    waiting = await tx.scalar(some_query(SUBMISSIONS, queue, COUNTED_MAX)) or 0
    return Opened(
        review=review_of(row, versions, standing, ZoneInfo(tx.actor.timezone)),
        before=[turn_of(each, row["now"], kept) for each in reversed(before)],
        after=[turn_of(each, row["now"], kept) for each in after],
        waiting=f"{count_words(COUNTED_MAX - 1)}+" if waiting == COUNTED_MAX else count_words(waiting),
        oldest=turn_of(oldest, row["now"], kept).href if oldest else "",
        back=listed.address(PATH),
        is_own=row["graded_by"] == tx.actor.user_id,
    )


async def find_queue(tx: Transaction, many: int) -> list[Turn]:
    """Return what has waited longest, of what the actor may see."""
    rows = await tx.rows(queries.queue(many))
    return [turn_of(each, each["now"]) for each in rows]


async def decide(tx: Transaction, submission_id: UUID, decision: str, score: str, feedback: str) -> None:
    """Approve or decline a version that waits. Raises GrowthError with the box that it is about."""
    await tx.call("private.review_submission", submission_id, decision, _score(score), feedback.strip() or None)


def _score(typed: str) -> int | None:
    """Return the score that was typed; None where none was. Raises GrowthError."""
    digits = typed.strip()
    if not digits:
        return None
    if not (digits.isascii() and digits.isdigit() and len(digits) <= SCORE_DIGITS_MAX):
        raise GrowthError(Kind.INVALID, "A score is a whole number, such as 88.", field="score")
    return int(digits)
