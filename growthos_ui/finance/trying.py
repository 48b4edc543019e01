"""An act before it is done and as it is done: what would change, tried and undone; and done only on what its sender saw."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import cast, select
from sqlalchemy.dialects.postgresql import JSONB

from growthos_ui import db
from growthos_ui.db import columns_of
from growthos_ui.errors import GrowthError, Kind
from growthos_ui.finance.asking import request_of
from growthos_ui.finance.doing import Answer, answer_of, do
from growthos_ui.finance.facts import STATE
from growthos_ui.finance.history import last_hand
from growthos_ui.finance.models import InstallmentPlan, Invoice
from growthos_ui.finance.part import require_part
from growthos_ui.finance.words import ACCESS, BILL_STATES, STATES
from growthos_ui.listing.words import UNKNOWN, day_words

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from sqlalchemy import Select

    from growthos_ui.auth.actor import Actor
    from growthos_ui.db import Transaction
    from growthos_ui.finance.part import Facts

_part, _bill = columns_of(InstallmentPlan), columns_of(Invoice)
_Found = TypeVar("_Found")
_UNSAID = "(not said yet)"
KEYED = ("pay", "refund", "credit", "write_off")
"""The acts that the ledger knows by their key; the others are done once because their second time is refused."""
CHANGED = "This installment has changed."


@dataclass
class Change:
    """One thing, before an act and after it."""

    name: str = ""
    before: str = ""
    after: str = ""
    moved: bool = False


@dataclass
class Share:
    """The part of an amount that goes on one installment, and what that is then."""

    name: str = ""
    amount: str = ""
    of_fee: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an act changes, and on which installments its amount goes.

    `is_again` says that all of it had been done before, by a form that was sent with the same key.
    """

    before: Facts
    after: Facts
    changes: list[Change]
    shares: list[Share] = field(default_factory=list)
    receipt: str = ""
    taken: int = 0
    is_again: bool = False


class _Undone(Exception):
    """Rolls a trial back."""


async def undone(actor: Actor, trial: Callable[[Transaction], Awaitable[_Found]]) -> _Found:
    """Return what a trial finds; its transaction is rolled back, so nothing of it stays. Raises what the trial raises."""
    found: list[_Found] = []
    with suppress(_Undone):
        async with db.acting_as(actor) as tx:
            found.append(await trial(tx))
            raise _Undone
    return found[0]


def with_reason(typed: Mapping[str, str]) -> dict[str, str]:
    """Return the boxes of a trial: a reason that is not typed yet is no reason to refuse."""
    return {**typed, "reason": typed.get("reason", "").strip() or _UNSAID}


async def tried(actor: Actor, act: str, name: str, typed: Mapping[str, str]) -> Outcome:
    """Return what an act would change: it is done by the same function and rolled back.

    Raises GrowthError where the act would be refused.
    """

    async def trial(tx: Transaction) -> Outcome:
        before = await require_part(tx, name)
        return await _outcome(tx, before, await do(tx, act, before, with_reason(typed)))

    return await undone(actor, trial)


async def agreed(actor: Actor, act: str, name: str, typed: Mapping[str, str]) -> Outcome:
    """Return what an act changes once a second person agrees to it; nothing of it stays. Raises GrowthError as `tried`."""
    said = with_reason(typed)

    async def trial(tx: Transaction) -> Outcome:
        before = await require_part(tx, name)
        would = await tx.call("private.try_agreed", act, cast(request_of(act, before, said), JSONB))
        return await _outcome(tx, before, answer_of(would.get("answer")))

    return await undone(actor, trial)


async def done(actor: Actor, act: str, seen: Facts, typed: Mapping[str, str], key: str) -> Outcome:
    """Do an act in one transaction, and only on what its sender saw. Sent twice with one key, it is done once.

    Raises GrowthError: the refusal, or Conflict where somebody else was faster; then nothing was changed.
    """
    try:
        async with db.acting_as(actor) as tx:
            before = await require_part(tx, seen.name)
            # the key decides first: what was done by this very form is no reason to refuse it
            found = await _outcome(tx, seen, await do(tx, act, before, typed, key))
            if found.is_again:
                return found
            if act == "pay":
                _require_paid_from(seen, found, typed)
            else:
                _require_seen(before, seen)
            return found
    except GrowthError as error:
        raise await _faster(actor, act, seen, error) from error


def _require_seen(now: Facts, seen: Facts) -> None:
    if _standing(now) != _standing(seen):
        raise GrowthError(Kind.CONFLICT, CHANGED)


def _require_paid_from(seen: Facts, found: Outcome, typed: Mapping[str, str]) -> None:
    """Refuse a payment that landed on something else than was seen: its rows were locked, so nobody comes in between."""
    if typed.get("over") == "oldest":
        was, is_ = seen.left_of_student, found.after.left_of_student
    else:
        was, is_ = seen.left, found.after.left
    if was - is_ != found.taken:
        raise GrowthError(Kind.CONFLICT, CHANGED)


