"""/finance: what is owed and what came in, of one currency, as of today or any day before."""

from __future__ import annotations

import reflex as rx

from components.links import link
from components.overview import overview
from components.shell import screen
from growthos_ui.auth.permissions import Permission
from state.explain import ExplainState
from state.receivables import FinanceState

FIGURES = ("Open", "Overdue", "Due in 7 days", "Collected this month", "Collection rate", "Contract collected")
_LOADS = (
    FinanceState.load_figures,
    FinanceState.load_ages,
    FinanceState.load_months,
    FinanceState.load_due,
    FinanceState.load_courses,
)


@screen(
    route="/finance",
    title="Finance overview",
    about="What is owed, what is late, and what came in, as of today or any day before",
    needs=Permission.FINANCE_OVERVIEW_READ,
    on_load=(ExplainState.arrive, FinanceState.open, FinanceState.load_switches, *_LOADS),
    topics=("installment_plans", "installment_payments", "invoices", "annotations"),
    refresh=_LOADS,
)
def finance() -> rx.Component:
    return overview(
        FinanceState,
        ("ages", "Open by age", 6),
        ("months", "Net collected by month", 6),
        ("due", "Collected against due", 5),
        ("courses", "By course", 7),
        names=FIGURES,
        over_time=("months",),
        actions=(_switches(),),
    )


def _switches() -> rx.Component:
    """Draw the two switches: which currency, and as of which day."""
    return rx.el.div(
        rx.el.span(FinanceState.told, class_name="meta"),
        _segment("Currency", FinanceState.currencies),
        _segment("What is known", FinanceState.hindsight),
        rx.el.div(
            rx.el.label(
                rx.el.span("As of", class_name="label"),
                rx.el.input(
                    type="date",
                    name="day",
                    default_value=FinanceState.as_of,
                    key=FinanceState.as_of,
                    max=FinanceState.today,
                    class_name="input input--small",
                ),
                class_name="field field--beside",
            ),
            rx.el.button("Show", type="button", class_name="button button--small", custom_attrs={"data-apply": ""}),
            rx.cond(
                (FinanceState.as_of != "") & (FinanceState.as_of != FinanceState.today),
                link("Today", to=FinanceState.undated, class_name="button button--plain button--small"),
            ),
            class_name="row",
            custom_attrs={"data-span": "as_of", "data-address": FinanceState.undated},
        ),
        class_name="row row--wrap",
    )


def _segment(about: str, choices: rx.Var) -> rx.Component:
    return rx.cond(
        choices.length() > 0,
        rx.el.div(rx.foreach(choices, _choice), role="group", aria_label=about, class_name="segment segment--small"),
    )


def _choice(choice: rx.Var) -> rx.Component:
    return link(
        choice["label"],
        to=choice["href"],
        class_name=rx.cond(choice["on"] == "true", "is-on", ""),
        custom_attrs={"aria-current": choice["on"]},
    )
