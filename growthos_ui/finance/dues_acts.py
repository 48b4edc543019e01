"""Acts of money on several installments of one learner at once: foretold by the same functions, done once, on what was seen."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import cast
from sqlalchemy.dialects.postgresql import JSONB

from growthos_ui import db
from growthos_ui.auth.permissions import Permission
from growthos_ui.errors import GrowthError, Kind
from growthos_ui.finance.amounts import MILLI, amount_of, day_of, number_of
from growthos_ui.finance.asking import refund_of
from growthos_ui.finance.doing import Answer, answer_of, text_of
from growthos_ui.finance.dues import find_dues_in
from growthos_ui.finance.trying import Change, late_in_the_books, undone, with_reason
from growthos_ui.finance.words import STATES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from growthos_ui.auth.actor import Actor
    from growthos_ui.db import Transaction
    from growthos_ui.finance.dues import Due, Dues

    Typed = Mapping[str, str]

LINE = "line "
"""How the box of an installment's amount begins; its name follows."""
CHANGED = "This has changed."
NEEDS = {"pay": Permission.FINANCE_PAYMENTS_CREATE, "refund": Permission.FINANCE_INSTALLMENTS_DECIDE}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an act on several installments changes; `total` is its amount in thousandths, by the ledger's own addition.

    `is_again` says that it had been done before, by a form that was sent with the same key.
    """

    after: Dues
    changes: list[Change] = field(default_factory=list)
    receipt: str = ""
    total: int = 0
    is_again: bool = False


def lines_for(act: str, dues: Dues) -> list[Due]:
    """Return the installments that the act can be on: those with something to come, or with money that could go back."""
    return [each for each in dues.lines if (each.left if act == "pay" else each.net) > 0]


def offered(dues: Dues, actor: Actor) -> list[str]:
    """Return the acts that the actor's permissions and what the learner owes allow."""
    return [act for act, needs in NEEDS.items() if actor.may(needs) and lines_for(act, dues)]


def start_of(act: str, dues: Dues) -> dict[str, str]:
    """Return every box with what it holds at first: the oldest first for what is open, or nothing on any line."""
    today = dues.today.isoformat()
    lines = {LINE + each.name: "" for each in lines_for(act, dues)}
    papers = {"reference": "", "notes": ""}
    if act == "pay":
        amount = dues.words(dues.open or dues.left)
        return {"amount": amount, "paid_on": today, "over": "oldest", "method": "bank_transfer", **papers, **lines}
    how = {"refunded_on": today, "method": "original_method", "owed": "", "suspend": "yes", "total": "", "reason": ""}
    return {**how, **papers, **lines}


async def tried(actor: Actor, act: str, seen: Dues, typed: Typed) -> Outcome:
    """Return what the act would change; nothing of it stays. Raises GrowthError where it would be refused."""
    return await undone(actor, lambda tx: _done(tx, act, seen, with_reason(typed), None))


async def agreed(actor: Actor, act: str, seen: Dues, typed: Typed) -> Outcome:
    """Return what the act changes once a second person agrees to it; nothing of it stays. Raises GrowthError as `tried`."""
    request = cast(request_of(seen, with_reason(typed)), JSONB)

    async def trial(tx: Transaction) -> Outcome:
        would = await tx.call("private.try_agreed", act, request)
        return await _outcome(tx, act, seen, answer_of(would.get("answer")))

    return await undone(actor, trial)


async def done(actor: Actor, act: str, seen: Dues, typed: Typed, key: str) -> Outcome:
    """Do the act in one transaction, and only on what its sender saw. Sent twice with one key, it is done once.

    Raises GrowthError: the refusal, or Conflict where somebody else was faster; then nothing was changed.
    """
    try:
        async with db.acting_as(actor) as tx:
            return await _done(tx, act, seen, typed, key)
    except GrowthError as error:
        if error.kind is Kind.CONFLICT and error.sentence != CHANGED:
            raise  # the key was sent with other values: that is what happened, whoever else was there
        async with db.acting_as(actor) as tx:
            now = await find_dues_in(tx, seen.code, seen.currency)
        if now is None or _standing(now) == _standing(seen):
            raise
        told = f"{now.money(now.left)} is to come now" if act == "pay" else f"{now.money(now.net)} could go back now"
        raise GrowthError(Kind.CONFLICT, f"Somebody was faster: {told}. Nothing was changed by you.") from error


async def _done(tx: Transaction, act: str, seen: Dues, typed: Typed, key: str | None) -> Outcome:
    answer = await _DOING[act](tx, seen, typed, key)
    found = await _outcome(tx, act, seen, answer)
    if key is not None and not answer.is_again:
        _require_from(act, seen, found.after, answer, typed)
    return found


