"""The box of a day: what stands in it is written as everywhere else, in whatever way the browser writes days."""

from __future__ import annotations

from typing import Any

import reflex as rx


def day_box(**props: Any) -> rx.Component:
    """Draw a box of a day with the properties of an input. assets/shell.js writes the day over it while nobody types in it."""
    return rx.el.span(
        rx.el.input(type="date", **props),
        rx.el.span(class_name="day__said", aria_hidden="true"),
        class_name="day",
    )
