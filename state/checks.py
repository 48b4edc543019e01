"""The data audit: what must be true, asked one after the other while the page stands open."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote
from zoneinfo import ZoneInfo

import reflex as rx

from growthos_ui import db
from growthos_ui.auth.permissions import Permission
from growthos_ui.errors import GrowthError
from growthos_ui.listing.words import count_words, moment_words
from growthos_ui.oversight.invariants import INVARIANTS, Differing, Invariant, ask
from state.faults import words_of
from state.guard import actor, needs
from state.steady import Steady

_PAGES = {
    "student": "/students/",
    "installment": "/finance/installments/",
    "invoice": "/finance/invoices?q=",
    "payment": "/finance/payments?q=",
}


@dataclass
class Check:
    """One check. `face` is "waiting", "holds", "differs" or "failed" with the reason in `fault`."""

    title: str = ""
    meaning: str = ""
    face: str = "waiting"
    count: str = ""
    fault: str = ""


@dataclass
class Row:
    """One row that is not so; `href` opens it where it has a page."""

    words: str = ""
    href: str = ""


class ChecksState(Steady, rx.State):
    """Every check with its answer. `opened` names the one whose rows are listed."""

    checks: list[Check] = []
    asked: str = ""
    is_asking: bool = False
    opened: str = ""
    rows: list[Row] = []
    more: str = ""

    _found: dict[str, Differing] = {}

    @rx.event(supersedes=True)
    @needs(Permission.OVERSIGHT_DATA_READ)
    async def load(self) -> AsyncIterator[None]:
        """Ask every check, and show each answer as it comes."""
        self.opened, self.rows, self.is_asking, self._found = "", [], True, {}
        self.checks = [Check(title=each.title, meaning=each.meaning) for each in INVARIANTS]
        self.asked = moment_words(datetime.now(tz=UTC), ZoneInfo(actor().timezone))
        yield
        for place, each in enumerate(INVARIANTS):
            answer = await self._answered(each)
            self.checks = [answer if at == place else kept for at, kept in enumerate(self.checks)]
            yield
        self.is_asking = False

    @rx.event
    @needs(Permission.OVERSIGHT_DATA_READ)
    async def open(self, title: str) -> None:
        """List the rows that are not as a check says."""
        found = self._found.get(title)
        if found is None:
            return
        self.opened, self.rows = title, [row_of(each) for each in found.rows]
        left = found.count - len(found.rows)
        self.more = f"And {count_words(left)} more" if left else ""

    @rx.event
    @needs(Permission.OVERSIGHT_DATA_READ)
    async def close(self) -> None:
        """Close the list."""
        self.opened, self.rows = "", []

    async def _answered(self, invariant: Invariant) -> Check:
        title, meaning = invariant.title, invariant.meaning
        try:
            async with db.acting_as(actor()) as tx:
                found = await ask(tx, invariant)
        except GrowthError as error:
            return Check(title, meaning, "failed", fault=error.words())
        except Exception as error:  # noqa: BLE001 - one check fails alone, with a request id
            return Check(title, meaning, "failed", fault=words_of(error))
        self._found = {**self._found, title: found}
        return Check(title, meaning, "differs" if found.count else "holds", count_words(found.count))


def row_of(named: str) -> Row:
    """Return a row as it is listed: "student NGA-0001" opens the student, a row of the books its page or its list."""
    kind, _, code = named.partition(" ")
    href = _PAGES[kind] + quote(code, safe="") if kind in _PAGES and " " not in code else ""
    return Row(named[:1].upper() + named[1:], href)
