"""What mails say: one kind at a time, shown as it would reach a learner while it is typed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import reflex as rx

from growthos_ui import db
from growthos_ui.auth.permissions import Permission
from growthos_ui.db import Transaction
from growthos_ui.errors import GrowthError
from growthos_ui.support.mail import templates
from growthos_ui.support.mail.templates import Template
from state.faults import words_of
from state.guard import actor, needs
from state.steady import Steady
from state.toasts import say

TEXT_MAX = 6_000


@dataclass
class Kind:
    """One kind of mail as the menu of them shows it."""

    kind: str = ""
    name: str = ""
    stands: str = ""
    is_on: bool = True


@dataclass
class Written:
    """One version of the open kind."""

    version: str = ""
    by: str = ""
    subject: str = ""
    is_on: bool = True


class TemplatesState(Steady, rx.State):
    """The open kind. `start` is what stands in its boxes when they are drawn, `turn` counts how often that was."""

    face: str = "loading"
    fault: str = ""
    kinds: list[Kind] = []
    kind: str = ""
    name: str = ""
    when: str = ""
    words: list[str] = []
    start: dict[str, str] = {}
    is_on: bool = True
    turn: int = 0
    version: int = 0
    versions: list[Written] = []
    may_save: bool = False
    is_saving: bool = False
    refusal: str = ""
    field: str = ""
    code: str = ""
    subject: str = ""
    body: str = ""
    why_not: str = ""

    _typed: dict[str, str] = {}
    _kept: dict[str, tuple[str, str]] = {}

    @rx.event(supersedes=True)
    @needs(Permission.SUPPORT_TEMPLATES_READ)
    async def load(self) -> None:
        """Show the kind that the address names; what is being typed stays while the same version holds."""
        asked = self.router.url.query_parameters.get("kind", "")
        try:
            async with db.acting_as(actor()) as tx:
                every = await templates.find_templates(tx)
                one = next((each for each in every if each.kind == asked), every[0])
                await self._show(tx, every, one)
        except Exception as error:  # noqa: BLE001 - the page stays, with a request id
            self.face, self.fault = "failed", words_of(error)
            return
        self.face, self.may_save = "ready", actor().may(Permission.SUPPORT_TEMPLATES_CHANGE)

    @rx.event(supersedes=True)
    @needs(Permission.SUPPORT_TEMPLATES_READ)
    async def type(self, box: str, typed: str) -> None:
        """Show what the mail would say with these words: `box` is subject, body or code."""
        if box not in self._typed:
            return
        self._typed = self._typed | {box: typed[:TEXT_MAX]}
        if self.field == box:
            self.refusal, self.field = "", ""
        async with db.acting_as(actor()) as tx:
            await self._preview(tx)

    @rx.event
    @needs(Permission.SUPPORT_TEMPLATES_READ)
    async def take(self, version: str) -> None:
        """Put the words of an earlier version into the boxes; nothing is saved."""
        if version in self._kept:
            subject, body = self._kept[version]
            self._begin(subject, body)
            async with db.acting_as(actor()) as tx:
                await self._preview(tx)

    @rx.event
    @needs(Permission.SUPPORT_TEMPLATES_CHANGE)
    async def save(self, form: dict[str, Any]) -> AsyncIterator[None]:
        """Save what was typed as the next version; it stays in the boxes where something is wrong."""
        if self.is_saving:
            return
        self.is_saving, self.refusal, self.field = True, "", ""
        yield
        self._typed = self._typed | {name: str(form.get(name, ""))[:TEXT_MAX] for name in ("subject", "body")}
        changed = self._template(is_on=bool(form.get("is_on")))
        try:
            async with db.acting_as(actor()) as tx:
                await templates.save(tx, changed)
            async with db.acting_as(actor()) as tx:
                every = await templates.find_templates(tx)
                await self._show(tx, every, next(each for each in every if each.kind == self.kind))
        except GrowthError as error:
            self.refusal, self.field = f"{error.words()} Nothing was saved.", error.field or ""
            return
        finally:
            self.is_saving = False
        await say(self, f"{self.name}: saved as version {self.version}")

    def _template(self, *, is_on: bool = True) -> Template:
        typed = self._typed
        return Template(
            self.kind, self.name, self.when, tuple(self.words), typed.get("subject", ""), typed.get("body", ""),
            self.version, is_on,
        )  # fmt: skip

    async def _show(self, tx: Transaction, every: list[Template], one: Template) -> None:
        self.kinds = [Kind(each.kind, each.name, _stands(each), each.is_on) for each in every]
        is_same = self.kind == one.kind and self.version == one.version and bool(self._typed)
        self.kind, self.name, self.when, self.words = one.kind, one.name, one.when, list(one.words)
        self.version = one.version
        written = await templates.find_versions(tx, one.kind, ZoneInfo(actor().timezone))
        self.versions = [Written(str(each.version), each.by, each.subject, each.is_on) for each in written]
        self._kept = {str(each.version): (each.subject, each.body) for each in written}
        if not is_same:
            self.is_on, self.refusal, self.field = one.is_on, "", ""
            self._begin(one.subject, one.body)
        await self._preview(tx)

    def _begin(self, subject: str, body: str) -> None:
        self.start = {"subject": subject, "body": body}
        self._typed = {"code": self._typed.get("code", ""), **self.start}
        self.turn += 1

    async def _preview(self, tx: Transaction) -> None:
        shown = await templates.preview(tx, self._template(), self._typed.get("code", ""))
        self.code, self.why_not = shown.code, shown.why_not
        self.subject, self.body = (shown.words.subject, shown.words.text) if shown.words else ("", "")


def _stands(template: Template) -> str:
    if not template.is_on:
        return "Off"
    return f"Version {template.version}" if template.version else "Standard"
