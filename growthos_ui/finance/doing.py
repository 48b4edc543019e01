"""Acts of money on one installment, as a dialog sends them: typed words in, one call of the database's own function each."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import cast
from sqlalchemy.dialects.postgresql import JSONB

from growthos_ui.errors import GrowthError, Kind
from growthos_ui.finance.amounts import MILLI, amount_of, day_of, number_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from growthos_ui.db import Transaction
    from growthos_ui.finance.part import Facts

    Typed = Mapping[str, str]
    Doing = Callable[["Transaction", "Facts", "Typed", str | None], Awaitable["Answer"]]

_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the ledger wrote: the receipt of a payment, and each line as (id of the installment, thousandths, of it late fee).

    `is_again` says that it had been written before, by a form that was sent with the same key. Where the books of its month are
    closed, `belongs_to` is its day and `counts_on` the one on which it counts.
    """

    receipt: str = ""
    lines: list[tuple[str, int, int]] = field(default_factory=list)
    is_again: bool = False
    belongs_to: date | None = None
    counts_on: date | None = None


async def do(tx: Transaction, act: str, part: Facts, typed: Typed, key: str | None = None) -> Answer:
    """Do an act with what was typed. One key is one act, however often it is sent.

    Raises GrowthError naming the field for what cannot be read and for whatever the database refuses.
    """
    return await _DOING[act](tx, part, typed, key)


async def _pay(tx: Transaction, part: Facts, typed: Typed, key: str | None) -> Answer:
    amount = amount_in(part, typed)
    line = [{"installment": str(part.id), "amount": str(amount)}]
    return answer_of(
        await tx.call(
            "private.record_payment", part.student_id, amount, day_of(typed["paid_on"], field="paid_on"), typed["method"],
            text_of(typed, "reference"), text_of(typed, "notes"), cast([], JSONB), key, part.currency,
            None if typed.get("over") == "oldest" else cast(line, JSONB),
        )
    )  # fmt: skip


async def _extend(tx: Transaction, part: Facts, typed: Typed, _: str | None) -> Answer:
    to = day_of(typed["extended_to"], field="extended_to")
    await tx.call("private.extend_installment", part.id, to, typed["reason"])
    return Answer()


async def _clear(tx: Transaction, part: Facts, typed: Typed, _: str | None) -> Answer:
    await tx.call("private.clear_installment_extension", part.id, typed["reason"])
    return Answer()


async def _refund(tx: Transaction, part: Facts, typed: Typed, key: str | None) -> Answer:
    amount = amount_in(part, typed)
    if key is not None:
        require_total(part, typed, amount)
    line = [{"installment": str(part.id), "amount": str(amount)}]
    return answer_of(
        await tx.call(
            "private.refund_payments", cast(line, JSONB), typed["method"], typed["reason"],
            day_of(typed["refunded_on"], field="refunded_on"), typed.get("owed") == "yes", typed.get("suspend") == "yes",
            text_of(typed, "reference"), text_of(typed, "notes"), key,
        )
    )  # fmt: skip


async def _waive(tx: Transaction, part: Facts, typed: Typed, _: str | None) -> Answer:
    await tx.call("private.waive_penalty", part.id, typed["reason"])
    return Answer()


async def _write_off(tx: Transaction, part: Facts, typed: Typed, key: str | None) -> Answer:
    return answer_of(await tx.call("private.write_off_installment", part.id, typed["reason"], key))


async def _credit(tx: Transaction, part: Facts, typed: Typed, key: str | None) -> Answer:
    return answer_of(await tx.call("private.credit_installment", part.id, amount_in(part, typed), typed["reason"], key))


async def _discount(tx: Transaction, part: Facts, typed: Typed, _: str | None) -> Answer:
    await tx.call("private.apply_discount", part.invoice_id, cast(discount_in(part, typed), JSONB))
    return Answer()


async def _cancel(tx: Transaction, part: Facts, typed: Typed, _: str | None) -> Answer:
    await tx.call("private.cancel_invoice", part.invoice_id, typed["reason"])
    return Answer()


_DOING: dict[str, Doing] = {
    "pay": _pay,
    "extend": _extend,
    "clear": _clear,
    "refund": _refund,
    "waive": _waive,
    "credit": _credit,
    "write_off": _write_off,
    "discount": _discount,
    "cancel": _cancel,
}


def discount_in(part: Facts, typed: Typed) -> dict[str, str]:
    """Return the discount that was typed, as the database reads it. Raises GrowthError (Invalid)."""
    if typed.get("by") == "percentage":
        share = number_of(typed["discount"], field="discount")
        if not 0 < share <= _HUNDRED:
            raise GrowthError(Kind.INVALID, "A discount is above 0 and at most 100 percent.", field="discount")
        return {"percentage": str(share), "reason": typed["reason"]}
    amount = amount_of(typed["discount"], currency=part.currency, places=part.places, field="discount")
    return {"amount": str(amount), "reason": typed["reason"]}


def require_total(part: Facts, typed: Typed, amount: Decimal) -> None:
    """Refuse a refund whose amount was not typed a second time. Raises GrowthError (Invalid)."""
    if number_of(typed["total"], field="total") != amount:
        raise GrowthError(Kind.INVALID, f"Type {part.money(int(amount * MILLI))} again to confirm.", field="total")


def amount_in(part: Facts, typed: Typed) -> Decimal:
    """Return the amount that was typed. Raises GrowthError (Invalid)."""
    return amount_of(typed["amount"], currency=part.currency, places=part.places)


def text_of(typed: Typed, name: str) -> str | None:
    """Return what a box holds; nothing where that is blank."""
    return typed.get(name, "").strip() or None


def answer_of(said: Any) -> Answer:
    """Return what the ledger says of an act that it wrote."""
    if said is None:
        return Answer()
    return Answer(
        receipt=said.get("receipt") or "",
        lines=[(each["installment"], _milli(each["amount"]), _milli(each["fee"])) for each in said["lines"]],
        is_again="again" in said,
        belongs_to=_day(said.get("belongs_to")),
        counts_on=_day(said.get("on")),
    )


def _day(said: str | None) -> date | None:
    return date.fromisoformat(said) if said else None


def _milli(amount: str) -> int:
    return int(Decimal(amount) * MILLI)
