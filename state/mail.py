"""The delivery log, the mail that stands open beside it, and what would be written tomorrow."""

from __future__ import annotations

from datetime import tzinfo
from typing import ClassVar
from uuid import UUID

import reflex as rx

from growthos_ui import db
from growthos_ui.auth.permissions import Permission
from growthos_ui.db import Transaction
from growthos_ui.listing.listing import Listing
from growthos_ui.oversight.entries import Told
from growthos_ui.settings import mail_settings
from growthos_ui.support.mail.coming import COMING
from growthos_ui.support.mail.log import MAILS, find_mail, waiting
from state.beside import BesideState
from state.guard import actor, needs
from state.listing import ListingState


class MailsState(ListingState, rx.State):
    """Mails to learners. `held` says why those that wait are not sent, where that is known here."""

    listing: ClassVar[Listing] = MAILS

    held: str = ""

    @rx.event
    @needs(Permission.SUPPORT_MAIL_READ)
    async def load_held(self) -> None:
        """Say that no mail server is set, where one is missed."""
        async with db.acting_as(actor()) as tx:
            waits = await tx.scalar(waiting()) is not None
        has_server = mail_settings().smtp_url is not None
        self.held = "" if has_server else _HELD if waits else _NO_SERVER


_NO_SERVER = "No mail server is set: mails that are written from now on will wait."
_HELD = "No mail server is set: mails wait here, and are sent once there is one."


class MailState(BesideState, rx.State):
    """One mail."""

    listing: ClassVar[Listing] = MAILS

    async def _tell(self, tx: Transaction, entry_id: UUID, zone: tzinfo) -> Told | None:
        return await find_mail(tx, entry_id, zone)


class ComingMailState(ListingState, rx.State):
    """What would be written tomorrow, as things stand."""

    listing: ClassVar[Listing] = COMING
