"""What figures and charts remember in a tab: only words, addresses and finished drawings.

Every card has a face: "loading" before the first answer, "ready", "stale" while a newer answer is on
its way, "empty" where nothing can be drawn, "failed" with the request id in `fault`, "stopped" where the
reader stopped it. `run` is the name under which a card that is loading or stale can be stopped.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from growthos_ui.figure import Annotation, Change, Drawing, Figure
from growthos_ui.listing.sparkline import curve
from growthos_ui.listing.words import UNKNOWN


@dataclass
class Moved:
    """How a figure moved against the period before; empty where it has none."""

    words: str = ""
    on: str = ""
    direction: str = ""
    look: str = ""


@dataclass
class Half:
    """One half of a ratio, with the address of its rows."""

    words: str = ""
    href: str = ""


@dataclass
class Spark:
    """How a figure went, drawn as small as a word: paths of an SVG, and the words that say the same. Empty where it has no course."""

    words: str = ""
    line: str = ""
    dash: str = ""
    x: str = ""
    y: str = ""


@dataclass
class Tile:
    """One figure: its value in words, or "—" with the reason in `note`. `metric` and `query` explain it."""

    label: str = ""
    value: str = ""
    note: str = ""
    scope: str = ""
    href: str = ""
    known: bool = True
    metric: str = ""
    query: str = ""
    change: Moved = field(default_factory=Moved)
    halves: list[Half] = field(default_factory=list)
    spark: Spark = field(default_factory=Spark)


@dataclass
class Strip:
    """A row of figures that one query answers."""

    face: str = "loading"
    tiles: list[Tile] = field(default_factory=list)
    fault: str = ""
    run: str = ""


@dataclass
class Cell:
    """One cell of a chart's table twin. `mark` is "<trace>:<point>" where a mark of the chart opens `href`; `size` is the bare number.

    `cross` is the address of the page narrowed to the marks named in `crosses`, or, where they are `chosen`, without that;
    `only` are the words of what they stand for.
    """

    words: str = ""
    href: str = ""
    mark: str = ""
    number: bool = False
    size: str = ""
    cross: str = ""
    crosses: str = ""
    only: str = ""
    chosen: bool = False


@dataclass
class Key:
    """One entry of a chart's key: the words, and the class of its swatch."""

    words: str = ""
    look: str = ""


@dataclass
class Note:
    """An annotation as it stands below its chart: the number that the chart shows, the day, the words, by whom."""

    id: str = ""
    number: str = ""
    day: str = ""
    text: str = ""
    about: str = ""


@dataclass
class Chart:
    """A chart drawn twice, for light and for dark, and the table that says the same.

    `metric` and `query` explain it. `stamp` is what a picture or a file of it carries: whose, over what, as of when.
    """

    face: str = "loading"
    light: dict[str, Any] = field(default_factory=dict)
    dark: dict[str, Any] = field(default_factory=dict)
    name: str = ""
    scope: str = ""
    stamp: str = ""
    metric: str = ""
    query: str = ""
    legend: list[Key] = field(default_factory=list)
    head: list[Cell] = field(default_factory=list)
    body: list[list[Cell]] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    fault: str = ""
    run: str = ""


def strip_of(figures: tuple[Figure, ...]) -> Strip:
    """Return figures as the strip of a screen."""
    return Strip(
        face="ready",
        tiles=[
            Tile(
                label=each.label,
                value=each.value,
                note=each.note,
                scope=each.scope,
                href=each.href,
                known=each.known,
                metric=each.metric,
                query=each.query,
                change=moved_of(each.change),
                halves=[Half(words=half.words, href=half.href) for half in each.halves],
                spark=spark_of(each.trend),
            )
            for each in figures
        ],
    )


def spark_of(trend: Drawing | None) -> Spark:
    """Return the course of a figure as its tile draws it; a step that is not known breaks the line."""
    if trend is None:
        return Spark()
    marks = trend.series[0].marks
    drawn = curve([None if mark.words == UNKNOWN else mark.size for mark in marks], partial=marks[-1].partial)
    words = f"{_accessible_name(trend)}; last {marks[-1].words} at {marks[-1].label}"
    return Spark(words=words, line=drawn.line, dash=drawn.dash, x=drawn.x, y=drawn.y)


