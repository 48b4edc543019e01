"""Acts of money that wait for a second person: what was asked for, by whom, and agreeing, declining or taking back."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from sqlalchemy import String, case, cast, func, select

from growthos_ui.auth.permissions import Permission
from growthos_ui.db import columns_of
from growthos_ui.errors import GrowthError
from growthos_ui.finance.acts import REASON_LENGTH_MAX
from growthos_ui.finance.models import MoneyApproval
from growthos_ui.finance.words import COLLEAGUE
from growthos_ui.learning.naming import by_learner
from growthos_ui.listing.acts import Act
from growthos_ui.listing.boxes import Box
from growthos_ui.listing.codes import code_of
from growthos_ui.listing.columns import Badge, Code, Day, Link, Mark, Moment, Reading, Text
from growthos_ui.listing.filters import Choice, DayRange
from growthos_ui.listing.listing import Listing
from growthos_ui.listing.money import Money, money_words
from growthos_ui.listing.words import number_of
from growthos_ui.people.models import Colleague, Student

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from sqlalchemy import Select

    from growthos_ui.db import Transaction

_asked, _student = columns_of(MoneyApproval), columns_of(Student)
_names = Colleague.__table__  # type: ignore[attr-defined]
_asker, _decider = _names.alias("asker"), _names.alias("decider")
_NOUN = ("request", "requests")
KINDS = (
    Mark("refund", "Refund", "returned", "warn"),
    Mark("write_off", "Write-off", "struck", "neutral"),
    Mark("credit", "Credit", "ring", "info"),
    Mark("discount", "Discount", "dot", "info"),
    Mark("waive", "Waived fee", "ring", "info"),
    Mark("cancel", "Cancelled invoice", "struck", "neutral"),
    Mark("leave", "Place taken back", "struck", "neutral"),
    Mark("place", "Free place", "dot", "info"),
    Mark("bill", "Discounted bill", "dot", "info"),
    Mark("unmatch", "Match undone", "returned", "warn"),
)
STATES = (
    Mark("waiting", "Waits", "clock", "warn", is_tinted=True),
    Mark("approved", "Agreed to", "done", "good"),
    Mark("declined", "Declined", "struck", "bad"),
    Mark("withdrawn", "Taken back", "struck", "off"),
    Mark("expired", "Expired", "clock", "off"),
)
# What nobody decided by its last day is over from the next midnight on, before the night has written it down.
_STATE = case(
    ((_asked.status == "waiting") & (_asked.expires_on < func.private.today()), "expired"), else_=_asked.status
)

# A day that was chosen for the installments of a place, and is over.
_LATE = (
    (_asked.kind == "bill")
    & (
        func.least(_asked.request["first_due"].astext, _asked.request["run_from"].astext)
        < cast(func.private.today(), String)
    )
).label("is_late")

_ON_PARTS, _ON_BILL = {"refund", "write_off", "credit", "waive"}, {"discount", "cancel"}


@dataclass(frozen=True, kw_only=True)
class Subject(Link):
    """What was asked for is about: opens the installment, for several and for an invoice all of it, and else `href`."""

    @property
    def reads(self) -> tuple[str, ...]:
        """The words, what is asked for, and what the address is made of."""
        return (*super().reads, "kind")

    def cells(self, row: Mapping[str, Any], reading: Reading) -> dict[str, str]:
        """Return the words, and the address of what they name."""
        first, _, more = row[self.name].partition(", ")
        found = super().cells(row, reading)
        if row["kind"] in _ON_BILL:
            return found | {f"{self.name}__href": f"/finance/installments?q={quote(first)}"}
        if row["kind"] not in _ON_PARTS:
            return found
        href = (
            f"/finance/installments?q={quote(first.rpartition('-')[0])}"
            if more
            else f"/finance/installments/{quote(first)}"
        )
        return found | {f"{self.name}__href": href}


def approvals() -> Select[Any]:
    """Return everything that a second person was asked for, as the actor may see it."""
    return (
        select(
            _asked.id,
            _asked.student_id,
            _asked.kind,
            code_of(_asked.currency).label("currency"),
            _asked.amount_milli,
            _asked.about,
            _asked.reason,
            _STATE.label("status"),
            _asked.asked_at,
            _asked.expires_on,
            _asked.decided_at,
            _asked.note,
            _student.student_code,
            _student.full_name,
            func.coalesce(_asker.c.full_name, COLLEAGUE).label("asked_by_name"),
            case((_asked.decided_by.is_not(None), func.coalesce(_decider.c.full_name, COLLEAGUE))).label(
                "decided_by_name"
            ),
        )
        .join(Student, (_student.organization_id == _asked.organization_id) & (_student.id == _asked.student_id))
        .outerjoin(_asker, _asker.c.id == _asked.asked_by)
        .outerjoin(_decider, _decider.c.id == _asked.decided_by)
    )


async def named(tx: Transaction, requests: Sequence[UUID]) -> list[str]:
    """Return of each of these what is asked for, about whom, how much it is, and by whom: what a second person says yes or no to."""
    asked = approvals().add_columns(_LATE).where(_asked.id.in_(requests)).order_by(_asked.asked_at, _asked.id)
    kinds = {mark.value: mark.words for mark in KINDS}
    return [
        f"{kinds[row['kind']]}: {money_words(row['amount_milli'], row['currency'])} · {row['full_name']} ({row['student_code']}), {row['about']}"
        f" · asked by {row['asked_by_name']}: {row['reason']}"
        f"{' · a chosen day that is over becomes the day of agreeing' if row['is_late'] else ''}"
        for row in await tx.rows(asked)
    ]


async def decide(tx: Transaction, requests: Sequence[UUID], said: Mapping[str, str], *, agrees: bool) -> str:
    """Agree to every one of these, each of which is done at once, or decline them with a note; say so.

    Raises GrowthError, and none is decided, for one that was decided already or was asked for by the actor.
    """
    for each in requests:
        await _settle(tx, "private.decide_approval", each, agrees, said.get("note"), of=len(requests))
    return f"{number_of(len(requests), _NOUN)} {'agreed to and done' if agrees else 'declined'}."


async def withdraw(tx: Transaction, requests: Sequence[UUID], _said: Mapping[str, str]) -> str:
    """Take back what one asked for oneself. Raises GrowthError, and none is taken back, where one is somebody else's."""
    for each in requests:
        await _settle(tx, "private.withdraw_approval", each, of=len(requests))
    return f"{number_of(len(requests), _NOUN)} taken back."


