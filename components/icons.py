"""The shapes: Lucide's icons (ISC licence), 16 px with a stroke of 1.5, and our own 16-px glyphs for states."""

from __future__ import annotations

from functools import cache
from xml.etree import ElementTree as ET

import reflex as rx

_ICONS = {
    "home": (
        '<path d="M15 21v-8a1 1 0 0 0-1-1h-4a1 1 0 0 0-1 1v8"/>'
        '<path d="M3 10a2 2 0 0 1 .709-1.528l7-6a2 2 0 0 1 2.582 0l7 6A2 2 0 0 1 21 10v9a2 2 0 0 '
        '1-2 2H5a2 2 0 0 1-2-2z"/>'
    ),
    "people": (
        '<path d="M16 21v-2a4 4 0 0 0-4-4H6a4 4 0 0 0-4 4v2"/>'
        '<path d="M16 3.128a4 4 0 0 1 0 7.744"/>'
        '<path d="M22 21v-2a4 4 0 0 0-3-3.87"/>'
        '<circle cx="9" cy="7" r="4"/>'
    ),
    "learning": (
        '<path d="M12 5v16"/>'
        '<path d="M20.001 19A2 2 0 0022 17V5a2 2 0 00-1.999-2L16 3.002A5 5 0 0012 5a5 5 0 '
        '00-4-2H4a2 2 0 00-2 2v12a2 2 0 001.999 2H8a5 5 0 014 2 5 5 0 014-2z"/>'
    ),
    "coursework": (
        '<path d="M10.5 22H6a2 2 0 0 1-2-2V4a2 2 0 0 1 2-2h8a2.4 2.4 0 0 1 1.706.706l3.588 '
        '3.588A2.4 2.4 0 0 1 20 8v6"/>'
        '<path d="M14 2v5a1 1 0 0 0 1 1h5"/>'
        '<path d="m14 20 2 2 4-4"/>'
    ),
    "finance": (
        '<path d="M19 7V4a1 1 0 0 0-1-1H5a2 2 0 0 0 0 4h15a1 1 0 0 1 1 1v4h-3a2 2 0 0 0 0 4h3a1 1 0 0 0 1-1v-2a1 1 0 0 0-1-1"/>'
        '<path d="M3 5v14a2 2 0 0 0 2 2h15a1 1 0 0 0 1-1v-4"/>'
    ),
    "support": (
        '<circle cx="12" cy="12" r="10"/><path d="m4.93 4.93 4.24 4.24"/><path d="m14.83 9.17 4.24-4.24"/>'
        '<path d="m14.83 14.83 4.24 4.24"/><path d="m9.17 14.83-4.24 4.24"/><circle cx="12" cy="12" r="4"/>'
    ),
    "mentoring": '<path d="M2 3h20"/><path d="M21 3v11a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V3"/><path d="m7 21 5-5 5 5"/>',
    "growth": '<path d="M16 7h6v6"/><path d="m22 7-8.5 8.5-5-5L2 17"/>',
    "oversight": (
        '<path d="M20 13c0 5-3.5 7.5-7.66 8.95a1 1 0 0 1-.67-.01C7.5 20.5 4 18 4 13V6a1 1 0 0 1 1-1c2 0 4.5-1.2 '
        '6.24-2.72a1.17 1.17 0 0 1 1.52 0C14.51 3.81 17 5 19 5a1 1 0 0 1 1 1z"/><path d="m9 12 2 2 4-4"/>'
    ),
    "menu": '<path d="M4 5h16"/><path d="M4 12h16"/><path d="M4 19h16"/>',
    "search": '<path d="m21 21-4.34-4.34"/><circle cx="11" cy="11" r="8"/>',
    "theme": (
        '<path d="M12 2v2"/>'
        '<path d="M14.837 16.385a6 6 0 1 1-7.223-7.222c.624-.147.97.66.715 1.248a4 4 0 0 0 5.26 '
        '5.259c.589-.255 1.396.09 1.248.715"/>'
        '<path d="M16 12a4 4 0 0 0-4-4"/>'
        '<path d="m19 5-1.256 1.256"/>'
        '<path d="M20 12h2"/>'
    ),
    "light": (
        '<circle cx="12" cy="12" r="4"/><path d="M12 2v2"/><path d="M12 20v2"/><path d="m4.93 4.93 1.41 1.41"/>'
        '<path d="m17.66 17.66 1.41 1.41"/><path d="M2 12h2"/><path d="M20 12h2"/><path d="m6.34 17.66-1.41 1.41"/>'
        '<path d="m19.07 4.93-1.41 1.41"/>'
    ),
    "dark": (
        '<path d="M20.985 12.486a9 9 0 1 1-9.473-9.472c.405-.022.617.46.402.803a6 6 0 0 0 8.268 '
        '8.268c.344-.215.825-.004.803.401"/>'
    ),
    "device": '<rect width="20" height="14" x="2" y="3" rx="2"/><path d="M8 21h8"/><path d="M12 17v4"/>',
    "bell": (
        '<path d="M10.268 21a2 2 0 0 0 3.464 0"/>'
        '<path d="M3.262 15.326A1 1 0 0 0 4 17h16a1 1 0 0 0 .74-1.673C19.41 13.956 18 12.499 18 8A6 6 0 0 0 6 8c0 '
        '4.499-1.411 5.956-2.738 7.326"/>'
    ),
    "profile": '<path d="M19 21v-2a4 4 0 0 0-4-4H9a4 4 0 0 0-4 4v2"/><circle cx="12" cy="7" r="4"/>',
    "print": (
        '<path d="M6 18H4a2 2 0 0 1-2-2v-5a2 2 0 0 1 2-2h16a2 2 0 0 1 2 2v5a2 2 0 0 1-2 2h-2"/>'
        '<path d="M6 9V3a1 1 0 0 1 1-1h10a1 1 0 0 1 1 1v6"/><rect x="6" y="14" width="12" height="8" rx="1"/>'
    ),
    "good": '<circle cx="12" cy="12" r="10"/><path d="m16 9-5.5 5.5L8 12"/>',
    "open": '<path d="M7 7h10v10"/><path d="M7 17 17 7"/>',
    "up": '<path d="m5 12 7-7 7 7"/><path d="M12 19V5"/>',
    "down": '<path d="M12 5v14"/><path d="m19 12-7 7-7-7"/>',
    "table": '<path d="M3 9h18"/><path d="M9 3v18"/><rect x="3" y="3" width="18" height="18" rx="2"/>',
    "chart": ('<path d="M3 3v16a2 2 0 0 0 2 2h16"/><path d="M18 17V9"/><path d="M13 17V5"/><path d="M8 17v-3"/>'),
    "more": '<circle cx="12" cy="12" r="1"/><circle cx="19" cy="12" r="1"/><circle cx="5" cy="12" r="1"/>',
    "lock-open": '<rect width="18" height="11" x="3" y="11" rx="2" ry="2"/><path d="M7 11V7a5 5 0 0 1 9.9-1"/>',
    "lock": '<rect width="18" height="11" x="3" y="11" rx="2" ry="2"/><path d="M7 11V7a5 5 0 0 1 10 0v4"/>',
    "export": ('<path d="M12 15V3"/><path d="M21 15v4a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2v-4"/><path d="m7 10 5 5 5-5"/>'),
    "close": '<path d="M18 6 6 18"/><path d="m6 6 12 12"/>',
    "filter": '<path d="M2 5h20"/><path d="M6 12h12"/><path d="M9 19h6"/>',
    "columns": '<rect width="18" height="18" x="3" y="3" rx="2"/><path d="M9 3v18"/><path d="M15 3v18"/>',
    "rows": '<path d="M3 5h18"/><path d="M3 12h18"/><path d="M3 19h18"/>',
    "rows-short": '<path d="M3 5h18"/><path d="M3 12h18"/><path d="M3 19h18"/>',
    "rows-normal": '<path d="M4 5h16"/><path d="M4 12h16"/><path d="M4 19h16"/>',
    "rows-tall": '<line x1="5" x2="19" y1="9" y2="9"/><line x1="5" x2="19" y1="15" y2="15"/>',
    "grip": (
        '<circle cx="9" cy="12" r="1"/><circle cx="9" cy="5" r="1"/><circle cx="9" cy="19" r="1"/>'
        '<circle cx="15" cy="12" r="1"/><circle cx="15" cy="5" r="1"/><circle cx="15" cy="19" r="1"/>'
    ),
    "pin": (
        '<path d="M12 17v5"/>'
        '<path d="M9 10.76a2 2 0 0 1-1.11 1.79l-1.78.9A2 2 0 0 0 5 15.24V16a1 1 0 0 0 1 1h12a1 1 0 0 0 1-1v-.76a2 2 0 0 '
        '0-1.11-1.79l-1.78-.9A2 2 0 0 1 15 10.76V7a1 1 0 0 1 1-1 2 2 0 0 0 0-4H8a2 2 0 0 0 0 4 1 1 0 0 1 1 1z"/>'
    ),
    "restore": '<path d="M3 12a9 9 0 1 0 9-9 9.75 9.75 0 0 0-6.74 2.74L3 8"/><path d="M3 3v5h5"/>',
    "save": (
        '<path d="M15.2 3a2 2 0 0 1 1.4.6l3.8 3.8a2 2 0 0 1 .6 1.4V19a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2z"/>'
        '<path d="M17 21v-7a1 1 0 0 0-1-1H8a1 1 0 0 0-1 1v7"/><path d="M7 3v4a1 1 0 0 0 1 1h7"/>'
    ),
    "bin": (
        '<path d="M3 6h18"/><path d="M19 6v14a2 2 0 0 1-2 2H7a2 2 0 0 1-2-2V6"/>'
        '<path d="M8 6V4a2 2 0 0 1 2-2h4a2 2 0 0 1 2 2v2"/>'
    ),
    "chevron-down": '<path d="m6 9 6 6 6-6"/>',
    "chevron-left": '<path d="m15 18-6-6 6-6"/>',
    "chevron-right": '<path d="m9 18 6-6-6-6"/>',
    "chevrons": '<path d="m7 15 5 5 5-5"/><path d="m7 9 5-5 5 5"/>',
    "first": '<path d="m17 18-6-6 6-6"/><path d="M7 6v12"/>',
    "last": '<path d="m7 18 6-6-6-6"/><path d="M17 6v12"/>',
    "check": '<path d="M20 6 9 17l-5-5"/>',
    "plus": '<path d="M5 12h14"/><path d="M12 5v14"/>',
    "minus": '<path d="M5 12h14"/>',
    "calendar": (
        '<path d="M8 2v3"/><path d="M16 2v3"/><rect x="3" y="3" width="18" height="18" rx="2"/><path d="M3 9h18"/>'
    ),
    "warning": (
        '<circle cx="12" cy="12" r="10"/>'
        '<line x1="12" x2="12" y1="8" y2="12"/>'
        '<line x1="12" x2="12.01" y1="16" y2="16"/>'
    ),
    "info": '<circle cx="12" cy="12" r="10"/><path d="M12 16v-4"/><path d="M12 8h.01"/>',
    "cloud-off": (
        '<path d="M10.94 5.274A7 7 0 0 1 15.71 10h1.79a4.5 4.5 0 0 1 4.222 6.057"/>'
        '<path d="M18.796 18.81A4.5 4.5 0 0 1 17.5 19H9A7 7 0 0 1 5.79 5.78"/>'
        '<path d="m2 2 20 20"/>'
    ),
    "again": '<path d="M21 12a9 9 0 1 1-9-9c2.52 0 4.93 1 6.74 2.74L21 8"/><path d="M21 3v5h-5"/>',
    "pause": '<rect x="14" y="3" width="5" height="18" rx="1"/><rect x="5" y="3" width="5" height="18" rx="1"/>',
    "resume": '<path d="M6 4.5v15l13-7.5z"/>',
    "copy": (
        '<rect width="14" height="14" x="8" y="8" rx="2" ry="2"/>'
        '<path d="M4 16c-1.1 0-2-.9-2-2V4c0-1.1.9-2 2-2h10c1.1 0 2 .9 2 2"/>'
    ),
    "lost": (
        '<circle cx="12" cy="12" r="10"/>'
        '<path d="m16.24 7.76-1.804 5.411a2 2 0 0 1-1.265 1.265L7.76 16.24l1.804-5.411a2 2 0 0 1 '
        '1.265-1.265z"/>'
    ),
    "sign-out": ('<path d="m16 17 5-5-5-5"/><path d="M21 12H9"/><path d="M9 21H5a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2h4"/>'),
}

