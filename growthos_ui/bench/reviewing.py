"""What reviewing asks beside its list: the figures, one version of work, and the queue around it."""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from growthos_ui.coursework.reviews import figures, queries
from growthos_ui.coursework.reviews.deciding import walked
from growthos_ui.coursework.reviews.measures import decisions
from growthos_ui.listing.ask import Ask

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlalchemy import Select

    from growthos_ui.metrics.clock import Clock


def reviewing(samples: Mapping[str, str], at: Clock) -> Iterator[tuple[str, Select[Any]]]:
    """Yield (name, select) for the strip over everything and over one course, and for each part of the page of a version."""
    student, course, work = (UUID(samples[each]) for each in ("student", "course", "assignment"))
    for about, ask in (("everything", Ask()), ("one course", Ask().filtered("course", (samples["course"],)))):
        yield f"submissions: {about}, figures of what waits", figures.waits(ask, at)
        yield f"submissions: {about}, figures of decisions", decisions(ask, at)
    yield "review: one version", queries.one(work)
    yield "review: versions", queries.versions(student, work)
    yield "review: how the student stands", queries.standing(student, course)
    yield "review: the queue from its beginning", queries.queue(10)
    for way in (True, False):
        place = (at.now.replace(tzinfo=UTC) - timedelta(days=30), work)
        yield f"review: the queue {'before' if way else 'after'} a place", queries.queue_from(*place, 20, backwards=way)
    after = queries.queue_from(*place, 20, backwards=False)
    yield "review: the queue of one course after a place", walked(after, Ask().filtered("course", (samples["course"],)))
