"""What a figure and a chart are before anybody draws them: values, words, and the address of their rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """How a figure moved against the period before: `on` says against what.

    `direction` is "up", "down" or nothing; `tone` is "good", "bad", or nothing where neither is better.
    """

    words: str
    on: str
    direction: str = ""
    tone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """Words that open rows; without an address they are only said."""

    words: str
    href: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One number that is a door: `value` in words, `href` opens exactly the rows that it counts.

    An unknown figure has the value "—", and its `note` says why. `scope` says over what it was taken.
    `metric` names what explains it, for the question `query`. The two `halves` of a ratio open apart. `trend` is how it
    went over time, where it has a course.
    """

    name: str
    label: str
    value: str
    note: str = ""
    scope: str = ""
    href: str = ""
    known: bool = True
    metric: str = ""
    query: str = ""
    change: Change | None = None
    halves: tuple[Door, ...] = ()
    trend: Drawing | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One bar or point: `size` is drawn, `words` are read, `href` opens its rows.

    A `partial` mark stands for a time that is not over, and is drawn with a dashed edge. `first` is the
    first day of the time that it stands for, where it is one; the next mark's is the end. `cross` is the address of the
    page narrowed to it; of the one that `is_chosen`, of the page without that choice.
    """

    label: str
    size: float
    words: str
    href: str
    partial: bool = False
    first: date | None = None
    cross: str = ""
    is_chosen: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotation:
    """A note about a day that lies in the mark at `place`: what, by whom, and for whom if not for everyone."""

    id: str
    place: int
    day: str
    text: str
    who: str
    audience: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """Marks that belong together, in the order of the axis."""

    name: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """One chart: its series over one axis, and the words of the table that says the same.

    `axis` names what the labels are, `unit` what the sizes are. No series means that there is nothing
    to draw, and `empty` says why. `trend` is one sentence about where it is going, over whole periods only.
    `metric` names what explains it, for the question `query`. `is_dated` is true where the axis is the calendar's:
    notes about a day stand on it. `crosses_by_step` is true where all marks of a step narrow the page alike.
    """

    name: str
    axis: str
    unit: str
    series: tuple[Series, ...]
    scope: str = ""
    empty: str = ""
    trend: str = ""
    metric: str = ""
    query: str = ""
    is_dated: bool = False
    crosses_by_step: bool = False
    annotations: tuple[Annotation, ...] = ()
