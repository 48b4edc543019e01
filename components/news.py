"""How the list of notifications draws its news, and the button that marks all of them as read."""

from __future__ import annotations

import reflex as rx

from components.bell import may_mark
from components.cells import cell
from components.links import link
from growthos_ui.support.columns import News
from state.support import NewsState, NotificationsState


@cell.register
def _news(column: News, row: rx.Var) -> rx.Component:
    words, href, is_read = row[column.name], row[f"{column.name}__href"], row[f"{column.name}__read"] == "yes"
    look = rx.cond(is_read, "", "strong")
    marks = rx.cond(is_read | ~may_mark(), rx.noop(), NotificationsState.read(row["id"]))
    return rx.cond(
        href != "", link(words, to=href, class_name=look, on_click=marks), rx.el.span(words, class_name=look)
    )


def all_read() -> rx.Component:
    """Draw the button, while there is something unread that this person may mark."""
    return rx.cond(
        (NotificationsState.unread > 0) & may_mark(),
        rx.el.button(
            "Mark all as read",
            type="button",
            class_name="button",
            on_click=[NotificationsState.read_all, NewsState.load],
        ),
    )
