"""What waits for a second person about one learner: it stands on their page, for whoever sees approvals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func

from growthos_ui.db import columns_of
from growthos_ui.finance.approvals import KINDS, approvals
from growthos_ui.finance.models import MoneyApproval
from growthos_ui.listing.money import money_words
from growthos_ui.listing.words import day_words
from growthos_ui.people.models import Student

if TYPE_CHECKING:
    from sqlalchemy import Select

    from growthos_ui.db import Transaction

WAITS_MAX = 5
"""How many are named on the page; the list has them all."""
_asked, _student = columns_of(MoneyApproval), columns_of(Student)
_WORDS = {mark.value: mark.words for mark in KINDS}


@dataclass
class Wait:
    """One request in words: what is asked for, how much it is and on what, and by whom and until when."""

    what: str = ""
    amount: str = ""
    about: str = ""
    told: str = ""


async def find_waits(tx: Transaction, code: str) -> tuple[list[Wait], int]:
    """Return what waits for a second person about the learner with this code, the oldest first, and how many more there are.

    Nothing that the actor may not see.
    """
    rows = await tx.rows(waits_of(code))
    return [_wait(row) for row in rows], rows[0]["every"] - len(rows) if rows else 0


def waits_of(code: str) -> Select[Any]:
    """Return the requests about a learner that somebody may still agree to."""
    return (
        approvals()
        .add_columns(func.count().over().label("every"))
        .where(
            _student.student_code == code,
            _asked.status == "waiting",
            _asked.expires_on >= func.private.today(),
        )
        .order_by(_asked.asked_at, _asked.id)
        .limit(WAITS_MAX)
    )


def _wait(row: Any) -> Wait:
    return Wait(
        what=_WORDS[row["kind"]],
        amount=money_words(row["amount_milli"], row["currency"]),
        about=row["about"],
        told=f"Asked by {row['asked_by_name']}, until {day_words(row['expires_on'])}",
    )
