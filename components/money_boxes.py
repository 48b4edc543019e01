"""The boxes of the dialogs of money. What is typed stays in them; each says what is wrong with it under itself."""

from __future__ import annotations

import reflex as rx

from components.icons import icon
from growthos_ui.finance.acts import REASON_LENGTH_MAX
from state.money_act import MoneyActState

_S = MoneyActState


def box(
    name: str,
    label: str,
    *,
    hint: str = "",
    is_optional: bool = False,
    is_long: bool = False,
    is_number: bool = False,
    most: int = 40,
) -> rx.Component:
    """Draw a box for text."""
    about = {"name": name, "default_value": _S.start[name], "max_length": most, "on_change": _told(name)}
    look = "input input--area" if is_long else "input num" if is_number else "input"
    if is_long:
        inside = rx.el.textarea(rows="2", class_name=_look(name, look), **about)
    else:
        mode = {"input_mode": "decimal"} if is_number else {}
        inside = rx.el.input(type="text", auto_complete="off", class_name=_look(name, look), **about, **mode)
    return _field(name, label, inside, hint, is_optional=is_optional)


def amount_box(hint: rx.Var) -> rx.Component:
    """Draw the box of the amount, with how much there is below it."""
    inside = rx.el.input(
        type="text",
        name="amount",
        default_value=_S.start["amount"],
        max_length=40,
        input_mode="decimal",
        auto_complete="off",
        auto_focus=True,
        class_name=_look("amount", "input num"),
        on_change=_told("amount"),
    )
    return _field("amount", rx.Var.create("Amount, ") + _S.part.currency, inside, hint)


def reason_box() -> rx.Component:
    """Draw the box for why."""
    return box("reason", "Why", is_long=True, most=REASON_LENGTH_MAX, hint="Kept in the ledger and the audit.")


def day_box(name: str, label: str, *, first: rx.Var | str = "", last: rx.Var | str = "") -> rx.Component:
    """Draw the box of a day."""
    inside = rx.el.input(
        type="date",
        name=name,
        default_value=_S.start[name],
        min=first,
        max=last,
        class_name=_look(name, "input"),
        on_change=_told(name),
    )
    return _field(name, label, inside, "")


def choice_box(name: str, label: str, choices: tuple[tuple[str, str], ...]) -> rx.Component:
    """Draw the choice of one out of a few."""
    inside = rx.el.select(
        *(rx.el.option(words, value=value) for value, words in choices),
        name=name,
        default_value=_S.start[name],
        class_name=_look(name, "input"),
        on_change=_told(name),
    )
    return _field(name, label, inside, "")


def tick_box(name: str, label: str, hint: str) -> rx.Component:
    """Draw a box to tick, with what it means."""
    return rx.el.label(
        rx.el.input(
            type="checkbox",
            name=name,
            value="yes",
            default_checked=_S.start[name] == "yes",
            class_name="check",
            on_change=lambda is_on: _S.consider(name, rx.cond(is_on, "yes", "")),
        ),
        rx.el.span(rx.el.span(label, class_name="medium"), rx.el.br(), rx.el.span(hint, class_name="field__hint")),
        class_name="row money__tick",
    )


def _told(name: str) -> object:
    return lambda value: _S.consider(name, value)


def _look(name: str, look: str) -> rx.Var:
    return rx.cond(_S.field == name, f"{look} is-error", look)


def _field(
    name: str, label: str | rx.Var, inside: rx.Component, hint: str | rx.Var, *, is_optional: bool = False
) -> rx.Component:
    note = rx.el.span(" optional", class_name="muted") if is_optional else rx.fragment()
    below = rx.el.span(hint, class_name="field__hint") if not isinstance(hint, str) or hint else rx.fragment()
    wrong = rx.el.span(icon("warning"), _S.refusal, class_name="field__error", role="alert")
    return rx.el.label(
        rx.el.span(label, note, class_name="field__label"),
        inside,
        rx.cond(_S.field == name, wrong, below),
        class_name="field grow",
    )