async def _settle(tx: Transaction, function: str, *arguments: Any, of: int) -> None:
    try:
        await tx.call(function, *arguments)
    except GrowthError as error:
        if of == 1:
            raise
        raise GrowthError(
            error.kind, f"One of them cannot be settled: {error.sentence} Nothing was changed."
        ) from error


APPROVALS = Listing(
    name="approvals",
    title="Approvals",
    noun=_NOUN,
    source=approvals,
    columns=(
        Moment(name="asked_at", label="Asked", sort_by="asked_at", card="pair"),
        Code(name="student_code", label="Code", starts_hidden=True),
        Link(name="full_name", label="Student", card="title", href="/students/{student_code}", code="student_code"),
        Badge(name="kind", label="What", marks=KINDS, card="sub"),
        Subject(
            name="about",
            label="On",
            card="pair",
            href="/students/{student_code}",
            is_own=True,
            about="The installments, the invoice or the course; opens it, a course at the student",
        ),
        Text(name="currency", label="Currency", is_quiet=True, card="sub"),
        Money(name="amount_milli", label="Amount", sort_by="amount_milli", card="pair"),
        Badge(name="status", label="State", marks=STATES, card="state"),
        Text(name="reason", label="Why", card="pair"),
        Text(name="asked_by_name", label="Asked by", card="pair"),
        Day(name="expires_on", label="Until", about="The last day on which somebody may agree", card="pair"),
        Text(name="decided_by_name", label="Decided by", starts_hidden=True),
        Moment(name="decided_at", label="Decided", starts_hidden=True),
        Text(name="note", label="Note", starts_hidden=True),
    ),
    filters=(
        Choice(name="state", label="State", on="status", choices=tuple((mark.value, mark.words) for mark in STATES)),
        Choice(name="kind", label="What", choices=tuple((mark.value, mark.words) for mark in KINDS)),
        DayRange(name="asked", label="Asked", on="asked_at"),
    ),
    search=by_learner(),
    sort="-asked_at",
    read=Permission.FINANCE_APPROVALS_READ,
    acts=(
        Act(
            name="agree",
            label="Agree",
            joins="to",
            needs=Permission.FINANCE_INSTALLMENTS_DECIDE,
            noun=_NOUN,
            confirm="Each is done at once, in your name as the second person. What you asked for yourself is not yours to agree to.",
            tells=named,
            run=partial(decide, agrees=True),
            most=50,
        ),
        Act(
            name="decline",
            label="Decline",
            joins="",
            needs=Permission.FINANCE_INSTALLMENTS_DECIDE,
            noun=_NOUN,
            boxes=(Box("note", "Why", most=REASON_LENGTH_MAX),),
            tells=named,
            run=partial(decide, agrees=False),
            most=50,
        ),
        Act(
            name="withdraw",
            label="Take back",
            joins="",
            needs=Permission.FINANCE_INSTALLMENTS_DECIDE,
            noun=_NOUN,
            confirm="Only what you asked for yourself can be taken back.",
            tells=named,
            run=withdraw,
            most=50,
        ),
    ),
    absent="What gives back or lets go of more than the limit in the settings waits here for a second person.",
)
