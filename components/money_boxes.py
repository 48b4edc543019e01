"""The boxes of the dialogs of money. What is typed stays in them; each says what is wrong with it under itself."""

from __future__ import annotations

from dataclasses import dataclass

import reflex as rx

from components.boxes import Boxes, foot, optional
from components.day_box import day_box
from components.icons import icon
from components.links import link
from components.papers import receipt_link
from growthos_ui.finance.acts import REASON_LENGTH_MAX
from growthos_ui.finance.asking import GOES
from state.money_form import MoneyForm


@dataclass(frozen=True, slots=True)
class MoneyBoxes(Boxes):
    """The boxes of the dialogs of one state."""

    on: type[MoneyForm]
    of: str = "money"

    def text(
        self,
        name: str,
        label: str | rx.Var,
        *,
        hint: str | rx.Var = "",
        is_optional: bool = False,
        is_long: bool = False,
        is_number: bool = False,
        keys: str = "",
        most: int = 40,
    ) -> rx.Component:
        """Draw a box for text. `keys` is the keyboard that a phone offers for it, if not that for words: "email", "tel"."""
        about = {"name": name, "default_value": self.on.start[name], "max_length": most, "on_change": self._told(name)}
        look = "input input--area" if is_long else "input num" if is_number else "input"
        if is_long:
            inside = rx.el.textarea(rows="2", **self.box(name, look), **about)
        else:
            mode = {"input_mode": "decimal" if is_number else keys} if is_number or keys else {}
            mode |= {"auto_capitalize": "none"} if keys == "email" else {}
            inside = rx.el.input(type="text", auto_complete="off", **self.box(name, look), **about, **mode)
        return self._field(name, label, inside, hint, is_optional=is_optional)

    def fact(
        self,
        name: str,
        label: str,
        *,
        kind: str = "text",
        hint: str = "",
        is_optional: bool = False,
        is_first: bool = False,
        most: int = 40,
    ) -> rx.Component:
        """Draw a box for what the rest does not hang on: it is kept as it is typed, and foretells nothing."""
        inside = rx.el.input(
            type=kind,
            name=name,
            default_value=self.on.start[name],
            max_length=most,
            auto_complete="off",
            auto_focus=is_first,
            **self.box(name),
            on_change=lambda value: self.on.note(name, value),
        )
        return self._field(name, label, inside, hint, is_optional=is_optional)

    def amount(self, currency: rx.Var, hint: rx.Var) -> rx.Component:
        """Draw the box of the amount, with how much there is below it."""
        inside = rx.el.input(
            type="text",
            name="amount",
            default_value=self.on.start["amount"],
            max_length=40,
            input_mode="decimal",
            auto_complete="off",
            auto_focus=True,
            **self.box("amount", "input num"),
            on_change=self._told("amount"),
        )
        return self._field("amount", rx.Var.create("Amount, ") + currency, inside, hint)

    def share(self, name: rx.Var, label: rx.Var) -> rx.Component:
        """Draw the box of what goes on one line of a table, whose name is `label`."""
        return rx.fragment(
            rx.el.input(
                type="text",
                name=name,
                default_value="",
                max_length=40,
                input_mode="decimal",
                auto_complete="off",
                aria_label=label,
                **self.box(name, "input num"),
                on_change=self._told(name),
            ),
            self.wrong(name),
        )

    def reason(self) -> rx.Component:
        """Draw the box for why."""
        return self.text(
            "reason", "Why", is_long=True, most=REASON_LENGTH_MAX, hint="Kept in the ledger and the audit."
        )

    def day(
        self,
        name: str,
        label: str,
        *,
        first: rx.Var | str = "",
        last: rx.Var | str = "",
        none: rx.Var | str = "No day chosen",
    ) -> rx.Component:
        """Draw the box of a day; `none` is what stands there while none is chosen."""
        inside = day_box(
            name=name,
            default_value=self.on.start[name],
            min=first,
            max=last,
            placeholder=none,
            **self.box(name),
            on_change=self._told(name),
        )
        return self._field(name, label, inside, "")

    def choice(self, name: str, label: str, choices: tuple[tuple[str, str], ...]) -> rx.Component:
        """Draw the choice of one out of a few."""
        inside = rx.el.select(
            *(rx.el.option(words, value=value) for value, words in choices),
            name=name,
            default_value=self.on.start[name],
            **self.box(name),
            on_change=self._told(name),
        )
        return self._field(name, label, inside, "")

    def options(self, name: str, label: str, options: rx.Var, none: str, *, hint: str | rx.Var = "") -> rx.Component:
        """Draw the choice of one out of what is found; `none` is what stands there before."""
        inside = rx.el.select(
            rx.el.option(none, value=""),
            rx.foreach(options, lambda each: rx.el.option(each.words, value=each.value)),
            name=name,
            default_value=self.on.start[name],
            **self.box(name),
            on_change=self._told(name),
        )
        return self._field(name, label, inside, hint)

    def count(self, name: str, label: str, most: rx.Var) -> rx.Component:
        """Draw the choice of a number from 1 on."""
        inside = rx.el.select(
            rx.foreach(rx.Var.range(1, most + 1), lambda each: rx.el.option(each.to_string(), value=each.to_string())),
            name=name,
            default_value=self.on.start[name],
            **self.box(name),
            on_change=self._told(name),
        )
        return self._field(name, label, inside, "")

    def tick(self, name: str | rx.Var, label: str | rx.Var, hint: str | rx.Var) -> rx.Component:
        """Draw a box to tick, with what it means. It is kept by its name: where boxes come and go, a tick stays with its own."""
        return rx.el.label(
            rx.el.input(
                type="checkbox",
                name=name,
                value="yes",
                default_checked=self.on.start[name] == "yes",
                class_name="check",
                on_change=lambda is_on: [self.on.note(name, rx.cond(is_on, "yes", "")), self.on.consider()],
            ),
            rx.el.span(rx.el.span(label, class_name="medium"), rx.el.br(), rx.el.span(hint, class_name="field__hint")),
            class_name="row money__tick",
            key=name,
        )

    def changes(self, waits: str = GOES) -> rx.Component:
        """Draw what will change, at once or when somebody agrees, or what did, before and after; else how it stands.

        `waits` says what becomes of what waits for a second person.
        """
        is_told = (self.on.forecast == "") | self.on.is_agreed
        will = rx.cond(self.on.is_agreed, "Once agreed to", "What will change")
        what = rx.cond(is_told, will, "How it stands")
        heads = rx.el.tr(
            rx.el.th(rx.cond(self.on.face == "done", "What changed", what), scope="col"),
            rx.el.th(rx.cond(is_told, "Before", "Now"), scope="col", class_name="num"),
            rx.cond(is_told, rx.el.th("After", scope="col", class_name="num"), rx.fragment()),
        )
        rows = rx.foreach(
            self.on.changes,
            lambda each: rx.el.tr(
                rx.el.td(each.name),
                rx.el.td(each.before, class_name="num before"),
                rx.cond(
                    is_told,
                    rx.el.td(each.after, class_name=rx.cond(each.moved, "num after", "num before")),
                    rx.fragment(),
                ),
            ),
        )
        words = rx.cond(
            (self.on.forecast != "") & (self.on.forecast != self.on.refusal) & ~self.on.needs_second,
            rx.el.p(self.on.forecast, class_name="meta"),
            rx.fragment(),
        )
        table = rx.el.table(rx.el.thead(heads), rx.el.tbody(rows), class_name="change")
        inside = rx.el.div(table, words, self.second(waits), class_name="stack", aria_live="polite")
        return rx.cond(self.on.changes.length() > 0, inside, rx.fragment())

    def second(self, waits: str = GOES) -> rx.Component:
        """Say, before the form is sent, that it goes to a second person, and why."""
        told = rx.el.div(icon("info"), rx.el.p(self.on.forecast, " ", waits), class_name="notice notice--info")
        return rx.cond(
            self.on.needs_second & (self.on.face == "asking") & (self.on.forecast != ""), told, rx.fragment()
        )

    def outcome(self) -> rx.Component:
        """Say what came of it, with the receipt of a payment."""
        receipt = rx.el.p(
            "Receipt ",
            rx.el.span(receipt_link(self.on.receipt), class_name="strong", custom_attrs={"data-receipt": ""}),
        )
        waits = link("Open Approvals", to="/finance/approvals?state=waiting", class_name="link")
        told = rx.cond(self.on.needs_second, waits, rx.cond(self.on.receipt != "", receipt, rx.fragment()))
        return rx.el.div(
            rx.cond(self.on.needs_second, icon("info"), icon("good")),
            rx.el.div(rx.el.p(self.on.outcome), told),
            class_name=rx.cond(self.on.needs_second, "notice notice--info", "notice notice--good"),
            role="status",
        )

    def _told(self, name: str | rx.Var) -> object:
        return lambda value: [self.on.note(name, value), self.on.consider()]

    def _field(
        self,
        name: str,
        label: str | rx.Var,
        inside: rx.Component,
        hint: str | rx.Var,
        *,
        is_optional: bool = False,
    ) -> rx.Component:
        below = rx.el.span(hint, class_name="field__hint") if not isinstance(hint, str) or hint else None
        named = optional(label) if is_optional else label
        return self.field(name, named, inside, hint=below, look="field grow")


def dialog_foot(
    does: str | rx.Var, state: type[MoneyForm], put_away: rx.event.EventType[()], *, asks: str = "Ask a second person"
) -> rx.Component:
    """Draw the foot of a dialog: leave it, or do it. Its key goes along with what is typed."""
    key = rx.el.input(type="hidden", name="key", default_value=state.key)
    return foot(rx.cond(state.needs_second, asks, does), put_away, key, disabled=state.is_busy)


def close_foot(put_away: rx.event.EventType[()]) -> rx.Component:
    """Draw the foot of a dialog that is done."""
    return rx.el.div(
        rx.el.button("Close", type="button", auto_focus=True, class_name="button button--primary push", on_click=put_away, custom_attrs={"data-put-away": ""}),
        class_name="dialog__foot",
    )  # fmt: skip
