"""What the menus of filters offer: options of other queries, and the days that named stretches mean today."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import String, cast, func, select

from growthos_ui.listing.filters import OPTIONS_MAX, STRETCHES, DayRange, Related, stretches
from growthos_ui.listing.words import span_words

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Select

    from growthos_ui.db import Transaction
    from growthos_ui.listing.ask import Ask
    from growthos_ui.listing.listing import Listing
    from growthos_ui.listing.view import Labels

FOUND_MAX = 50


async def find_labels(
    tx: Transaction, listing: Listing, ask: Ask, known: Labels, *, shown: Collection[str] | None = None
) -> Labels:
    """Return the options of every filter that asks the database, asking only for those not known yet.

    Where only some filters are `shown`, of the others only the values that the question holds.
    Raises GrowthError when the question holds a value that the actor is not offered.
    """
    found = dict(known)
    for each in listing.filters:
        chosen, is_shown = ask.chosen(each.name), shown is None or each.name in shown
        if not is_shown and not chosen:
            continue
        if isinstance(each, DayRange) and each.name not in found:
            found[each.name] = await _stretch_labels(tx, found, listing)
        if isinstance(each, Related):
            here = found.get(each.name, None if is_shown else _none(each))
            found[each.name] = await _options(tx, each, chosen, here)
            each.offered(chosen, found[each.name])
    return found


async def find_options(tx: Transaction, narrowing: Related, typed: str) -> dict[str, str]:
    """Return options that hold what was typed, beyond the first ones too; all of the first ones for nothing."""
    words = " ".join(typed.split()).lower()[:100]
    if not words:
        return await _options(tx, narrowing, (), None)
    every = narrowing.options().subquery()
    rows = await tx.rows(
        select(every.c.value, every.c.label)
        .where(func.strpos(func.lower(every.c.label), words) > 0)
        .order_by(every.c.label)
        .limit(FOUND_MAX)
    )
    return _read(rows)


async def _options(
    tx: Transaction, narrowing: Related, chosen: tuple[str, ...], known: dict[str, str] | None
) -> dict[str, str]:
    found = known
    if found is None:
        found = _read(await tx.rows(narrowing.options().limit(OPTIONS_MAX))) | _none(narrowing)
    missing = [value for value in chosen if value not in found]
    return found | _read(await tx.rows(_named(narrowing, missing))) if missing else found


def _none(narrowing: Related) -> dict[str, str]:
    return {"none": narrowing.none} if narrowing.none else {}


def _named(narrowing: Related, values: list[str]) -> Select[Any]:
    every = narrowing.options().subquery()
    return select(every.c.value, every.c.label).where(cast(every.c.value, String).in_(values))


async def _stretch_labels(tx: Transaction, found: Labels, listing: Listing) -> dict[str, str]:
    same = next(
        (found[each.name] for each in listing.filters if isinstance(each, DayRange) and each.name in found), None
    )
    if same is not None:
        return same
    days = {row["value"]: span_words(row["first_day"], row["last_day"]) for row in await tx.rows(stretches())}
    return {value: f"{label}, {days[value]}" for value, label in STRETCHES}


def _read(rows: Any) -> dict[str, str]:
    return {str(row["value"]): str(row["label"]) for row in rows}
