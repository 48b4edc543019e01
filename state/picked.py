"""Rows that a person selected in a list, and what is done to all of them at once."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from time import time
from typing import Any, ClassVar

import reflex as rx

from growthos_ui import db
from growthos_ui.auth.denied import DENIED
from growthos_ui.errors import GrowthError, Kind
from growthos_ui.listing.acts import UNDO_S, Act, Picked, find_targets, perform
from growthos_ui.listing.ask import Ask
from growthos_ui.listing.boxes import Box
from growthos_ui.listing.found import Found, find_count
from growthos_ui.listing.frame import FILES, picked_links, picked_words
from growthos_ui.listing.listing import Listing
from growthos_ui.listing.totals import Total
from growthos_ui.listing.words import number_of
from state.guard import actor, needs
from state.toasts import say

_SPARE_S = 5
"""For the way from the browser, where the offer has just gone."""


class PickedState(rx.State, mixin=True):
    """The part of a list's state that is about selected rows: some of this page, or all that the filters leave.

    The browser ticks boxes by itself and says which; how many rows are meant is asked again before an act.
    """

    listing: ClassVar[Listing]

    picked: list[str] = []
    is_all: bool = False
    picks: dict[str, str] = {}
    pick_links: dict[str, str] = {}
    acts: list[dict[str, str]] = []
    act: dict[str, str] = {}
    options: list[dict[str, str]] = []
    boxes: list[dict[str, str]] = []
    meant: list[str] = []
    heard: str = ""

    _told: int = 0
    _targets: list[Any] = []
    _page: Ask | None = None
    _heard: str = ""
    # What was done last: its name, what was there before, and until when it may be taken back.
    _done: tuple[str, Any, float] | None = None

    @rx.event
    @needs(lambda cls: cls.listing.read)
    async def pick(self, said: str) -> None:
        """Select these rows of the page and no others: `n id,id`, where n only tells one from the next."""
        self._heard, _, ids = said.partition(" ")
        wanted = set(ids.split(","))
        self._pick([row["id"] for row in self.rows if row["id"] in wanted])

    @rx.event
    @needs(lambda cls: cls.listing.read)
    async def pick_all(self) -> None:
        """Select every row that search and filters leave, as many as there are at this moment."""
        if self._page is None:
            return
        total = await self._exact()
        self.is_all, self._told = True, total
        self.picks = picked_words(total, total, self.listing.noun)
        self.pick_links = {name: self.links[name] for name in FILES if name in self.links}

    @rx.event
    @needs(lambda cls: cls.listing.read)
    async def pick_none(self) -> None:
        """Select nothing."""
        self._pick([])

    @rx.event
    @needs(lambda cls: cls.listing.read)
    async def prepare(self, name: str) -> Any:
        """Say what an act would be done to, and ask for what it needs; do at once what needs nothing."""
        act, who = self._act_named(name), actor()
        if act.is_at_once:
            return await self._at_once(act)
        self.options, self._targets, self.meant = [], [], []
        self.boxes = _boxes(act.boxes_for(who))
        self.act = {
            "name": act.name, "title": act.label, "asks": act.asks, "confirm": act.confirm, "error": "", "button": "", "busy": "",
        }  # fmt: skip
        try:
            async with db.acting_as(who) as tx:
                targets = await find_targets(tx, self.listing, act, self._picked())
                rows = await tx.rows(act.options()) if act.options else []
                self.meant = await act.tells(tx, targets) if act.tells else []
        except GrowthError as error:
            self.act = {**self.act, "error": error.words()}
            return None
        self._targets = targets
        self.options = [{"value": str(row["value"]), "label": str(row["label"])} for row in rows]
        said = number_of(len(targets), act.noun)
        of = (
            ""
            if act.on == "id"
            else f"The {number_of(self._told, self.listing.noun)} that you selected {'belongs' if self._told == 1 else 'belong'} to {said}."
        )
        self.act = {
            **self.act,
            "title": act.to(said),
            "of": of,
            "button": act.to(f"{len(targets):,}"),
        }
        return None

    @rx.event
    @needs(lambda cls: cls.listing.read)
    async def perform(self, form: dict[str, Any]) -> AsyncIterator[Any]:
        """Do the act that was prepared: to all of them or to none. Sent twice, it is done once."""
        if not self.act.get("button"):
            return
        act = self._act_named(self.act["name"])
        self.act = {**self.act, "busy": "true", "error": ""}
        yield
        try:
            async with db.acting_as(actor()) as tx:
                heard = {
                    name: str(form.get(name, "")) for name in ("choice", *(box.name for box in act.boxes_for(actor())))
                }
                done = await perform(tx, self.listing, act, self._picked(), told=self._targets, said=heard)
        except GrowthError as error:
            # What was said yes to is not there any more: there is nothing to try again.
            again = "" if error.kind is Kind.CONFLICT else self.act["button"]
            self.act = {**self.act, "busy": "", "error": error.words(), "button": again}
            return
        self.act = {}
        self._pick([])
        may_undo = act.undo is not None and actor().may(act.undo.needs)
        self._done = (act.name, done.before, time() + UNDO_S) if may_undo else None
        await say(self, done.said, may_undo=may_undo)
        yield type(self).load

    @rx.event
    @needs(lambda cls: cls.listing.read)
    async def take_back(self) -> Any:
        """Undo what was done last, while that is offered: all of it or nothing."""
        done, self._done = self._done, None
        if done is None:
            return None
        name, before, until = done
        undo = self._act_named(name).undo
        if undo is None or not actor().may(undo.needs):
            return None
        if time() > until + _SPARE_S:
            await say(self, "Not taken back", f"That was more than {UNDO_S} seconds ago.", tone="bad")
            return None
        try:
            async with db.acting_as(actor()) as tx:
                said = await undo.back(tx, before)
        except GrowthError as error:
            await say(self, "Not taken back", error.words(), tone="bad")
            return type(self).load
        await say(self, said)
        return type(self).load

    @rx.event
    @needs(lambda cls: cls.listing.read)
    async def put_away(self) -> Any:
        """Close the act without doing it, and show the list as it is now."""
        self.act = {}
        return type(self).load

    async def _at_once(self, act: Act) -> Any:
        try:
            async with db.acting_as(actor()) as tx:
                said = await act.run(tx, await find_targets(tx, self.listing, act, self._picked()), {"choice": ""})
        except GrowthError as error:
            await say(self, f"{act.label}: not done", error.words(), tone="bad")
            return None
        self._pick([])
        await say(self, said)
        return type(self).load

    def _act_named(self, name: str) -> Act:
        act = self.listing.act_named(name)
        if act is None:
            raise GrowthError(Kind.MISSING, "There is no such act.")
        if not actor().may(act.needs):
            raise GrowthError(Kind.FORBIDDEN, DENIED[act.needs])
        return act

    def _picked(self) -> Picked:
        if self.is_all:
            return Picked(told=self._told, ask=self._page)
        return Picked(told=self._told, ids=tuple(self.picked))

    def _pick(self, ids: list[str]) -> None:
        self.picked, self.is_all, self._told = ids, False, len(ids)
        self.heard = f"{self._heard[:12]} {len(ids)}"
        total = self._known_total()
        self.picks = picked_words(len(ids), total, self.listing.noun) if ids else {}
        self.pick_links = picked_links(self.links, ids) if ids and self.may_export else {}

    def _keep_picks(self, found: Found) -> None:
        """Keep the selection while the same page is shown anew; another page begins without one."""
        same = self._page == found.ask
        self._page = found.ask
        there = {row["id"] for row in found.rows}
        self.acts = [{"name": act.name, "label": act.label} for act in self.listing.acts_for(actor())]
        if not (same and self.is_all):
            self._pick([each for each in self.picked if same and each in there])

    def _known_total(self) -> int | None:
        total: Total | None = self._total
        return total.exact if total else None

    async def _exact(self) -> int:
        if self._page is None:
            return 0
        return await find_count(actor(), self.listing, self._page)


def _boxes(boxes: Sequence[Box]) -> list[dict[str, str]]:
    return [
        {
            "name": each.name,
            "label": each.label,
            "kind": each.kind,
            "most": str(each.most),
            "optional": "true" if each.is_optional else "",
        }
        for each in boxes
    ]
