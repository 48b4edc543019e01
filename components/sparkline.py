"""A drawing as small as a word: how something went, in its own line of text; the words that say the same are its name."""

from __future__ import annotations

import reflex as rx

from growthos_ui.listing.sparkline import HEIGHT, WIDTH


def sparkline(
    words: rx.Var, *, line: rx.Var, base: rx.Var | str, dash: rx.Var, x: rx.Var, y: rx.Var, width: int = WIDTH
) -> rx.Component:
    """Draw the paths of a `growthos_ui.listing.sparkline.Sparkline`."""
    return rx.el.svg(
        rx.el.svg.path(d=base, class_name="spark__base"),
        rx.el.svg.path(d=line, class_name="spark__line"),
        rx.el.svg.path(d=dash, class_name="spark__dash"),
        rx.el.svg.circle(cx=x, cy=y, r="2", class_name="spark__last"),
        view_box=f"0 0 {width} {HEIGHT}",
        role="img",
        aria_label=words,
        class_name="spark",
        style={"width": f"{width}px"},
    )
