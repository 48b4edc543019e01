"""One month of the books: its figures with the rows behind each, closing it on what its closer saw, and opening it again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import Date, String, cast, func, select

from growthos_ui.auth.permissions import Permission
from growthos_ui.db import columns_of
from growthos_ui.errors import GrowthError, Kind
from growthos_ui.finance.months.models import MonthFigures
from growthos_ui.finance.months.tables import FIGURES, months
from growthos_ui.finance.standing import OPEN, OVERDUE
from growthos_ui.listing.ask import Ask
from growthos_ui.listing.money import money_words
from growthos_ui.listing.words import UNKNOWN, day_words, moment_words, number_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import tzinfo
    from uuid import UUID

    from sqlalchemy import RowMapping, Select

    from growthos_ui.db import Transaction

NOTE_LENGTH_MAX = 2000
_kept = columns_of(MonthFigures)
_NAMES = {
    "billed": "Billed",
    "collected": "Collected",
    "refunded": "Refunded",
    "credited": "Credited",
    "written_off": "Written off",
    "open": "Open at end",
    "overdue": "Overdue at end",
}
_ENTRIES = {"collected": "payment", "refunded": "refund", "credited": "adjustment", "written_off": "write_off"}
_STANDINGS = {"open": OPEN, "overdue": OVERDUE}
_CHANGED = (
    "Something was entered for this month since you opened it. Nothing was closed: look at the figures as they are now."
)
Told = tuple[tuple[str, tuple[int, ...]], ...]
"""For each currency the figures in their order, in thousandths."""


@dataclass(frozen=True, slots=True)
class MonthFigure:
    """One figure in words; `href` opens the rows that it counts."""

    name: str
    words: str
    href: str


@dataclass(frozen=True, slots=True)
class Month:
    """A month in words. `told` is what it was, or would be, closed with; None while an earlier one comes first.

    `is_first` says that no month is closed yet: closing it closes all before it, too.
    """

    first: date
    name: str
    standing: str
    is_last: bool
    is_own: bool
    is_first: bool
    said: str
    since: str
    figures: tuple[MonthFigure, ...]
    told: Told | None


async def find_month(tx: Transaction, row: UUID, zone: tzinfo) -> Month | None:
    """Return the month that a row of the list is of, with the figures of each currency; None where there is none."""
    found = months().subquery("months")
    rows = await tx.rows(
        select(found).where(found.c.month == select(found.c.month).where(found.c.id == row).scalar_subquery())
        .order_by(found.c.currency)
    )  # fmt: skip
    if not rows:
        return None
    first, standing = rows[0]["month"], rows[0]["standing"]
    is_first = (
        standing == "next" and await tx.scalar(select(found.c.id).where(found.c.standing == "closed").limit(1)) is None
    )
    told: Told | None = None
    if standing == "closed":
        told = tuple((each["currency"], tuple(each[f"{name}_milli"] or 0 for name in FIGURES)) for each in rows)
    elif standing == "next":
        told = _told(await tx.rows(_foretold(first)))
    return Month(
        first=first,
        name=rows[0]["month_words"],
        standing=standing,
        is_last=rows[0]["is_last"],
        is_own=rows[0]["closed_by"] == tx.actor.user_id,
        is_first=is_first,
        said=_said(rows[0], zone),
        since=_since(rows),
        figures=tuple(each for currency, sums in told or () for each in _figures(first, currency, sums)),
        told=told,
    )


async def close(tx: Transaction, month: date, note: str, key: str, seen: Told) -> None:
    """Close the books of a month, on the figures that its closer saw. One key is one closing.

    Raises GrowthError: the refusal, or Conflict where the figures are others by now; then nothing was closed.
    """
    closing = await tx.call("private.close_month", month, note, key)
    kept = select(
        cast(_kept.currency, String).label("currency"),
        *(getattr(_kept, f"{name}_milli").label(name) for name in FIGURES),
    )
    if _told(await tx.rows(kept.where(_kept.closing_id == closing).order_by(_kept.currency))) != seen:
        raise GrowthError(Kind.CONFLICT, _CHANGED)  # fmt: skip


async def reopen(tx: Transaction, month: date, reason: str, key: str) -> None:
    """Open the books of the last closed month again. Raises GrowthError: it takes a reason, and somebody else than its closer."""
    await tx.call("private.reopen_month", month, reason, key)


def may_keep_books(tx: Transaction) -> bool:
    """Tell whether the actor closes months and opens them again."""
    return tx.actor.may(Permission.FINANCE_MONTHS_DECIDE)


def last_of(month: date) -> date:
    """Return the last day of a month."""
    return date(month.year + month.month // 12, month.month % 12 + 1, 1) - date.resolution


def _foretold(month: date) -> Select[Any]:
    told = func.private.month_foretold(cast(month, Date)).table_valued("currency", *FIGURES, name="foretold")
    return select(told).order_by(told.c.currency)


def _told(rows: Sequence[RowMapping]) -> Told:
    return tuple((each["currency"], tuple(each[name] for name in FIGURES)) for each in rows)


def _figures(month: date, currency: str, sums: Sequence[int]) -> list[MonthFigure]:
    return [
        MonthFigure(_NAMES[name], money_words(milli, currency), _href(month, currency, name) if milli else "")
        for name, milli in zip(FIGURES, sums, strict=True)
    ]


def _href(month: date, currency: str, name: str) -> str:
    """Return the address of the rows behind a figure: entries of the ledger, or installments as they stood when the month was over."""
    last, ask = last_of(month), Ask().filtered("currency", (currency,))
    if name in _ENTRIES:
        return (
            ask.filtered("on", (f"{month}..{last}",)).filtered("type", (_ENTRIES[name],)).address("/finance/payments")
        )
    ask = ask.filtered("as_of", (str(last),)).filtered("known", ("now",))
    if name in _STANDINGS:
        return ask.filtered("standing", _STANDINGS[name]).address("/finance/receivables")
    ask = ask.filtered("billed", (f"{month}..{last}",)).filtered("cancelled", ("no",))
    return ask.address("/finance/receivables")


def _said(row: RowMapping, zone: tzinfo) -> str:
    """Return what became of the books of the month, and what comes next."""
    name, opened = row["month_words"], ""
    if row["reopened_at"]:
        opened = f" It was opened again by {row['reopened_by_name']} on {moment_words(row['reopened_at'], zone)}: “{row['reopened_because']}”."
    if row["standing"] == "closed":
        note = f" “{row['note']}”" if row["note"] else ""
        return f"Closed by {row['closed_by_name']} on {moment_words(row['closed_at'], zone)}.{note}"
    if row["standing"] == "before":
        return f"{name} is closed together with the first month that was: its figures were not kept."
    if row["standing"] == "waits":
        return f"An earlier month is to be closed before {name}.{opened}"
    return f"{name} is over and not closed.{opened}"


def _since(rows: Sequence[RowMapping]) -> str:
    """Return what was entered for the month after it was closed, in each currency."""
    said = [
        f"{number_of(each['adjustments'], ('entry', 'entries'))}, net cash {money_words(each['adjusted_milli'], each['currency'])}"
        for each in rows
        if each["adjustments"]
    ]
    return "; ".join(said) or UNKNOWN if rows[0]["closed_at"] else ""


def end_words(month: date) -> str:
    """Return the last day of a month in words."""
    return day_words(last_of(month))
