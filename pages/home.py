"""/: the figures that your role may read, what waits for you, and what was changed last."""

from __future__ import annotations

import reflex as rx

from components.annotations import Writing
from components.charts import chart
from components.desk import desk_figures, desk_next
from components.explain import explain_panel
from components.figures import figures
from components.icons import glyph, icon
from components.links import link
from components.navigation import Screen, listed
from components.reviewing import oldest_reviews, review_figures
from components.section import asked, section
from components.shell import page_head, screen, whose
from components.teaching import next_sessions
from growthos_ui.auth.permissions import Permission
from pages.finance.overview import DRAWN as MONEY_DRAWN
from pages.finance.overview import FIGURES as MONEY
from pages.learning.progress import DRAWN, FIGURES
from state.actor import ActorState
from state.desk import DeskState
from state.explain import ExplainState
from state.home import HomeState
from state.learning import ProgressState
from state.receivables import FinanceState
from state.reviewing import ReviewFiguresState
from state.teaching import NextSessionsState

_LEARNING = ActorState.access.contains(Permission.LEARNING_PROGRESS_READ.value)
_FINANCE = ActorState.access.contains(Permission.FINANCE_OVERVIEW_READ.value)
_REVIEWS = ActorState.access.contains(Permission.COURSEWORK_REVIEWS_READ.value) & ~_FINANCE
_COURSES = ActorState.access.contains(Permission.LEARNING_COURSES_READ.value)
_AUDIT = ActorState.access.contains(Permission.OVERSIGHT_AUDIT_READ.value)


@screen(
    route="/",
    title="Home",
    needs=Permission.PEOPLE_HOME_READ,
    on_load=(
        ExplainState.arrive,
        HomeState.load_waiting,
        DeskState.load_home,
        ReviewFiguresState.load_home,
        HomeState.load_reviews,
        NextSessionsState.load_home,
        FinanceState.load_home,
        ProgressState.load_home,
        HomeState.load_changes,
        HomeState.load_offered,
    ),
    topics=(
        "student_progress",
        "learner_weeks",
        "installment_plans",
        "installment_payments",
        "annotations",
        "support_tickets",
        "student_assignments",
        "success_sessions",
    ),
    refresh=(
        HomeState.load_waiting,
        DeskState.load_home,
        ReviewFiguresState.load_home,
        HomeState.load_reviews,
        NextSessionsState.load_home,
        FinanceState.load_home,
        ProgressState.load_home,
        HomeState.load_changes,
    ),
)
def home() -> rx.Component:
    return rx.fragment(
        page_head("Home", whose()),
        desk_figures(),
        rx.cond(
            _FINANCE,
            figures(
                FinanceState.figures,
                names=MONEY,
                title="Figures of money",
                retry=FinanceState.load_home,
                drawn=MONEY_DRAWN,
            ),
        ),
        rx.cond(_REVIEWS, review_figures()),
        rx.cond(
            _LEARNING,
            figures(
                ProgressState.figures, names=FIGURES, title="Key figures", retry=ProgressState.load_home, drawn=DRAWN
            ),
        ),
        rx.el.div(
            desk_next(),
            rx.cond(_FINANCE, _months(), rx.cond(_REVIEWS, oldest_reviews(), rx.cond(_LEARNING, _weeks(8)))),
            _waiting(),
            rx.cond(~_COURSES, _offered(), rx.cond(~_FINANCE & ~_LEARNING, _doors())),
            rx.cond(_REVIEWS, rx.fragment(next_sessions(), _weeks(8))),
            rx.cond(_FINANCE, rx.cond(_LEARNING, rx.fragment(_weeks(7), _ages(5)), _ages(12))),
            rx.cond(_AUDIT, _changes()),
            class_name="grid grid--tops",
        ),
        explain_panel(),
    )


def _months() -> rx.Component:
    return chart(
        FinanceState.months,
        id="months",
        title="Net collected by month",
        shown=FinanceState.tables.contains("months"),
        turn=FinanceState.turn("months"),
        retry=FinanceState.load_home,
        span=8,
        written=Writing(FinanceState, "months"),
    )


def _ages(span: int) -> rx.Component:
    return chart(
        FinanceState.ages,
        id="ages",
        title="Open by age",
        shown=FinanceState.tables.contains("ages"),
        turn=FinanceState.turn("ages"),
        retry=FinanceState.load_home,
        span=span,
    )


