"""The boxes of a place: its course, its batch, its price and its installments, with the plan that comes of them."""

from __future__ import annotations

from dataclasses import dataclass

import reflex as rx

from components.money_boxes import MoneyBoxes
from growthos_ui.finance.acts import REASON_LENGTH_MAX
from state.place_form import PlaceForm

PRICED = "The price is kept as it is today. Installments are billed on their days, and each is due some days later."
_PRICES = (("list", "The list price"), ("amount", "An amount less"), ("percentage", "A percentage less"))
_FREE = ("free", "Nothing: a free place")
_OVERRIDES = (("", "As the course says"), ("yes", "On"), ("no", "Off"))


@dataclass(frozen=True, slots=True)
class PlaceBoxes(MoneyBoxes):
    """The boxes of the dialogs of one state that gives or bills a place."""

    on: type[PlaceForm]

    def place(self) -> list[rx.Component]:
        """Draw the boxes of a place that is not there yet."""
        on = self.on
        batches = self.options("batch", "Batch", on.batches, "No batch: everything runs from today")
        return [
            self.options("course", "Course", on.courses, "Choose a course"),
            rx.fragment(batches, key=on.course),
            *self.plan(_FREE),
            rx.cond(on.kind == "free", rx.fragment(), self._days()),
            rx.el.div(
                self.choice("order", "Recordings in order", _OVERRIDES),
                self.choice("drip", "Opens day by day", _OVERRIDES),
                class_name="row money__pair",
            ),
        ]

    def plan(self, *more: tuple[str, str]) -> list[rx.Component]:
        """Draw the boxes of a price and of its installments; a discount only for whoever may give one."""
        on = self.on
        is_less = (on.kind == "amount") | (on.kind == "percentage")
        unit = rx.cond(on.kind == "percentage", "Percent less", rx.Var.create("Less, in ") + on.currency).to(str)
        why = self.text("reason", "Why", is_long=True, most=REASON_LENGTH_MAX, hint="Kept in the audit.")
        priced = rx.fragment(
            self.choice("price", "To pay", _PRICES + more),
            rx.cond(is_less, self.text("discount", unit, is_number=True), rx.fragment()),
            rx.cond(on.kind != "list", why, rx.fragment()),
        )
        return [
            rx.fragment(self.count("parts", "Installments", on.most), key=on.course),
            rx.cond(on.may_discount, priced, rx.fragment()),
        ]

    def _days(self) -> rx.Component:
        """Draw the days of a plan, which are the usual ones as long as nothing else is chosen."""
        return rx.el.div(
            self.day("first_due", "First installment due", none=self.on.usual_due),
            self.day("run_from", "Later ones run from", none=self.on.usual_start),
            class_name="row money__pair",
        )

    def parts(self, *, is_end: bool | rx.Var = False) -> rx.Component:
        """Draw the installments of the plan, or what becomes of those that are there."""
        heads = rx.el.tr(
            rx.el.th("Installment", scope="col"),
            rx.el.th("Due", scope="col", class_name="num"),
            rx.el.th(rx.cond(is_end, "To come", "Amount"), scope="col", class_name="num"),
            rx.el.th(rx.cond(is_end, "Then", "Billed"), scope="col", class_name="num"),
        )
        rows = rx.foreach(
            self.on.parts,
            lambda each: rx.el.tr(
                rx.el.td(each.name),
                rx.el.td(each.due, class_name="num"),
                rx.el.td(each.amount, class_name="num"),
                rx.el.td(each.then, class_name="num after"),
            ),
        )
        table = rx.el.table(rx.el.thead(heads), rx.el.tbody(rows), class_name="change")
        return rx.cond(self.on.parts.length() > 0, table, rx.fragment())
