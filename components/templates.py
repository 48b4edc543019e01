"""The words of mails, drawn: the kinds, the boxes of one, and beside them what it would say to a student."""

from __future__ import annotations

import reflex as rx

from components.boxes import refused, save_row
from components.links import link
from state.templates import TemplatesState

ROUTE = "/support/templates"
_S = TemplatesState
_NEW = "A new version, for mails from now on. What was sent stays as it was."


def kinds() -> rx.Component:
    """Draw the kinds of mail, the open one marked."""
    return rx.el.nav(rx.foreach(_S.kinds, _kind), class_name="mails__kinds", aria_label="Kinds of mail")


def _kind(kind: rx.Var) -> rx.Component:
    is_open = _S.kind == kind.kind
    return link(
        rx.el.span(kind.name, class_name="medium"),
        rx.el.span(kind.stands, class_name="meta"),
        to=rx.Var.create(f"{ROUTE}?kind=") + kind.kind,
        class_name=rx.cond(is_open, "mails__kind is-on", "mails__kind"),
        custom_attrs={"aria-current": rx.cond(is_open, "page", "false")},
    )


def editor() -> rx.Component:
    """Draw the boxes of the open kind."""
    return rx.el.form(
        rx.el.div(rx.el.h2(_S.name, class_name="heading"), rx.el.p(_S.when, class_name="muted")),
        rx.cond(_S.refusal != "", refused(_S.refusal, id="mail-refused"), rx.fragment()),
        _box("subject", "Subject", is_long=False),
        _box("body", "Text", is_long=True),
        rx.el.p(
            "Filled in for each mail: ",
            rx.foreach(_S.words, lambda word: rx.fragment(rx.el.code("{", word, "}", class_name="code"), " ")),
            class_name="field__hint",
            id="mail-words",
        ),
        _switch(),
        rx.cond(_S.may_save, save_row(_S.is_saving, _NEW), rx.el.p("Your role only reads these.", class_name="muted")),
        on_submit=_S.save,
        class_name="stack",
        # Other words are other boxes; what is being typed stays.
        key=f"{_S.kind} {_S.turn}",
    )


def _box(name: str, label: str, *, is_long: bool) -> rx.Component:
    wrong = _S.field == name
    about = {
        "name": name,
        "default_value": _S.start[name],
        "disabled": ~_S.may_save,
        "aria_invalid": wrong,
        "aria_describedby": rx.cond(wrong, "mail-refused mail-words", "mail-words"),
        "on_change": lambda typed: _S.type(name, typed).debounce(300),
        "custom_attrs": {"id": f"mail-{name}", "dir": "auto"},
    }
    if is_long:
        look = rx.cond(wrong, "input input--area is-error", "input input--area")
        inside = rx.el.textarea(rows="14", max_length=5000, class_name=look, **about)
    else:
        look = rx.cond(wrong, "input is-error", "input")
        inside = rx.el.input(type="text", max_length=200, auto_complete="off", class_name=look, **about)
    return rx.el.div(rx.el.label(label, html_for=f"mail-{name}", class_name="field__label"), inside, class_name="field")


def _switch() -> rx.Component:
    return rx.el.label(
        rx.el.input(type="checkbox", name="is_on", value="yes", default_checked=_S.is_on, disabled=~_S.may_save, class_name="check"),
        rx.el.span(
            rx.el.span("Write mails of this kind", class_name="medium"),
            rx.el.br(),
            rx.el.span("Without them students only hear of it in their notifications.", class_name="field__hint"),
        ),
        class_name="row money__tick",
    )  # fmt: skip


def preview() -> rx.Component:
    """Draw what the mail would say to a student, as it is typed."""
    return rx.el.section(
        rx.el.div(
            rx.el.h2("Preview", class_name="heading"),
            rx.el.label("Student's code", html_for="mail-code", class_name="meta push"),
            rx.el.input(
                type="text",
                max_length=40,
                auto_complete="off",
                default_value="",
                placeholder=_S.code,
                on_change=lambda typed: _S.type("code", typed).debounce(300),
                class_name="input mails__code",
                custom_attrs={"id": "mail-code"},
            ),
            class_name="row mails__head",
        ),
        rx.cond(
            _S.why_not != "",
            rx.el.p(_S.why_not, class_name="muted"),
            rx.el.div(
                rx.el.p(_S.subject, class_name="strong", custom_attrs={"dir": "auto"}),
                rx.el.p(_S.body, class_name="mails__text", custom_attrs={"dir": "auto"}),
                class_name="mails__paper",
                aria_live="polite",
            ),
        ),
        class_name="stack mails__preview",
        aria_label="Preview",
    )


def versions() -> rx.Component:
    """Draw the versions of the open kind, each to be taken over into the boxes."""
    drawn = rx.el.section(
        rx.el.h3("Versions", class_name="label"),
        rx.el.ul(
            rx.foreach(
                _S.versions,
                lambda each: rx.el.li(
                    rx.el.span(each.version, class_name="num"),
                    rx.el.span(
                        rx.el.span(each.subject, class_name="medium"), rx.el.span(each.by, class_name="meta"), class_name="grow mails__version"
                    ),
                    rx.cond(each.is_on, rx.fragment(), rx.el.span("Off", class_name="tag")),
                    rx.cond(
                        _S.may_save,
                        rx.el.button(
                            "Take over",
                            type="button",
                            class_name="button button--small",
                            on_click=_S.take(each.version),
                            aria_label=f"Take over version {each.version}",
                        ),
                        rx.fragment(),
                    ),
                    class_name="row",
                ),
            ),
            class_name="mails__versions",
        ),
        class_name="mails__past",
        aria_label="Versions",
    )  # fmt: skip
    return rx.cond(_S.versions.length() > 0, drawn, rx.fragment())
