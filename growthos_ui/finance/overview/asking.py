"""What a figure of the overview is asked over: one currency, a day, and whether later entries count."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import String, column, func, select, table

from growthos_ui.db import columns_of
from growthos_ui.errors import GrowthError, Kind
from growthos_ui.finance.receivables import RECEIVABLES
from growthos_ui.finance.summaries import OwedFigures
from growthos_ui.listing.ask import Ask
from growthos_ui.listing.codes import code_of
from growthos_ui.listing.words import every

if TYPE_CHECKING:
    from sqlalchemy import Select

    from growthos_ui.db import Transaction
    from growthos_ui.metrics.clock import Clock

_sums = columns_of(OwedFigures)
_branding: Any = table("public_branding_v", column("default_currency", String), schema="dashboard")
SHARED = ("currency", "course")
_OF_THE_DAY = ("as_of", "known")


@dataclass(frozen=True, slots=True)
class Question:
    """The question to the list of receivables, and the clock of the day as of which it is asked."""

    ask: Ask
    at: Clock
    currency: str
    is_past: bool

    @property
    def month(self) -> date:
        """The first day of the month that is under way on the day."""
        return self.at.today.replace(day=1)

    @property
    def is_month_over(self) -> bool:
        """Whether the day is the last of its month."""
        return (self.at.today + timedelta(days=1)).day == 1

    @property
    def unshared(self) -> str:
        """Say which filters of the question the ledger does not have, so that entries are of all of them; nothing where it has each."""
        names = [name for name, _ in self.ask.filters if name not in (*SHARED, *_OF_THE_DAY)]
        labels = [found.label.lower() for name in names if (found := RECEIVABLES.filter_named(name))]
        return f"whatever the {every(labels)}" if labels else ""

    def entries(self, first: date, last: date, *kinds: str) -> Ask:
        """Return the question to the ledger: entries of these days; for a past day only those recorded by then."""
        found = Ask()
        for name in SHARED:
            found = found.filtered(name, self.ask.chosen(name))
        found = found.filtered("on", (f"{first}..{last}",)).filtered("type", kinds)
        if self.is_past and self.ask.chosen("known") != ("now",):
            found = found.filtered("recorded", (f"..{self.at.today}",))
        return found


async def asked(tx: Transaction, ask: Ask, at: Clock) -> Question:
    """Return the question in one currency and of one day; one round trip where no currency was chosen.

    Raises GrowthError for a day that has not come.
    """
    chosen = ask.chosen("currency")
    currency = chosen[0] if len(chosen) == 1 else await _usual(tx)
    day = date.fromisoformat(ask.chosen("as_of")[0]) if ask.chosen("as_of") else at.today
    if day > at.today:
        raise GrowthError(Kind.INVALID, "The day as of which you ask has not come.", field="as_of")
    return Question(
        ask=ask.filtered("currency", (currency,) if currency else ()),
        at=replace(at, today=day),
        currency=currency,
        is_past=day < at.today,
    )


async def _usual(tx: Transaction) -> str:
    found: str | None = await tx.scalar(usual_currency())
    return found or ""


def usual_currency() -> Select[Any]:
    """Return the currency of the organisation where anything was billed in it, else the first that was billed in."""
    currency = code_of(_sums.currency)
    usual = select(_branding.c.default_currency).scalar_subquery()
    billed = select(currency).where(_sums.split == "all").group_by(currency)
    return billed.order_by(currency != func.coalesce(usual, ""), currency).limit(1)