async def _outcome(tx: Transaction, act: str, seen: Dues, answer: Answer) -> Outcome:
    after = await find_dues_in(tx, seen.code, seen.currency)
    if after is None:
        raise GrowthError(Kind.MISSING, "There is no such student.")
    changes = [*_changes(act, seen, after), *late_in_the_books(answer)]
    return Outcome(after, changes, answer.receipt, sum(amount for _, amount, _ in answer.lines), answer.is_again)


def _require_from(act: str, seen: Dues, after: Dues, answer: Answer, typed: Typed) -> None:
    """Refuse an act that landed on something else than was seen: its rows are locked, so nobody comes in between."""
    moved: dict[str, int] = {}
    for part, amount, _ in answer.lines:
        moved[part] = moved.get(part, 0) + amount
    now = {each.id: each for each in after.lines}
    for was in seen.lines:
        is_ = now.get(was.id)
        gone = None if is_ is None else was.left - is_.left if act == "pay" else was.net - is_.net
        if gone != moved.get(str(was.id), 0):
            raise GrowthError(Kind.CONFLICT, CHANGED)
    total = sum(moved.values())
    if act == "refund" and number_of(typed["total"], field="total") * MILLI != total:
        raise GrowthError(Kind.INVALID, f"Type {seen.money(total)} to confirm.", field="total")


def request_of(seen: Dues, typed: Typed) -> dict[str, Any]:
    """Return what a refund of several installments asks for. Raises GrowthError for what cannot be read."""
    return refund_of(_lines("refund", seen, typed), typed)


async def _pay(tx: Transaction, seen: Dues, typed: Typed, key: str | None) -> Answer:
    amount = amount_of(typed["amount"], currency=seen.currency, places=seen.places)
    lines = None if typed["over"] == "oldest" else cast(_lines("pay", seen, typed), JSONB)
    return answer_of(
        await tx.call(
            "private.record_payment", seen.student_id, amount, day_of(typed["paid_on"], field="paid_on"), typed["method"],
            text_of(typed, "reference"), text_of(typed, "notes"), cast([], JSONB), key, seen.currency, lines,
        )
    )  # fmt: skip


async def _refund(tx: Transaction, seen: Dues, typed: Typed, key: str | None) -> Answer:
    return answer_of(
        await tx.call(
            "private.refund_payments", cast(_lines("refund", seen, typed), JSONB), typed["method"], typed["reason"],
            day_of(typed["refunded_on"], field="refunded_on"), typed.get("owed") == "yes", typed.get("suspend") == "yes",
            text_of(typed, "reference"), text_of(typed, "notes"), key,
        )
    )  # fmt: skip


_DOING: dict[str, Any] = {"pay": _pay, "refund": _refund}


def _lines(act: str, seen: Dues, typed: Typed) -> list[dict[str, str]]:
    """Return the lines in whose boxes something was typed. Raises GrowthError naming the box that cannot be read."""
    made = []
    for each in lines_for(act, seen):
        box = LINE + each.name
        if typed.get(box, "").strip():
            amount = amount_of(typed[box], currency=seen.currency, places=seen.places, field=box)
            most = each.left if act == "pay" else each.net
            if amount * MILLI > most:
                raise GrowthError(Kind.INVALID, f"At most {seen.money(most)}.", field=box)
            made.append({"installment": str(each.id), "amount": str(amount)})
    if not made:
        raise GrowthError(Kind.INVALID, "Enter an amount on at least one installment.", field="lines")
    return made


def _changes(act: str, seen: Dues, after: Dues) -> list[Change]:
    """Return what is to come, or what came, of all and of each installment that moved."""
    now = {each.id: each for each in after.lines}
    if act == "pay":
        whole = Change("To come of all", seen.words(seen.left), after.words(after.left), seen.left != after.left)
    else:
        whole = Change("Net paid of all", seen.words(seen.net), after.words(after.net), seen.net != after.net)
    moved = [each for each in seen.lines if each.id in now and _moved(each) != _moved(now[each.id])]
    return [
        whole,
        *(Change(each.name, _said(act, seen, each), _said(act, after, now[each.id]), True) for each in moved),
    ]


def _moved(each: Due) -> tuple[object, ...]:
    return each.left, each.net, each.state


def _said(act: str, dues: Dues, each: Due) -> str:
    return f"{dues.words(each.left if act == 'pay' else each.net)} {STATES[each.state].lower()}"


def as_it_stands(act: str, seen: Dues) -> list[Change]:
    """Return the row of an act that cannot be foretold."""
    milli = seen.left if act == "pay" else seen.net
    return [Change("To come of all" if act == "pay" else "Net paid of all", seen.words(milli), "—")]


def _standing(dues: Dues) -> tuple[object, ...]:
    return tuple((each.id, each.left, each.net, each.due, each.state) for each in dues.lines)
