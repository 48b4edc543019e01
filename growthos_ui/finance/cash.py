"""What came in, went back, was credited and was given up, within whatever days are asked: each figure over the entries of the ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import case

from growthos_ui.auth.permissions import Permission
from growthos_ui.finance.tables import PAYMENTS
from growthos_ui.metrics.money import Amount
from growthos_ui.metrics.narrowing import Part

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import ColumnElement

PATH = "/finance/payments"
LEDGER: dict[str, Any] = {
    "listing": PAYMENTS,
    "path": PATH,
    "needs": Permission.FINANCE_OVERVIEW_READ,
    "owner": "Finance",
    "source": "ledger, live; by the day on which the money moved",
}


def principal(selected: Mapping[str, ColumnElement[Any]]) -> ColumnElement[Any]:
    """Return the principal of an entry, without the late fee in it; what went back is less than nothing."""
    amount = selected["amount_milli"] - selected["fee_milli"]
    return case((selected["entry_type"] == "refund", -amount), else_=amount)


def principal_back(selected: Mapping[str, ColumnElement[Any]]) -> ColumnElement[Any]:
    """Return the principal of a refund, as more than nothing."""
    return selected["amount_milli"] - selected["fee_milli"]


def _kinds(words: str, *kinds: str) -> Part:
    return Part(words, (("type", kinds),))


COLLECTED = Amount(
    id="finance.received",
    name="Collected",
    about="Principal of the payments, by the day on which the money moved. Late fees and refunds are not in it.",
    of=principal,
    over=_kinds("Payments", "payment"),
    **LEDGER,
)
REFUNDED = Amount(
    id="finance.refunded",
    name="Refunded",
    about="Principal that went back, by the day on which the money moved. Late fees are not in it.",
    polarity="none",
    of=principal_back,
    over=_kinds("Refunds", "refund"),
    **LEDGER,
)
NET_COLLECTED = Amount(
    id="finance.net_collected",
    name="Net collected",
    about="Principal of the payments less that of refunds. Late fees are not in it.",
    of=principal,
    over=_kinds("Payments and refunds", "payment", "refund"),
    **LEDGER,
)
CREDITED = Amount(
    id="finance.credited",
    name="Credited",
    about="What learners owe less, without money: credits, and the credits that close a refund.",
    polarity="none",
    of=principal,
    over=_kinds("Credits", "adjustment"),
    **LEDGER,
)
WRITTEN_OFF = Amount(
    id="finance.written_off",
    name="Written off",
    about="Principal that was given up as not coming. It leaves open and stays in what was due.",
    polarity="down",
    of=principal,
    over=_kinds("Write-offs", "write_off"),
    **LEDGER,
)
