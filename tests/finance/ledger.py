"""The rules of money again, in Python and in whole units: an independent computation that the database is held against."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta


class Refused(Exception):
    """The rules do not allow it."""


@dataclass
class Part:
    """One part of a bill. Amounts are units of the currency: cents, yen, fils."""

    number: int
    amount: int
    issue: date
    due: date
    extended: date | None = None
    extensions: int = 0
    paid: int = 0
    refunded: int = 0
    fee_paid: int = 0
    credited: int = 0
    written_off: int = 0
    fee: int = 0
    waived: bool = False
    cancelled: bool = False

    @property
    def effective(self) -> date:
        return self.extended or self.due

    @property
    def net(self) -> int:
        """Net cash on the part's own amount."""
        return self.paid - self.refunded - self.fee_paid

    @property
    def left(self) -> int:
        return 0 if self.cancelled else self.amount - self.net - self.credited - self.written_off

    @property
    def fee_left(self) -> int:
        return 0 if self.cancelled or self.waived else self.fee - self.fee_paid

    @property
    def untouched(self) -> bool:
        return not (self.cancelled or self.paid or self.credited or self.written_off)

    def state(self, today: date, grace: int) -> str:
        if self.cancelled:
            return "cancelled"
        if self.left + self.fee_left:
            late = [(timedelta(grace + 1), "overdue"), (timedelta(0), "due")]
            by_day = next((state for days, state in late if today >= self.effective + days), None)
            before = (
                "partially_paid" if self.paid > self.refunded else "pending" if today >= self.issue else "scheduled"
            )
            return by_day or before
        if self.written_off or not self.paid:
            return "waived"
        return "paid" if self.paid > self.refunded else "refunded"


@dataclass
class Ledger:
    """One bill over time."""

    listed: int
    parts: list[Part]
    today: date
    grace: int
    late_fee_percent: int
    amount: int = field(init=False)

    def __post_init__(self) -> None:
        self.amount = self.listed

    def pay(self, amount: int) -> None:
        owing = sorted(
            (p for p in self.parts if p.left + p.fee_left), key=lambda p: (p.issue > self.today, p.effective, p.number)
        )
        self._require(0 < amount <= sum(p.left + p.fee_left for p in owing))
        for part in owing:
            own = min(amount, part.left)
            fee = min(amount - own, part.fee_left)
            part.paid, part.fee_paid, amount = part.paid + own + fee, part.fee_paid + fee, amount - own - fee

    def refund(self, part: Part, amount: int, owed: bool) -> None:
        self._require(0 < amount <= part.net + part.fee_paid)
        own = min(amount, part.net)
        fee = amount - own
        self._require(fee in (0, part.fee_paid))
        part.refunded, part.fee_paid = part.refunded + amount, part.fee_paid - fee
        if not owed:
            part.credited += own
            part.waived = part.waived or (fee > 0 and part.left == 0)

    def credit(self, part: Part, amount: int) -> None:
        self._require(part.left + part.fee_left > 0 and 0 < amount <= part.left)
        part.credited += amount

    def write_off(self, part: Part) -> None:
        self._require(part.left + part.fee_left > 0 and not (part.left == 0 and part.fee_paid))
        part.written_off += part.left
        part.waived = part.waived or (part.fee_left > 0 and not part.fee_paid)

    def waive(self, part: Part) -> None:
        self._require(part.fee > 0 and not part.waived and not part.fee_paid)
        part.waived = True

    def extend(self, part: Part, to: date) -> None:
        self._require(part.left + part.fee_left > 0 and part.extensions < 3)
        self._require(to > self.today and to >= part.due and to != part.effective)
        part.extended, part.extensions = to, part.extensions + 1

    def clear(self, part: Part) -> None:
        self._require(part.left + part.fee_left > 0 and part.extended is not None)
        part.extended = None

    def discount(self, percent: int, unit_listed: int) -> None:
        new = (unit_listed * (100 - percent) * 2 + 100) // 200
        less, free = self.amount - new, [p for p in self.parts if p.untouched]
        self._require(less > 0 and bool(free) and sum(p.amount for p in free) - less >= len(free))
        rest = sum(p.amount for p in free) - less
        for part in free:
            part.amount = rest // len(free)
        free[-1].amount += rest - rest // len(free) * len(free)
        self.amount = new

    def cancel(self) -> None:
        self._require(not all(p.cancelled for p in self.parts) and sum(p.paid - p.refunded for p in self.parts) == 0)
        for part in self.parts:
            part.cancelled = True

    def pass_days(self, days: int) -> None:
        self.today += timedelta(days)
        for part in self.parts:
            if part.left and not part.fee and self.today > part.effective + timedelta(self.grace):
                part.fee = (part.amount * self.late_fee_percent * 2 + 100) // 200

    @staticmethod
    def _require(fits: bool) -> None:
        if not fits:
            raise Refused
