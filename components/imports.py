"""Files that are handed in, drawn: where to hand one in, which column is what, what it would do, and bringing it in."""

from __future__ import annotations

import reflex as rx

from components.boxes import refused
from components.icons import icon
from components.links import link
from components.section import section
from components.shell import page_head
from growthos_ui.auth.permissions import Permission
from growthos_ui.finance.imports.kinds import KINDS
from growthos_ui.finance.imports.mapping import DAYS, NUMBERS
from state.actor import ActorState
from state.imports import ImportState

_S = ImportState
_SAID = "handed-in-said"
_ACCEPTED = ".xlsx,.csv,.txt,.tsv,.xml,.sta,.mt940,.940,.053,text/csv,text/xml"
_RULE = (
    "CSV or XLSX with headings in the first row, or a statement as CAMT.053 or MT940; at most 8 MB and 25,000 rows. "
    "It changes nothing until you bring it in."
)


def hand_in() -> rx.Component:
    """Draw where a file is handed in, for those who may. assets/shell.js sends it."""
    inside = rx.el.div(
        rx.el.label(
            rx.el.span("What the file holds", class_name="field__label"),
            rx.el.select(
                *(rx.el.option(each.title, value=each.name) for each in KINDS.values()),
                class_name="input",
                custom_attrs={"data-hand-in-kind": ""},
            ),
            class_name="field",
        ),
        choose_file("Choose a file"),
        said(_RULE),
        class_name="row handed-in",
    )
    return rx.cond(ActorState.access.contains(Permission.FINANCE_IMPORTS_CREATE.value), inside, rx.fragment())


def choose_file(words: str, kind: str = "") -> rx.Component:
    """Draw the button that hands a file in: of this kind, else of the one that is chosen beside it."""
    return rx.el.label(
        icon("plus", small=True),
        words,
        rx.el.input(
            type="file",
            accept=_ACCEPTED,
            class_name="hidden-visually",
            custom_attrs={"data-hand-in": kind, "aria-describedby": _SAID},
        ),
        class_name="button" if kind else "button button--primary",
    )


def said(rule: str) -> rx.Component:
    """Draw what may be handed in, where what became of a file is said, too."""
    return rx.el.p(rule, id=_SAID, class_name="field__hint handed-in__said", role="status")


def head() -> rx.Component:
    """Draw what the file is called, and the two things that can be done with it."""
    may = ActorState.access.contains(Permission.FINANCE_IMPORTS_CREATE.value) & (_S.status == "read")
    return page_head(
        "Import " + _S.number.to(str),  # type: ignore[arg-type]
        _S.name + " · " + _S.rows + " · handed in by " + _S.by,
        rx.cond(
            may,
            rx.fragment(
                rx.el.button("Take away", type="button", class_name="button", disabled=_S.is_busy, on_click=_S.drop),
                rx.el.button(
                    "Bring in ",
                    _S.rows,
                    type="button",
                    class_name="button button--primary",
                    disabled=_S.is_busy | ~_S.may_bring,
                    on_click=_S.bring_in,
                ),
            ),
            rx.fragment(),
        ),
    )


def told() -> rx.Component:
    """Draw what has come of the file, or why nothing has."""
    done = rx.el.div(
        icon("good"),
        rx.el.p(
            "Brought in: ",
            _S.made,
            ". ",
            link(rx.cond(_S.kind == "bank", "Match them", "See them"), to=_S.ledger, class_name="link"),
        ),
        class_name="notice notice--good",
        role="status",
    )
    gone = rx.el.div(
        icon("info"), rx.el.p("This file was taken away. Nothing has come of it."), class_name="notice notice--info"
    )
    return rx.fragment(
        rx.cond(
            _S.refusal != "",
            refused(_S.refusal),
            rx.fragment(),
        ),
        rx.match(_S.status, ("done", done), ("dropped", gone), rx.fragment()),
    )  # fmt: skip


def columns() -> rx.Component:
    """Draw which column of the file is what, each a choice."""
    return section(
        "Columns",
        rx.el.div(
            rx.el.p(_S.about, class_name="muted"),
            rx.foreach(_S.boxes, _box),
            _way("numbers", "Numbers are written", NUMBERS, _S.numbers),
            _way("days", "Days are written", DAYS, _S.days),
            class_name="section__body stack",
        ),
        span=4,
    )


