"""/finance/imports/{number}: one file, which column of it is what, and what it would do; a missing and a hidden one are the same page."""

from __future__ import annotations

import reflex as rx

from components.imports import beginning, columns, head, outcome, told
from components.section import page_bones, page_fault
from components.shell import screen
from components.stops import missing
from growthos_ui.auth.permissions import Permission
from state.imports import ImportState


@screen(
    route="/finance/imports/[import_number]",
    title="Import",
    needs=Permission.FINANCE_IMPORTS_READ,
    on_load=(ImportState.load,),
    topics=("imports",),
    refresh=(ImportState.renew,),
    listed=False,
    above="/finance/imports",
    named=rx.Var.create("Import ") + ImportState.number,
)
def import_file() -> rx.Component:
    return rx.match(
        ImportState.face,
        ("missing", missing()),
        ("failed", page_fault("This import", ImportState.fault, ImportState.load)),
        ("loading", page_bones(12)),
        rx.fragment(
            head(),
            told(),
            rx.match(
                ImportState.status,
                (
                    "read",
                    rx.el.div(
                        columns(),
                        rx.el.div(outcome(), beginning(), class_name="span-8 stack stack--sections"),
                        class_name="grid",
                    ),
                ),
                ("done", rx.el.div(beginning(), class_name="grid")),
                rx.fragment(),
            ),
        ),
    )
