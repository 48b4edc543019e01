"""Reviewing drawn: the time that is left, the queue, the work to be read, the boxes of the decision, its student."""

from __future__ import annotations

from functools import partial

import reflex as rx

from components.cells import cell
from components.deciding import decision
from components.figures import figures
from components.icons import icon
from components.learner import LMS, fee_flag, state_of
from components.links import link, outer_link
from components.panel import facts
from components.section import asked
from growthos_ui.coursework.reviews.metrics import NAMES
from growthos_ui.coursework.reviews.waiting import WaitTime
from growthos_ui.coursework.tables import DECISIONS
from growthos_ui.listing.words import UNKNOWN
from state.home import HomeState
from state.reviewing import ReviewFiguresState, ReviewState

_S = ReviewState
_R = ReviewState.shown


@cell.register
def _wait(column: WaitTime, row: rx.Var) -> rx.Component:
    return time_left(row[column.name], row[f"{column.name}__tone"], row[f"{column.name}__filled"])


def time_left(words: rx.Var, tone: rx.Var, filled: rx.Var) -> rx.Component:
    """Draw what is left of the time for a decision: a bar, the words, then the colour; of decided work the words alone."""
    track = rx.el.span(rx.el.i(style={"width": filled}), class_name="sla__track", aria_hidden="true")
    looks = (("bad", "sla sla--bad"), ("warn", "sla sla--warn"), ("good", "sla sla--good"))
    return rx.cond(
        tone == "",
        rx.el.span(words, class_name=rx.cond(words == UNKNOWN, "is-none", "muted nowrap")),
        rx.el.span(track, words, class_name=rx.match(tone, *looks, "sla")),
    )


def review_queue() -> rx.Component:
    """Draw the part of the queue around the version that is open: what has waited longest first."""
    count = rx.el.span(_S.waiting, " pending", class_name="push meta")
    here = rx.el.div(
        rx.el.span(
            rx.el.span(_R.student, class_name="medium cut"),
            rx.el.span(time_left(_R.wait, _R.tone, _R.filled), class_name="push"),
            class_name="row",
        ),
        rx.el.span(rx.el.span(_R.title, class_name="cut"), *_tags(_R), class_name="row muted"),
        class_name="queue__item is-on",
        aria_current="true",
    )
    return rx.el.section(
        rx.el.div(rx.el.p("Queue", class_name="heading"), count, class_name="queue__bar row"),
        rx.el.div(rx.foreach(_S.before, turn), here, rx.foreach(_S.after, turn), class_name="queue__list"),
        class_name="queue",
        aria_label="Queue",
    )


def turn(each: rx.Var) -> rx.Component:
    """Draw one version that waits; it opens its page."""
    return link(
        rx.el.span(
            rx.el.span(each.student, class_name="medium cut"),
            rx.el.span(time_left(each.wait, each.tone, each.filled), class_name="push"),
            class_name="row",
        ),
        rx.el.span(rx.el.span(each.title, class_name="cut"), *_tags(each), class_name="row muted"),
        to=each.href,
        class_name="queue__item",
    )


def _tags(each: rx.Var) -> tuple[rx.Component, ...]:
    return (
        rx.cond(each.version != "", rx.el.span(each.version, class_name="tag"), rx.fragment()),
        rx.cond(each.late, rx.el.span("late", class_name="tag"), rx.fragment()),
    )


def reading() -> rx.Component:
    """Draw the work: what was asked for, what was handed in, what was said before, and the decision."""
    back = link(
        icon("chevron-left", small=True),
        "Queue",
        to=_S.back,
        class_name="button button--plain button--small reading__back",
    )
    return rx.el.article(back, _head(), _body(), decision(), class_name="reading", aria_label="Submission", key=_R.id)


def _head() -> rx.Component:
    late = rx.cond(_R.late, rx.el.span("late", class_name="tag"), rx.fragment())
    about = rx.el.p(
        link(_R.student, to=f"/students/{_R.code}", class_name="link"),
        rx.el.span(_R.code, class_name="code"),
        rx.el.span(_R.where),
        rx.el.span(_R.handed_in),
        late,
        class_name="row profile__facts",
    )
    wait = rx.el.div(
        time_left(_R.wait, _R.tone, _R.filled), rx.el.span(_R.due, class_name="meta"), class_name="stack reading__clock"
    )
    decided = rx.el.div(state_of(_R.status, DECISIONS), class_name="stack reading__clock")
    return rx.el.header(
        rx.el.div(rx.el.h1(_R.title, class_name="title"), about, class_name="stack grow"),
        rx.cond(_R.status == "pending", wait, decided),
        class_name="reading__head",
    )  # fmt: skip


