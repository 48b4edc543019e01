"""What the rows of a list come to: how many they are, and the totals of columns, over all pages."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, Integer, Numeric, cast, func, literal, literal_column, select

from growthos_ui.listing.money import Money, money_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement, Select

    from growthos_ui.db import Transaction
    from growthos_ui.listing.ask import Ask
    from growthos_ui.listing.columns import Column
    from growthos_ui.listing.listing import Listing

SEARCHED_MAX = 10_000
"""The exact total of a search stops here: words of a name that everybody bears are no question to count for."""


@dataclass(frozen=True, slots=True)
class Sum:
    """The total of an amount over the rows of one currency, in thousandths, and over how many it is known."""

    currency: str
    milli: int | None
    known: int

    @property
    def words(self) -> str:
        """Return `PKR 25,000.00`."""
        return money_words(self.milli, self.currency)


@dataclass(frozen=True, slots=True)
class Total:
    """The exact number of rows, and of distinct values of the second total where one is declared.

    `values` are the totals of columns by name, `known` how many rows a mean is over; `money` are those of amounts, one
    for each currency. With `is_more` counting stopped at `rows`: there are more, and nothing else is known of them.
    """

    rows: int
    beside: int | None = None
    values: dict[str, int | None] = field(default_factory=dict)
    known: dict[str, int] = field(default_factory=dict)
    money: dict[str, tuple[Sum, ...]] = field(default_factory=dict)
    is_more: bool = False

    @property
    def exact(self) -> int | None:
        """The number of rows, unless there are more."""
        return None if self.is_more else self.rows


async def find_total(tx: Transaction, listing: Listing, ask: Ask, *, whole: bool = False) -> Total:
    """Return the exact totals; asked once per change of filter, never per page.

    Of a search they stop at SEARCHED_MAX rows, unless the `whole` is wanted.
    """
    columns = listing.columns_for(tx.actor)
    summed = summed_in(columns)
    row = dict((await tx.rows(total_query(listing, ask, summed, whole=whole)))[0])
    if ask.search and not whole and row["rows"] > SEARCHED_MAX:
        return Total(rows=SEARCHED_MAX, is_more=True)
    beside = await tx.scalar(beside_query(listing, ask)) if listing.beside else None
    return Total(
        rows=row["rows"],
        beside=beside,
        values={column.name: row[f"total_{column.name}"] for column in summed},
        known={column.name: row[f"known_{column.name}"] for column in summed},
        money=await _find_money(tx, listing, ask, amounts_in(columns), whole=whole),
    )


async def _find_money(
    tx: Transaction, listing: Listing, ask: Ask, amounts: Sequence[Money], *, whole: bool
) -> dict[str, tuple[Sum, ...]]:
    rows = await tx.rows(money_query(listing, ask, amounts, whole=whole)) if amounts else []
    return {
        each.name: tuple(Sum(row["currency"], row[f"total_{each.name}"], row[f"known_{each.name}"]) for row in rows)
        for each in amounts
    }


async def find_count(tx: Transaction, listing: Listing, ask: Ask) -> int:
    """Return the exact number of rows alone."""
    return await tx.scalar(total_query(listing, ask)) or 0


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
        some = listing.narrowed_from(found, ask, *read).limit(exactly(SEARCHED_MAX + 1)).subquery()
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


def money_query(listing: Listing, ask: Ask, amounts: Sequence[Money], *, whole: bool = True) -> Select[Any]:
    """Return the select of the totals of these amounts, a row for each currency; across currencies nothing is added.

    Of a search up to a row past SEARCHED_MAX, like the total: beyond that they are not shown.
    """
    (named,) = {each.currency for each in amounts}
    read = (named, *(each.name for each in amounts))
    before = listing.counted_beforehand(ask, *read)
    found = before or listing.leanest(ask, *read)
    currency = found[1][named]
    values = {each.name: found[1][each.name] for each in amounts}
    some = None
    if ask.search and not whole:
        columns = (currency.label(named), *(value.label(name) for name, value in values.items()))
        some = listing.narrowed_from(found, ask, *columns).limit(exactly(SEARCHED_MAX + 1)).subquery()
        currency, values = some.c[named], {name: some.c[name] for name in values}
    totals = [cast(func.sum(value), BigInteger).label(f"total_{name}") for name, value in values.items()]
    rows = before[1]["rows"] if before else literal(1)
    known = [
        cast(func.coalesce(func.sum(rows).filter(value.is_not(None)), 0), BigInteger).label(f"known_{name}")
        for name, value in values.items()
    ]
    read_in = (currency.label("currency"), *totals, *known)
    asked = select(*read_in) if some is not None else listing.narrowed_from(found, ask, *read_in)
    return asked.group_by(currency).order_by(currency)


def summed_in(columns: Sequence[Column]) -> list[Column]:
    """Return the columns with a total that is one number."""
    return [column for column in columns if column.total and not isinstance(column, Money)]


def amounts_in(columns: Sequence[Column]) -> list[Money]:
    """Return the amounts with a total, which has a number for each currency."""
    return [column for column in columns if column.total and isinstance(column, Money)]


def beside_query(listing: Listing, ask: Ask) -> Select[Any]:
    """Return the select of the second total. Grouped, because count(distinct) sorts what hashing only has to meet."""
    column = listing.selected[listing.beside.column] if listing.beside else listing.selected["id"]
    found = listing.narrowed(ask, column.label("each")).where(column.is_not(None))
    if ask.search:  # asked only where the first total is whole
        some = found.limit(exactly(SEARCHED_MAX + 1)).subquery()
        found = select(some.c.each)
        column = some.c.each
    return select(func.count().label("beside")).select_from(found.group_by(column).subquery())


def some_query(listing: Listing, ask: Ask, most: int) -> Select[Any]:
    """Return the select of how many rows there are; counting stops at `most`."""
    rows = listing.leanest(ask, "id")
    found = listing.narrowed_from(rows, ask, rows[1]["id"].label("id")).limit(exactly(most))
    return select(func.count()).select_from(found.subquery())


def exactly(rows: int) -> ColumnElement[int]:
    """Return a limit written out: with a bound one the plan kept for the prepared statement has to guess it."""
    return literal_column(str(rows), Integer)
