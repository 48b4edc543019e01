"""What went wrong in this tab, as a sentence and a request id; the details stay in the log."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from secrets import token_hex

import reflex as rx
from reflex.event import EventSpec

from growthos_ui.auth.permissions import Permission
from growthos_ui.errors import GrowthError, Kind, SignInOver
from growthos_ui.oversight.written import written_of
from growthos_ui.web.assemble import perimeter
from growthos_ui.web.shared import is_away_by
from state.guard import needs
from state.written import write_down

_log = logging.getLogger(__name__)


def report(fault: Exception) -> str:
    """Write the fault to both logs and return the id under which it can be found there: "7c1e-40b2-99d4"."""
    digits = token_hex(6)
    request = "-".join((digits[:4], digits[4:8], digits[8:]))
    _log.error("request %s failed", request, exc_info=fault)
    write_down(written_of(fault), request)
    return request


def words_of(fault: Exception) -> str:
    """Return what may be shown of a fault: its own sentence, or the id of the request.

    Raises the fault again where it means that the sign-in is over: the guard answers that one.
    """
    if isinstance(fault, SignInOver):
        raise fault
    if isinstance(fault, GrowthError) and fault.kind is not Kind.UNAVAILABLE:
        return fault.words()
    return f"Request {report(fault)}"


class FaultState(rx.State):
    """The last event of this tab that failed as a whole."""

    request: str = ""
    sentence: str = ""
    at: str = ""

    @rx.event
    @needs(Permission.PEOPLE_HOME_READ)
    async def show(self, request: str, sentence: str) -> None:
        """Show that the last event failed. Both words may have come back from the browser, so they are cut short."""
        self.request, self.sentence = request[:40], sentence[:400]
        self.at = f"{datetime.now(tz=UTC):%d %b %Y, %H:%M:%S} UTC"

    @rx.event
    @needs(Permission.PEOPLE_HOME_READ)
    async def clear(self) -> None:
        """Forget it: another page was opened, or the message was closed."""
        self.request = self.sentence = self.at = ""


def on_backend_exception(exception: Exception) -> EventSpec | None:
    """Answer an event that raised: the log gets the details, the tab a sentence or an id."""
    if isinstance(exception, SignInOver):
        return None
    if is_away_by(exception):
        # nothing can be told to a tab whose memory is away; its line can be down
        perimeter.forgotten()
        return None
    if isinstance(exception, GrowthError) and exception.kind is not Kind.UNAVAILABLE:
        return FaultState.show("", exception.words())
    return FaultState.show(report(exception), "")
