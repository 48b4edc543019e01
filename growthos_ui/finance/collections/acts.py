"""What may be done about a debt: promises, contacts and pauses, as a dialog sends them. Who may do which, the database decides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from growthos_ui.errors import GrowthError, Kind
from growthos_ui.finance.amounts import MILLI, amount_of, day_of
from growthos_ui.listing.words import day_words

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from sqlalchemy import RowMapping

    from growthos_ui.db import Transaction
    from growthos_ui.finance.collections.debt import Debt
    from growthos_ui.finance.dues import Due

    Typed = Mapping[str, str]
    Doing = Callable[["Transaction", Debt, str, "Typed", str], Awaitable[str]]

NOTE_LENGTH_MAX = 2000
REASON_LENGTH_MAX = 500
PROMISE_DAYS, PAUSE_DAYS = 90, 183
_SOON = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Act:
    """One act. `does` is what the button of its dialog says, `done` what is said once it is done."""

    title: str
    does: str
    done: str


ACTS = {
    "promise": Act("Take a promise", "Take promise", "Promise taken"),
    "withdraw": Act("Withdraw a promise", "Withdraw promise", "Promise withdrawn"),
    "contact": Act("Log a contact", "Log contact", "Contact logged"),
    "pause": Act("Pause reminders", "Pause reminders", "Reminders paused"),
    "resume": Act("Resume reminders", "Resume reminders", "Reminders go out again"),
}


def line_of(debt: Debt, name: str) -> Due | None:
    """Return the installment that a promise can be on: one with something to come, issued by now."""
    return next((each for each in debt.dues.lines if each.name == name and may_promise(each)), None)


def may_promise(line: Due) -> bool:
    """Tell whether something of an installment can be promised."""
    return line.left > 0 and line.state != "scheduled"


def offered(debt: Debt, act: str, target: str) -> bool:
    """Tell whether an act fits as the debt stands."""
    match act:
        case "promise":
            return line_of(debt, target) is not None
        case "withdraw":
            return any(str(each["id"]) == target and may_withdraw(each) for each in debt.promises)
        case "resume":
            return debt.pause is not None
    return act in ACTS


def may_withdraw(promise: RowMapping) -> bool:
    """Tell whether a promise can still be taken back."""
    return promise["state"] == "open" and bool(promise["is_ahead"])


def start_of(act: str, debt: Debt, target: str) -> dict[str, str]:
    """Return every box of a dialog with what it holds at first."""
    match act:
        case "promise":
            line = line_of(debt, target)
            amount = debt.dues.words(line.left) if line else ""
            return {"amount": amount, "promised_for": str(debt.dues.today + _SOON), "channel": "phone", "note": ""}
        case "contact":
            return {"channel": "phone", "outcome": "", "note": "", "next_step": "", "next_on": ""}
        case "pause":
            return {"ends_on": str(debt.dues.today + _SOON), "reason": ""}
        case "withdraw":
            return {"reason": ""}
    return {}


async def do(tx: Transaction, act: str, debt: Debt, target: str, typed: Typed, *, key: str) -> str:
    """Do an act and return what is said of it. One key is one act, however often it is sent.

    `target` is the installment of a promise, or the promise to withdraw. Raises GrowthError naming the field for what
    cannot be read and for whatever the database refuses.
    """
    return await _DOING[act](tx, debt, target, typed, key)


async def _promise(tx: Transaction, debt: Debt, target: str, typed: Typed, key: str) -> str:
    line = line_of(debt, target)
    if line is None:
        raise GrowthError(Kind.WRONG_STATE, "Nothing is owed on this installment any more.")
    amount = amount_of(typed["amount"], currency=debt.dues.currency, places=debt.dues.places)
    day = day_of(typed["promised_for"], field="promised_for")
    await tx.call("private.take_promise", line.id, amount, day, typed["channel"] or None, _text(typed, "note"), key)
    return f"{debt.dues.money(int(amount * MILLI))} by {day_words(day)}"


async def _withdraw(tx: Transaction, _: Debt, target: str, typed: Typed, __: str) -> str:
    await tx.call("private.withdraw_promise", UUID(target), typed["reason"])
    return ""


async def _log(tx: Transaction, debt: Debt, _: str, typed: Typed, key: str) -> str:
    on = day_of(typed["next_on"], field="next_on") if typed["next_on"].strip() else None
    await tx.call(
        "private.record_contact", debt.dues.student_id, typed["channel"], typed["outcome"], _text(typed, "note"),
        _text(typed, "next_step"), on, key,
    )  # fmt: skip
    return debt.dues.student


async def _pause(tx: Transaction, debt: Debt, _: str, typed: Typed, __: str) -> str:
    until = day_of(typed["ends_on"], field="ends_on")
    await tx.call("private.pause_reminders", debt.dues.student_id, until, typed["reason"])
    return f"until {day_words(until)}"


async def _resume(tx: Transaction, debt: Debt, _: str, __: Typed, ___: str) -> str:
    await tx.call("private.resume_reminders", debt.dues.student_id)
    return debt.dues.student


_DOING: dict[str, Doing] = {
    "promise": _promise,
    "withdraw": _withdraw,
    "contact": _log,
    "pause": _pause,
    "resume": _resume,
}


def _text(typed: Typed, name: str) -> str | None:
    return typed.get(name, "").strip() or None


def last_day(act: str, today: date) -> date:
    """Return the last day that the dialog of an act offers."""
    return today + timedelta(days=PAUSE_DAYS if act == "pause" else PROMISE_DAYS)
