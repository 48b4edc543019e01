"""The entry of the audit beside its list: what changed, from what to what."""

from __future__ import annotations

import reflex as rx

from components.cells import cell
from components.panel import bones, facts, panel, part
from components.section import empty, fault
from growthos_ui.oversight.columns import Opener
from state.audit import AuditEntryState

_entry = AuditEntryState.entry


@cell.register
def _opener(column: Opener, row: rx.Var) -> rx.Component:
    return rx.el.button(
        row[column.name],
        type="button",
        class_name="link",
        aria_expanded=(AuditEntryState.opened == row["id"]).to_string(),
        custom_attrs={"data-explain": ""},
        on_click=AuditEntryState.open(row["id"]),
    )


def entry_panel() -> rx.Component:
    """Draw the panel while an entry is open."""
    inside = rx.match(
        _entry.face,
        ("ready", _told()),
        ("missing", rx.el.div(empty("lost", "There is no such entry", "Or it is not for you to see."))),
        ("failed", rx.el.div(fault("The entry", _entry.fault, AuditEntryState.again), class_name="panel__body")),
        bones(),
    )
    drawn = panel(_entry.title, inside, about="Entry of the audit", close=AuditEntryState.close, wide=True)
    return rx.cond(AuditEntryState.opened != "", drawn, rx.fragment())


def _told() -> rx.Component:
    return rx.el.div(
        rx.el.section(rx.el.p(_entry.description), class_name="panel__part"),
        rx.cond(_entry.changes.length() > 0, part("What changed", _changes()), rx.fragment()),
        part("Who, when and from where", facts(_entry.facts)),
        class_name="panel__body",
    )


def _changes() -> rx.Component:
    was = _entry.kind != "insert"
    is_ = _entry.kind != "delete"
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
                _entry.changes,
                lambda each: rx.el.tr(
                    rx.el.td(each.name),
                    rx.cond(was, rx.el.td(each.before, class_name="before"), rx.fragment()),
                    rx.cond(is_, rx.el.td(each.after, class_name="after"), rx.fragment()),
                ),
            )
        ),
        class_name="change",
    )
