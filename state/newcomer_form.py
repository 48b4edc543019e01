"""What both ways of adding students remember: the place is foretold for whoever gets it."""

from __future__ import annotations

import reflex as rx

from growthos_ui import db
from growthos_ui.finance import adding
from growthos_ui.finance.enrolling import find_offers
from growthos_ui.finance.enrolling_acts import Outcome, Seen
from state.guard import actor
from state.place_form import PlaceForm


class NewcomerForm(PlaceForm, rx.State, mixin=True):
    """The open form. Nobody has the place yet."""

    async def _look_again(self, seen: Seen) -> Seen:
        async with db.acting_as(actor()) as tx:
            return Seen(seen.student, tuple(await find_offers(tx, seen.student)))

    async def _try(self, seen: Seen, typed: dict[str, str]) -> Outcome:
        return await adding.tried(actor(), seen, typed)

    async def _try_agreed(self, seen: Seen, typed: dict[str, str]) -> Outcome:
        return await adding.agreed(actor(), seen, typed)
