"""What overviews of money share: one currency, as of today or of a day before, as known then or now."""

from __future__ import annotations

from typing import Any

import reflex as rx

from growthos_ui import db
from growthos_ui.finance.overview.asking import asked
from growthos_ui.listing.ask import Ask
from growthos_ui.metrics.clock import clock
from state.overview import OverviewState


class DatedState(OverviewState, rx.State, mixin=True):
    """Cards over receivables. `as_of` is the day that is told, `told` the same in words."""

    currencies: list[dict[str, str]] = []
    as_of: str = ""
    today: str = ""
    told: str = ""
    undated: str = ""
    hindsight: list[dict[str, str]] = []

    _usual: str = ""

    def _begin(self, *of: Any) -> None:
        super()._begin(*of)
        self.currencies, self.hindsight, self.as_of, self.told, self._usual = [], [], "", "", ""
        self.undated = self.router.url.path

    def _offered(self) -> set[str]:
        return super()._offered() | {"currency"}

    async def _found(self, tx: db.Transaction, ask: Ask) -> None:
        """Learn which currency and which day are told, and where the others are."""
        path, at = self.router.url.path, await clock(tx)
        question = await asked(tx, ask, at)
        self._usual = question.currency
        self.as_of, self.today = str(question.at.today), str(at.today)
        self.told = question.currency
        self.undated = ask.filtered("as_of", ()).filtered("known", ()).address(path)
        self.currencies = _switch(ask, path, "currency", self._labels.get("currency", {}), question.currency)
        known = {"then": "As known then", "now": "With what is known now"} if question.is_past else {}
        self.hindsight = _switch(ask, path, "known", known, (ask.chosen("known") or ("then",))[0])

    def _question(self) -> Ask:
        """Return what the address says in the one currency that is told: no card has to find out which."""
        ask = self._ask()
        return ask.filtered("currency", (self._usual,)) if self._usual else ask


def _switch(ask: Ask, path: str, name: str, labels: dict[str, str], chosen: str) -> list[dict[str, str]]:
    """Return one choice for each label, each with the address that has it alone; nothing where there is no choice."""
    if len(labels) < 2:  # noqa: PLR2004 - one is no choice
        return []
    return [
        {
            "label": label,
            "href": ask.filtered(name, (value,)).first().address(path),
            "on": "true" if value == chosen else "false",
        }
        for value, label in labels.items()
    ]
