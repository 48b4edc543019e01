"""The side panel that explains a figure: the number, how it is worked out, what is in it, over what, and its SQL."""

from __future__ import annotations

import reflex as rx

from components.figures import change
from components.icons import glyph
from components.links import link
from components.panel import panel, part
from components.section import fault
from state.explain import ExplainState

_panel = ExplainState.panel


def explain_panel() -> rx.Component:
    """Draw the panel where a figure of this page is being explained. It is no dialog that holds the page: both can be read."""
    return rx.cond(ExplainState.metric != "", _drawn(), rx.fragment())


def _drawn() -> rx.Component:
    return panel(
        ExplainState.title,
        rx.match(
            _panel.face,
            ("ready", _said()),
            (
                "failed",
                rx.el.div(
                    fault("The explanation", _panel.fault, ExplainState.again, alone=True), class_name="panel__body"
                ),
            ),
            _bones(),
        ),
        about=f"How {ExplainState.title} is worked out",
        close=ExplainState.close,
    )


def _said() -> rx.Component:
    return rx.fragment(
        rx.el.div(
            _figure(),
            part("How it is worked out", _formula()),
            rx.cond(
                _panel.counted.length() + _panel.left_out.length() > 0, part("Counted", *_in_and_out()), rx.fragment()
            ),
            rx.cond(
                _panel.course != "",
                part(_panel.course, rx.el.dl(rx.foreach(_panel.steps, _pair), class_name="formula")),
                rx.fragment(),
            ),
            part("Over what", rx.cond(_panel.rows.words != "", _agreement(), rx.fragment()), _facts()),
            rx.cond(
                _panel.sql != "",
                part("SQL, for admins", rx.el.pre(_panel.sql, class_name="sql", tab_index=0)),
                rx.fragment(),
            ),
            class_name="panel__body",
        ),
        rx.cond(_panel.rows.href != "", _foot(), rx.fragment()),
    )


def _figure() -> rx.Component:
    return rx.el.section(
        rx.el.div(
            rx.el.span(_panel.value, class_name="panel__value"),
            rx.cond(_panel.change.words != "", _moved(), rx.fragment()),
            class_name="row panel__figure",
        ),
        rx.el.p(_panel.about, class_name="muted"),
        rx.cond(_panel.note != "", rx.el.p(_panel.note), rx.fragment()),
        class_name="panel__part",
    )


def _moved() -> rx.Component:
    """Draw how it moved; the words open the rows of the period before."""
    return rx.cond(
        _panel.before != "",
        link(change(_panel.change), to=_panel.before, class_name="link link--quiet", aria_label="The period before"),
        change(_panel.change),
    )


def _formula() -> rx.Component:
    return rx.el.dl(
        rx.foreach(_panel.lines, _pair),
        rx.el.div(
            rx.el.dt(_panel.total.words), rx.el.dd(_panel.total.number, class_name="num"), class_name="formula__sum"
        ),
        class_name="formula",
    )


def _in_and_out() -> tuple[rx.Component, ...]:
    return (
        rx.el.dl(rx.foreach(_panel.counted, _pair), _pair(_panel.rows), class_name="formula"),
        rx.cond(
            _panel.left_out.length() > 0,
            rx.fragment(
                rx.el.h3("Left out", class_name="label"),
                rx.el.dl(rx.foreach(_panel.left_out, _pair), _pair(_panel.all), class_name="formula"),
            ),
            rx.fragment(),
        ),
    )


def _pair(line: rx.Var) -> rx.Component:
    return rx.el.div(
        rx.el.dt(line.words),
        rx.el.dd(
            rx.cond(line.href != "", link(line.number, to=line.href, class_name="link"), line.number), class_name="num"
        ),
        class_name="formula__line",
    )


def _agreement() -> rx.Component:
    return rx.cond(
        _panel.agrees,
        rx.el.p(
            rx.el.span(glyph("done"), class_name="state state--good"),
            "Agrees with the rows that it opens",
            class_name="row",
        ),
        rx.el.p(
            rx.el.span(glyph("alarm"), class_name="state state--bad"),
            "The list has other rows now: a change came in between",
            class_name="row",
        ),
    )


def _facts() -> rx.Component:
    return rx.el.dl(
        rx.foreach(_panel.facts, lambda fact: rx.fragment(rx.el.dt(fact.name), rx.el.dd(fact.words))),
        class_name="pairs pairs--left",
    )


def _foot() -> rx.Component:
    return rx.el.div(
        link(f"Open {_panel.rows.number} rows", to=_panel.rows.href, class_name="button button--primary grow"),
        class_name="panel__foot",
    )


def _bones() -> rx.Component:
    return rx.el.div(
        rx.el.section(
            rx.el.span(class_name="bone bone--value"),
            rx.el.span(class_name="bone bone--line"),
            class_name="panel__part",
        ),
        *(
            rx.el.section(rx.el.span(class_name="bone bone--plot panel__bone"), class_name="panel__part")
            for _ in range(2)
        ),
        class_name="panel__body",
        aria_busy="true",
    )
