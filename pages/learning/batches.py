"""/learning/batches: who learns together, and how they fare."""

from __future__ import annotations

import reflex as rx

from components.links import link
from components.listing import listing
from components.shell import screen
from growthos_ui.auth.permissions import Permission
from state.cohorts import BatchesState


@screen(
    route="/learning/batches",
    title="Batches",
    about="Who learns together, how far they are, and one batch beside another",
    needs=Permission.LEARNING_BATCHES_READ,
    on_load=(BatchesState.load,),
    wide=True,
    topics=("cohort_figures", "batches", "courses", "learner_weeks"),
)
def batches() -> rx.Component:
    return listing(BatchesState, link("Compare", to="/learning/compare", class_name="button"))
