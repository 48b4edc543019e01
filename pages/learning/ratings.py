"""/learning/ratings: who rated which recording how, and in what words."""

from __future__ import annotations

import reflex as rx

from components.listing import listing
from components.shell import screen
from growthos_ui.auth.permissions import Permission
from state.cohorts import RatingsState


@screen(
    route="/learning/ratings",
    title="Ratings",
    needs=Permission.LEARNING_RATINGS_READ,
    on_load=(RatingsState.load,),
    wide=True,
    topics=("recording_figures",),
    listed=False,
    above="/learning/recordings",
)
def ratings() -> rx.Component:
    return listing(RatingsState)
