"""Asking a second person for an act of money above the limit: the act as it was typed, kept until somebody agrees."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import cast
from sqlalchemy.dialects.postgresql import JSONB

from growthos_ui import db
from growthos_ui.errors import GrowthError, Kind
from growthos_ui.finance.amounts import day_of, number_of
from growthos_ui.finance.doing import amount_in, discount_in, text_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from growthos_ui.auth.actor import Actor
    from growthos_ui.finance.part import Facts

    Typed = Mapping[str, str]

SECOND = "second"
"""The field of the refusal that a second person has to agree."""
GOES = "It waits under Approvals, and nothing changes before somebody else agrees."
ASKED = "Waits for a second person, who finds it under Approvals. Nothing was changed."


async def ask(actor: Actor, act: str, request: Mapping[str, Any], typed: Typed, key: str) -> None:
    """Ask for an act: it is tried whole, and waits. Asked twice with one key, it is asked once.

    Raises GrowthError as the act does, and where the total of a refund was not typed to confirm it.
    """
    async with db.acting_as(actor) as tx:
        said = await tx.call("private.ask_for_approval", act, cast(dict(request), JSONB), typed["reason"], key)
        if "total" in typed and number_of(typed["total"], field="total") != Decimal(said["amount"]):
            raise GrowthError(Kind.INVALID, "Type the whole amount to confirm.", field="total")


def request_of(act: str, part: Facts, typed: Typed) -> dict[str, Any]:
    """Return what an act on one installment asks for. Raises GrowthError for what cannot be read."""
    match act:
        case "refund":
            return refund_of([{"installment": str(part.id), "amount": str(amount_in(part, typed))}], typed)
        case "credit":
            return {"installment": str(part.id), "amount": str(amount_in(part, typed)), "reason": typed["reason"]}
        case "discount":
            return {"invoice": str(part.invoice_id), "discount": discount_in(part, typed)}
        case "cancel":
            return {"invoice": str(part.invoice_id), "reason": typed["reason"]}
    return {"installment": str(part.id), "reason": typed["reason"]}


def refund_of(lines: list[dict[str, str]], typed: Typed) -> dict[str, Any]:
    """Return what a refund of these lines asks for."""
    return {
        "lines": lines,
        "method": typed["method"],
        "reason": typed["reason"],
        "on": day_of(typed["refunded_on"], field="refunded_on").isoformat(),
        "owed": typed.get("owed") == "yes",
        "suspend": typed.get("suspend") == "yes",
        "reference": text_of(typed, "reference"),
        "notes": text_of(typed, "notes"),
    }
