"""The row of a list that stands open beside it: what changed from what to what, and everything else that is known."""

from __future__ import annotations

import reflex as rx

from components.cells import cell
from components.panel import bones, facts, panel, part
from components.section import empty, fault
from growthos_ui.oversight.columns import Opener
from state.audit import AuditEntryState
from state.beside import BesideState
from state.errors import ErrorState
from state.explain import ExplainState
from state.mail import MailState
from state.months import MonthState
from state.staff import MemberState
from state.suspensions import SuspensionState
from state.tickets import TicketState

# Which panel a column of a list opens.
_PANELS: dict[str, type[BesideState]] = {
    "action": AuditEntryState,
    "error_message": ErrorState,
    "mail_kind": MailState,
    "month_words": MonthState,
    "staff_name": MemberState,
    "subject": TicketState,
    "tonight": SuspensionState,
}


@cell.register
def _opener(column: Opener, row: rx.Var) -> rx.Component:
    state = _PANELS[column.name]
    return rx.el.button(
        row[column.name],
        type="button",
        class_name="link cut",
        aria_expanded=(state.opened == row["id"]).to_string(),
        custom_attrs={"data-explain": ""},
        # what is explained gives its place to the row
        on_click=[ExplainState.close(), state.open(row["id"])],
    )


def beside(state: type[BesideState], about: str) -> rx.Component:
    """Draw the panel while a row is open; `about` is its accessible name."""
    inside = rx.match(
        state.entry.face,
        ("ready", _told(state)),
        ("missing", rx.el.div(empty("lost", "There is no such row", "Or it is not for you to see."))),
        ("failed", rx.el.div(fault("The row", state.entry.fault, state.again, alone=True), class_name="panel__body")),
        bones(),
    )
    drawn = panel(state.entry.title, inside, about=about, close=state.close, wide=True)
    return rx.cond(state.opened != "", drawn, rx.fragment())


def _told(state: type[BesideState]) -> rx.Component:
    entry = state.entry
    return rx.el.div(
        rx.el.section(rx.el.p(entry.description), class_name="panel__part"),
        rx.cond(entry.changes.length() > 0, part("What changed", _changes(entry)), rx.fragment()),
        part("Who, when and from where", facts(entry.facts)),
        rx.foreach(
            entry.texts,
            lambda text: rx.el.section(
                rx.el.h3(text.name, class_name="label"),
                rx.el.pre(text.words, class_name="sql", tab_index=0),
                class_name="panel__part",
            ),
        ),
        class_name="panel__body",
    )


def _changes(entry: rx.Var) -> rx.Component:
    was = entry.kind != "insert"
    is_ = entry.kind != "delete"
    return rx.el.table(
        rx.el.thead(
            rx.el.tr(
                rx.el.th("Column", scope="col"),
                rx.cond(was, rx.el.th("Before", scope="col"), rx.fragment()),
                rx.cond(is_, rx.el.th("After", scope="col"), rx.fragment()),
            )
        ),
        rx.el.tbody(
            rx.foreach(
                entry.changes,
                lambda each: rx.el.tr(
                    rx.el.td(each.name),
                    rx.cond(was, rx.el.td(each.before, class_name="before"), rx.fragment()),
                    rx.cond(is_, rx.el.td(each.after, class_name="after"), rx.fragment()),
                ),
            )
        ),
        class_name="change",
    )
