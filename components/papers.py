"""Links to paper: receipts by their number, the invoice of an installment, the account of a student. The first download issues it."""

from __future__ import annotations

import reflex as rx

from components.cells import cell
from components.icons import icon
from components.links import file_link
from growthos_ui.finance.columns import Paper


def receipt_link(number: rx.Var, *, is_void: rx.Var | bool = False) -> rx.Component:
    """Draw the number of a receipt as the way to its PDF; struck through where its payment was undone; a dash where there is none."""
    there = _named(number, "receipt", f"/files/receipt/{number}.pdf")
    return rx.cond(number != "", rx.cond(is_void, _void(number), there), rx.fragment("—"))


def invoice_button(number: rx.Var) -> rx.Component:
    """Draw the way to the PDF of an invoice."""
    return _button("Invoice", f"Download invoice {number} as PDF", f"/files/invoice/{number}.pdf", "button")


def statement_button(code: rx.Var, currency: rx.Var) -> rx.Component:
    """Draw the way to the account of a student in one currency, as of today."""
    words = f"Download the statement of account in {currency} as PDF"
    return _button("Statement", words, f"/files/statement/{code}/{currency}.pdf", "button button--small")


def _button(words: str, says: str, href: str, look: str) -> rx.Component:
    says_it = {"aria-label": says, "title": says, "data-paper": words.lower()}
    return file_link(icon("export", small=True), words, href=href, class_name=look, custom_attrs=says_it)


def _void(number: rx.Var) -> rx.Component:
    """Draw a number that stands for nothing any more."""
    why = "This payment was undone: it has no receipt"
    return rx.el.s(
        number, rx.el.span(", no receipt any more", class_name="hidden-visually"), title=why, class_name="code muted"
    )


def _named(number: rx.Var, what: str, href: str | rx.Var) -> rx.Component:
    return file_link(
        number,
        href=href,
        class_name="code link",
        custom_attrs={"aria-label": f"Download {what} {number}", "title": "Download as PDF", "data-paper": what},
    )


@cell.register
def _paper(column: Paper, row: rx.Var) -> rx.Component:
    href = row[f"{column.name}__href"]
    plain = rx.cond(row[f"{column.name}__void"] == "", rx.fragment(row[column.name]), _void(row[column.name]))
    return rx.cond(href == "", plain, _named(row[column.name], column.what, href))
