"""A bordered part of a page: heading, tools at its right end, body, and the card that failed."""

from __future__ import annotations

import reflex as rx

from components.icons import icon


def section(title: str, *body: rx.Component, tools: tuple[rx.Component, ...] = (), span: int = 12) -> rx.Component:
    """Draw a section over `span` of the page's twelve columns."""
    return rx.el.section(
        rx.el.div(
            rx.el.h2(title, class_name="heading"),
            rx.el.div(*tools, class_name="row push section__tools"),
            class_name="section__head",
        ),
        *body,
        class_name=f"section span-{span}",
        aria_label=title,
    )


def asked(
    title: str,
    drawn: rx.Component,
    none: str,
    *below: rx.Component,
    face: rx.Var,
    words: rx.Var,
    retry: rx.event.EventType[()],
    rows: rx.Var,
    tools: tuple[rx.Component, ...] = (),
    span: int = 12,
) -> rx.Component:
    """Draw a section of rows that are asked for: before they come, as they are `drawn`, the words where there are `none`, or that they failed."""
    nothing = rx.el.p(none, class_name="muted section__body")
    inside = rx.match(face, ("loading", item_bones()), rx.cond(rows.length() > 0, drawn, nothing))
    return rx.cond(
        face == "failed",
        rx.el.div(fault(title, words, retry), class_name=f"span-{span}"),
        section(title, inside, *below, tools=tools, span=span),
    )


def fault(title: str, words: rx.Var[str] | str, retry: rx.event.EventType[()], *, alone: bool = False) -> rx.Component:
    """Draw a card that did not load: which one, the request id, and the way to ask again.

    `alone` is what stands for a whole page or panel, beside which no other card is.
    """
    beside = "Nothing was changed. " if alone else "Other cards are not affected. "
    return rx.el.div(
        icon("cloud-off"),
        rx.el.div(
            rx.el.p(f"{title} did not load", class_name="medium"),
            rx.el.p(beside, rx.el.span(words, class_name="code"), class_name="muted"),
            class_name="grow",
        ),
        rx.el.button("Try again", type="button", class_name="button button--small", on_click=retry),
        class_name="fault",
        role="alert",
    )


def page_fault(title: str, words: rx.Var[str] | str, retry: rx.event.EventType[()]) -> rx.Component:
    """Draw a page of which nothing loaded: what it is, the request id, and the way to ask again."""
    return rx.el.div(
        icon("cloud-off"),
        rx.el.h1(f"{title} did not load", class_name="heading"),
        rx.el.p("Nothing was changed. ", rx.el.span(words, class_name="code"), class_name="muted"),
        rx.el.div(
            rx.el.button(
                icon("again"), "Try again", type="button", class_name="button button--primary", on_click=retry
            ),
            class_name="row",
        ),
        class_name="empty empty--page",
        role="alert",
    )


def stopped(title: str, retry: rx.event.EventType[()]) -> rx.Component:
    """Draw a card that its reader stopped, and the way to ask again."""
    return rx.el.div(
        icon("pause"),
        rx.el.div(
            rx.el.p(f"{title} was stopped", class_name="medium"),
            rx.el.p(
                "You stopped the question before it was answered. Other cards are not affected.", class_name="muted"
            ),
            class_name="grow",
        ),
        rx.el.button("Run again", type="button", class_name="button button--small", on_click=retry),
        class_name="fault",
        role="status",
    )


def stopper(title: str, run: rx.Var[str] | str) -> rx.Component:
    """Draw the button that stops a card that is being asked; the style sheet shows it when that takes long."""
    return rx.cond(
        run != "",
        rx.el.button(
            "Cancel",
            type="button",
            class_name="button button--small stopper",
            aria_label=f"Cancel {title}",
            custom_attrs={"data-stop": run},
        ),
        rx.fragment(),
    )


def empty(shape: str, title: str | rx.Var[str], words: str | rx.Var[str], *ways: rx.Component) -> rx.Component:
    """Draw what stands where there is nothing: what that means, and one thing to do."""
    return rx.el.div(
        icon(shape),
        rx.el.h2(title, class_name="heading"),
        rx.el.p(words),
        rx.el.div(*ways, class_name="row") if ways else rx.fragment(),
        class_name="empty",
    )


def item_bones() -> rx.Component:
    """Draw the lines of a card before they are known."""
    line = rx.el.div(rx.el.span(), rx.el.span(class_name="bone bone--line"), class_name="item item--still")
    return rx.el.div(line, line, line, class_name="items", aria_busy="true")


def page_bones(*spans: int, has_face: bool = False) -> rx.Component:
    """Draw a page about one thing before it is known: its head, and below it columns of `spans` twelfths.

    What comes afterwards is drawn anew, whole: nothing of this moves into it.
    """
    face = rx.el.span(class_name="avatar avatar--big", aria_hidden="true") if has_face else rx.fragment()
    lines = rx.el.div(
        rx.el.span(class_name="bone bone--value"), rx.el.span(class_name="bone bone--line"), class_name="stack grow"
    )
    parts = (
        rx.el.div(
            rx.el.div(rx.el.span(class_name="bone bone--plot"), class_name="section section__body section--bones"),
            class_name=f"span-{span} stack",
        )
        for span in spans
    )
    return rx.el.div(
        rx.el.div(face, lines, class_name="page__head page__head--person"),
        rx.el.div(*parts, class_name="grid"),
        class_name="stack stack--sections",
        aria_busy="true",
        key="bones",
    )
