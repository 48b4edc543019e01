"""Annotations found, put on a drawing, added and removed. Row security decides who reads which and who may write."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from sqlalchemy import delete, insert, select

from growthos_ui.auth.denied import DENIED
from growthos_ui.auth.permissions import Permission
from growthos_ui.db import columns_of
from growthos_ui.errors import GrowthError, Kind
from growthos_ui.figure import Annotation
from growthos_ui.learning.annotations.models import Annotation as Kept
from growthos_ui.listing.filters import YEARS
from growthos_ui.listing.words import day_words

if TYPE_CHECKING:
    from uuid import UUID

    from growthos_ui.db import Transaction
    from growthos_ui.figure import Drawing

TEXT_LENGTH_MAX = 140
AUDIENCES = {"everyone": "Everyone who works here", "staff": "Staff only"}
"""Who sees an annotation, in words. Staff: superadmins, admins and enrolment managers."""
_kept = columns_of(Kept)


async def annotated(tx: Transaction, drawing: Drawing) -> Drawing:
    """Return the drawing with the annotations of its days that the actor may see; one more round trip where it is dated."""
    days = [mark.first for mark in drawing.series[0].marks] if drawing.is_dated and drawing.series else []
    if not days or None in days:
        return drawing
    begins = [day for day in days if day is not None]
    found = await tx.rows(
        select(_kept.id, _kept.on_day, _kept.text, _kept.audience, _kept.made_by_name)
        .where(_kept.on_day >= begins[0], _kept.on_day <= _end(begins))
        .order_by(_kept.on_day, _kept.created_at)
    )
    marks = drawing.series[0].marks
    notes = tuple(
        Annotation(
            id=str(row["id"]),
            place=sum(day <= row["on_day"] for day in begins) - 1,
            day=day_words(row["on_day"]),
            text=row["text"],
            who=row["made_by_name"],
            audience="" if row["audience"] == "everyone" else AUDIENCES[row["audience"]],
        )
        for row in found
    )
    assert all(0 <= each.place < len(marks) for each in notes)  # noqa: S101 - the days asked for are the marks' own
    return replace(drawing, annotations=notes)


async def add(tx: Transaction, *, day: str, text: str, audience: str) -> None:
    """Put a note on a day. Raises GrowthError where a part of it is missing or the actor may not."""
    words = " ".join(text.replace("\0", " ").split())
    if not words:
        raise GrowthError(Kind.INVALID, "An annotation needs some words.", field="text")
    if len(words) > TEXT_LENGTH_MAX:
        raise GrowthError(Kind.INVALID, f"An annotation has at most {TEXT_LENGTH_MAX} characters.", field="text")
    if audience not in AUDIENCES:
        raise GrowthError(Kind.INVALID, "Choose who sees the annotation.", field="audience")
    values = {"on_day": _day(day), "text": words, "audience": audience}
    await tx.change(insert(Kept).values(id=uuid4(), organization_id=tx.actor.organization_id, **values))


async def remove(tx: Transaction, annotation: UUID) -> None:
    """Take a note away. Raises GrowthError where there is none that the actor may take."""
    gone = await tx.change(delete(Kept).where(_kept.id == annotation).returning(_kept.id))
    if not gone:
        if not tx.actor.may(Permission.LEARNING_ANNOTATIONS_MANAGE):
            raise GrowthError(Kind.FORBIDDEN, DENIED[Permission.LEARNING_ANNOTATIONS_MANAGE])
        raise GrowthError(Kind.MISSING, "There is no such annotation any more.")


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise GrowthError(Kind.INVALID, "An annotation needs a day.", field="day") from error
    if day.year not in YEARS:
        raise GrowthError(Kind.INVALID, "An annotation needs a day of this time.", field="day")
    return day


def _end(begins: list[date]) -> date:
    """Return the last day of the last mark: marks are weeks or months."""
    last = begins[-1]
    if len(begins) > 1 and begins[-1] - begins[-2] == timedelta(days=7):
        return last + timedelta(days=6)
    return (last.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