def _box(box: rx.Var) -> rx.Component:
    return rx.el.label(
        rx.el.span(box.label, class_name="field__label"),
        rx.el.select(
            rx.el.option("Not in this file", value="none"),
            rx.foreach(_S.columns, lambda each: rx.el.option(each["words"], value=each["value"])),
            value=box.value,
            disabled=_is_shut(),
            class_name=rx.cond(box.is_missing, "input is-error", "input"),
            aria_invalid=box.is_missing,
            aria_describedby=rx.cond(box.is_missing, f"column-{box.name}-wrong", ""),
            on_change=lambda value: _S.choose(box.name, value),
        ),
        rx.cond(
            box.is_missing,
            rx.el.span(icon("warning"), "Choose its column.", class_name="field__error", id=f"column-{box.name}-wrong"),
            rx.cond(box.hint != "", rx.el.span(box.hint, class_name="field__hint"), rx.fragment()),
        ),
        class_name="field",
    )


def _way(name: str, label: str, ways: dict[str, str], value: rx.Var) -> rx.Component:
    return rx.el.label(
        rx.el.span(label, class_name="field__label"),
        rx.el.select(
            *(rx.el.option(words, value=each) for each, words in ways.items()),
            value=value,
            disabled=_is_shut(),
            class_name="input",
            on_change=lambda chosen: _S.choose(name, chosen),
        ),
        class_name="field",
    )


def _is_shut() -> rx.Var:
    return _S.is_busy | (_S.status != "read") | ~ActorState.access.contains(Permission.FINANCE_IMPORTS_CREATE.value)


def outcome() -> rx.Component:
    """Draw what the file would do: how many rows and how much, and each value that keeps it out."""
    counted = rx.el.dl(
        rx.el.dt("In the file"), rx.el.dd(_S.rows, class_name="num"),
        rx.el.dt("Can be brought in"), rx.el.dd(_S.good, class_name="num"),
        rx.cond(
            _S.known != "",
            rx.fragment(rx.el.dt("Here already, left out"), rx.el.dd(_S.known, class_name="num")),
            rx.fragment(),
        ),
        rx.foreach(
            _S.sums,
            lambda each: rx.fragment(
                rx.el.dt("Together, ", each.currency), rx.el.dd(each.amount, " in ", each.rows, class_name="num")
            ),
        ),
        class_name="pairs",
    )  # fmt: skip
    asked = rx.el.div(
        counted,
        rx.cond(
            _S.wrong == "",
            rx.el.div(icon("good"), rx.el.p("Every row can be brought in. All of it is, or nothing."), class_name="notice notice--good"),
            rx.el.div(
                icon("warning"),
                rx.el.p(_S.wrong, " Correct the file and hand it in again, or choose other columns."),
                class_name="notice",
            ),
        ),
        class_name="section__body stack",
    )  # fmt: skip
    waiting = rx.el.div(rx.el.p("Each row is held against the ledger …", class_name="muted"), class_name="section__body", aria_busy="true")  # fmt: skip
    return section(
        "What it would do",
        rx.el.div(rx.cond(_S.is_busy, waiting, asked), aria_live="polite"),
        rx.cond((_S.wrong != "") & ~_S.is_busy, _problems(), rx.fragment()),
        span=12,
    )


def _problems() -> rx.Component:
    heads = ("Row", "Column", "In the file", "What is wrong, and what to do")
    return rx.fragment(
        rx.el.div(
            rx.el.table(
                rx.el.thead(rx.el.tr(*(rx.el.th(each, scope="col", class_name="num" if each == "Row" else "") for each in heads))),
                rx.el.tbody(
                    rx.foreach(
                        _S.problems,
                        lambda each: rx.el.tr(
                            rx.el.td(each.row, class_name="num", custom_attrs={"data-card": "sub"}),
                            rx.el.td(each.column, class_name="is-first", custom_attrs={"data-card": "title"}),
                            rx.el.td(rx.el.span(each.value, class_name="code"), custom_attrs={"data-card": "value"}),
                            rx.el.td(each.sentence, class_name="wraps", custom_attrs={"data-card": "pair", "data-label": "What is wrong"}),
                        ),
                    )
                ),
                class_name="table table--cards",
            ),
            class_name="table-wrap",
            role="region",
            aria_label="What keeps this file out, table",
            tab_index=0,
        ),
        rx.cond(_S.more != "", rx.el.p(_S.more, class_name="muted section__body"), rx.fragment()),
    )  # fmt: skip


def beginning() -> rx.Component:
    """Draw the first rows of the file as they stand in it."""
    return section(
        "The beginning of the file",
        rx.el.div(
            rx.el.table(
                rx.el.thead(rx.el.tr(rx.foreach(_S.headings, lambda each: rx.el.th(each, scope="col")))),
                rx.el.tbody(rx.foreach(_S.cells, lambda row: rx.el.tr(rx.foreach(row, rx.el.td)))),
                class_name="table table--short",
            ),
            class_name="table-wrap",
            role="region",
            aria_label="The beginning of the file, table",
            tab_index=0,
        ),
        span=12,
    )