def _weeks(span: int) -> rx.Component:
    return chart(
        ProgressState.weeks,
        id="weeks",
        title="Active enrolments by week",
        shown=ProgressState.tables.contains("weeks"),
        turn=ProgressState.turn("weeks"),
        retry=ProgressState.load_home,
        span=span,
        written=Writing(ProgressState, "weeks"),
    )


def _waiting() -> rx.Component:
    """List what somebody has to do something about; say so plainly where there is nothing."""
    return asked(
        "Needs attention",
        rx.el.div(rx.foreach(HomeState.waiting, _waits), class_name="items"),
        "Nothing waits for you.",
        face=HomeState.waiting_face,
        words=HomeState.waiting_fault,
        retry=HomeState.load_waiting,
        rows=HomeState.waiting,
        span=4,
    )


def _waits(each: rx.Var) -> rx.Component:
    return link(
        rx.match(
            each.tone,
            ("bad", rx.el.span(glyph("alarm"), class_name="state state--bad")),
            rx.el.span(glyph("half"), class_name="state state--warn"),
        ),
        rx.el.span(rx.el.span(each.count, class_name="medium number"), " ", each.words),
        rx.el.span(icon("chevron-right", small=True), class_name="item__end"),
        to=each.href,
        class_name="item",
    )


def _changes() -> rx.Component:
    """Draw the latest lines of the audit."""
    return asked(
        "Latest changes",
        _table(),
        "Nobody has changed anything yet.",
        face=HomeState.changes_face,
        words=HomeState.changes_fault,
        retry=HomeState.load_changes,
        rows=HomeState.changes,
        tools=(link("Audit log", to="/oversight/audit", class_name="link"),),
    )


def _table() -> rx.Component:
    heads = ("When", "Who", "Action", "Person affected", "About")
    return rx.el.div(
        rx.el.table(
            rx.el.thead(rx.el.tr(*(rx.el.th(each, scope="col") for each in heads))),
            rx.el.tbody(
                rx.foreach(
                    HomeState.changes,
                    lambda each: rx.el.tr(
                        rx.el.td(
                            each.when, class_name="muted", custom_attrs={"data-card": "pair", "data-label": "When"}
                        ),
                        rx.el.td(each.who, custom_attrs={"data-card": "sub"}),
                        rx.el.td(each.action, custom_attrs={"data-card": "title"}),
                        rx.el.td(each.whom, custom_attrs={"data-card": "pair", "data-label": "Person affected"}),
                        rx.el.td(each.about, class_name="muted", custom_attrs={"data-card": "sub"}),
                    ),
                )
            ),
            class_name="table table--cards",
        ),
        class_name="table-wrap",
    )


def _offered() -> rx.Component:
    """List what is on offer, for whoever opens no page about it; and say which pages there are not."""
    none = "Advertising and shop sales have no pages here yet"
    return asked(
        "On offer",
        rx.el.div(rx.foreach(HomeState.offered, _offer), class_name="items"),
        "No course is published yet.",
        rx.el.p(
            none,
            rx.cond(_FINANCE, ".", ": this page is all that your role opens."),
            class_name="meta section__body",
        ),
        face=HomeState.offered_face,
        words=HomeState.offered_fault,
        retry=HomeState.load_offered,
        rows=HomeState.offered,
        span=8,
    )


def _offer(each: rx.Var) -> rx.Component:
    return rx.el.div(
        icon("learning"),
        rx.el.span(
            rx.el.span(each.title, class_name="medium"), rx.el.br(), rx.el.span(each.begins, class_name="muted")
        ),
        rx.el.span(each.price, class_name="item__end num"),
        class_name="item item--still",
    )


def _doors() -> rx.Component:
    """List the screens that this person may open."""
    screens = [each for each in listed() if each.group]
    return section(
        "What you can open",
        rx.el.div(
            *(rx.cond(ActorState.access.contains(each.needs.value), _door(each)) for each in screens),
            class_name="items",
        ),
        span=8,
    )


def _door(each: Screen) -> rx.Component:
    return link(
        icon(each.group),
        rx.el.span(rx.el.span(each.title, class_name="medium"), rx.el.br(), rx.el.span(each.about, class_name="muted")),
        rx.el.span(icon("chevron-right", small=True), class_name="item__end"),
        to=each.route + each.opens,
        class_name="item",
    )
