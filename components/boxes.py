"""What every form says where it is refused: at the box that it is about, to the eye and to whoever hears the page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import reflex as rx

from components.icons import icon


def notice(tone: str, *inside: rx.Component, **props: Any) -> rx.Component:
    """Draw what has to be read at once: "bad" for what was refused, "warn" for what became of it."""
    return rx.el.div(icon("warning"), *inside, class_name=f"notice notice--{tone}", role="alert", **props)


def refused(words: rx.Var, **props: Any) -> rx.Component:
    """Say why nothing was done."""
    return notice("bad", rx.el.p(words), **props)


@dataclass(frozen=True, slots=True)
class Boxes:
    """The boxes of one form. `on` holds `refusal`, why nothing was done, and `field`, the box that it is about, if it is about one.

    `of` begins the names by which a box and what is said below it are known to each other.
    """

    on: type[Any]
    of: str

    def box(self, name: str | rx.Var, look: str = "input") -> dict[str, rx.Var]:
        """Return how a box looks, and what it says of itself to whoever does not see it: that it is wrong, and where why stands."""
        is_wrong = self.on.field == name
        return {
            "class_name": rx.cond(is_wrong, f"{look} is-error", look),
            "aria_invalid": rx.cond(is_wrong, "true", "false"),
            "aria_describedby": rx.cond(is_wrong, self._id(name), ""),
        }

    def wrong(self, name: str | rx.Var, instead: rx.Component | None = None) -> rx.Component:
        """Say why a box is refused; `instead` stands there while it is not."""
        said = rx.el.span(icon("warning"), self.on.refusal, class_name="field__error", role="alert", id=self._id(name))
        return rx.cond(self.on.field == name, said, instead or rx.fragment())

    def field(
        self,
        name: str,
        label: str | rx.Var | rx.Component,
        box: rx.Component,
        *,
        hint: rx.Component | None = None,
        look: str = "field",
    ) -> rx.Component:
        """Draw a box under its label; its hint stands there until why it is refused does."""
        return rx.el.label(rx.el.span(label, class_name="field__label"), box, self.wrong(name, hint), class_name=look)

    def refusal(self) -> rx.Component:
        """Say why nothing was done, where it is about no single box."""
        return rx.cond((self.on.refusal != "") & (self.on.field == ""), refused(self.on.refusal), rx.fragment())

    def _id(self, name: str | rx.Var) -> rx.Var:
        return rx.Var.create(f"{self.of}-") + name + "-wrong"


def optional(label: str | rx.Var) -> rx.Component:
    """Draw the label of a box that may stay empty."""
    return rx.fragment(label, rx.el.span(" optional", class_name="muted"))


def save_row(is_saving: rx.Var, about: str, look: str = "row") -> rx.Component:
    """Draw the foot of a form that is saved whole, with what that does."""
    button = rx.el.button(
        rx.cond(is_saving, "Saving", "Save"), type="submit", disabled=is_saving, class_name="button button--primary"
    )
    return rx.el.div(button, rx.el.span(about, class_name="meta"), class_name=look)


def foot(
    does: rx.Var | str,
    put_away: rx.event.EventType[()],
    *more: rx.Component,
    leave: str = "Cancel",
    is_danger: bool = False,
    **props: Any,
) -> rx.Component:
    """Draw the foot of a dialog: leave it, or do it. What is `more` goes along with the form; `is_danger` takes something away."""
    look = "button button--danger" if is_danger else "button button--primary"
    stay = rx.el.button(
        leave, type="button", class_name="button push", on_click=put_away, custom_attrs={"data-put-away": ""}
    )
    return rx.el.div(
        *more, stay, rx.el.button(does, type="submit", class_name=look, **props), class_name="dialog__foot"
    )
