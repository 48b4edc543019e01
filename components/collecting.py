"""The dialogs of collections: take or withdraw a promise, log a contact, pause or resume reminders."""

from __future__ import annotations

from typing import TYPE_CHECKING

import reflex as rx

from components.money_boxes import MoneyBoxes, dialog_foot
from growthos_ui.finance.collections.acts import ACTS, NOTE_LENGTH_MAX, REASON_LENGTH_MAX
from growthos_ui.finance.collections.words import CHANNELS, OUTCOMES, STEPS
from state.collecting import CollectingState

if TYPE_CHECKING:
    from collections.abc import Callable

_S = CollectingState
_B = MoneyBoxes(CollectingState)


def collecting() -> rx.Component:
    """Draw the open dialog; nothing while none is."""
    return rx.cond(
        _S.act != "", rx.match(_S.act, *((name, _dialog(name)) for name in ACTS), rx.fragment()), rx.fragment()
    )


def _dialog(name: str) -> rx.Component:
    act = ACTS[name]
    return rx.el.dialog(
        rx.el.form(
            rx.el.div(
                rx.el.div(
                    rx.el.h2(act.title, class_name="dialog__title", id="collecting-title"),
                    rx.el.p(
                        _S.student, " ", rx.el.span(_S.code, class_name="code"),
                        rx.cond(_S.about != "", rx.fragment(" · ", rx.el.span(_S.about, class_name="code")), rx.fragment()),
                        class_name="muted",
                    ),
                    class_name="grow",
                ),
                class_name="dialog__head",
            ),
            rx.el.div(_B.refusal(), *_BOXES[name](), class_name="dialog__part"),
            dialog_foot(act.does, _S, _S.put_away),
            on_submit=_S.send,
            custom_attrs={"noValidate": True},
        ),
        class_name="dialog",
        custom_attrs={"data-modal": "", "data-of": rx.Var.create(f"{name} ") + _S.target, "aria-labelledby": "collecting-title"},
    )  # fmt: skip


def _promise() -> list[rx.Component]:
    return [
        rx.el.div(
            _B.amount(_S.currency, rx.Var.create("To come on it ") + _S.open_on_it),
            _B.day("promised_for", "Will pay by", first=_S.today, last=_S.last),
            class_name="row money__pair",
        ),
        _B.choice("channel", "How", tuple(CHANNELS.items())),
        _B.text("note", "Note", is_optional=True, is_long=True, most=NOTE_LENGTH_MAX),
        rx.el.p(
            "The ledger decides whether it was kept. Until its day and the days of grace are over no reminder goes out.",
            class_name="muted",
        ),
    ]


def _contact() -> list[rx.Component]:
    outcomes = (("", "Choose"), *OUTCOMES.items())
    steps = (("", "Nothing"), *STEPS.items())
    return [
        rx.el.div(
            _B.choice("channel", "How", tuple(CHANNELS.items())),
            _B.choice("outcome", "What came of it", outcomes),
            class_name="row money__pair",
        ),
        _B.text("note", "Note", is_optional=True, is_long=True, most=NOTE_LENGTH_MAX),
        rx.el.div(
            _B.choice("next_step", "Next step", steps),
            _B.day("next_on", "On", first=_S.today, last=_S.last),
            class_name="row money__pair",
        ),
        rx.el.p("The log is never edited. Until the day of the next step they wait at the end of the list.", class_name="muted"),
    ]  # fmt: skip


def _pause() -> list[rx.Component]:
    return [_B.day("ends_on", "Last day", first=_S.today, last=_S.last), _why()]


def _why() -> rx.Component:
    return _B.text("reason", "Why", is_long=True, most=REASON_LENGTH_MAX, hint="Kept in the audit.")


_BOXES: dict[str, Callable[[], list[rx.Component]]] = {
    "promise": _promise,
    "withdraw": lambda: [_why()],
    "contact": _contact,
    "pause": _pause,
    "resume": lambda: [rx.el.p("From today reminders go out again, with the next step.")],
}
