"""The bell: how many are unread, the latest ten, and marking them as read."""

from __future__ import annotations

import reflex as rx

from components.icons import icon
from components.links import link
from components.section import fault
from growthos_ui.auth.permissions import Permission
from state.actor import ActorState
from state.support import NotificationsState


def bell() -> rx.Component:
    """Draw the bell and its menu."""
    unread = NotificationsState.unread > 0
    return rx.fragment(
        rx.el.button(
            icon("bell"),
            rx.cond(unread, rx.el.span(NotificationsState.count, class_name="bell__count", aria_hidden="true")),
            type="button",
            class_name="button button--plain button--icon bell",
            aria_label=rx.cond(unread, f"Notifications, {NotificationsState.count} unread", "Notifications"),
            on_click=NotificationsState.load,
            custom_attrs={"popovertarget": "news"},
        ),
        rx.el.div(
            rx.el.div(rx.el.h2("Notifications", class_name="heading grow"), _all_read(unread), class_name="news__head"),
            rx.cond(
                NotificationsState.latest.length() > 0,
                rx.el.ul(rx.foreach(NotificationsState.latest, _row), class_name="news__list"),
                rx.cond(
                    NotificationsState.fault != "",
                    fault("Notifications", NotificationsState.fault, NotificationsState.load, alone=True),
                    rx.cond(NotificationsState.is_ready, _nothing(), _waiting()),
                ),
            ),
            rx.el.div(
                link("All notifications", to="/notifications", class_name="link", custom_attrs={"data-closes": ""}),
                class_name="news__foot",
            ),
            id="news",
            class_name="popover popover--news",
            custom_attrs={"popover": "auto"},
        ),
    )


def may_mark() -> rx.Var:
    """Tell whether this person may mark what they were told as read."""
    return ActorState.access.contains(Permission.SUPPORT_NOTIFICATIONS_CHANGE.value)


def _all_read(unread: rx.Var) -> rx.Component:
    return rx.cond(
        unread & may_mark(),
        rx.el.button(
            "Mark all as read", type="button", class_name="link hit--text", on_click=NotificationsState.read_all
        ),
    )


def _row(news: rx.Var) -> rx.Component:
    inside = rx.fragment(
        rx.el.span(class_name=rx.cond(news.is_read, "news__dot", "news__dot is-on"), aria_hidden="true"),
        rx.el.span(
            rx.el.span(
                rx.cond(news.is_read, rx.fragment(), rx.el.span("Unread: ", class_name="hidden-visually")),
                news.title,
                class_name="news__title",
            ),
            rx.el.span(news.message, class_name="muted"),
            class_name="grow news__words",
        ),
        rx.el.time(news.age, class_name="meta", title=news.exact),
    )
    marks = rx.cond(news.is_read | ~may_mark(), rx.noop(), NotificationsState.read(news.id))
    return rx.el.li(
        rx.cond(
            news.link != "",
            link(inside, to=news.link, class_name="news__row", on_click=marks, custom_attrs={"data-closes": ""}),
            rx.el.button(inside, type="button", class_name="news__row", on_click=marks),
        )
    )


def _nothing() -> rx.Component:
    return rx.el.div(
        icon("bell"),
        rx.el.p("Nothing yet", class_name="medium"),
        rx.el.p("News of your account comes here. Mentors also hear of the students they are given."),
        class_name="empty news__empty",
    )


def _waiting() -> rx.Component:
    return rx.el.div(
        rx.el.span(class_name="bone bone--plot"), class_name="news__waiting", aria_busy="true", aria_label="Loading"
    )