_GLYPHS = {
    "dot": '<circle cx="8" cy="8" r="4" fill="currentColor"/>',
    "ring": '<circle cx="8" cy="8" r="5.5" fill="none" stroke="currentColor" stroke-width="1.5"/>',
    "half": (
        '<circle cx="8" cy="8" r="5.75" fill="none" stroke="currentColor" stroke-width="1.5"/>'
        '<path d="M8 2.5a5.5 5.5 0 0 1 0 11z" fill="currentColor"/>'
    ),
    "quarter": (
        '<circle cx="8" cy="8" r="5.75" fill="none" stroke="currentColor" stroke-width="1.5"/>'
        '<path d="M8 8V3.5A4.5 4.5 0 0 1 12.5 8z" fill="currentColor"/>'
    ),
    "clock": (
        '<circle cx="8" cy="8" r="5.75" fill="none" stroke="currentColor" stroke-width="1.5"/>'
        '<path d="M8 5v3.2l2 1.3" fill="none" stroke="currentColor" stroke-width="1.5" '
        'stroke-linecap="round" stroke-linejoin="round"/>'
    ),
    "done": (
        '<circle cx="8" cy="8" r="6.5" fill="currentColor"/>'
        '<path d="M5.2 8.2l2 2 3.6-4" fill="none" stroke="var(--surface)" stroke-width="1.5" '
        'stroke-linecap="round" stroke-linejoin="round"/>'
    ),
    "dashed": (
        '<circle cx="8" cy="8" r="5.75" fill="none" stroke="currentColor" stroke-width="1.5" '
        'stroke-dasharray="2.6 1.9"/>'
    ),
    "struck": (
        '<circle cx="8" cy="8" r="5.75" fill="none" stroke="currentColor" stroke-width="1.5"/>'
        '<path d="M4.2 11.8l7.6-7.6" stroke="currentColor" stroke-width="1.5"/>'
    ),
    "alarm": (
        '<path d="M8 1.8 15 14H1z" fill="currentColor" stroke="currentColor" stroke-width="1.2" '
        'stroke-linejoin="round"/>'
        '<path d="M8 6.2v3.6M8 11.7v.2" stroke="var(--surface)" stroke-width="1.5" '
        'stroke-linecap="round"/>'
    ),
    "paused": (
        '<rect x="2.5" y="2.5" width="11" height="11" rx="2" fill="none" stroke="currentColor" '
        'stroke-width="1.5"/>'
        '<path d="M6.5 5.8v4.4M9.5 5.8v4.4" stroke="currentColor" stroke-width="1.5" '
        'stroke-linecap="round"/>'
    ),
    "returned": (
        '<path d="M3 8a5 5 0 1 1 1.6 3.7M3 4.5V8h3.5" fill="none" stroke="currentColor" '
        'stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round"/>'
    ),
    "star": (
        '<path d="m8 2 1.8 3.7 4.1.6-3 2.9.7 4.1L8 11.4l-3.6 1.9.7-4.1-3-2.9 4.1-.6z" '
        'fill="currentColor" stroke="currentColor" stroke-width="1" stroke-linejoin="round"/>'
    ),
}

