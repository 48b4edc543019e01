"""How a person arranges a list: its columns, and views of it under a name."""

from __future__ import annotations

import re
from typing import Any, ClassVar
from urllib.parse import urlencode

import reflex as rx

from growthos_ui import db
from growthos_ui.auth.permissions import Permission
from growthos_ui.errors import GrowthError, Kind
from growthos_ui.listing import views
from growthos_ui.listing.ask import Ask
from growthos_ui.listing.found import Found
from growthos_ui.listing.frame import keeps, tabs, view_words
from growthos_ui.listing.layout import STEPS, Layout
from growthos_ui.listing.listing import Listing
from state.guard import actor, needs

_NUMBER = re.compile(r"[0-9]{1,4}")


class ArrangedState(rx.State, mixin=True):
    """The part of a list's state that is about columns and views. What is kept is the person's own."""

    listing: ClassVar[Listing]

    columns: list[dict[str, str]] = []
    chooser: list[dict[str, str]] = []
    views: list[dict[str, str]] = []
    view: dict[str, str] = {}
    moved: str = ""
    may_keep: bool = False
    may_share: bool = False
    refused_view: str = ""

    _ask: Ask = Ask()
    _path: str = ""
    _layout: Layout = Layout()
    _layouts: dict[str, Layout] = {}

    @rx.event
    @needs(lambda cls: cls.listing.read)
    async def arrange(self, step: str, name: str, number: int = 0) -> Any:
        """Move, hide, show, pin or size one column, and keep it so for this person."""
        if step not in STEPS:
            raise GrowthError(Kind.INVALID, "Columns cannot be arranged like that.")
        columns = self.listing.columns_for(actor())
        self._layout = self._layout.changed(columns, step, name, number)
        await self._keep(self._layout)
        return type(self).load

    @rx.event
    @needs(lambda cls: cls.listing.read)
    async def arrange_said(self, said: str) -> Any:
        """Do what was done by hand in the browser: `n width full_name 180`, where n only tells one from the next."""
        _, step, name, number = (said.split(" ") + [""] * 4)[:4]
        return await self.arrange(step, name, _whole(number))

    @rx.event
    @needs(lambda cls: cls.listing.read)
    async def size_column(self, name: str, px: str) -> Any:
        """Give a column a width chosen from a few; none is its own."""
        return await self.arrange("width", name, _whole(px))

    @rx.event
    @needs(lambda cls: cls.listing.read)
    async def restore(self) -> Any:
        """Go back to the columns of the view, or to those that the role begins with."""
        await self._keep(None)
        return type(self).load

    @rx.event
    @needs(lambda cls: cls.listing.read)
    async def save_view(self, form: dict[str, Any]) -> None:
        """Keep what is shown as a view under the typed name, and go to it."""
        await self._save(str(form.get("name", "")), str(form.get("audience", views.MINE)), opens="opens" in form)

    @rx.event
    @needs(lambda cls: cls.listing.read)
    async def copy_view(self) -> None:
        """Keep what is shown as one's own view, under a name that tells it from the other."""
        await self._save(views.name_of_copy(self.view.get("name", "")), views.MINE, opens=False)

    @rx.event
    @needs(lambda cls: cls.listing.read)
    async def update_view(self) -> Any:
        """Let the view be what is shown now: filters, order, columns."""
        slug, layout = self._on()
        async with db.acting_as(actor()) as tx:
            await views.change_view(tx, self.listing, slug, query=self._ask.kept(), layout=layout.kept())
            await views.keep_layout(tx, self.listing, slug, None)
        return type(self).load

    @rx.event
    @needs(lambda cls: cls.listing.read)
    async def change_view(self, form: dict[str, Any]) -> Any:
        """Give the view another name or audience, or let the list open with it."""
        slug, _ = self._on()
        changes: dict[str, Any] = {"name": str(form.get("name", "")), "is_default": "opens" in form}
        if form.get("audience", self.view["audience"]) != self.view["audience"]:
            changes["audience"] = str(form["audience"])
        self.refused_view = ""
        try:
            async with db.acting_as(actor()) as tx:
                await views.change_view(tx, self.listing, slug, **changes)
        except GrowthError as error:
            self.refused_view = error.words()
            return None
        return type(self).load

    @rx.event
    @needs(lambda cls: cls.listing.read)
    async def remove_view(self) -> None:
        """Remove the view; what it showed stays on the screen."""
        slug, _ = self._on()
        async with db.acting_as(actor()) as tx:
            await views.remove_view(tx, self.listing, slug)
            await views.keep_layout(tx, self.listing, slug, None)
        self.moved = self.links["unviewed"]

    async def _save(self, name: str, audience: str, *, opens: bool) -> None:
        self.refused_view = ""
        query = self._ask.kept()
        try:
            async with db.acting_as(actor()) as tx:
                slug = await views.save_view(
                    tx, self.listing, name=name, query=query, layout=self._layout, audience=audience, is_default=opens
                )
        except GrowthError as error:
            self.refused_view = error.words()
            return
        self.moved = f"{self._path}?" + "&".join(part for part in (urlencode({"view": slug}), query) if part)

    async def _keep(self, layout: Layout | None) -> None:
        who, view = actor(), self.view.get("slug", "")
        if not keeps(who):
            # A sign-in that only reads: the arrangement lasts as long as the tab.
            others = {name: each for name, each in self._layouts.items() if name != view}
            self._layouts = others if layout is None else {**others, view: layout}
            return
        async with db.acting_as(who) as tx:
            await views.keep_layout(tx, self.listing, view, layout)

    def _on(self) -> tuple[str, Layout]:
        """Return the view that is on and how it is arranged; raise GrowthError where none is."""
        if not self.view.get("slug"):
            raise GrowthError(Kind.MISSING, "No view is open.")
        return (self.view["slug"], self._layout)

    def _show_arrangement(self, found: Found) -> None:
        who = actor()
        may_share = who.may(Permission.PEOPLE_VIEWS_MANAGE)
        self._ask, self._path, self._layout = found.ask, self.router.url.path.rstrip("/"), found.layout
        self.columns, self.chooser = found.places, found.chooser
        self.views = tabs(
            self.listing, found.views, found.ask, self._path, opens=found.opens, is_changed=found.is_changed
        )
        self.view = view_words(found.view, who, may_share=may_share, is_changed=found.is_changed)
        self.moved, self.refused_view = found.moved, ""
        self.may_keep, self.may_share = keeps(who), may_share


def _whole(text: str) -> int:
    """Return the number that a browser said, in px or as a place; anything else is none."""
    return int(text) if _NUMBER.fullmatch(text) else 0
