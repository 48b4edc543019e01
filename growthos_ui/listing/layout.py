"""How the columns of a list stand: their order, which are hidden, how wide they are, and how many stay in sight."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from growthos_ui.errors import GrowthError, Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from growthos_ui.listing.columns import Column

WIDTH_MIN_PX = 48
WIDTH_MAX_PX = 640
PINS_MAX = 4


@dataclass(frozen=True, slots=True)
class Layout:
    """An arrangement. Columns that `order` does not name follow in the order of the declaration.

    `pins` is how many of the first shown columns stay at the left while the others scroll.
    """

    order: tuple[str, ...] = ()
    hidden: frozenset[str] = frozenset()
    widths: tuple[tuple[str, int], ...] = ()
    pins: int = 1

    @classmethod
    def declared(cls, columns: Sequence[Column]) -> Layout:
        """Return the arrangement that a role begins with: the order of the declaration, some columns put away."""
        return cls(hidden=frozenset(column.name for column in columns if column.starts_hidden))

    def kept(self) -> dict[str, Any]:
        """Return it as it is kept."""
        return {
            "order": list(self.order),
            "hidden": sorted(self.hidden),
            "widths": dict(self.widths),
            "pins": self.pins,
        }

    @classmethod
    def read(cls, kept: Any, columns: Sequence[Column]) -> Layout:
        """Return what was kept, as far as the list still has it; nothing kept is the list as declared."""
        if not isinstance(kept, dict) or not kept:
            return cls.declared(columns)
        known = {column.name for column in columns}
        widths = kept.get("widths") if isinstance(kept.get("widths"), dict) else {}
        return cls(
            order=tuple(dict.fromkeys(name for name in _strings(kept.get("order")) if name in known)),
            hidden=frozenset(_strings(kept.get("hidden"))) & {each.name for each in columns if each.card != "title"},
            widths=tuple((name, _width(px)) for name, px in (widths or {}).items() if name in known and _is_whole(px)),
            pins=min(max(kept["pins"], 0), PINS_MAX) if _is_whole(kept.get("pins")) else 1,
        )

    def ordered(self, columns: Sequence[Column]) -> tuple[Column, ...]:
        """Return all columns, hidden ones too, in their order."""
        place = {name: number for number, name in enumerate(self.order)}
        return tuple(sorted(columns, key=lambda column: place.get(column.name, len(place))))

    def shown(self, columns: Sequence[Column]) -> tuple[Column, ...]:
        """Return the columns that stand on the screen and in a file, from left to right."""
        return tuple(column for column in self.ordered(columns) if column.name not in self.hidden)

    def changed(self, columns: Sequence[Column], step: str, name: str, number: int = 0) -> Layout:
        """Return the arrangement after one step; raise GrowthError for a column that is not there.

        `number` is the new place of a column (counted from 0 over all columns) or its width in px, 0 for its own.
        """
        if name not in {column.name for column in columns}:
            raise GrowthError(Kind.INVALID, "This list has no such column.", field="columns")
        return STEPS[step](self, columns, name, number)


def _show(layout: Layout, _columns: Sequence[Column], name: str, _: int) -> Layout:
    return replace(layout, hidden=layout.hidden - {name})


def _hide(layout: Layout, columns: Sequence[Column], name: str, _: int) -> Layout:
    title = next(column for column in columns if column.card == "title")
    if name == title.name:
        raise GrowthError(Kind.INVALID, f"{title.label} is what a row is known by, and stays.", field="columns")
    return replace(layout, hidden=layout.hidden | {name})


def _to(layout: Layout, columns: Sequence[Column], name: str, place: int) -> Layout:
    names = [column.name for column in layout.ordered(columns)]
    names.remove(name)
    names.insert(min(max(place, 0), len(names)), name)
    return replace(layout, order=tuple(names))


def _by(step: int) -> Callable[[Layout, Sequence[Column], str, int], Layout]:
    """Return the move past the next shown column, over hidden ones in between."""

    def move(layout: Layout, columns: Sequence[Column], name: str, _: int) -> Layout:
        names = [column.name for column in layout.ordered(columns)]
        place = names.index(name) + step
        while 0 <= place < len(names) and names[place] in layout.hidden:
            place += step
        return _to(layout, columns, name, place)

    return move


def _size(layout: Layout, _columns: Sequence[Column], name: str, px: int) -> Layout:
    widths = {**dict(layout.widths), name: _width(px)}
    if not px:
        del widths[name]
    return replace(layout, widths=tuple(widths.items()))


def _pin(layout: Layout, columns: Sequence[Column], name: str, _: int) -> Layout:
    return replace(layout, pins=min(_place(layout, columns, name) + 1, PINS_MAX))


def _unpin(layout: Layout, columns: Sequence[Column], name: str, _: int) -> Layout:
    return replace(layout, pins=min(_place(layout, columns, name), PINS_MAX))


STEPS: dict[str, Callable[[Layout, Sequence[Column], str, int], Layout]] = {
    "show": _show,
    "hide": _hide,
    "up": _by(-1),
    "down": _by(1),
    "to": _to,
    "width": _size,
    "pin": _pin,
    "unpin": _unpin,
}
"""What can be done to one column."""


def _place(layout: Layout, columns: Sequence[Column], name: str) -> int:
    shown = [column.name for column in layout.shown(columns)]
    return shown.index(name) if name in shown else 0


def _strings(value: Any) -> list[str]:
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _width(px: int) -> int:
    return min(max(px, WIDTH_MIN_PX), WIDTH_MAX_PX)
