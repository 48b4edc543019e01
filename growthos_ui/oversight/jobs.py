"""The list of what jobs did: each run with what it found, or why it failed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Integer, cast, func, select

from growthos_ui.auth.permissions import Permission
from growthos_ui.db import columns_of
from growthos_ui.jobs.words import JOBS as NAMES
from growthos_ui.jobs.words import found_words
from growthos_ui.listing.columns import Badge, Count, Day, Mark, Reading, Text
from growthos_ui.listing.filters import Choice, DayRange
from growthos_ui.listing.listing import Listing
from growthos_ui.oversight.columns import Instant, Named
from growthos_ui.oversight.models import JobRun

if TYPE_CHECKING:
    from sqlalchemy import Select

_run = columns_of(JobRun)

STATES = (
    Mark("done", "Done", "done", "good"),
    Mark("running", "Running", "half", "info"),
    Mark("failed", "Failed", "alarm", "bad", is_tinted=True),
    Mark("stopped", "Interrupted", "struck", "warn"),
)
STARTERS = {"schedule": "The schedule", "command": "By hand"}


@dataclass(frozen=True, kw_only=True)
class Found(Text):
    """What a run found, by name."""

    def words(self, value: Any, reading: Reading) -> str:
        """Return `3 issued, 1 suspended for fees`."""
        return super().words(None, reading) if value is None else found_words(value)

    def plain(self, value: Any, reading: Reading) -> str:
        """Return the same words."""
        return "" if value is None else self.words(value, reading)


def runs() -> Select[Any]:
    """Return every run that the actor may see."""
    return select(
        _run.id,
        _run.started_at,
        _run.job,
        _run.day,
        _run.state,
        _run.started_by,
        _run.counts,
        cast(func.extract("epoch", _run.finished_at - _run.started_at) * 1000, Integer).label("milliseconds"),
        _run.why,
    )


RUNS = Listing(
    name="jobs",
    title="Jobs",
    noun=("run", "runs"),
    source=runs,
    columns=(
        Instant(name="started_at", label="Began", sort_by="started_at", card="pair"),
        Named(name="job", label="Job", known=NAMES, card="title"),
        Day(name="day", label="Day", card="sub", about="The day of the organisation's calendar that was worked on"),
        Badge(name="state", label="State", marks=STATES, card="state"),
        Found(name="counts", label="Found", card="sub"),
        Text(name="why", label="Why", card="pair", about="Why it failed; nothing of such a run was kept"),
        Count(name="milliseconds", label="Took, ms", about="Milliseconds from its beginning to its end"),
        Named(name="started_by", label="Started", known=STARTERS, is_quiet=True),
    ),
    filters=(
        Choice(name="job", label="Job", choices=tuple(NAMES.items())),
        Choice(name="state", label="State", choices=tuple((each.value, each.words) for each in STATES)),
        DayRange(name="day", label="Day"),
        Choice(name="started", label="Started", on="started_by", choices=tuple(STARTERS.items())),
    ),
    sort="-started_at",
    read=Permission.OVERSIGHT_DATA_READ,
    absent="A run appears here when the schedule or somebody starts a job.",
)