_CAMEL = {
    "stroke-width": "strokeWidth",
    "stroke-linecap": "strokeLinecap",
    "stroke-linejoin": "strokeLinejoin",
    "stroke-dasharray": "strokeDasharray",
}


def icon(name: str, *, small: bool = False) -> rx.Component:
    """Draw one of Lucide's icons. It says nothing to a screen reader: a word stands beside it, or a label around it."""
    return _drawing(_ICONS[name], box="0 0 24 24", look="icon icon--small" if small else "icon")


def glyph(name: str) -> rx.Component:
    """Draw the shape of a state: shape first, then the word, then colour."""
    return _drawing(_GLYPHS[name], box="0 0 16 16", look="glyph")


def mark() -> rx.Component:
    """Draw the mark of the house."""
    return _drawing(
        '<path d="M2 18V13.5h4.6V9h4.6V4.5H18V18z" fill="currentColor"/>'
        '<path d="M2 8.5V2h6.5" fill="none" stroke="currentColor" stroke-width="1.75"/>',
        box="0 0 20 20",
        look="mark",
    )


def _drawing(markup: str, *, box: str, look: str) -> rx.Component:
    return rx.el.svg(
        *(_shape(tag, dict(attributes)) for tag, attributes in _shapes(markup)),
        view_box=box,
        class_name=look,
        aria_hidden="true",
    )


@cache
def _shapes(markup: str) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    root = ET.fromstring(f"<g>{markup}</g>")  # noqa: S314  our own text, a few lines above
    return tuple((each.tag, tuple(each.attrib.items())) for each in root)


def _shape(tag: str, attributes: dict[str, str]) -> rx.Component:
    named = {_CAMEL.get(name, name): value for name, value in attributes.items()}
    return getattr(rx.el.svg, tag)(custom_attrs=named)
