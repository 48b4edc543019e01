"""The panel that explains one figure: which one, over what, and everything that is said about it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import reflex as rx

from growthos_ui import db
from growthos_ui.auth.denied import DENIED
from growthos_ui.auth.permissions import Permission
from growthos_ui.listing.ask import ask_of
from growthos_ui.listing.pairs import Fact
from growthos_ui.metrics.composed import Composed
from growthos_ui.metrics.composed import Line as Explained
from growthos_ui.metrics.explain import Explanation, explain
from growthos_ui.metrics.metric import Metric
from growthos_ui.metrics.registry import explained_named
from state.cards import Moved, moved_of
from state.faults import words_of
from state.guard import actor, needs
from state.steady import Steady


@dataclass
class Line:
    """Words and a number; `href` opens its rows where it counts any."""

    words: str = ""
    number: str = ""
    href: str = ""


@dataclass
class Panel:
    """What is said about the figure. `face` is "loading", "ready" or "failed" with the reason in `fault`.

    `course` names how it went over time, step by step in `steps`.
    """

    face: str = "loading"
    fault: str = ""
    value: str = ""
    about: str = ""
    note: str = ""
    change: Moved = field(default_factory=Moved)
    lines: list[Line] = field(default_factory=list)
    total: Line = field(default_factory=Line)
    counted: list[Line] = field(default_factory=list)
    left_out: list[Line] = field(default_factory=list)
    all: Line = field(default_factory=Line)
    rows: Line = field(default_factory=Line)
    agrees: bool = True
    before: str = ""
    facts: list[Fact] = field(default_factory=list)
    sql: str = ""
    course: str = ""
    steps: list[Line] = field(default_factory=list)


class ExplainState(Steady, rx.State):
    """The one panel of a tab. `metric` is empty while it is closed; it closes where another address is opened."""

    metric: str = ""
    title: str = ""
    panel: Panel = Panel()

    _query: str = ""
    _at: str = ""

    @rx.event
    @needs(Permission.PEOPLE_HOME_READ)
    async def arrive(self) -> None:
        """Close the panel, unless the page is only asked again at the address where it was opened."""
        if self.metric and self._at != self._here():
            self.metric, self.title, self.panel = "", "", Panel()

    @rx.event(supersedes=True)
    @needs(Permission.PEOPLE_HOME_READ)
    async def explain(self, metric: str, query: str) -> AsyncIterator[None]:
        """Open the panel for a figure over what `query` asks of its list; for none that is declared, nothing."""
        found = explained_named(metric)
        if found is None:
            return
        self.metric, self.title, self.panel = found.id, found.name, Panel()
        self._query, self._at = query, self._here()
        yield
        self.panel = await _answered(found, query)

    @rx.event
    @needs(Permission.PEOPLE_HOME_READ)
    async def again(self) -> None:
        """Ask the same once more, after it failed."""
        if found := explained_named(self.metric):
            self.panel = await _answered(found, self._query)

    @rx.event
    @needs(Permission.PEOPLE_HOME_READ)
    async def close(self) -> None:
        """Close the panel."""
        self.metric, self.title, self.panel = "", "", Panel()

    def _here(self) -> str:
        return f"{self.router.url.path}?{self.router.url.query}"


async def _answered(metric: Metric | Composed, query: str) -> Panel:
    if not actor().may(metric.needs):
        return Panel(face="failed", fault=DENIED[metric.needs])
    try:
        ask = ask_of(metric.listing, query)
        metric.listing.refuse_unseen(ask, actor())
        async with db.acting_as(actor()) as tx:
            return panel_of(await explain(tx, metric, ask))
    except Exception as error:  # noqa: BLE001 - the panel fails alone, with a request id
        return Panel(face="failed", fault=words_of(error))


def panel_of(explained: Explanation) -> Panel:
    """Return an explanation as the panel of a screen."""
    lines, counted = [_line(each) for each in explained.lines], [_line(each) for each in explained.counted]
    # A plain number is worked out from what is counted, and nothing is left out of it: that is said once.
    is_plain = counted == lines and not explained.left_out
    return Panel(
        face="ready",
        value=explained.value,
        about=explained.metric.about,
        note=explained.note,
        change=moved_of(explained.change),
        lines=lines,
        total=_line(explained.sum),
        counted=[] if is_plain else counted,
        left_out=[_line(each) for each in explained.left_out],
        all=_line(explained.all),
        rows=_line(explained.rows),
        agrees=explained.agrees,
        before=explained.before,
        facts=[Fact(name=name, words=words) for name, words in explained.facts],
        sql=explained.sql,
        course=explained.trend.name if explained.trend else "",
        steps=[
            Line(words=mark.label, number=mark.words, href=mark.href if mark.size else "")
            for mark in (explained.trend.series[0].marks if explained.trend else ())
        ],
    )


def _line(line: Explained) -> Line:
    return Line(words=line.words, number=line.number, href=line.href)
