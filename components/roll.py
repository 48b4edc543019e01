"""The roll of a session: who is invited, and once it can be joined who came; marked by a click, a key, or all others at once."""

from __future__ import annotations

import reflex as rx

from components.icons import icon
from components.learner import state_of
from components.links import link
from components.section import section
from growthos_ui.mentoring.sessions.roll import SHOWN_MAX
from growthos_ui.mentoring.sessions.words import ATTENDANCES
from state.session import SessionState

_S = SessionState
_PAUSE_MS = 300


def roll() -> rx.Component:
    """Draw the roll, for whoever may read it."""
    drawn = section(
        "Students",
        _about(),
        _narrowing(),
        rx.cond(_S.shown.may_mark, _rest(), rx.fragment()),
        rx.cond(_S.rows.length() > 0, _table(), _nobody()),
        _pager(),
        tools=(rx.el.span(rx.cond(_S.shown.is_before, _S.all_words, _S.share), class_name="medium num"),),
    )
    return rx.cond(_S.shown.may_read_roll, drawn, rx.fragment())


def _about() -> rx.Component:
    """Say who these are, and from when on they can be marked."""
    words = rx.match(
        _S.shown.status,
        ("draft", "A draft is seen by staff alone. Once it is announced, these students see it."),
        ("cancelled", "This session was cancelled."),
        ("completed", "Who was expected, and who came."),
        "These students see the session and are expected.",
    )
    later = rx.el.span(" They can be marked from ", _S.shown.opens, " on.")
    keys = rx.el.span(
        " Keys: J and K move; P present, L late, A absent, E excused.",
        class_name="roll__keys",
    )
    return rx.el.p(
        words,
        rx.cond((_S.shown.opens != "") & _S.shown.may_hold, later, rx.fragment()),
        rx.cond(_S.shown.may_mark, keys, rx.fragment()),
        class_name="section__body muted",
    )


def _narrowing() -> rx.Component:
    """Draw the marks with how many have each, which narrow the roll, and the box that finds somebody."""
    tab = lambda each: rx.el.button(  # noqa: E731
        each.words,
        type="button",
        class_name=rx.cond(_S.marked == each.value, "is-on", ""),
        aria_pressed=(_S.marked == each.value).to_string(),
        on_click=_S.narrow(each.value),
    )
    tabs = rx.el.div(
        rx.foreach(_S.tabs, tab),
        class_name="segment segment--small segment--wrap",
        role="group",
        aria_label="Marks",
    )
    batches = rx.el.select(
        rx.el.option("All batches", value=""),
        rx.foreach(_S.batches, lambda each: rx.el.option(each, value=each)),
        aria_label="Batch",
        value=_S.batch,
        class_name="input input--small roll__find",
        on_change=_S.narrow_batch,
    )
    find = rx.el.input(
        type="search",
        placeholder="Name or code",
        aria_label="Find a student on the roll",
        default_value=_S.typed,
        key=_S.shown.id,
        max_length=100,
        class_name="input input--small roll__find",
        on_change=lambda typed: _S.find(typed).debounce(_PAUSE_MS),
    )
    return rx.el.div(
        rx.cond(_S.shown.is_before, rx.fragment(), tabs),
        rx.el.div(rx.cond(_S.batches.length() > 1, batches, rx.fragment()), find, class_name="row push roll__narrow"),
        class_name="row row--wrap section__body",
    )


def _rest() -> rx.Component:
    """Draw the buttons that mark everybody whom nobody has marked; each asks first."""
    ask = rx.el.div(
        rx.el.span(_S.rest, " not marked yet:", class_name="muted num"),
        *(
            rx.el.button(
                f"All {each.words.lower()}\u2026",
                type="button",
                class_name="button button--small",
                on_click=_S.ask_for_the_rest(each.value),
            )
            for each in ATTENDANCES
            if each.value in {"present", "absent"}
        ),
        class_name="row row--wrap section__body",
    )
    words = rx.match(_S.asked, *((each.value, each.words.lower()) for each in ATTENDANCES), "")
    sure = rx.el.div(
        rx.el.p("Mark all ", _S.rest, " students who are not marked yet as ", rx.el.strong(words), "?", class_name="grow"),
        rx.el.button("Leave it", type="button", auto_focus=True, class_name="button button--small", on_click=_S.ask_for_the_rest("")),
        rx.el.button("Mark them", type="button", class_name="button button--small button--primary", on_click=_S.mark_the_rest(_S.shown.id, _S.asked)),
        class_name="row row--wrap section__body",
        role="status",
    )  # fmt: skip
    return rx.cond((_S.rest > 0) & (_S.batch == ""), rx.cond(_S.asked != "", sure, ask), rx.fragment())


