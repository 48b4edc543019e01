"""How long money takes to come in: days of what was billed, each over the installments as they stood on a day."""

from __future__ import annotations

from typing import Any

from growthos_ui.finance import cash
from growthos_ui.finance.metrics import OWED, REMAINING, STANDING
from growthos_ui.finance.standing import NOT_DUE, OPEN, OVERDUE
from growthos_ui.metrics.money import Lateness, Rate, Turnover
from growthos_ui.metrics.narrowing import Part
from growthos_ui.metrics.spans import Days

DAYS = 90
_BILLED = Part("Billed in 90 days", (("billed", Days(DAYS)), ("cancelled", ("no",))))
_LIKE: dict[str, Any] = {
    "of": OWED,
    "over": _BILLED,
    "part_of": REMAINING,
    "polarity": "down",
    "days": DAYS,
    "unknown": f"Nothing was billed in {DAYS} days",
    **STANDING,
}


def _stands(words: str, *values: str) -> Part:
    return Part(words, (("standing", values),))


DSO = Turnover(
    id="finance.dso",
    name="DSO",
    about="Days sales outstanding: what is open, divided by what was billed in the last 90 days, times 90. Billed are installments by their issue day, less credits; contracts are not.",
    part=_stands("Open", *OPEN),
    **_LIKE,
)
BEST_DSO = Turnover(
    id="finance.best_dso",
    name="Best possible DSO",
    about="DSO if nothing were overdue: what is not due, divided by what was billed in the last 90 days, times 90.",
    part=_stands("Not due", NOT_DUE),
    **_LIKE,
)
AVERAGE_DELINQUENT = Turnover(
    id="finance.days_delinquent",
    name="Average days delinquent",
    about="DSO less the best possible DSO: what is overdue, divided by what was billed in the last 90 days, times 90.",
    part=_stands("Overdue", *OVERDUE),
    **_LIKE,
)
LATE_OPEN = Lateness(
    id="finance.days_beyond_terms_open",
    name="Days beyond terms, overdue",
    about="How late what is overdue is: the days since the effective due day, weighted by what is still to come.",
    polarity="down",
    of=REMAINING,
    days=lambda row: row["days_late"],
    over=_stands("Overdue", *OVERDUE),
    unknown="Nothing is overdue",
    **STANDING,
)
REFUND_RATE = Rate(
    id="finance.refund_rate",
    name="Refunded, share of collected",
    about="Principal that went back in the last 90 days, of the principal that came in them. What is returned may have come before.",
    polarity="down",
    of=cash.principal,
    over=Part("Payments in 90 days", (("type", ("payment",)), ("on", Days(DAYS)))),
    part=Part("Refunds in 90 days", (("type", ("refund",)), ("on", Days(DAYS)))),
    part_of=cash.principal_back,
    unknown=f"Nothing came in {DAYS} days",
    **cash.LEDGER,
)
