"""What every dialog that gives or bills a place remembers: what is on offer, how its price is made, and the installments foretold."""

from __future__ import annotations

from typing import Any

import reflex as rx

from growthos_ui.auth.permissions import Permission
from growthos_ui.errors import GrowthError, Kind
from growthos_ui.finance.enrolling import Offer
from growthos_ui.finance.enrolling_acts import Outcome, Part, Seen, agreed, as_it_stands, essence_of, tried
from growthos_ui.listing.pairs import Option
from growthos_ui.listing.words import day_words
from state.guard import actor
from state.money_form import MoneyForm

PRICE = {"price": "list", "discount": "", "reason": ""}
PLACE = {"course": "", "batch": "", "parts": "1", "first_due": "", "run_from": "", "order": "", "drip": "", **PRICE}
# What the database calls a value, where its box has another name.
_ALSO = {"course_id": "course", "batch_id": "batch", "free": "price", "amount": "discount"}
# The boxes that are not drawn while the price is made so: drawn again, they hold what they held at the start.
_UNDRAWN = {"list": ("discount", "reason"), "free": ("discount", "first_due", "run_from")}
# What stands in the box of a day that nobody chose, until it is known which day that is.
_USUAL_DUE, _USUAL_START = "The usual day", "The batch’s start"
_UNCHOSEN = "The price, and the days of the installments, stand here once a course is chosen."


class PlaceForm(MoneyForm, rx.State, mixin=True):
    """The open dialog. `most` is in how many parts a place may be billed, `kind` how its price is made, `parts` its installments."""

    courses: list[Option] = []
    batches: list[Option] = []
    course: str = ""
    most: int = 1
    kind: str = "list"
    currency: str = ""
    may_discount: bool = False
    parts: list[Part] = []
    usual_due: str = _USUAL_DUE
    usual_start: str = _USUAL_START

    _seen: Seen | None = None
    _told: tuple[dict[str, Any], Outcome] | None = None

    async def _open(self, act: str, start: dict[str, str], seen: Seen) -> None:
        """Open with these boxes on what was seen, and foretell what they come to."""
        self._begin(act, dict(start))
        self._see(seen)
        self.may_discount = actor().may(Permission.FINANCE_INSTALLMENTS_DECIDE)
        self.course, self.kind, self._told = "", "list", None
        await self._foretell()

    async def _look_again(self, seen: Seen) -> Seen:
        """Return what the dialog is about as it is by now."""
        raise NotImplementedError

    async def _try(self, seen: Seen, typed: dict[str, str]) -> Outcome:
        """Return what would come of the boxes; nothing of it stays. Raises GrowthError where that would be refused."""
        return await tried(actor(), self.act, seen, typed)

    async def _try_agreed(self, seen: Seen, typed: dict[str, str]) -> Outcome:
        """Return what comes of them once a second person agrees; nothing of it stays. Raises GrowthError as `_try`."""
        return await agreed(actor(), self.act, seen, typed)

    def _told_of(self, seen: Seen, typed: dict[str, str]) -> Outcome | None:
        """Return what the sender was told would come of these boxes, if they were told."""
        return self._told[1] if self._told is not None and self._told[0] == essence_of(self.act, seen, typed) else None

    async def _refuse(self, error: GrowthError) -> None:
        named = _ALSO.get(error.field or "", error.field or "")
        self.refusal, self.field = error.words(), named if named in self._typed else ""
        if error.kind in {Kind.CONFLICT, Kind.DUPLICATE} and self._seen is not None:
            self._see(await self._look_again(self._seen))
        await self._foretell()

    def _end(self) -> None:
        self._seen = self._told = None
        self.parts = []
        super()._end()

    def _wait(self) -> None:
        self.parts = []
        super()._wait()

    async def _foretell(self) -> None:
        seen = self._seen
        if seen is None:
            return
        self._choose(seen.offer(self._typed))
        self._price()
        typed = dict(self._typed)
        outcome = await self._tried(self._try(seen, typed), lambda: self._try_agreed(seen, typed))
        if outcome is None:
            self.changes, self.parts = as_it_stands(self.act, seen, typed), []
            if "course" in self.start and not self.course:
                self.forecast = _UNCHOSEN
        else:
            self.changes, self.parts = outcome.changes, outcome.parts
        self._name_days(seen.offer(typed), typed)
        self._told = None if outcome is None or self.needs_second else (essence_of(self.act, seen, typed), outcome)

    def _name_days(self, offer: Offer | None, typed: dict[str, str]) -> None:
        """Say in the boxes of days which they are while nobody chooses others."""
        if offer is None:
            self.usual_due, self.usual_start = _USUAL_DUE, _USUAL_START
            return
        batch = next((each for each in offer.batches if str(each.id) == typed.get("batch")), None)
        self.usual_start = f"Batch: {day_words(batch.starts_on)}" if batch else "Today"
        if not typed.get("first_due"):
            self.usual_due = f"Usually {self.parts[0].due}" if self.parts else _USUAL_DUE

    def _see(self, found: Seen) -> None:
        self._seen = found
        self.courses = [Option(str(each.course), _course_words(each)) for each in found.offers]

    def _price(self) -> None:
        """Say how the price is made, and forget what stood in boxes that are not drawn with it."""
        self.kind = self._typed.get("price") or "list"
        if "price" in self._typed:
            undrawn = {name: self.start[name] for name in _UNDRAWN.get(self.kind, ()) if name in self.start}
            self._typed = {**self._typed, **undrawn}

    def _choose(self, offer: Offer | None) -> None:
        """Show the batches of the course that is chosen, and in how many parts it may be billed."""
        if offer is None:
            if "course" in self.start:
                self.course, self.batches, self.most, self.currency = "", [], 1, ""
            return
        if self.course != str(offer.course):  # the boxes that hang on it are drawn anew, and hold what they hold then
            self._typed = {**self._typed, **{name: self.start[name] for name in ("batch", "parts")}}
        self.course, self.most, self.currency = str(offer.course), offer.most, offer.currency
        self.batches = [
            Option(str(each.id), f"{each.name}, from {day_words(each.starts_on)}") for each in offer.batches
        ]


def _course_words(offer: Offer) -> str:
    kind = " (pathway)" if offer.is_pathway else ""
    return f"{offer.title}{kind} · {offer.money() if offer.price else 'free'}"
