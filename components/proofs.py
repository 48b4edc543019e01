"""Proofs of a payment or a refund: each by its name, and a way to add one."""

from __future__ import annotations

import reflex as rx

from components.links import file_link


def proofs(line: rx.Var) -> rx.Component:
    """Draw the proofs of a line of the ledger; the script of the shell sends what is chosen and says what came of it."""
    add = rx.el.label(
        "Add",
        rx.el.span(" a proof of ", line.kind, " ", line.receipt, class_name="hidden-visually"),
        rx.el.input(
            type="file",
            accept="image/png,image/jpeg,image/webp,application/pdf",
            class_name="hidden-visually",
            custom_attrs={"data-proof": line.act},
        ),
        class_name="button button--plain button--small",
    )
    return rx.el.div(
        rx.foreach(line.proofs, lambda each: file_link(each.name, href=each.href, class_name="link cut")),
        rx.cond(line.takes_proof, add, rx.fragment()),
        rx.el.span(class_name="field__error", role="status", custom_attrs={"data-proof-said": ""}),
        class_name="stack proofs",
        custom_attrs={"data-proofs": ""},
    )


def renewed(renew: rx.event.EventType[()]) -> rx.Component:
    """Draw what the script presses once a proof is kept: nothing that anybody sees."""
    return rx.el.button("Proof added", type="button", hidden=True, on_click=renew, custom_attrs={"data-proof-kept": ""})