async def _faster(actor: Actor, act: str, seen: Facts, error: GrowthError) -> GrowthError:
    """Return the refusal; or, where what the sender saw is no longer so, who was faster and what is open now.

    An act without a key may itself be what was faster, where it was done and its answer was lost.
    """
    if error.kind is Kind.CONFLICT and error.sentence != CHANGED:
        return error  # the key was sent with other values: that is what happened, whoever else was there
    async with db.acting_as(actor) as tx:
        now = await require_part(tx, seen.name)
        if _standing(now) == _standing(seen):
            return error
        who = await last_hand(tx, now, ZoneInfo(actor.timezone))
    told = f" ({who})" if who and now.paid + now.refunded != seen.paid + seen.refunded else ""
    is_open = f"{now.money(now.left)} is open now"
    if act not in KEYED or (act == "write_off" and not seen.remaining):  # a late fee alone has no line in the ledger
        by = "by somebody else or by what you sent before"
        sentence = f"This has changed since it was opened{told}, {by}: {is_open}. Nothing was changed this time."
    else:
        sentence = f"Somebody was faster{told}: {is_open}. Nothing was changed by you."
    return GrowthError(Kind.CONFLICT, sentence)


def _standing(part: Facts) -> tuple[object, ...]:
    return (
        part.left,
        part.remaining,
        part.paid,
        part.refunded,
        part.due,
        part.fee,
        part.amount,
        part.bill_state,
        part.extensions,
    )


async def _outcome(tx: Transaction, before: Facts, answer: Answer) -> Outcome:
    after = await require_part(tx, before.name)
    return Outcome(
        before=before,
        after=after,
        changes=[*_changes(before, after), *late_in_the_books(answer)],
        shares=await _shares(tx, after, answer),
        receipt=answer.receipt,
        taken=sum(amount for _, amount, _ in answer.lines),
        is_again=answer.is_again,
    )


def late_in_the_books(answer: Answer) -> list[Change]:
    """Return on which day an act counts that is dated into a month whose books are closed; nothing for any other."""
    if answer.belongs_to is None or answer.counts_on is None:
        return []
    closed = f"{answer.belongs_to:%B %Y} is closed"
    return [Change("Counts on", day_words(answer.belongs_to), f"{day_words(answer.counts_on)}: {closed}", True)]


def as_it_stands(part: Facts) -> list[Change]:
    """Return the rows of an act that cannot be foretold: how it is, and a dash for what it would be."""
    return [Change(each.name, each.before, UNKNOWN) for each in _changes(part, part)]


def elsewhere(found: Outcome) -> list[Share]:
    """Return where the amount of an act goes, where that is not this installment alone."""
    only = _share_name(found.after.invoice, found.after.number)
    return found.shares if [each.name for each in found.shares] != [only] else []


def _share_name(invoice: str, number: int) -> str:
    return f"{invoice}-{number}"


def _changes(before: Facts, after: Facts) -> list[Change]:
    """Return the state and what is left, always; and whatever else moved. Money that came is told by what is left."""
    always = [
        _change(f"Installment {before.number} of {before.of}", STATES[before.state], STATES[after.state]),
        _change(
            "Open on it" if before.is_issued else "To come on it", before.words(before.left), after.words(after.left)
        ),
        _change("To come on the invoice", before.words(before.left_on_bill), after.words(after.left_on_bill)),
    ]
    moving = [
        _change("Net paid", before.words(before.net), after.words(min(before.net, after.net))),
        _change("Credited", before.words(before.credited), after.words(after.credited)),
        _change("Written off", before.words(before.written_off), after.words(after.written_off)),
        _change("Due", day_words(before.due), day_words(after.due)),
        _change("Late fee open", before.words(before.fee_remaining), after.words(after.fee_remaining)),
        _change("Amount of the installment", before.words(before.amount), after.words(after.amount)),
        _change("Amount of the invoice", before.words(before.bill), after.words(after.bill)),
        _change("Invoice", BILL_STATES[before.bill_state], BILL_STATES[after.bill_state]),
        _change("Access", ACCESS.get(before.access, before.access), ACCESS.get(after.access, after.access)),
    ]
    return always + [each for each in moving if each.moved]


def _change(name: str, before: str, after: str) -> Change:
    return Change(name, before, after, before != after)


async def _shares(tx: Transaction, part: Facts, answer: Answer) -> list[Share]:
    """Return where the lines of an act go, in the order in which they were taken."""
    if not answer.lines:
        return []
    of = {str(row["id"]): row for row in await tx.rows(_named([UUID(each) for each, _, _ in answer.lines]))}
    turns = sorted(
        answer.lines,
        key=lambda line: (
            of[line[0]]["effective_due_date"],
            of[line[0]]["invoice_number"],
            of[line[0]]["installment_number"],
        ),
    )
    return [
        Share(
            name=_share_name(of[each]["invoice_number"], of[each]["installment_number"]),
            amount=part.words(amount),
            of_fee=f"{part.words(fee)} of it late fee" if fee else "",
            state=STATES[of[each]["state"]],
        )
        for each, amount, fee in turns
    ]


def _named(parts: list[UUID]) -> Select[Any]:
    return (
        select(_part.id, _part.installment_number, _part.effective_due_date, STATE.label("state"), _bill.invoice_number)
        .join_from(
            InstallmentPlan, Invoice, (_bill.organization_id == _part.organization_id) & (_bill.id == _part.invoice_id)
        )
        .where(_part.id.in_(parts))
    )
