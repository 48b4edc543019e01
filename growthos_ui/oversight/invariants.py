"""What must be true of the data, asked live and under the reader's own identity: the checks of `growthos check`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Integer, Text, func, literal_column, select, text
from sqlalchemy.exc import DBAPIError

from growthos_ui.db.checks import CHECKS
from growthos_ui.errors import GrowthError, Kind

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Select

    from growthos_ui.db import Transaction

SHOWN_MAX = 200
WITHIN_MS = 20_000
_CANCELLED = "57014"
# Sums are kept for the office and once more for each mentor; a reader of the office sees only the former.
_EACH_MENTOR = " or mentor_id is not null"
# Counting progress anew is a function that only its owner may call: another one asks it for one organisation.
_ANEW = re.compile(r"from private\.progress_of\(")
_PROGRESS = "select differs from private.progress_differs() as differs"

MEANINGS: dict[str, str] = {
    "Progress is what its base tables say": "Counted anew from recordings, marks and enrolments, each learner's progress is the one that lists and figures show.",
    "Active weeks are what the activity says": "Every week with an act of a learner is there, and no other.",
    "Marks of each assignment are summed right": "The sums that lists of marks begin with are the sums of their rows.",
    "Active weeks are summed right": "The counts behind charts of active learners are the counts of their weeks.",
    "Enrolments are summed right by state, result and progress": "The counts behind figures of progress are the counts of the enrolments.",
    "Watching is summed right": "How far recordings are watched, all together, is what each learner's row says.",
    "Acts are counted under their person": "What the list of activity comes to is what its rows say, for the office and for each mentor.",
    "Documents are counted under their kind and day": "What the list of documents comes to is what its rows say, by kind and day.",
    "Watching stands in the course of its recording": "A course's list of watching has every row of its recordings, wherever those were moved.",
    "Each installment stands as its bill and its ledger say": "The narrow row behind every figure of money today is what the installment, its bill and its payments come to.",
    "Each installment stood before as its terms and its ledger say": "What reports as of a past day read is what the terms and the ledger had come to by then.",
    "What is owed is summed right": "The sums behind figures of what is owed, by course, batch, mentor and member of staff too, are the sums of the installments.",
    "What came in is summed right": "The sums behind figures of what came in and went back are the sums of the ledger.",
    "A student's mentor is the one of the open assignment": "Who sees a learner as theirs is who was given them last.",
    "Enrolments carry the scope of their student": "Mentor, account and organisation of an enrolment are those of its student, so that nobody sees a learner by half.",
    "An account's role is the one in force": "The role that is shown with an account is the one that its rights come from.",
    "An invoice is the sum of its installments": "All installments of an invoice, cancelled ones too, add up to it, and so do payments, refunds, credits and write-offs on them.",
    "What was allocated of a payment is the payment": "The lines of each payment, refund, credit and write-off add up to it, no more and no less.",
    "An installment says what the ledger says of it": "What was paid, returned, credited and given up on an installment is the sum of its entries.",
    "What is open is what the terms and the ledger leave": "Reports of any day put what is open together from terms and entries; today that is what each installment says, so that the ages add up to it.",
    "The state of an installment is the one of the facts and the day": "No state was left behind at midnight or by an act.",
    "Receipts and invoices are numbered without a gap": "Receipts of the organisation and invoices of each student run from 1, and their counter stands at the last.",
    "A closed month is what was told of it": "Worked out anew from the terms and the ledger, every closed month has the figures that were kept when it was closed.",
    "What came on a promise is what the ledger says": "Net cash on its installment from the day of the promise until it stops to count.",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Invariant:
    """One thing that must be true, what it means, and the statement that selects, as text, where it is not."""

    title: str
    meaning: str
    statement: str


@dataclass(frozen=True, slots=True)
class Differing:
    """What was found: how many rows are not so, and the first of them as the check names them."""

    count: int
    rows: tuple[str, ...]


INVARIANTS = tuple(
    Invariant(
        title=each.sentence,
        meaning=MEANINGS.get(each.sentence, ""),
        statement=_PROGRESS if _ANEW.search(each.statement) else each.statement.replace(_EACH_MENTOR, ""),
    )
    for each in CHECKS
)


async def ask(tx: Transaction, invariant: Invariant) -> Differing:
    """Return where it does not hold, among the rows that the actor may see.

    Raises GrowthError (Unavailable) where the answer takes longer than it may.
    """
    await tx.scalar(select(func.set_config("statement_timeout", str(WITHIN_MS), True)))
    try:
        rows = await tx.rows(_differing(invariant))
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) != _CANCELLED:
            raise
        raise GrowthError(Kind.UNAVAILABLE, f"It took longer than {WITHIN_MS // 1000} seconds.") from error
    return Differing(rows[0]["count"] if rows else 0, tuple(row["differs"] for row in rows))


def _differing(invariant: Invariant) -> Select[Any]:
    columns: list[ColumnElement[Any]] = [
        literal_column("differs", Text),
        literal_column("count(*) over ()", Integer).label("count"),
    ]
    named = text(f"({invariant.statement}) as each (differs)")
    return select(*columns).select_from(named).order_by(literal_column("differs")).limit(SHOWN_MAX)
