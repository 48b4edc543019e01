"""One page of a list, found by key: as fast at the last page as at the first."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, Integer, Numeric, String, cast, false, func, literal, literal_column, select

from growthos_ui.listing.ask import END, Ask, Cursor

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, RowMapping, Select

    from growthos_ui.db import Transaction
    from growthos_ui.listing.columns import Column
    from growthos_ui.listing.listing import Listing
    from growthos_ui.listing.order import Order

COUNTED_MAX = 1_001
"""Counting stops here: beyond a thousand, "1,000+" is shown until the exact total is known."""

SEARCHED_MAX = 10_000
"""The exact total of a search stops here: words of a name that everybody bears are no question to count for."""

NOW, _KEY = "_now", "_key"


@dataclass(frozen=True, slots=True)
class Counts:
    """How many rows there are, how many before the page and after it; each at most COUNTED_MAX."""

    all: int
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Total:
    """The exact number of rows, and of distinct values of the second total where one is declared.

    `values` are the totals of columns by name, `known` how many rows a mean is over. With `is_more` counting stopped
    at `rows`: there are more, and nothing else is known of them.
    """

    rows: int
    beside: int | None = None
    values: dict[str, int | None] = field(default_factory=dict)
    known: dict[str, int] = field(default_factory=dict)
    is_more: bool = False

    @property
    def exact(self) -> int | None:
        """The number of rows, unless there are more."""
        return None if self.is_more else self.rows


@dataclass(frozen=True, slots=True)
class Page:
    """The rows in their order, where they lie, and the moment at which the database was asked."""

    rows: list[RowMapping]
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
    """Return the page that was asked for, in two round trips: the rows, then the counts.

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
    return Page(rows=rows, counts=counts, first=first, last=last, now=rows[0][NOW] if rows else None)


async def find_total(tx: Transaction, listing: Listing, ask: Ask, *, whole: bool = False) -> Total:
    """Return the exact totals; asked once per change of filter, never per page.

    Of a search they stop at SEARCHED_MAX rows, unless the `whole` is wanted.
    """
    summed = [column for column in listing.columns_for(tx.actor) if column.total]
    row = dict((await tx.rows(total_query(listing, ask, summed, whole=whole)))[0])
    if ask.search and not whole and row["rows"] > SEARCHED_MAX:
        return Total(rows=SEARCHED_MAX, is_more=True)
    beside = await tx.scalar(beside_query(listing, ask)) if listing.beside else None
    return Total(
        rows=row["rows"],
        beside=beside,
        values={column.name: row[f"total_{column.name}"] for column in summed},
        known={column.name: row[f"known_{column.name}"] for column in summed},
    )


async def find_count(tx: Transaction, listing: Listing, ask: Ask) -> int:
    """Return the exact number of rows alone."""
    return await tx.scalar(total_query(listing, ask)) or 0


def rows_query(listing: Listing, ask: Ask, columns: Sequence[Column]) -> Select[Any]:
    """Return the select of one page and one row more, backwards when the page before a place is wanted.

    Where a leaner source can tell which rows those are, only they are joined to the other tables.
    """
    order = listing.order(ask)
    read = (*_read(listing, columns), cast(order.key, String).label(_KEY), _now().label(NOW))
    key = listing.sortable[order.name.removeprefix("-")]
    lean, known = listing.leanest(ask, "id", key)
    if listing.lean is None or known is listing.selected:
        found = _placed(listing.narrowed(ask, *read), order, ask)
    else:
        here = replace(order, key=known[key], id=known["id"])
        ids = _placed(listing.narrowed_from((lean, known), ask, known["id"]), here, ask)
        found = listing.narrowed(Ask(), *read).where(order.id.in_(_cut(ids, here, ask)))
    return _cut(found, order, ask)


def _placed(found: Select[Any], order: Order, ask: Ask) -> Select[Any]:
    place = ask.before or ask.after
    return found.where(order.beyond(place, backwards=ask.before is not None)) if place and place != END else found


def _cut(found: Select[Any], order: Order, ask: Ask) -> Select[Any]:
    return found.order_by(*order.by(backwards=ask.before is not None)).limit(_exactly(ask.size + 1))


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
    some = found.limit(_exactly(COUNTED_MAX)).subquery()
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


