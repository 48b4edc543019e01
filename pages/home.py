"""/: who you are here, the figures that your role may read, and what you can open."""

from __future__ import annotations

import reflex as rx

from components.annotations import Writing
from components.charts import chart
from components.explain import explain_panel
from components.figures import figures
from components.icons import icon
from components.links import link
from components.navigation import Screen, listed
from components.section import section
from components.shell import page_head, screen, whose
from growthos_ui.auth.permissions import Permission
from pages.learning.progress import FIGURES
from state.actor import ActorState
from state.explain import ExplainState
from state.learning import ProgressState


@screen(
    route="/",
    title="Home",
    needs=Permission.PEOPLE_HOME_READ,
    on_load=(ExplainState.arrive, ProgressState.load_home),
    topics=("student_progress", "learner_weeks", "annotations"),
    refresh=(ProgressState.load_figures, ProgressState.load_weeks),
)
def home() -> rx.Component:
    return rx.fragment(
        page_head("Home", whose()),
        rx.cond(
            ActorState.access.contains(Permission.LEARNING_PROGRESS_READ.value),
            figures(ProgressState.figures, names=FIGURES, title="Key figures", retry=ProgressState.load_home),
        ),
        rx.el.div(
            rx.cond(ActorState.access.contains(Permission.LEARNING_PROGRESS_READ.value), _weeks()),
            rx.el.div(_doors(), _you(), class_name="span-4 stack stack--sections"),
            class_name="grid grid--tops",
        ),
        explain_panel(),
    )


def _weeks() -> rx.Component:
    return chart(
        ProgressState.weeks,
        id="weeks",
        title="Active enrolments by week",
        shown=ProgressState.tables.contains("weeks"),
        turn=ProgressState.turn("weeks"),
        retry=ProgressState.load_home,
        span=8,
        written=Writing(ProgressState, "weeks"),
    )


def _doors() -> rx.Component:
    """List the screens that this person may open; say so plainly where there are none."""
    screens = [each for each in listed() if each.group]
    opens_any = ActorState.access.contains(screens[0].needs.value)
    for each in screens[1:]:
        opens_any = opens_any | ActorState.access.contains(each.needs.value)
    return section(
        "What you can open",
        rx.el.div(
            *(rx.cond(ActorState.access.contains(each.needs.value), _door(each)) for each in screens),
            class_name="items",
        ),
        rx.cond(
            opens_any,
            rx.fragment(),
            rx.el.div(rx.el.p("Your role opens no other page here.", class_name="muted"), class_name="section__body"),
        ),
        span=4,
    )


def _door(each: Screen) -> rx.Component:
    return link(
        icon(each.group),
        rx.el.span(rx.el.span(each.title, class_name="medium"), rx.el.br(), rx.el.span(each.about, class_name="muted")),
        rx.el.span(icon("chevron-right", small=True), class_name="item__end"),
        to=each.route,
        class_name="item",
    )


def _you() -> rx.Component:
    pairs = (
        ("Name", ActorState.name),
        ("Role", ActorState.role_words),
        ("Organisation", ActorState.organisation),
    )
    return section(
        "You",
        rx.el.dl(
            *(part for name, words in pairs for part in (rx.el.dt(name), rx.el.dd(words))),
            class_name="pairs pairs--left section__body",
        ),
        span=4,
    )
