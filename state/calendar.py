"""The calendar of sessions: a month or a week, as the address says."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import reflex as rx

from growthos_ui import db
from growthos_ui.auth.permissions import Permission
from growthos_ui.errors import GrowthError
from growthos_ui.mentoring.sessions import calendar
from state.faults import words_of
from state.guard import actor, needs
from state.steady import Steady


class CalendarState(Steady, rx.State):
    """A page of the calendar. `face` is loading, ready, refused with the words of `fault`, or failed."""

    face: str = "loading"
    fault: str = ""
    title: str = ""
    days: list[calendar.Day] = []
    before: str = calendar.PATH
    after: str = calendar.PATH
    now: str = calendar.PATH
    month: str = calendar.PATH
    week: str = calendar.PATH
    is_week: bool = False
    is_empty: bool = False

    @rx.event(supersedes=True)
    @needs(Permission.MENTORING_SESSIONS_READ)
    async def load(self) -> None:
        """Show the month or the week that the address asks for."""
        who = actor()
        asked = {name: self.router.url.query_parameters.get(name, "") for name in ("month", "week")}
        try:
            async with db.acting_as(who) as tx:
                found = await calendar.find_calendar(tx, asked, ZoneInfo(who.timezone))
        except GrowthError as error:
            self.face, self.fault = "refused", error.words()
            return
        except Exception as error:  # noqa: BLE001 - the page says that it did not load, with a request id
            self.face, self.fault = "failed", words_of(error)
            return
        self._show(found)

    def _show(self, found: calendar.Calendar) -> None:
        self.title, self.is_week, self.face = found.title, found.is_week, "ready"
        self.before, self.after, self.now = found.before, found.after, found.now
        self.month, self.week = found.month, found.week
        self.days = list(found.days)
        self.is_empty = all(each.is_empty for each in self.days)
