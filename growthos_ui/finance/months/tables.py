"""The list of months: what was told of each that is closed, what moved in each that is not, and what was entered for it since."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, Boolean, Date, DateTime, Integer, String, Uuid, case, column, func, select

from growthos_ui.auth.permissions import Permission
from growthos_ui.finance.columns import CountLink
from growthos_ui.finance.queries import currencies
from growthos_ui.finance.words import COLLEAGUE
from growthos_ui.listing.columns import Badge, Mark, Moment, Text
from growthos_ui.listing.filters import Choice, DayRange, Related
from growthos_ui.listing.listing import Listing
from growthos_ui.listing.money import Money
from growthos_ui.oversight.columns import Opener
from growthos_ui.people.models import Colleague

if TYPE_CHECKING:
    from sqlalchemy import Select

FIGURES = ("billed", "collected", "refunded", "credited", "written_off", "open", "overdue")
"""What is told of a month: five flows within it, and what stood open and overdue when it was over."""
STANDINGS = (
    Mark("closed", "Closed", "done", "good"),
    Mark("before", "Closed with a later one", "done", "off"),
    Mark("next", "Can be closed", "clock", "warn"),
    Mark("waits", "After an earlier month", "dashed", "off"),
)
_names = Colleague.__table__  # type: ignore[attr-defined]
_closer, _opener = _names.alias("closer"), _names.alias("opener")


@cache  # one select, whose columns the filters name
def months() -> Select[Any]:
    """Return every month that is over, in each currency, as the actor may see it."""
    book = func.private.months_of_books().table_valued(
        column("id", Uuid), column("month", Date), column("last_day", Date),
        column("month_words", String), column("currency", String), column("standing", String),
        column("is_last", Boolean), *(column(f"{name}_milli", BigInteger) for name in FIGURES),
        column("adjustments", Integer), column("adjusted_milli", BigInteger), column("closed_by", Uuid),
        column("closed_at", DateTime(timezone=True)), column("note", String), column("reopened_by", Uuid),
        column("reopened_at", DateTime(timezone=True)), column("reopened_because", String), name="book",
    )  # fmt: skip
    row = book.c
    return select(
        *row,
        case((row.adjustments > 0, row.adjustments)).label("adjustment_count"),
        case((row.adjustments > 0, row.adjusted_milli)).label("adjusted_net_milli"),
        case((row.closed_by.is_not(None), func.coalesce(_closer.c.full_name, COLLEAGUE))).label("closed_by_name"),
        case((row.reopened_by.is_not(None), func.coalesce(_opener.c.full_name, COLLEAGUE))).label("reopened_by_name"),
    ).select_from(
        book.outerjoin(_closer, _closer.c.id == row.closed_by).outerjoin(_opener, _opener.c.id == row.reopened_by)
    )


MONTHS = Listing(
    name="months",
    title="Months",
    noun=("month", "months"),
    source=months,
    columns=(
        Opener(
            name="month_words",
            label="Month",
            sort_by="month",
            card="title",
            about="Opens the month: its figures, and the way to close it or to open it again",
        ),
        Badge(name="standing", label="Books", marks=STANDINGS, card="state"),
        Text(name="currency", label="Currency", is_quiet=True, card="sub"),
        Money(name="billed_milli", label="Billed", card="pair", about="Issued in the month, less credits by its end; kept when it is closed, until then it stands in the month itself"),
        Money(name="collected_milli", label="Collected", card="pair", about="Principal of payments in the month"),
        Money(name="refunded_milli", label="Refunded", about="Principal that went back in the month"),
        Money(name="credited_milli", label="Credited", about="What students owe less, without money"),
        Money(name="written_off_milli", label="Written off", about="Given up as not coming"),
        Money(name="open_milli", label="Open at end", card="pair", about="What was billed and had not come when the month was over; kept when it is closed, until then it stands in the month itself"),
        Money(name="overdue_milli", label="Overdue at end", card="pair", about="Of that what was late; kept when the month is closed, until then it stands in the month itself"),
        CountLink(
            name="adjustment_count",
            label="Entered since",
            href="/finance/payments?belongs={month}..{last_day}&currency={currency}",
            card="pair",
            about="Entries for this month after it was closed: they count on the day on which they were entered; opens them",
        ),
        Money(
            name="adjusted_net_milli",
            label="Net cash of these",
            starts_hidden=True,
            about="Principal of payments less refunds that belong to this month and count later",
        ),
        Text(name="closed_by_name", label="Closed by", starts_hidden=True),
        Moment(name="closed_at", label="Closed", starts_hidden=True),
        Text(name="note", label="Note", starts_hidden=True),
        Text(name="reopened_by_name", label="Opened again by", starts_hidden=True),
        Moment(name="reopened_at", label="Opened again", starts_hidden=True),
        Text(name="reopened_because", label="Why opened again", starts_hidden=True),
    ),
    filters=(
        Choice(name="books", label="Books", on="standing", choices=tuple((each.value, each.words) for each in STANDINGS)),
        Related(name="currency", label="Currency", options=currencies),
        DayRange(name="month", label="Month", on="month"),
    ),
    sort="-month_words",
    read=Permission.FINANCE_OVERVIEW_READ,
    export=Permission.FINANCE_INSTALLMENTS_EXPORT,
    absent="A month appears here when it is over and something was billed or came in.",
)  # fmt: skip
