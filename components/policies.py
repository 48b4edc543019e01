"""The policy map, drawn: one table a row, one command a column."""

from __future__ import annotations

import reflex as rx

from components.icons import glyph
from growthos_ui.oversight.policies import BY_FUNCTION, NOTHING
from growthos_ui.oversight.policy_words import ALL, EVERY_ORGANISATION
from state.policies import PoliciesState

_COMMANDS = (("read", "See"), ("add", "Add"), ("change", "Change"), ("remove", "Remove"))


def policy_table() -> rx.Component:
    """Draw the map of the chosen role."""
    heads = ("Table", *(words for _, words in _COMMANDS), "Hidden columns")
    return rx.el.div(
        rx.el.table(
            rx.el.thead(rx.el.tr(*(rx.el.th(each, scope="col") for each in heads))),
            rx.el.tbody(rx.foreach(PoliciesState.lines, _row)),
            class_name="table table--cards policies",
        ),
        class_name="table-wrap",
        role="region",
        aria_label="Policy map, table",
        tab_index=0,
    )


def _row(line: rx.Var) -> rx.Component:
    return rx.el.tr(
        rx.el.th(
            rx.el.span(line.title, class_name="medium"),
            rx.el.br(),
            rx.el.span(line.table, class_name="code meta"),
            scope="row",
            class_name="is-first",
            custom_attrs={"data-card": "title"},
        ),
        *(
            rx.el.td(_cell(line[name]), custom_attrs={"data-card": "pair", "data-label": words})
            for name, words in _COMMANDS
        ),
        rx.el.td(
            rx.cond(line.hidden != "", rx.el.span(line.hidden, class_name="code"), _none()),
            class_name="policies__hidden",
            custom_attrs={"data-card": "pair", "data-label": "Hidden columns"},
        ),
        custom_attrs={"data-policy": line.table},
        key=line.table,
    )


def _cell(words: rx.Var) -> rx.Component:
    """Draw how far a command reaches: a shape for nothing, a function, everything or a part, then the words."""
    return rx.match(
        words,
        (NOTHING, rx.el.span("nothing", class_name="faint")),
        (BY_FUNCTION, rx.el.span(glyph("dashed"), words, class_name="state state--neutral")),
        (ALL, rx.el.span(glyph("dot"), words, class_name="state state--info")),
        (EVERY_ORGANISATION, rx.el.span(glyph("star"), words, class_name="state state--info")),
        rx.el.span(glyph("half"), words, class_name="state state--info"),
    )


def _none() -> rx.Component:
    return rx.el.span("none", class_name="faint")
