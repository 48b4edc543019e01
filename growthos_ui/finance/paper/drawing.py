"""Draws a page as PDF: the same words give the same bytes, with fonts of our own and nothing of the machine's."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import typst

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

_HERE = Path(__file__).parent
_FONTS = _HERE.parents[2] / "assets" / "fonts" / "paper"
_NO_MORE_THAN = 4 * 1024 * 1024


@dataclass(frozen=True)
class Table:
    """Rows of ready words. `numeric` columns stand right; a width of 0 is as wide as its words, others share what is left."""

    heads: tuple[str, ...]
    numeric: tuple[bool, ...]
    widths: tuple[int, ...]
    rows: Sequence[tuple[str, ...]]
    title: str = ""


@dataclass(frozen=True)
class Page:
    """What one document says, in ready words. `sums` are label, amount, and whether it stands out."""

    title: str
    number: str
    under: tuple[str, ...]
    school: dict[str, object]
    colour: str
    to: dict[str, str]
    pairs: tuple[tuple[str, str], ...] = ()
    tables: tuple[Table, ...] = ()
    sums: tuple[tuple[str, str, bool], ...] = ()
    notes: list[dict[str, object]] = field(default_factory=list)
    preview: bool = False


def draw(page: Page, made_on: date, logo: bytes | None = None) -> bytes:
    """Return the page as PDF, dated as made on a day. Some tens of milliseconds of one core: ask it off the event loop.

    `logo` is a PNG or WebP; one that cannot be drawn is left out, because the paper is worth more than its ornament.
    """
    try:
        return _drawn(page, made_on, logo)
    except typst.TypstError:
        if logo is None:
            raise
        return _drawn(page, made_on, None)


def _drawn(page: Page, made_on: date, logo: bytes | None) -> bytes:
    drawn = typst.compile(
        _HERE / "paper.typ",
        root=_HERE,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"paper": json.dumps(asdict(page) | {"logo": list(logo or b"")}, ensure_ascii=False)},
        format="pdf",
        timestamp=datetime(made_on.year, made_on.month, made_on.day, tzinfo=UTC),
        pdf_standards=["ua-1"],
    )
    if not isinstance(drawn, bytes) or len(drawn) > _NO_MORE_THAN:
        raise TypeError("a page is the bytes of one PDF of at most 4 MB")
    return drawn


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[_FONTS])
