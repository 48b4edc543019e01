"""A mark of a chart that narrows the whole page: which filters it sets, which mark is chosen, and how it stands out.

What a mark sets are filters of the page's own list, in the page's own address: they come from the address of its rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from growthos_ui.figure import Drawing, Mark
from growthos_ui.listing.ask import Ask, ask_of
from growthos_ui.listing.listing import Listing

_UNCHOSEN = 0.35
_POINT_PX, _CHOSEN_PX = 5, 11


@dataclass(frozen=True)
class Crossing:
    """The filters by which a mark is known, and those that come with them.

    A chart that is `whole` keeps all its marks while one of them is chosen, so that another can be; one that is not
    is narrowed like the rest of the page. With `by_step` all series of a step narrow alike.
    """

    keys: tuple[str, ...]
    adds: tuple[str, ...] = ()
    whole: bool = True
    by_step: bool = False

    def is_set(self, ask: Ask) -> bool:
        """Tell whether the question holds a choice such as a mark makes."""
        return all(len(ask.chosen(key)) > 0 for key in self.keys)

    def without(self, ask: Ask, *, adds: bool = True) -> Ask:
        """Return the question without that choice."""
        for name in (*self.keys, *(self.adds if adds else ())):
            ask = ask.filtered(name, ())
        return ask

    def with_mark(self, ask: Ask, rows: Ask) -> Ask:
        """Return the page's question with the choice of the mark that opens these rows."""
        for name in (*self.keys, *self.adds):
            ask = ask.filtered(name, rows.chosen(name) or ask.chosen(name))
        return ask

    def holds(self, ask: Ask, rows: Ask) -> bool:
        """Tell whether it is the mark of these rows that the question has chosen."""
        return all(ask.chosen(key) == rows.chosen(key) for key in self.keys)


def crossed(drawing: Drawing, crossing: Crossing, *, ask: Ask, page: str, listing: Listing, rows_at: str) -> Drawing:
    """Return the drawing with the page's own address on each mark whose rows are in its list, which is at `rows_at`."""

    def mark_of(mark: Mark) -> Mark:
        path, _, query = mark.href.partition("?")
        if not mark.size or path != rows_at:
            return mark
        rows = ask_of(listing, query)
        if not crossing.is_set(rows):
            return mark
        if crossing.is_set(ask) and crossing.holds(ask, rows):
            return replace(mark, cross=crossing.without(ask).first().address(page), is_chosen=True)
        return replace(mark, cross=crossing.with_mark(ask, rows).first().address(page))

    series = tuple(replace(each, marks=tuple(mark_of(mark) for mark in each.marks)) for each in drawing.series)
    chosen = next((mark.label for each in series for mark in each.marks if mark.is_chosen), "")
    scope = f"{drawing.scope} · chosen: {chosen}" if chosen else drawing.scope
    by_step = crossing.by_step or len(series) == len(crossing.keys) == 1
    return replace(drawing, series=series, scope=scope.removeprefix(" · "), crosses_by_step=by_step)


def lifted_of(crossing: Crossing | None, drawing: Drawing) -> tuple[str, ...]:
    """Return the filters of the page that a chart stands above: those by which one of all its marks is chosen."""
    return crossing.keys if crossing and crossing.whole and has_choice(drawing) else ()


def has_choice(drawing: Drawing) -> bool:
    """Tell whether a mark of the drawing is chosen."""
    return any(mark.is_chosen for each in drawing.series for mark in each.marks)


def let_go(crossings: Iterable[Crossing], ask: Ask) -> Ask | None:
    """Return the question without what marks chose in it; what a toolbar offers, too, only where it is all there is."""
    held = [each for each in crossings if each.is_set(ask)]
    held = [each for each in held if each.whole] or held
    if not held:
        return None
    for each in held:
        ask = each.without(ask)
    return ask.first()


def stand_out(traces: Sequence[dict[str, Any]], drawing: Drawing) -> None:
    """Let the chosen marks stand out of their traces: other columns fade, a point grows."""
    if not has_choice(drawing):
        return
    for trace, each in zip(traces, drawing.series, strict=False):
        chosen = [mark.is_chosen for mark in each.marks]
        if trace["type"] == "bar":
            trace["marker"]["opacity"] = [1 if is_chosen else _UNCHOSEN for is_chosen in chosen]
        elif len(trace["x"]) == len(chosen):
            trace["marker"]["size"] = [_CHOSEN_PX if is_chosen else _POINT_PX for is_chosen in chosen]