def moved_of(change: Change | None) -> Moved:
    """Return a change as a tile draws it."""
    if change is None:
        return Moved()
    look = f"delta delta--{change.tone}" if change.tone else "delta"
    return Moved(words=change.words, on=change.on, direction=change.direction, look=look)


def chart_of(drawing: Drawing, plots: tuple[dict[str, Any], dict[str, Any]], looks: tuple[str, ...] = ()) -> Chart:
    """Return a drawing with its two plots as the card of a screen; `looks` are the swatches of its series' key."""
    names = [each.name for each in drawing.series]
    return Chart(
        face="ready",
        light=plots[0],
        dark=plots[1],
        name=_accessible_name(drawing),
        scope=drawing.scope,
        metric=drawing.metric,
        query=drawing.query,
        legend=[Key(words=name, look=look) for name, look in zip(names, looks, strict=False)],
        head=[
            Cell(words=drawing.axis),
            *(Cell(words=name if len(names) > 1 else drawing.unit, number=True) for name in names),
            *([Cell(words="Annotations")] if drawing.annotations else []),
        ],
        body=[_row(drawing, place) for place in range(len(drawing.series[0].marks))],
        notes=[_note(number, each) for number, each in enumerate(drawing.annotations, start=1)],
    )


def nothing_of(drawing: Drawing) -> Chart:
    """Return the card of a drawing without series: it says why."""
    return Chart(face="empty", scope=drawing.scope, name=drawing.empty)


def _row(drawing: Drawing, place: int) -> list[Cell]:
    marks = [each.marks[place] for each in drawing.series]
    # Where all marks of a step narrow the page alike, the step itself does.
    step = next((mark.cross for mark in marks if mark.cross), "") if drawing.crosses_by_step else ""
    all_marks = " ".join(f"{trace}:{place}" for trace in range(len(marks)))
    first = Cell(words=marks[0].label)
    if step:
        first = Cell(
            words=marks[0].label,
            cross=step,
            crosses=all_marks,
            only=marks[0].label,
            chosen=any(mark.is_chosen for mark in marks),
        )
    return [
        first,
        *(
            Cell(
                words=mark.words,
                href=mark.href if mark.size else "",
                mark=f"{trace}:{place}",
                number=True,
                size=f"{mark.size:g}",
                cross="" if step else mark.cross,
                crosses=f"{trace}:{place}",
                only=f"{drawing.series[trace].name}, {mark.label}",
                chosen=mark.is_chosen,
            )
            for trace, mark in enumerate(marks)
        ),
        *([Cell(words=_said_at(drawing, place))] if drawing.annotations else []),
    ]


def _said_at(drawing: Drawing, place: int) -> str:
    return "; ".join(f"{each.day}: {each.text}" for each in drawing.annotations if each.place == place)


def _note(number: int, annotation: Annotation) -> Note:
    about = f"{annotation.who} · {annotation.audience}" if annotation.audience else annotation.who
    return Note(id=annotation.id, number=str(number), day=annotation.day, text=annotation.text, about=about)


def _accessible_name(drawing: Drawing) -> str:
    """Return title, unit, extent and extremes: what somebody who does not see the chart asks first."""
    labels = [mark.label for mark in drawing.series[0].marks]
    said = f"{drawing.name}: {drawing.unit} by {drawing.axis.lower()}, {labels[0]} to {labels[-1]}"
    if len(drawing.series) > 1:
        return f"{said}, split into {', '.join(each.name for each in drawing.series)}"
    # What is not over yet is neither the lowest nor the highest of its kind.
    known = [mark for mark in drawing.series[0].marks if mark.words != UNKNOWN] or drawing.series[0].marks
    marks = [mark for mark in known if not mark.partial] or known
    low, high = min(marks, key=lambda mark: mark.size), max(marks, key=lambda mark: mark.size)
    said += f"; lowest {low.words} at {low.label}, highest {high.words} at {high.label}"
    said += f"; {drawing.trend}" if drawing.trend else ""
    notes = "; ".join(f"{each.day}, {each.text} ({each.who})" for each in drawing.annotations)
    return f"{said}; annotations: {notes}" if notes else said
