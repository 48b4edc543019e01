"""A month or a week of sessions as a grid of days; on a phone a list of the days on which something is."""

from __future__ import annotations

import reflex as rx

from components.icons import glyph, icon
from components.links import link
from components.sessions import zone_said
from growthos_ui.mentoring.sessions.words import OPENS, PATH, STATES
from state.calendar import CalendarState

_S = CalendarState
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def calendar_tools() -> rx.Component:
    """Draw the ways around the calendar: before, after, today; month or week; and the list of the same."""
    ways = rx.el.div(
        link(icon("chevron-left"), to=_S.before, class_name="button button--icon", aria_label="Before"),
        link("Today", to=_S.now, class_name="button"),
        link(icon("chevron-right"), to=_S.after, class_name="button button--icon", aria_label="After"),
        class_name="row",
    )
    kinds = rx.el.div(
        _kind("Month", _S.month, ~_S.is_week),
        _kind("Week", _S.week, _S.is_week),
        class_name="segment",
        role="group",
        aria_label="How much is shown",
    )
    return rx.el.div(
        ways,
        rx.el.h2(rx.el.span(_S.title, role="status"), class_name="heading"),
        rx.el.div(zone_said(), kinds, link("List", to=PATH + OPENS, class_name="button"), class_name="row row--wrap push"),
        class_name="row row--wrap calendar__tools",
    )  # fmt: skip


def _kind(words: str, to: rx.Var, is_on: rx.Var) -> rx.Component:
    return link(words, to=to, class_name=rx.cond(is_on, "is-on", ""), custom_attrs={"aria-current": is_on.to_string()})


def calendar() -> rx.Component:
    """Draw the days; on a phone those alone on which something is."""
    none = rx.el.p("No session is on these days, and no lessons open.", class_name="calendar__none muted")
    return rx.fragment(
        rx.cond(_S.is_empty, none, rx.fragment()),
        rx.el.div(
            rx.el.div(*(rx.el.span(each[:3]) for each in _WEEKDAYS), class_name="calendar__heads", aria_hidden="true"),
            rx.el.ol(
                rx.foreach(_S.days, _day), class_name=rx.cond(_S.is_week, "calendar__days is-week", "calendar__days")
            ),
            class_name="calendar",
        ),
    )


def _day(day: rx.Var) -> rx.Component:
    look = rx.cond(day.is_today, "calendar__day is-today", "calendar__day")
    return rx.el.li(
        rx.el.h3(
            rx.el.span(day.number, class_name="calendar__number num", aria_hidden="true"),
            rx.el.span(day.words, class_name="calendar__words"),
            rx.cond(day.is_today, rx.el.span("Today", class_name="calendar__today"), rx.fragment()),
        ),
        rx.foreach(
            day.opens, lambda words: rx.el.p(icon("lock-open", small=True), words, class_name="calendar__opens")
        ),
        rx.foreach(day.sessions, _entry),
        rx.cond(day.more != "", link(day.more, to=day.href, class_name="link calendar__more"), rx.fragment()),
        key=day.iso,
        class_name=look + rx.cond(day.is_outside, " is-outside", "") + rx.cond(day.is_empty, " is-empty", ""),
    )


def _entry(each: rx.Var) -> rx.Component:
    shapes = (
        (state.value, rx.el.span(glyph(state.shape), rx.el.span(state.words, class_name="hidden-visually"), class_name=f"state state--{state.tone}"))
        for state in STATES
    )  # fmt: skip
    return link(
        rx.match(each.status, *shapes, rx.fragment()),
        rx.el.span(each.time, class_name="num calendar__time"),
        rx.el.span(
            rx.el.span(each.title, class_name="medium"),
            " ",
            rx.el.span(each.audience, class_name="muted"),
            class_name="calendar__title",
        ),
        to=each.href,
        class_name=rx.cond(each.status == "cancelled", "calendar__entry is-cancelled", "calendar__entry"),
    )
