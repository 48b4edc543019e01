"""Drawings as plain dicts for Plotly, once for the light theme and once for the dark one.

Pure: a `growthos_ui.figure.Drawing` in, two figures out. Colours come from the one sheet of tokens, because
Plotly reads no CSS variables. Heights belong to the style sheet, so that nothing jumps. Each figure
has `data`, `layout`, and `phone`: what the layout has instead where the screen is small.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from growthos_ui.figure import Drawing, Mark
from state.noted import flags, stems

Plot = dict[str, Any]
Inks = dict[str, str]

_TOKENS = Path(__file__).parent.parent / "assets" / "tokens.css"
_CLEAR = "transparent"
_FONT = "Inter Variable, system-ui, sans-serif"
_LABELS_MAX = 24
_LABELS_OF_TIME_MAX = 8
_SHORT_LABEL = len("180")  # of such as many stand side by side as of columns
_ON_PHONES = 6
_UNWRAPPED_MAX = 8
_FEW = 4
_CUT = 14


@cache
def inks(theme: str) -> Inks:
    """Return the colours of a theme by token name, "light" or "dark", as the sheet of tokens has them."""
    sheet = _TOKENS.read_text(encoding="utf-8")
    block = re.search(rf'\[data-theme="{theme}"\] \{{(.*?)\n\}}', sheet, re.DOTALL)
    if block is None:
        raise LookupError(f"assets/tokens.css has no theme {theme}.")
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9A-Fa-f]{6})", block.group(1)))


def stacked(drawing: Drawing, tokens: dict[str, str]) -> tuple[Plot, Plot]:
    """Draw columns, each the sum of its series, the first at the bottom; `tokens` names each series' colour."""

    def draw(ink: Inks) -> Plot:
        data = [_columns(each.marks, ink[tokens[each.name]], each.name) for each in drawing.series]
        for trace in data:
            trace["marker"]["line"] = {"width": 1, "color": ink["surface"]}
        marks = drawing.series[0].marks
        return _plot(ink, data, marks, _LABELS_MAX, barmode="stack")

    return _both(draw)


def columns(
    drawing: Drawing, *, top: float | None = None, labels_max: int = _LABELS_MAX, labelled: bool = False
) -> tuple[Plot, Plot]:
    """Draw one series of columns; `top` fixes the axis, as for percent. `labelled`, and where they are few, each bears its number."""
    marks = drawing.series[0].marks

    def draw(ink: Inks) -> Plot:
        axis = _up_to(top)
        whole = [place for place, mark in enumerate(marks) if not mark.partial] or range(len(marks))
        highest = max(whole, key=lambda each: marks[each].size)
        said = [
            _label(marks, each, ink["text"])
            for each in (range(len(marks)) if labelled or len(marks) <= _FEW else (highest,))
        ]
        return _plot(
            ink,
            [_columns(marks, ink["chart-1"], unfinished=ink["chart-partial"])],
            marks,
            labels_max,
            yaxis=axis,
            annotations=said + flags(drawing.annotations, marks, ink),
            shapes=_edges(marks, ink) + stems(drawing.annotations, marks, ink),
        )

    return _both(draw)


def line(drawing: Drawing) -> tuple[Plot, Plot]:
    """Draw one series over time. A partial mark at its end is reached by a dashed stretch."""
    marks = drawing.series[0].marks
    whole = marks[:-1] if marks[-1].partial else marks

    def draw(ink: Inks) -> Plot:
        data = [_points(marks, ink), _stretch(whole, ink, "solid")]
        if marks[-1].partial:
            data.append(_stretch(marks[-2:], ink, "4px,3px"))
        labelled = [_label(marks, len(marks) - 1, ink["accent-text"], beside=True)]
        if whole:
            highest = max(range(len(whole)), key=lambda each: whole[each].size)
            labelled += [_label(marks, highest, ink["text"])] if highest != len(marks) - 1 else []
        return _plot(
            ink,
            data,
            marks,
            _LABELS_OF_TIME_MAX,
            recent=True,
            margin={"r": 52},
            annotations=labelled + flags(drawing.annotations, marks, ink),
            shapes=stems(drawing.annotations, marks, ink),
        )

    return _both(draw)


