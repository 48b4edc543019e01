"""The books month by month: the list, and the month that stands open beside it with the way to close it or to open it again."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import date, tzinfo
from typing import Any, ClassVar
from uuid import UUID, uuid4

import reflex as rx
from typing_extensions import TypedDict

from growthos_ui import db
from growthos_ui.auth.permissions import Permission
from growthos_ui.db import Transaction
from growthos_ui.errors import GrowthError, Kind
from growthos_ui.finance.months import closing
from growthos_ui.finance.months.tables import MONTHS
from growthos_ui.listing.listing import Listing
from growthos_ui.oversight.entries import Told
from state.beside import BesideState
from state.faults import words_of
from state.guard import actor, needs
from state.listing import ListingState
from state.toasts import say

_UNSURE = "It is not certain whether that was done. Send it again: it is done once at most."


class BooksForm(TypedDict):
    """What the form beside the list sends: a note, or why."""

    said: str


@dataclass
class FigureShown:
    """One figure of the month, and the rows that it counts."""

    name: str = ""
    words: str = ""
    href: str = ""


class MonthsState(ListingState, rx.State):
    """Every month that is over."""

    listing: ClassVar[Listing] = MONTHS


class MonthState(BesideState, rx.State):
    """One of them. `act` is what may be done with its books: close, reopen or nothing; `refusal` is why it was not done.

    `is_said_wrong` is whether that is about what was typed.
    """

    listing: ClassVar[Listing] = MONTHS

    figures: list[FigureShown] = []
    act: str = ""
    why_not: str = ""
    last_day: str = ""
    is_first: bool = False
    since: str = ""
    since_href: str = ""
    refusal: str = ""
    is_said_wrong: bool = False
    is_busy: bool = False

    _month: date | None = None
    _seen: closing.Told = ()
    _key: str = ""

    @rx.event
    @needs(Permission.FINANCE_MONTHS_DECIDE)
    async def close_books(self, form: BooksForm) -> AsyncIterator[Any]:
        """Close the month on the figures that are shown, or say why it was not closed; what was typed stays."""
        async for each in self._do("close", "The books are closed", form["said"]):
            yield each

    @rx.event
    @needs(Permission.FINANCE_MONTHS_DECIDE)
    async def reopen_books(self, form: BooksForm) -> AsyncIterator[Any]:
        """Open the month again, or say why not; what was typed stays."""
        async for each in self._do("reopen", "The books are open again", form["said"]):
            yield each

    async def _do(self, act: str, done: str, said: str) -> AsyncIterator[Any]:
        month, seen, key = self._month, self._seen, self._key
        if self.act != act or month is None or self.is_busy:
            return
        self.refusal, self.is_said_wrong, self.is_busy = "", False, True
        yield
        doing: dict[str, Callable[[Transaction], Awaitable[None]]] = {
            "close": lambda tx: closing.close(tx, month, said, key, seen),
            "reopen": lambda tx: closing.reopen(tx, month, said, key),
        }
        try:
            async with db.acting_as(actor()) as tx:
                await doing[act](tx)
        except GrowthError as error:
            if error.kind in (Kind.CONFLICT, Kind.WRONG_STATE):
                # somebody else was faster: what stands by now is read, so that it can be decided anew
                self.entry = await self._asked(UUID(self.opened))
                yield MonthsState.load
            self.refusal, self.is_said_wrong = error.words(), error.kind is Kind.INVALID
            return
        except Exception as error:  # noqa: BLE001 - it is said in the panel; the answer may be all that was lost
            self.refusal = f"{_UNSURE} {words_of(error)}."
            return
        finally:
            self.is_busy = False
        await say(self, done)
        yield [MonthState.again, MonthsState.load]

    async def _tell(self, tx: Transaction, entry_id: UUID, zone: tzinfo) -> Told | None:
        found = await closing.find_month(tx, entry_id, zone)
        self.refusal, self.act, self.why_not, self.figures, self._month = "", "", "", [], None
        self.is_said_wrong = self.is_busy = False
        if found is None:
            return None
        self._month, self._seen, self._key = found.first, found.told or (), str(uuid4())
        self.figures = [FigureShown(each.name, each.words, each.href) for each in found.figures]
        self.last_day, self.since, self.is_first = closing.end_words(found.first), found.since, found.is_first
        self.since_href = f"/finance/payments?belongs={found.first}..{closing.last_of(found.first)}"
        if closing.may_keep_books(tx):
            self.act, self.why_not = _offered(found)
        return Told(title=found.name, description=found.said)


def _offered(month: closing.Month) -> tuple[str, str]:
    """Return what may be done with the books, or why nothing."""
    if month.standing == "next":
        return "close", ""
    if month.standing != "closed" or not month.is_last:
        return "", ""
    return (
        ("", "You closed this month yourself: somebody else has to open it again.") if month.is_own else ("reopen", "")
    )
