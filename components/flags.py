"""The switches of the organisation, drawn: what each does, how it stands and why; the dialog that turns one."""

from __future__ import annotations

import reflex as rx

from components.boxes import foot, refused
from components.icons import glyph
from components.panel import bones, panel
from growthos_ui.growth.flags import REASON_LENGTH_MAX
from state.flags import FlagsState


def flags_table() -> rx.Component:
    """Draw every switch in a row."""
    heads = ("Feature", "State", "By default", "Last switched", "Why")
    return rx.el.div(
        rx.el.table(
            rx.el.thead(
                rx.el.tr(
                    *(rx.el.th(each, scope="col") for each in heads),
                    rx.el.th(rx.el.span("Switch", class_name="hidden-visually"), scope="col"),
                )
            ),
            rx.el.tbody(rx.foreach(FlagsState.flags, _row)),
            class_name="table table--cards flags",
        ),
        class_name="table-wrap",
        role="region",
        aria_label="Feature flags, table",
        tab_index=0,
    )


def _row(flag: rx.Var) -> rx.Component:
    return rx.el.tr(
        rx.el.td(_name(flag), rx.el.p(flag.about, class_name="muted"), class_name="is-first", custom_attrs={"data-card": "title"}),
        rx.el.td(state_of(flag.is_on), custom_attrs={"data-card": "state"}),
        rx.el.td(rx.cond(flag.fallback, "On", "Off"), class_name="dim", custom_attrs={"data-card": "pair", "data-label": "By default"}),
        rx.el.td(_or_dash(flag.edited), class_name="dim", custom_attrs={"data-card": "pair", "data-label": "Last switched"}),
        rx.el.td(_or_dash(flag.reason), class_name="flags__why", custom_attrs={"data-card": "pair", "data-label": "Why"}),
        rx.el.td(_act(flag), custom_attrs={"data-card": "sub"}),
        custom_attrs={"data-flag": flag.name},
        key=flag.name,
    )  # fmt: skip


def _name(flag: rx.Var) -> rx.Component:
    """Draw the name; for those who see the audit, a door to its history."""
    return rx.cond(
        FlagsState.may_switch,
        rx.el.button(
            flag.title,
            type="button",
            class_name="link",
            aria_expanded=(FlagsState.opened == flag.name).to_string(),
            custom_attrs={"data-explain": ""},
            on_click=FlagsState.open(flag.name),
        ),
        rx.el.span(flag.title, class_name="medium"),
    )


def state_of(is_on: rx.Var) -> rx.Component:
    """Draw on or off: a shape, then the word."""
    return rx.cond(
        is_on,
        rx.el.span(glyph("dot"), "On", class_name="state state--good"),
        rx.el.span(glyph("ring"), "Off", class_name="state state--off"),
    )


def _or_dash(words: rx.Var) -> rx.Component:
    return rx.cond(words != "", words, rx.el.span("—", title="Nobody has switched it: the default holds"))


def _act(flag: rx.Var) -> rx.Component:
    words = rx.cond(flag.is_on, "Switch off", "Switch on")
    return rx.cond(
        FlagsState.may_switch,
        rx.el.button(
            words,
            type="button",
            class_name="button button--small",
            aria_label=f"{words}: {flag.title}",
            on_click=FlagsState.prepare(flag.name),
            custom_attrs={"data-act": flag.name},
        ),
        rx.fragment(),
    )


def turning() -> rx.Component:
    """Draw the dialog while a switch is to be turned."""
    return rx.cond(FlagsState.turning != "", _dialog(), rx.fragment())


def _dialog() -> rx.Component:
    words = rx.cond(FlagsState.to_on, "Switch on", "Switch off")
    return rx.el.dialog(
        rx.el.form(
            rx.el.div(
                rx.el.h2(f"{words}: {FlagsState.title}", class_name="dialog__title grow", id="flag-title"),
                class_name="dialog__head",
            ),
            rx.el.div(
                rx.cond(FlagsState.refusal != "", refused(FlagsState.refusal, id="flag-refused"), rx.fragment()),
                rx.el.label(
                    rx.el.span("Why", class_name="field__label"),
                    rx.el.textarea(
                        name="reason",
                        rows="3",
                        max_length=REASON_LENGTH_MAX,
                        auto_focus=True,
                        class_name="input input--area",
                        aria_describedby=rx.cond(FlagsState.refusal != "", "flag-refused", ""),
                    ),
                    rx.el.span("For whoever finds it like this later. It holds at once, for everybody here.", class_name="field__hint"),
                    class_name="field",
                ),
                class_name="dialog__part",
            ),
            foot(words, FlagsState.put_away, disabled=FlagsState.is_busy),
            on_submit=FlagsState.turn,
        ),
        class_name="dialog",
        custom_attrs={"data-modal": "", "data-of": FlagsState.turning, "aria-labelledby": "flag-title"},
    )  # fmt: skip


def history() -> rx.Component:
    """Draw how the opened switch was turned before."""
    none = rx.el.p("Nobody has switched it yet: the default holds.", class_name="muted panel__part")
    turned = rx.el.ol(rx.foreach(FlagsState.history, _turned), class_name="items")
    inside = rx.cond(
        FlagsState.history_face == "ready",
        rx.el.div(rx.cond(FlagsState.history.length() > 0, turned, none), class_name="panel__body"),
        bones(),
    )
    drawn = panel(FlagsState.opened_title, inside, about="History of the switch", close=FlagsState.close)
    return rx.cond(FlagsState.opened != "", drawn, rx.fragment())


def _turned(each: rx.Var) -> rx.Component:
    return rx.el.li(
        state_of(each.is_on),
        rx.el.span(each.reason, rx.el.br(), rx.el.span(each.words, class_name="muted"), class_name="grow"),
        class_name="item item--still",
    )
