"""The boxes of each act's dialog: what they hold when it opens, and which of them a refusal is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from growthos_ui.finance.part import Facts

_REASON = {"reason": ""}
# What the database calls a value, where its box has another name.
_ALSO = {"occurred_on": ("paid_on", "refunded_on"), "lines": ("amount",), "currency": ("amount",)}


def start_of(act: str, part: Facts) -> dict[str, str]:
    """Return every box of a dialog with what it holds at first: the amount that is open, today, the usual way."""
    today = part.today.isoformat()
    match act:
        case "pay":
            how = {"method": "bank_transfer", "reference": "", "notes": "", "over": "part"}
            return {"amount": part.words(part.left), "paid_on": today, **how}
        case "refund":
            how = {"method": "original_method", "reference": "", "notes": "", "owed": "", "suspend": "yes", "total": ""}
            return {"amount": part.words(part.net), "refunded_on": today, **how, **_REASON}
        case "extend":
            return {"extended_to": "", **_REASON}
        case "credit":
            return {"amount": "", **_REASON}
        case "discount":
            return {"by": "amount", "discount": "", **_REASON}
    return dict(_REASON)


_BOXES = {
    "pay": {"amount", "paid_on", "method", "reference", "notes", "over"},
    "refund": {"amount", "refunded_on", "method", "reference", "notes", "owed", "suspend", "total", "reason"},
    "extend": {"extended_to", "reason"},
    "credit": {"amount", "reason"},
    "discount": {"by", "discount", "reason"},
}


def field_of(act: str, field: str | None) -> str:
    """Return the box that a refusal is about; nothing where it is about none of this dialog."""
    boxes = _BOXES.get(act, set(_REASON))
    return next((each for each in (field or "", *_ALSO.get(field or "", ())) if each in boxes), "")
