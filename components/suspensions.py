"""The student who would lose access tonight, beside the list: why, and the form that holds it for a while."""

from __future__ import annotations

import reflex as rx

import components.beside
import components.money  # noqa: F401  draws the columns that only money has
from components.boxes import Boxes, refused
from components.day_box import day_box
from components.links import link
from components.panel import bones, facts, panel, part
from components.section import empty, fault
from state.suspensions import SuspensionState

_S = SuspensionState
_B = Boxes(SuspensionState, "hold")
_REASON_LENGTH_MAX = 500


def suspension() -> rx.Component:
    """Draw the panel while a student is open."""
    inside = rx.match(
        _S.entry.face,
        ("ready", _told()),
        ("missing", rx.el.div(empty("good", "Nothing happens tonight", "This student keeps access."))),
        ("failed", rx.el.div(fault("The student", _S.entry.fault, _S.again, alone=True), class_name="panel__body")),
        bones(),
    )
    drawn = panel(_S.entry.title, inside, about="One student", close=_S.close, wide=True)
    return rx.cond(_S.opened != "", drawn, rx.fragment())


def _told() -> rx.Component:
    return rx.el.div(
        rx.el.section(rx.el.p(_S.entry.description), class_name="panel__part"),
        part("Tonight", facts(_S.entry.facts), rx.cond(_S.part != "", _to_part(), rx.fragment())),
        rx.cond(_S.may_hold, part(rx.cond(_S.is_held, "Change the hold", "Hold"), _form()), rx.fragment()),
        class_name="panel__body",
    )


def _to_part() -> rx.Component:
    return link("Open the installment", to=f"/finance/installments/{_S.part}", class_name="link")


def _form() -> rx.Component:
    return rx.el.form(
        _B.field(
            "until",
            "Keep access until the end of",
            day_box(
                name="until",
                default_value=_S.until,
                min=_S.first_day,
                max=_S.last_day,
                **_B.box("until"),
            ),
        ),
        _B.field(
            "reason",
            "Why",
            rx.el.textarea(
                name="reason",
                rows="2",
                default_value=_S.reason,
                max_length=_REASON_LENGTH_MAX,
                **_B.box("reason", "input input--area"),
            ),
        ),
        rx.cond(
            (_S.refusal != "") & (_S.field != "until") & (_S.field != "reason"),
            refused(_S.refusal),
            rx.fragment(),
        ),
        _buttons(),
        on_submit=_S.hold,
        key=_S.opened + _S.until,
        no_validate=True,
        class_name="stack",
    )


def _buttons() -> rx.Component:
    back = rx.el.button("Take it back", type="button", class_name="button", on_click=_S.lift)
    keep = rx.el.button("Hold", type="submit", class_name="button button--primary push")
    return rx.el.div(rx.cond(_S.is_held, back, rx.fragment()), keep, class_name="row")
