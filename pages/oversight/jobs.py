"""/oversight/jobs: what jobs did, what they found, and why one failed."""

from __future__ import annotations

import reflex as rx

from components.listing import listing
from components.shell import screen
from growthos_ui.auth.permissions import Permission
from state.oversight import JobsState


@screen(
    route="/oversight/jobs",
    title="Jobs",
    about="What is done at night and all day long: the last runs, what they found, and why one failed",
    needs=Permission.OVERSIGHT_DATA_READ,
    on_load=(JobsState.load,),
    wide=True,
    topics=("job_runs",),
)
def jobs() -> rx.Component:
    return listing(JobsState)
