"""Charts as plain dicts for Plotly, once for the light theme and once for the dark one.

Pure: numbers and words in, two figures out. Colours come from the one sheet of tokens, because
Plotly reads no CSS variables. Heights belong to the style sheet, so that nothing jumps.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

Figure = dict[str, Any]
Inks = dict[str, str]

_TOKENS = Path(__file__).parent.parent / "assets" / "tokens.css"
_CLEAR = "rgba(0,0,0,0)"
_FONT = "Inter Variable, system-ui, sans-serif"


@dataclass(frozen=True)
class Layer:
    """One series of a stacked chart: its name, the token of its colour, and a value for each label."""

    name: str
    token: str
    values: Sequence[float]
    words: Sequence[str]


@cache
def inks(theme: str) -> Inks:
    """Return the colours of a theme by token name, "light" or "dark", as the sheet of tokens has them."""
    sheet = _TOKENS.read_text(encoding="utf-8")
    block = re.search(rf'\[data-theme="{theme}"\] \{{(.*?)\n\}}', sheet, re.DOTALL)
    if block is None:
        raise LookupError(f"assets/tokens.css has no theme {theme}.")
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9A-Fa-f]{6})", block.group(1)))


def stacked(labels: Sequence[str], layers: Sequence[Layer]) -> tuple[Figure, Figure]:
    """Draw columns, each the sum of its layers, the first layer at the bottom."""

    def draw(ink: Inks) -> Figure:
        data = [_columns(labels, each.values, each.words, ink[each.token], name=each.name) for each in layers]
        for trace in data:
            trace["marker"]["line"] = {"width": 1, "color": ink["surface"]}
        return _figure(ink, data, barmode="stack", xaxis={"tickvals": list(labels), "ticktext": _wrapped(labels)})

    return _both(draw)


def columns(
    labels: Sequence[str], values: Sequence[float | None], words: Sequence[str], *, top: float | None = None
) -> tuple[Figure, Figure]:
    """Draw one series of columns. `words` is what the pointer reads; `top` fixes the axis, as for percent."""

    def draw(ink: Inks) -> Figure:
        axis = {} if top is None else {"range": [0, top * 1.08], "tickvals": [0, top / 4, top / 2, top * 3 / 4, top]}
        return _figure(
            ink,
            [_columns(labels, values, words, ink["chart-1"])],
            yaxis=axis,
            xaxis={"tickvals": list(labels), "ticktext": _wrapped(labels)},
            annotations=_highest(labels, values, words, ink),
        )

    return _both(draw)


def line(
    labels: Sequence[str], values: Sequence[float], words: Sequence[str], *, partial: bool
) -> tuple[Figure, Figure]:
    """Draw one series over time. With `partial` the last stretch is dashed: that period is not complete."""
    whole = len(values) - 1 if partial else len(values)

    def draw(ink: Inks) -> Figure:
        data = [_stretch(labels[:whole], values[:whole], words[:whole], ink)]
        if partial and len(values) > 1:
            data.append(_stretch(labels[-2:], values[-2:], words[-2:], ink, dash="4px,3px"))
        return _figure(ink, data, hovermode="closest", annotations=_ends(labels, values, words, ink, partial=partial))

    return _both(draw)


def _both(draw: Callable[[Inks], Figure]) -> tuple[Figure, Figure]:
    return draw(inks("light")), draw(inks("dark"))


def _figure(ink: Inks, data: list[dict[str, Any]], **layout: Any) -> Figure:
    ground = _layout(ink)
    for name, value in layout.items():
        ground[name] = {**ground[name], **value} if isinstance(value, dict) and name in ground else value
    return {"data": data, "layout": ground}


def _layout(ink: Inks) -> dict[str, Any]:
    return {
        "autosize": True,
        "margin": {"l": 44, "r": 12, "t": 22, "b": 36, "pad": 0},
        "paper_bgcolor": _CLEAR,
        "plot_bgcolor": _CLEAR,
        "font": {"family": _FONT, "size": 12, "color": ink["chart-text"]},
        "showlegend": False,
        "hovermode": "x",
        "dragmode": False,
        "bargap": 0.33,
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


def _columns(
    labels: Sequence[str], values: Sequence[float | None], words: Sequence[str], colour: str, *, name: str = ""
) -> dict[str, Any]:
    return {
        "type": "bar",
        "name": name,
        "x": list(labels),
        "y": list(values),
        "hovertext": list(words),
        "hoverinfo": "text",
        "marker": {"color": colour, "line": {"width": 0}},
    }


def _stretch(
    labels: Sequence[str], values: Sequence[float], words: Sequence[str], ink: Inks, *, dash: str = "solid"
) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "x": list(labels),
        "y": list(values),
        "hovertext": list(words),
        "hoverinfo": "text",
        "line": {"color": ink["chart-1"], "width": 2, "dash": dash, "shape": "linear"},
        "marker": {"color": ink["chart-1"], "size": 5},
    }


def _highest(labels: Sequence[str], values: Sequence[float | None], words: Sequence[str], ink: Inks) -> list[Figure]:
    known = [each for each in range(len(values)) if values[each] is not None]
    if not known:
        return []
    top = max(known, key=lambda each: values[each] or 0)
    return [_label(labels[top], values[top] or 0, _short(words[top]), ink["text"])]


def _ends(
    labels: Sequence[str], values: Sequence[float], words: Sequence[str], ink: Inks, *, partial: bool
) -> list[Figure]:
    whole = list(values[:-1] if partial else values)
    if not whole:
        return []
    top = whole.index(max(whole))
    marked = [_label(labels[top], whole[top], _short(words[top]), ink["text"])]
    if len(values) - 1 != top:
        marked.append(_label(labels[-1], values[-1], _short(words[-1]), ink["accent-text"]))
    return marked


def _label(at: str, height: float, words: str, colour: str) -> Figure:
    return {
        "x": at, "y": height, "text": f"<b>{words}</b>", "showarrow": False, "yshift": 11,
        "font": {"size": 12, "color": colour},
    }  # fmt: skip


def _short(words: str) -> str:
    """Return the value alone: hover words are "value · the rest"."""
    return words.partition(" · ")[0]


def _wrapped(labels: Sequence[str]) -> list[str]:
    return [label.replace(" ", "<br>", 1) for label in labels]
