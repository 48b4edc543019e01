"""What stands beside the list of sessions: whose clocks its times are of, and the way to the calendar."""

from __future__ import annotations

import reflex as rx

from components.icons import icon
from components.links import link
from state.actor import ActorState


def calendar_link() -> rx.Component:
    """Draw the way to the same on the days of a month."""
    return link(icon("calendar"), "Calendar", to="/calendar", class_name="button")


def zone_said() -> rx.Component:
    """Say once whose clocks all times are of."""
    return rx.el.span("Times of ", ActorState.timezone, class_name="meta zone-said")
