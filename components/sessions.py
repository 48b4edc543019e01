"""What stands beside the list of sessions: whose clocks its times are of."""

from __future__ import annotations

import reflex as rx

from state.actor import ActorState


def zone_said() -> rx.Component:
    """Say once whose clocks all times are of."""
    return rx.el.span("Times of ", ActorState.timezone, class_name="meta")