def lines(
    drawing: Drawing, tokens: Sequence[str], *, top: float | None = None, dashed: bool = False
) -> tuple[Plot, Plot]:
    """Draw several series over the same steps, each in the colour of its token; one that ends earlier has no address there.

    With `dashed`, partial marks at the end of a series are reached by dashed stretches.
    """
    kept = [[mark for mark in each.marks if mark.href] for each in drawing.series]
    longest = max(drawing.series, key=lambda each: len(each.marks)).marks
    room = _LABELS_MAX if all(len(each.label) <= _SHORT_LABEL for each in longest) else _LABELS_OF_TIME_MAX

    def draw(ink: Inks) -> Plot:
        data = [
            _points(marks, ink) | {"mode": "lines+markers", "line": {"color": ink[token], "width": 2}}
            for marks, token in zip(kept, tokens, strict=False)
        ]
        for trace, each, token in zip(data, drawing.series, tokens, strict=False):
            trace["marker"] = {"color": ink[token], "size": 5}
            trace["hovertext"] = [f"{each.name}: {words}" for words in trace["hovertext"]]
        if dashed:
            data += [stretch for each in zip(data, kept, strict=False) for stretch in _parted(*each)]
        return _plot(ink, data, longest, room, yaxis=_up_to(top))

    return _both(draw)


def _up_to(top: float | None) -> Plot:
    """Return an axis of shares, from none to all."""
    ticks = () if top is None else (0, top / 4, top / 2, top * 3 / 4, top)
    return {"range": [0, top * 1.08], "tickvals": [*ticks], "ticktext": [f"{each:g}%" for each in ticks]} if top else {}


def _both(draw: Callable[[Inks], Plot]) -> tuple[Plot, Plot]:
    return draw(inks("light")), draw(inks("dark"))


def _plot(
    ink: Inks, data: list[Plot], marks: Sequence[Mark], labels_max: int, *, recent: bool = False, **layout: Any
) -> Plot:
    ground = _layout(ink)
    wraps = len(marks) > _UNWRAPPED_MAX and labels_max == _LABELS_MAX
    if _tallest(data) <= _FEW:
        ground["yaxis"]["dtick"] = 1  # whole learners: no axis with halves of one
    ground["xaxis"] |= _ticks(marks, labels_max, wraps=wraps)
    ground["margin"]["b"] = 40 if any("<br>" in each for each in ground["xaxis"]["ticktext"]) else 24
    for name, value in layout.items():
        ground[name] = {**ground[name], **value} if isinstance(value, dict) and name in ground else value
    return {"data": data, "layout": ground, "phone": _phone(ground, marks, recent=recent)}


def _tallest(data: list[Plot]) -> float:
    """Return the height of the highest point, with columns on top of one another."""
    columns = [trace["y"] for trace in data if trace["type"] == "bar"]
    lines = [max(trace["y"]) for trace in data if trace["type"] != "bar" and trace["y"]]
    return max([*map(sum, zip(*columns, strict=True)), *lines], default=0)


