"""/learning/recordings: how each is watched and rated, and all of them together."""

from __future__ import annotations

import reflex as rx

from components.explain import explain_panel
from components.links import link
from components.listing import listing
from components.overview import cards_of, strip
from components.shell import screen
from growthos_ui.auth.permissions import Permission
from state.actor import ActorState
from state.cohorts import RecordingsState
from state.explain import ExplainState
from state.recordings import RecordingFiguresState

FIGURES = ("Average stars", "Ratings", "Completion rate", "Mean watched", "Drop-off")
_FUNNEL = ("funnel", "How far recordings are watched, %")
_RATES = ActorState.access.contains(Permission.LEARNING_RATINGS_READ.value)


@screen(
    route="/learning/recordings",
    title="Recordings",
    about="How each recording is started, finished, left early and rated",
    needs=Permission.LEARNING_RECORDINGS_READ,
    on_load=(
        ExplainState.arrive,
        RecordingsState.load,
        RecordingFiguresState.open,
        RecordingFiguresState.load_figures,
        RecordingFiguresState.load_stars,
        RecordingFiguresState.load_funnel,
    ),
    wide=True,
    topics=("recording_figures", "lesson_recordings", "modules", "courses"),
    refresh=(
        RecordingsState.load,
        RecordingFiguresState.load_figures,
        RecordingFiguresState.load_stars,
        RecordingFiguresState.load_funnel,
    ),
)
def recordings() -> rx.Component:
    return rx.fragment(listing(RecordingsState, _ratings(), above=_together()), explain_panel())


def _ratings() -> rx.Component:
    return rx.cond(_RATES, link("All ratings", to="/learning/ratings", class_name="button"), rx.fragment())


def _together() -> rx.Component:
    """Draw the strip and the charts over what the list shows; without those of ratings where their rows may not be seen."""
    return rx.cond(
        RecordingFiguresState.refusal == "",
        rx.el.div(
            strip(RecordingFiguresState, FIGURES),
            rx.cond(
                _RATES,
                cards_of(RecordingFiguresState, ("stars", "Ratings by stars", 6), (*_FUNNEL, 6)),
                cards_of(RecordingFiguresState, (*_FUNNEL, 12)),
            ),
            class_name="list__above",
        ),
        rx.fragment(),
    )