def _body() -> rx.Component:
    no_words = rx.el.p("The assignment says nothing more.", class_name="muted")
    asked = rx.el.section(
        rx.el.h2("Asked for", class_name="label"),
        rx.cond(_R.asked.length() > 0, rx.foreach(_R.asked, partial(rx.el.p, class_name="muted")), no_words),
        class_name="stack",
    )
    return rx.el.div(
        asked,
        _work(),
        rx.foreach(_R.earlier, _earlier),
        class_name="reading__body",
        tab_index=0,
        role="region",
        aria_label="What was handed in",
    )


def _work() -> rx.Component:
    has_any = (_R.text.length() > 0) | (_R.links.length() > 0) | (_R.file.words != "")
    links = rx.el.ul(
        rx.foreach(_R.links, lambda each: rx.el.li(icon("open", small=True), _out(each), class_name="row")),
        rx.cond(
            _R.file.words != "",
            rx.el.li(icon("export", small=True), _out(_R.file), rx.el.span("file", class_name="meta"), class_name="row"),
            rx.fragment(),
        ),
        class_name="stack",
    )  # fmt: skip
    return rx.el.section(
        rx.el.h2("Handed in", class_name="label"),
        rx.foreach(_R.text, rx.el.p),
        links,
        rx.cond(has_any, rx.fragment(), rx.el.p("A mark that was brought in, without the work itself.", class_name="muted")),
        class_name="stack reading__text",
    )  # fmt: skip


def _out(each: rx.Var) -> rx.Component:
    opened = outer_link(each.words, rx.el.span(", opens in a new tab", class_name="hidden-visually"), href=each.href)
    return rx.cond(each.href != "", opened, rx.el.span(each.words))


def _earlier(each: rx.Var) -> rx.Component:
    return rx.el.details(
        rx.el.summary(
            rx.el.span(each.title, class_name="medium"), rx.el.span(each.about, class_name="meta"), class_name="row"
        ),
        rx.el.p(rx.cond(each.feedback != "", each.feedback, "Without a word."), class_name="muted prose"),
        class_name="reading__prev",
        open=True,
    )


def reviewed_student() -> rx.Component:
    """Draw how the student stands, and what waits on the decision."""
    gate = rx.el.section(
        rx.el.h2("Waits on this", class_name="heading"),
        rx.el.p("What comes after “", _R.gate, "” stays locked until this is approved.", class_name="muted"),
        class_name="stack",
    )
    return rx.el.section(
        rx.el.section(
            rx.el.h2(_R.student, class_name="heading"),
            rx.el.div(state_of(_R.lms, LMS), fee_flag(_R.fees), class_name="row beside__states"),
            rx.cond(
                _R.standing.length() > 0,
                facts(_R.standing),
                rx.el.p("Not enrolled in this course any more.", class_name="muted"),
            ),
            link("Open the student", to=f"/students/{_R.code}", class_name="link"),
            class_name="stack",
        ),
        rx.cond((_R.gate != "") & (_R.status != "approved"), gate, rx.fragment()),
        class_name="beside",
        aria_label="The student",
    )


def review_figures() -> rx.Component:
    """Draw how reviewing goes, on the home page of whoever reviews all day."""
    retry = ReviewFiguresState.load_home
    return figures(ReviewFiguresState.figures, names=NAMES, title="Figures of reviewing", retry=retry)


def oldest_reviews() -> rx.Component:
    """Draw, on the home page of whoever reviews all day, what has waited longest."""
    return asked(
        "To review",
        rx.el.div(rx.foreach(HomeState.reviews, turn), class_name="queue__list"),
        "Nothing waits for your review.",
        face=HomeState.reviews_face,
        words=HomeState.reviews_fault,
        retry=HomeState.load_reviews,
        rows=HomeState.reviews,
        tools=(link("All submissions", to="/submissions?status=pending", class_name="link"),),
        span=8,
    )