def _phone(ground: Plot, marks: Sequence[Mark], *, recent: bool) -> Plot:
    """Return what a small screen has instead: the last points of a time, every so many labels of the rest."""
    if recent:
        shown = marks[-_ON_PHONES:]
        axis = {
            "range": [len(marks) - len(shown) - 0.4, len(marks) - 0.6],
            **_ticks(shown, _ON_PHONES // 2, wraps=False),
        }
    else:
        # Many steps of a time have words that do not wrap: fewer of them stand side by side.
        axis = _ticks(marks, _ON_PHONES if len(marks) <= _UNWRAPPED_MAX else _ON_PHONES // 2 + 1, wraps=True)
    return {"margin": ground["margin"] | {"l": 36, "b": 24 if recent else 40}, "xaxis": ground["xaxis"] | axis}


def _ticks(marks: Sequence[Mark], labels_max: int, *, wraps: bool) -> Plot:
    """Return the labels that have room: all, or every second, third…, counted back from the last."""
    step = -(-len(marks) // labels_max) or 1
    shown = [marks[each].label for each in range(len(marks) - 1, -1, -step)][::-1]
    # The unit stands once, in the title of the card.
    said = [each.removesuffix("%") for each in shown]
    return {"tickmode": "array", "tickvals": shown, "ticktext": [_wrapped(each) if wraps else each for each in said]}


def _layout(ink: Inks) -> Plot:
    return {
        "autosize": True,
        "margin": {"l": 44, "r": 12, "t": 22, "b": 40, "pad": 0},
        "paper_bgcolor": _CLEAR,
        "plot_bgcolor": _CLEAR,
        "font": {"family": _FONT, "size": 12, "color": ink["chart-text"]},
        "showlegend": False,
        "hovermode": "x",
        "dragmode": False,
        "xaxis": {
            "type": "category", "showgrid": False, "zeroline": False, "showline": False, "ticks": "",
            "tickangle": 0, "fixedrange": True, "automargin": False,
        },
        "yaxis": {
            "rangemode": "tozero", "nticks": 4, "showgrid": True, "gridcolor": ink["chart-grid"], "gridwidth": 1,
            "zeroline": True, "zerolinecolor": ink["chart-zero"], "zerolinewidth": 1, "showline": False, "ticks": "",
            "ticklabelstandoff": 4, "fixedrange": True, "tickformat": "~s",
        },
        "hoverlabel": {
            "bgcolor": ink["surface-raised"], "bordercolor": ink["border-strong"],
            "font": {"family": _FONT, "size": 12, "color": ink["text"]}, "align": "left",
        },
    }  # fmt: skip


def _columns(marks: Sequence[Mark], colour: str, name: str = "", *, unfinished: str = "") -> Plot:
    is_mixed = unfinished and any(mark.partial for mark in marks)
    colours = [unfinished if mark.partial else colour for mark in marks]
    return {
        "type": "bar",
        "x": [mark.label for mark in marks],
        "y": [mark.size for mark in marks],
        "hovertext": [f"{name} {mark.words}".strip() for mark in marks],
        "hoverinfo": "text",
        "width": _width(marks),
        "marker": {"color": colours if is_mixed else colour, "line": {"width": 0}},
    }


def _width(marks: Sequence[Mark]) -> float:
    """Return two thirds of a step; where there are few, less, so that a column never grows into a wall."""
    return min(0.67, 0.09 * len(marks))


def _edges(marks: Sequence[Mark], ink: Inks) -> list[Plot]:
    """Return a dashed edge around each column that stands for a time that is not over."""
    half, look = _width(marks) / 2, {"color": ink["chart-1"], "width": 1, "dash": "4px,3px"}
    return [
        {"type": "rect", "x0": place - half, "x1": place + half, "y0": 0, "y1": mark.size, "line": look}
        for place, mark in enumerate(marks)
        if mark.partial and mark.size
    ]


def _points(marks: Sequence[Mark], ink: Inks) -> Plot:
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [mark.label for mark in marks],
        "y": [mark.size for mark in marks],
        "hovertext": [f"{mark.label}: {mark.words}" for mark in marks],
        "hoverinfo": "text",
        "marker": {"color": ink["chart-1"], "size": 5},
        "cliponaxis": False,
    }


def _stretch(marks: Sequence[Mark], ink: Inks, dash: str) -> Plot:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [mark.label for mark in marks],
        "y": [mark.size for mark in marks],
        "hoverinfo": "skip",
        "line": {"color": ink["chart-1"], "width": 2, "dash": dash, "shape": "linear"},
    }


def _parted(points: Plot, marks: Sequence[Mark]) -> list[Plot]:
    """Return the stretches of a series of points: solid up to the first mark that is partial, dashed from there on."""
    whole = next((place for place, mark in enumerate(marks) if mark.partial), len(marks))
    points["mode"], colour = "markers", points["line"]["color"]
    look = {"width": 2, "shape": "linear", "color": colour}
    found = []
    for part, dash in ((marks[:whole], "solid"), (marks[max(whole - 1, 0) :], "4px,3px")):
        if len(part) > 1:
            found.append(
                _points(part, {"chart-1": colour})
                | {"mode": "lines", "hoverinfo": "skip", "line": look | {"dash": dash}}
            )
    return found


def _label(marks: Sequence[Mark], at: int, colour: str, *, beside: bool = False) -> Plot:
    words = marks[at].words.partition(" · ")[0].removesuffix(" so far")
    place = {"xanchor": "left", "xshift": 8} if beside else {"yshift": 11}
    return {
        "x": marks[at].label, "y": marks[at].size, "text": f"<b>{words}</b>", "showarrow": False,
        "font": {"size": 12, "color": colour}, **place,
    }  # fmt: skip


def _wrapped(label: str) -> str:
    """Return a label on two short lines: what does not fit is cut, the table has it whole."""
    if len(label) <= _CUT // 2:
        return label
    first, _, rest = label.replace(" → ", "\n→ ").partition("\n" if " → " in label else " ")
    lines = filter(None, (first, rest))
    return "<br>".join(each if len(each) <= _CUT else f"{each[: _CUT - 1]}…" for each in lines)