def _table() -> rx.Component:
    """Draw the students; before anybody can be marked, by name alone."""
    return rx.el.div(
        rx.el.table(
            rx.el.thead(
                rx.el.tr(
                    rx.el.th("Student", scope="col"),
                    rx.el.th("Code", scope="col"),
                    rx.cond((_S.batches.length() > 0), rx.el.th("Batch", scope="col"), rx.fragment()),
                    rx.cond(_S.shown.is_before, rx.fragment(), rx.fragment(rx.el.th("Status", scope="col"), rx.el.th("Times", scope="col"))),
                )
            ),
            rx.el.tbody(rx.foreach(_S.rows, _row)),
            class_name="table table--cards roll",
        ),
        class_name="table-wrap",
        tab_index=0,
        role="region",
        aria_label="Students of this session, table",
        custom_attrs={"data-roll": ""},
    )  # fmt: skip


def _row(each: rx.Var) -> rx.Component:
    name = rx.cond(
        each.href != "",
        link(each.name, to=each.href, custom_attrs={"data-own": ""}),
        rx.el.span(each.name, tab_index=-1, custom_attrs={"data-own": ""}),
    )
    wrong = rx.el.span(icon("warning"), _S.refusal, class_name="field__error", role="alert")
    mark = rx.cond(_S.shown.may_mark, _marks(each), _mark_of(each))
    sub = {"data-card": "sub"}
    batch = rx.el.td(each.batch, class_name="dim", custom_attrs=sub)
    marked = rx.fragment(
        rx.el.td(mark, class_name="wraps roll__marks", custom_attrs={"data-card": "pair"}),
        rx.el.td(each.about, class_name="dim", custom_attrs=sub),
    )
    return rx.el.tr(
        rx.el.td(name, rx.cond(_S.field == each.id, wrong, rx.fragment()), class_name="is-first", custom_attrs={"data-card": "title"}),
        rx.el.td(each.code, class_name="code dim", custom_attrs=sub),
        rx.cond((_S.batches.length() > 0), batch, rx.fragment()),
        rx.cond(_S.shown.is_before, rx.fragment(), marked),
        key=each.id,
        custom_attrs={"data-row": each.id},
    )  # fmt: skip


def _marks(each: rx.Var) -> rx.Component:
    """Draw the four marks of a student, of which one at most is chosen, and until the session is over the way back to none."""
    off = rx.el.button(
        icon("close"),
        type="button",
        class_name="button button--icon button--small roll__off",
        aria_label="Take the mark of " + each.name.to(str) + " off",
        title="Take the mark off",
        on_click=_S.take_mark_off(_S.shown.id, each.id, each.status),
    )
    marks = rx.el.div(
        *(
            rx.el.button(
                kind.words,
                type="button",
                class_name=rx.cond(
                    each.is_marked & (each.status == kind.value),
                    f"is-on roll__mark roll__mark--{kind.tone}",
                    "roll__mark",
                ),
                aria_pressed=(each.is_marked & (each.status == kind.value)).to_string(),
                custom_attrs={"data-mark": kind.value},
                on_click=_S.mark(_S.shown.id, each.id, rx.cond(each.is_marked, each.status, ""), kind.value),
            )
            for kind in ATTENDANCES
        ),
        class_name="segment segment--small",
        role="group",
        aria_label="Mark of " + each.name.to(str),
    )
    is_taken_off = each.is_marked & (_S.shown.status != "completed")
    return rx.el.div(marks, rx.cond(is_taken_off, off, rx.fragment()), class_name="row roll__choice")  # fmt: skip


def _mark_of(each: rx.Var) -> rx.Component:
    unmarked = rx.cond(each.status == "", "Not marked", "Absent, not marked")
    return rx.cond(each.is_marked, state_of(each.status, ATTENDANCES), rx.el.span(unmarked, class_name="muted"))


def _nobody() -> rx.Component:
    narrowed = (_S.marked != "") | (_S.typed != "") | (_S.batch != "")
    words = rx.cond(narrowed, "Nobody on the roll is like that.", "Nobody is expected.")
    return rx.el.p(words, class_name="muted section__body")


def _pager() -> rx.Component:
    """Draw the way to the next hundred, where there are more."""
    before = rx.el.button(
        "Before", type="button", class_name="button button--small", disabled=_S.page == 0, on_click=_S.turn(-1)
    )
    after = rx.el.button(
        "Next", type="button", class_name="button button--small", disabled=~_S.has_more, on_click=_S.turn(1)
    )
    first = _S.page * SHOWN_MAX + 1
    words = rx.el.span(first, "\u2013", first - 1 + _S.rows.length(), class_name="meta num")
    shown = rx.el.div(words, before, after, class_name="row section__body roll__pager")
    return rx.cond((_S.page > 0) | _S.has_more, shown, rx.fragment())