def total_query(listing: Listing, ask: Ask, summed: Sequence[Column] = (), *, whole: bool = True) -> Select[Any]:
    """Return the select of the exact total, and of the totals of these columns; of a search up to a row past SEARCHED_MAX."""
    before = listing.counted_beforehand(ask)
    if before is not None:
        rows = cast(func.coalesce(func.sum(before[1]["rows"]), 0), BigInteger)
        sums = [(each, before[1][f"sum_{each.name}"], func.sum(before[1][f"known_{each.name}"])) for each in summed]
        totals = [each for column, value, known in sums for each in _total(column, func.sum(value), known)]
        return listing.narrowed_from(before, ask, rows.label("rows"), *totals)
    found = listing.leanest(ask, *(column.name for column in summed))
    values = {column.name: found[1][column.name] for column in summed}
    some = None
    if ask.search and not whole:
        read = (literal(1).label("one"), *(value.label(name) for name, value in values.items()))
        some = listing.narrowed_from(found, ask, *read).limit(_exactly(SEARCHED_MAX + 1)).subquery()
        values = {name: some.c[name] for name in values}
    totals = [
        each
        for column in summed
        for each in _total(column, func.sum(values[column.name]), func.count(values[column.name]))
    ]
    if some is not None:
        return select(func.count().label("rows"), *totals).select_from(some)
    return listing.narrowed_from(found, ask, func.count().label("rows"), *totals)


def _total(column: Column, total: ColumnElement[Any], known: ColumnElement[Any]) -> tuple[ColumnElement[Any], ...]:
    # numeric rounds half away from zero, at the last step only; nothing known is no mean
    exact = cast(total, Numeric)
    made = exact if column.total == "sum" else func.round(exact / func.nullif(known, 0))
    count = cast(func.coalesce(known, 0), BigInteger)
    return cast(made, BigInteger).label(f"total_{column.name}"), count.label(f"known_{column.name}")


def beside_query(listing: Listing, ask: Ask) -> Select[Any]:
    """Return the select of the second total. Grouped, because count(distinct) sorts what hashing only has to meet."""
    column = listing.selected[listing.beside.column] if listing.beside else listing.selected["id"]
    found = listing.narrowed(ask, column.label("each")).where(column.is_not(None))
    if ask.search:  # asked only where the first total is whole
        some = found.limit(_exactly(SEARCHED_MAX + 1)).subquery()
        found = select(some.c.each)
        column = some.c.each
    return select(func.count().label("beside")).select_from(found.group_by(column).subquery())


def queries(listing: Listing, ask: Ask) -> dict[str, Select[Any]]:
    """Return every query that the list asks, by what it is for: for measurements and for the scope test."""
    place = replace(ask.first(), before=END)
    return {
        "first page": rows_query(listing, ask.first(), listing.columns),
        "last page": rows_query(listing, place, listing.columns),
        "counts": counts_query(listing, ask, None, None),
        "total": total_query(listing, ask, [column for column in listing.columns if column.total], whole=False),
        **({"second total": beside_query(listing, ask)} if listing.beside else {}),
        "export": every_row_query(listing, ask, listing.columns),
    }


def _read(listing: Listing, columns: Sequence[Column]) -> list[ColumnElement[Any]]:
    names = dict.fromkeys(["id", *(name for column in columns for name in column.reads)])
    return [listing.selected[name].label(name) for name in names]


def _capped(narrowed: Select[Any]) -> ColumnElement[int]:
    return select(func.count()).select_from(narrowed.limit(_exactly(COUNTED_MAX)).subquery()).scalar_subquery()


def _exactly(rows: int) -> ColumnElement[int]:
    # Written out: with a bound limit the plan kept for the prepared statement has to guess it.
    return literal_column(str(rows), Integer)


def _now() -> ColumnElement[datetime]:
    return select(func.private.now()).scalar_subquery()


def _cursor(row: RowMapping) -> Cursor:
    return Cursor(key=row[_KEY], id=str(row["id"]))
