"""How something went from step to step, drawn as small as a word: paths of an SVG, and a sentence about the course."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

WIDTH, HEIGHT = 80, 20
STRIP_WIDTH = 50
_EDGE = 3.0
_TREND_STEPS = 4
# Of a strip: where its ticks begin, where those of a step without anything do, where all end, and the dot below.
_TOP, _LOW, _FOOT, _BELOW = 3, 11, 14, 18


@dataclass(frozen=True, slots=True)
class Sparkline:
    """Paths within WIDTH by HEIGHT, of a strip within STRIP_WIDTH. `line` is what is over, `base` what was nothing, `dash` what is not over yet.

    The last step is marked at `x` and `y`. With nothing known there is nothing to draw, and all are empty.
    """

    line: str = ""
    base: str = ""
    dash: str = ""
    x: str = ""
    y: str = ""


def curve(sizes: Sequence[float | None], *, partial: bool = False) -> Sparkline:
    """Return a line from nothing at the bottom to the largest at the top; a step that is not known breaks it.

    With `partial` the last step is not over: the stretch to it is a `dash`.
    """
    top = max((size for size in sizes if size is not None), default=0) or 1
    points = [
        None if size is None else f"{_across(place, len(sizes), WIDTH)} {_down(size / top)}"
        for place, size in enumerate(sizes)
    ]
    last = next((point for point in reversed(points) if point), "")
    x, _, y = last.partition(" ")
    over = points[:-1] if partial else points
    before = points[-2] if len(points) > 1 else None
    dash = f"M{before}L{points[-1]}" if partial and before and points[-1] else ""
    return Sparkline(line=_joined(over), dash=dash, x=x, y=y)


def strip(steps: Sequence[int | None], *, partial: bool = False) -> Sparkline:
    """Return a tick for each step: a tall one where there was something, a short one where there was nothing.

    A last step that is not over and has nothing so far is a tall `dash`. Steps that are not known are left out.
    """
    known = [(place, steps[place]) for place in range(len(steps)) if steps[place] is not None]
    if not known:
        return Sparkline()
    open_end = len(steps) - 1 if partial and steps[-1] == 0 else None
    ticks = {True: "", False: ""}
    for place, number in known:
        if place != open_end:
            ticks[bool(number)] += f"M{_across(place, len(steps), STRIP_WIDTH)} {_TOP if number else _LOW}V{_FOOT}"
    x = _across(known[-1][0], len(steps), STRIP_WIDTH)
    dash = f"M{x} {_TOP}V{_FOOT}" if open_end is not None else ""
    return Sparkline(line=ticks[True], base=ticks[False], dash=dash, x=x, y=str(_BELOW))


def trend_words(sizes: Sequence[float], steps: str, say: Callable[[float], str] | None = None) -> str:
    """Return how the last four whole steps compare with the four before; nothing where there are fewer.

    Sizes are counts; where they are not, `say` words a mean of them: an amount in its currency, a share in percent.
    """
    late, early = sizes[-_TREND_STEPS:], sizes[-2 * _TREND_STEPS : -_TREND_STEPS]
    if len(early) < _TREND_STEPS:
        return ""
    means = (sum(late) / _TREND_STEPS, sum(early) / _TREND_STEPS)
    now, then = (say(mean) if say else f"{mean:,.1f}" for mean in means)
    same, less = ("the same as", "less than") if say else ("as many as", "fewer than")
    moved = same if now == then else "more than" if means[0] > means[1] else less
    return f"a mean of {now} in the last {_TREND_STEPS} whole {steps}, {moved} the {then} in those before"


def _across(place: int, steps: int, width: int) -> str:
    return f"{_EDGE + place * (width - 2 * _EDGE) / max(steps - 1, 1):.1f}"


def _down(share: float) -> str:
    return f"{HEIGHT - _EDGE - share * (HEIGHT - 2 * _EDGE):.1f}"


def _joined(points: Sequence[str | None]) -> str:
    """Return the points as a path; each stretch that is known begins anew."""
    path, pen = "", "M"
    for point in points:
        path, pen = (f"{path}{pen}{point}", "L") if point else (path, "M")
    return path
