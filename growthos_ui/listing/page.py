"""One page of a list, found by key: as fast at the last page as at the first."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import ARRAY, String, Uuid, any_, cast, false, func, literal, select

from growthos_ui.listing.ask import END, Ask, Cursor
from growthos_ui.listing.totals import amounts_in, beside_query, exactly, money_query, summed_in, total_query
from growthos_ui.listing.trails import trailed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, RowMapping, Select

    from growthos_ui.db import Transaction
    from growthos_ui.listing.columns import Column
    from growthos_ui.listing.listing import Listing
    from growthos_ui.listing.order import Order

COUNTED_MAX = 1_001
"""Counting stops here: beyond a thousand, "1,000+" is shown until the exact total is known."""

NOW, _KEY = "_now", "_key"


@dataclass(frozen=True, slots=True)
class Counts:
    """How many rows there are, how many before the page and after it; each at most COUNTED_MAX."""

    all: int
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Page:
    """The rows in their order, where they lie, and the moment at which the database was asked."""

    rows: list[Mapping[Any, Any]]
    counts: Counts
    first: Cursor | None
    last: Cursor | None
    now: datetime | None

    @property
    def has_previous(self) -> bool:
        """Whether there are rows before these."""
        return self.counts.before > 0

    @property
    def has_next(self) -> bool:
        """Whether there are rows after these."""
        return self.counts.after > 0

    def start(self, total: int | None) -> int | None:
        """Return the number of the first row, counted from 1; None in the middle of a long list."""
        if self.counts.before < COUNTED_MAX:
            return self.counts.before + 1
        if total is not None and self.counts.after < COUNTED_MAX:
            return total - self.counts.after - len(self.rows) + 1
        return None


async def find_page(tx: Transaction, listing: Listing, ask: Ask, columns: Sequence[Column]) -> Page:
    """Return the page that was asked for, in two round trips: the rows, then the counts; one more for weeks that are shown.

    A place in a list longer than COUNTED_MAX takes a third one, to say how far in it is.
    """
    found = await tx.rows(rows_query(listing, ask, columns))
    if ask.before and ask.before != END and len(found) < ask.size:
        # Rows were added or removed since the link was made: the first page is shown whole.
        ask = ask.first()
        found = await tx.rows(rows_query(listing, ask, columns))
    rows = found[: ask.size][::-1] if ask.before else found[: ask.size]
    first, last = (_cursor(rows[0]), _cursor(rows[-1])) if rows else (None, None)
    counts = Counts(**(await tx.rows(counts_query(listing, ask, first, last)))[0])
    if counts.all == COUNTED_MAX and first and last:
        if ask.before == END or not (ask.before or ask.after):
            more = COUNTED_MAX if len(found) > ask.size else 0
            counts = Counts(counts.all, more, 0) if ask.before else Counts(counts.all, 0, more)
        else:
            counts = Counts(counts.all, **(await tx.rows(place_query(listing, ask, first, last)))[0])
    now = rows[0][NOW] if rows else None
    shown = await trailed(tx, columns, rows, now) if now else []
    return Page(rows=shown, counts=counts, first=first, last=last, now=now)


def rows_query(listing: Listing, ask: Ask, columns: Sequence[Column]) -> Select[Any]:
    """Return the select of one page and one row more, backwards when the page before a place is wanted.

    Where a leaner source can tell which rows those are, only they are joined to the other tables.
    """
    order = listing.order(ask)
    read = (*_read(listing, columns), cast(order.key, String).label(_KEY), _now().label(NOW))
    key = listing.sortable[order.name.removeprefix("-")]
    lean, known = listing.leanest(ask, "id", key)
    if not listing.lean or known is listing.selected:
        found = _placed(listing.narrowed(ask, *read), order, ask)
    else:
        here = replace(order, key=known[key], id=known["id"])
        ids = _placed(listing.narrowed_from((lean, known), ask, known["id"]), here, ask)
        found = listing.narrowed(Ask(), *read).where(order.id == any_(_array(_cut(ids, here, ask))))
    return _cut(found, order, ask)


def _placed(found: Select[Any], order: Order, ask: Ask) -> Select[Any]:
    place = ask.before or ask.after
    return found.where(order.beyond(place, backwards=ask.before is not None)) if place and place != END else found


def _cut(found: Select[Any], order: Order, ask: Ask) -> Select[Any]:
    return found.order_by(*order.by(backwards=ask.before is not None)).limit(exactly(ask.size + 1))


def every_row_query(listing: Listing, ask: Ask, columns: Sequence[Column]) -> Select[Any]:
    """Return the select of every row, in the order of the screen, for a file."""
    return listing.narrowed(ask, *_read(listing, columns), _now().label(NOW)).order_by(*listing.order(ask).by())


def counts_query(listing: Listing, ask: Ask, first: Cursor | None, last: Cursor | None) -> Select[Any]:
    """Return the select of the three counts in one pass, which stops at COUNTED_MAX rows in no order.

    A count that stopped says only that there are more; before and after are then still to be asked.
    """
    order = listing.order(ask)
    name = listing.sortable[order.name.removeprefix("-")]
    rows = listing.leanest(ask, "id", name)
    found = listing.narrowed_from(rows, ask, rows[1][name].label("key"), rows[1]["id"].label("id"))
    some = found.limit(exactly(COUNTED_MAX)).subquery()
    here = replace(order, key=some.c.key, id=some.c.id)
    return select(  # type: ignore[return-value]
        func.count().label("all"),
        func.count().filter(here.beyond(first, backwards=True) if first else false()).label("before"),
        func.count().filter(here.beyond(last) if last else false()).label("after"),
    ).select_from(some)


def place_query(listing: Listing, ask: Ask, first: Cursor, last: Cursor) -> Select[Any]:
    """Return the select of how many rows lie before a page of a long list and after it, each up to COUNTED_MAX."""
    order, narrowed = listing.order(ask), listing.narrowed(ask, literal(1).label("one"))
    return select(  # type: ignore[return-value]
        _capped(narrowed.where(order.beyond(first, backwards=True)).order_by(*order.by(backwards=True))).label(
            "before"
        ),
        _capped(narrowed.where(order.beyond(last)).order_by(*order.by())).label("after"),
    )


def queries(listing: Listing, ask: Ask, columns: Sequence[Column] | None = None) -> dict[str, Select[Any]]:
    """Return every query that the list asks, by what it is for, of all columns or these: for measurements and the scope test."""
    place, columns = replace(ask.first(), before=END), listing.columns if columns is None else columns
    return {
        "first page": rows_query(listing, ask.first(), columns),
        "last page": rows_query(listing, place, columns),
        "counts": counts_query(listing, ask, None, None),
        "total": total_query(listing, ask, summed_in(columns), whole=False),
        **(
            {"totals of money": money_query(listing, ask, amounts, whole=False)}
            if (amounts := amounts_in(columns))
            else {}
        ),
        **({"second total": beside_query(listing, ask)} if listing.beside else {}),
        "export": every_row_query(listing, ask, columns),
    }


def _read(listing: Listing, columns: Sequence[Column]) -> list[ColumnElement[Any]]:
    names = dict.fromkeys(["id", *(name for column in columns for name in column.reads)])
    return [listing.selected[name].label(name) for name in names]


def _array(ids: Select[Any]) -> ColumnElement[Any]:
    """Return the ids as one value: found first, and then looked up by key, in each part of a union too."""
    return func.array(ids.scalar_subquery(), type_=ARRAY(Uuid))


def _capped(narrowed: Select[Any]) -> ColumnElement[int]:
    return select(func.count()).select_from(narrowed.limit(exactly(COUNTED_MAX)).subquery()).scalar_subquery()


def _now() -> ColumnElement[datetime]:
    return select(func.private.now()).scalar_subquery()


def _cursor(row: RowMapping) -> Cursor:
    return Cursor(key=row[_KEY], id=str(row["id"]))
