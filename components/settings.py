"""Settings, drawn: a box for each kind, what it may hold, what it is by default, and who changed it last."""

from __future__ import annotations

from collections.abc import Callable

import reflex as rx

from components.boxes import refused, save_row
from components.day_box import day_box
from components.icons import icon
from state.settings import SettingsState

_TOGETHER = "All of these together, or none. An emptied box goes back to its default."


def settings_form() -> rx.Component:
    """Draw the group as one form with one save."""
    return rx.el.form(
        rx.cond(
            SettingsState.refusal != "",
            refused(SettingsState.refusal),
            rx.fragment(),
        ),
        rx.foreach(SettingsState.fields, _setting),
        rx.cond(SettingsState.may_save, save_row(SettingsState.is_saving, _TOGETHER, "settings__foot row"), rx.el.p(SettingsState.why_not, class_name="settings__foot muted")),
        on_submit=SettingsState.save,
        class_name="settings",
        # Where another group is shown, its boxes are other ones.
        key=SettingsState.group,
    )  # fmt: skip


def _setting(field: rx.Var) -> rx.Component:
    wrong = field.error != ""
    return rx.el.div(
        rx.el.div(
            rx.cond(
                field.kind == "parts",
                rx.el.span(field.label, class_name="field__label", id=f"{field.key}-label"),
                rx.el.label(field.label, html_for=field.key, class_name="field__label"),
            ),
            _whose(field),
            class_name="settings__name",
        ),
        rx.el.div(
            rx.match(
                field.kind,
                ("parts", _parts(field)),
                ("area", _area(field)),
                ("choice", _choice(field)),
                ("boolean", _choice(field)),
                ("date", _input(field, day_box)),
                _input(field, rx.el.input),
            ),
            rx.cond(
                wrong,
                rx.el.p(icon("warning"), field.error, class_name="field__error", id=f"{field.key}-wrong"),
                rx.fragment(),
            ),
            rx.el.p(field.hint, class_name="field__hint", id=f"{field.key}-hint"),
            class_name="field grow",
        ),
        class_name="settings__row",
        custom_attrs={"data-setting": field.key},
        key=field.key,
    )


def _whose(field: rx.Var) -> rx.Component:
    """Say whether it is the default, and who changed it last."""
    return rx.el.span(
        rx.cond(field.is_own, rx.el.span("Changed", class_name="tag"), rx.fragment()),
        rx.cond(field.edited != "", rx.el.span(field.edited), rx.fragment()),
        rx.cond(field.is_own | (field.edited != "") | ~field.key.contains("."), rx.fragment(), rx.el.span("Default")),
        class_name="meta settings__whose",
    )


def _told_by(field: rx.Var) -> rx.Var:
    """Return where it stands what a box may hold, and first what is wrong with what it holds."""
    return rx.cond(field.error != "", f"{field.key}-wrong {field.key}-hint", f"{field.key}-hint")


def _input(field: rx.Var, draw: Callable[..., rx.Component]) -> rx.Component:
    return draw(
        name=field.key,
        default_value=field.typed,
        disabled=~field.may_change,
        # Another value, saved here or by somebody else, is another box; what is being typed stays.
        key=f"{field.key} {field.typed}",
        class_name=f"input input--{field.kind}{rx.cond(field.error != '', ' is-error', '')}",
        aria_invalid=field.error != "",
        aria_describedby=_told_by(field),
        custom_attrs={"id": field.key},
    )


def _area(field: rx.Var) -> rx.Component:
    return rx.el.textarea(
        name=field.key,
        default_value=field.typed,
        disabled=~field.may_change,
        rows="3",
        key=f"{field.key} {field.typed}",
        class_name=rx.cond(field.error != "", "input input--area is-error", "input input--area"),
        aria_invalid=field.error != "",
        aria_describedby=_told_by(field),
        custom_attrs={"id": field.key},
    )


def _choice(field: rx.Var) -> rx.Component:
    return rx.el.select(
        rx.foreach(field.choices, lambda each: rx.el.option(each.capitalize(), value=each)),
        name=field.key,
        default_value=field.typed,
        disabled=~field.may_change,
        key=f"{field.key} {field.typed}",
        class_name=rx.cond(field.error != "", "input is-error", "input"),
        aria_invalid=field.error != "",
        aria_describedby=_told_by(field),
        custom_attrs={"id": field.key},
    )


def _parts(field: rx.Var) -> rx.Component:
    return rx.el.div(
        rx.foreach(
            field.parts,
            lambda part: rx.el.label(
                rx.el.span(part.label, class_name="meta"),
                rx.el.input(
                    name=part.box,
                    type="text",
                    default_value=part.typed,
                    disabled=~field.may_change,
                    key=f"{part.box} {part.typed}",
                    class_name=rx.cond(field.error != "", "input is-error", "input"),
                    aria_invalid=field.error != "",
                ),
                class_name="settings__part",
            ),
        ),
        class_name="settings__parts",
        role="group",
        custom_attrs={"aria-labelledby": f"{field.key}-label", "aria-describedby": _told_by(field)},
    )
