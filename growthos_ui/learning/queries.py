"""Questions about courses and about how far learners have come. Row security decides whose."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from growthos_ui.db import columns_of
from growthos_ui.learning.models import Batch, Course

if TYPE_CHECKING:
    from sqlalchemy import Select


_course = columns_of(Course)
_batch = columns_of(Batch)


def courses() -> Select[Any]:
    """Return the courses of the organisation, by title."""
    return select(_course.id.label("value"), _course.title.label("label")).order_by(_course.title, _course.id)


def batches() -> Select[Any]:
    """Return the batches of the organisation, by name."""
    return select(_batch.id.label("value"), _batch.name.label("label")).order_by(_batch.name, _batch.id)
