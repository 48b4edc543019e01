"""What usually comes of what is owed: of what stood in an age at its start, the share that came in before its end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from growthos_ui.finance.rates import measures
from growthos_ui.finance.rates.vintages import full_months, last_of
from growthos_ui.finance.standing import NOT_DUE, OVER, grace

if TYPE_CHECKING:
    from growthos_ui.db import Transaction
    from growthos_ui.finance.overview.asking import Question

MONTHS = 12
_LONGEST = 180
"""Where the last age, which has no end, is cut off: what comes later than that is not counted on."""


@dataclass(frozen=True, slots=True)
class Weight:
    """One age: from and up to how many days after the due day, of due days from when until when, and what came of what was owed.

    Amounts are thousandths. `last` is None while no month is old enough.
    """

    age: str
    start: int | None
    end: int
    first: date
    last: date | None
    owed: int
    before: int
    up_to: int

    @property
    def stood(self) -> int:
        """What was still to come when the age began."""
        return self.owed - self.before

    @property
    def came(self) -> int:
        """What came before it ended."""
        return self.up_to - self.before

    @property
    def share(self) -> Fraction | None:
        """The share that came; None where it is not known."""
        return Fraction(self.came, self.stood) if self.last and self.stood > 0 else None

    @property
    def after(self) -> str:
        """The days after the due day, as the filter of the ledger takes them."""
        return f"{'' if self.start is None else self.start + 1}..{self.end}"

    def expected(self, milli: int) -> int | None:
        """Return what usually comes of this much, rounded half up; None where the share is not known."""
        if self.share is None:
            return None
        return int((milli * self.share * 2 + 1) // 2)


async def weights(tx: Transaction, question: Question) -> tuple[Weight, ...]:
    """Return the share of each age over the last twelve months that are over, mature ones only."""
    months = full_months(question.at.today, MONTHS)
    over = await tx.scalar(grace())
    ends = ((NOT_DUE, None, over), ("1-30", over, 30), ("31-60", 30, 60), ("61-90", 60, 90), (OVER, 90, _LONGEST))
    mature = [_latest(months, end, question.at.today) for _, _, end in ends]
    steps = sorted({end for _, _, end in ends})
    each = measures.vintages(question.ask, question.currency, months, last_of(months[-1]), steps)
    stretches = [(start, end, month) for (_, start, end), month in zip(ends, mature, strict=True)]
    row = await tx.one(measures.totals(each, stretches))
    assert row is not None  # noqa: S101 - an aggregate without GROUP BY has one row
    return tuple(
        Weight(
            age=age,
            start=start,
            end=end,
            first=months[0],
            last=last_of(month) if month else None,
            owed=row[f"owed_{place}"],
            before=row[f"before_{place}"],
            up_to=row[f"up_to_{place}"],
        )
        for place, ((age, start, end), month) in enumerate(zip(ends, mature, strict=True))
    )


def _latest(months: tuple[date, ...], end: int, today: date) -> date | None:
    """Return the latest month all of whose installments are past the end of an age."""
    old = [month for month in months if last_of(month) + timedelta(days=end) < today]
    return old[-1] if old else None
