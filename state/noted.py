"""Annotations as Plotly draws them: a dotted line up from the mark, and at its top a number or the words."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

from growthos_ui.figure import Annotation, Mark

Plot = dict[str, Any]
Inks = dict[str, str]

_CUT = 24
# Words stand beside one another only where so many marks lie between them.
_APART = 8


def stems(annotations: Sequence[Annotation], marks: Sequence[Mark], ink: Inks) -> list[Plot]:
    """Return a dotted line up from each mark in whose time somebody noted something."""
    look = {"color": ink["chart-text"], "width": 1, "dash": "dot"}
    labels = dict.fromkeys(marks[each.place].label for each in annotations)
    return [
        {"type": "line", "x0": label, "x1": label, "y0": 0, "y1": 1, "yref": "paper", "line": look} for label in labels
    ]


def flags(annotations: Sequence[Annotation], marks: Sequence[Mark], ink: Inks) -> list[Plot]:
    """Return what was noted at the top of its line: the number under which it stands below, and its words where they fit."""
    found = []
    for place in dict.fromkeys(each.place for each in annotations):
        here = [(number, each) for number, each in enumerate(annotations, start=1) if each.place == place]
        others = {each.place for each in annotations} - {place}
        fits = len(here) == 1 and all(abs(place - other) > _APART for other in others)
        number = ", ".join(str(each) for each, _ in here)
        words = here[0][1].text if len(here[0][1].text) <= _CUT else f"{here[0][1].text[: _CUT - 1]}…"
        is_late = place > len(marks) / 2
        found.append({
            "x": marks[place].label, "y": 1, "yref": "paper", "yanchor": "bottom", "showarrow": False,
            "text": f"<b>{number}</b> {escape(words)}" if fits else f"<b>{number}</b>",
            "hovertext": "<br>".join(escape(f"{each.day}: {each.text} ({each.who})") for _, each in here),
            "xanchor": "right" if is_late else "left", "xshift": 4 if is_late else -4,
            "font": {"size": 12, "color": ink["chart-text"]},
        })  # fmt: skip
    return found
