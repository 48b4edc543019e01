"""Acts on many rows at once: which rows are meant is asked again, as the actor, before anything changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Uuid, bindparam, cast

from growthos_ui.errors import GrowthError, Kind
from growthos_ui.listing.ask import Ask
from growthos_ui.listing.words import count_words, number_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

    from sqlalchemy import Select

    from growthos_ui.auth.actor import Actor
    from growthos_ui.auth.permissions import Permission
    from growthos_ui.db import Transaction
    from growthos_ui.listing.boxes import Box
    from growthos_ui.listing.listing import Listing

    Said = Mapping[str, str]

ROWS_MAX = 50_000
"""More rows than this are no selection but a migration."""


UNDO_S = 30
"""For how many seconds an act that can be taken back is offered to be."""


@dataclass(frozen=True, kw_only=True)
class Undo:
    """How an act is taken back. `remember` gets what `run` gets, before it runs, and returns what has to be put back.

    `back` puts it back in one transaction and returns that as a sentence; it raises GrowthError, and nothing is changed,
    where somebody has changed it since.
    """

    needs: Permission
    remember: Callable[[Transaction, Sequence[Any], Said], Awaitable[Any]]
    back: Callable[[Transaction, Any], Awaitable[str]]


@dataclass(frozen=True, slots=True)
class Done:
    """What was done, as a sentence, and what it takes to undo it: None where it cannot be."""

    said: str
    before: Any = None


@dataclass(frozen=True, kw_only=True)
class Act:
    """Something done to many rows in one transaction: all or nothing, and safe to repeat.

    `joins` stands between the label and how many. `on` names the selected column whose distinct values are acted upon, counted in `noun`: a list of
    enrolments may act on students. `asks` names the one thing to choose first, out of `options` (value and
    label, read as the actor), and `boxes` what to write or when; with neither, `confirm` is what has to be said yes to,
    and without that it is done at once, and must be undone by another act. `tells` names each of the things it would be
    done to, so that nobody says yes to a number. `run` gets the transaction, the values and
    what was said (`choice`, and the boxes by name), and returns what was done as a sentence; it raises GrowthError to
    undo everything. At most `most` values at once.
    """

    name: str
    label: str
    needs: Permission
    noun: tuple[str, str]
    run: Callable[[Transaction, Sequence[Any], Said], Awaitable[str]]
    asks: str = ""
    options: Callable[[], Select[Any]] | None = None
    boxes: tuple[Box, ...] = ()
    confirm: str = ""
    tells: Callable[[Transaction, Sequence[Any]], Awaitable[list[str]]] | None = None
    undo: Undo | None = None
    joins: str = "to"
    on: str = "id"
    most: int = 500

    def to(self, said: str) -> str:
        """Return what is done to how many: `Assign mentor to 3 students`."""
        return " ".join(each for each in (self.label, self.joins, said) if each)

    def boxes_for(self, actor: Actor) -> tuple[Box, ...]:
        """Return the boxes that the actor is shown."""
        return tuple(each for each in self.boxes if each.needs is None or actor.may(each.needs))

    @property
    def is_at_once(self) -> bool:
        """Whether there is nothing to say first."""
        return self.options is None and not self.boxes and not self.confirm


@dataclass(frozen=True, slots=True)
class Picked:
    """Rows that a person selected: these, or all that the question leaves; `told` is how many they were told."""

    told: int
    ids: tuple[str, ...] = ()
    ask: Ask | None = None


async def find_picked(tx: Transaction, listing: Listing, picked: Picked, *, on: str = "id") -> list[Any]:
    """Return the distinct values of a selected column over the picked rows, sorted.

    Raises GrowthError when the rows are not as many as the person was told: somebody added or removed one.
    """
    columns = (listing.selected["id"].label("id"), listing.selected[on].label("on"))
    rows = await tx.rows(_picked(listing, picked, *columns).limit(ROWS_MAX + 1))
    if len(rows) > ROWS_MAX:
        raise GrowthError(
            Kind.INVALID, f"At most {count_words(ROWS_MAX)} rows can be selected.", remedy="Filter first."
        )
    if len(rows) != picked.told:
        raise GrowthError(
            Kind.CONFLICT,
            f"You selected {number_of(picked.told, listing.noun)}, and now there {_are(len(rows))}. Nothing was changed.",
            remedy="Look at the list as it is now, and select again.",
        )
    return sorted({row["on"] for row in rows if row["on"] is not None})


async def find_targets(tx: Transaction, listing: Listing, act: Act, picked: Picked) -> list[Any]:
    """Return what the act would be done to; raise GrowthError when that is nothing, too much, or not what was told."""
    values = await find_picked(tx, listing, picked, on=act.on)
    if not values:
        raise GrowthError(Kind.INVALID, f"None of these rows has a {act.noun[0]}.")
    if len(values) > act.most:
        raise GrowthError(
            Kind.INVALID,
            f"{act.label} takes at most {number_of(act.most, act.noun)} at once; these are {count_words(len(values))}.",
            remedy="Filter first.",
        )
    return values


async def perform(
    tx: Transaction, listing: Listing, act: Act, picked: Picked, *, told: Sequence[Any], said: Said
) -> Done:
    """Do the act and return what was done. `told` is to which things the person said yes.

    Raises GrowthError, and nothing stays changed, when that is not so any more or the database refuses.
    """
    values = await find_targets(tx, listing, act, picked)
    if values != list(told):
        others = "others" if len(values) == len(told) else count_words(len(values))
        raise GrowthError(
            Kind.CONFLICT,
            f"You said yes to {number_of(len(told), act.noun)}, and now it would be {others}. Nothing was changed.",
            remedy="Look at the list as it is now, and select again.",
        )
    before = await act.undo.remember(tx, values, said) if act.undo else None
    return Done(await act.run(tx, values, said), before)


def only(listing: Listing, statement: Select[Any], ids: Sequence[str]) -> Select[Any]:
    """Return the statement over these rows only."""
    return statement.where(listing.selected["id"].in_([cast(bindparam(None, each), Uuid) for each in ids]))


def _picked(listing: Listing, picked: Picked, *columns: Any) -> Select[Any]:
    if picked.ask is not None:
        return listing.narrowed(picked.ask.narrowing(), *columns)
    return only(listing, listing.narrowed(Ask(), *columns), picked.ids)


def _are(number: int) -> str:
    return f"is {number}" if number == 1 else f"are {count_words(number)}"
