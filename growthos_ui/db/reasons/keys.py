"""What the key of a table refuses, as a sentence: something is named that is not there, or is taken away while it is used."""

from __future__ import annotations

import re

from growthos_ui.errors import GrowthError, Kind

# The column that names it: what it is called.
NOUNS = {
    "assignment_id": "assignment",
    "batch_id": "batch of this course",
    "course_id": "course",
    "enrollment_id": "place in a course",
    "installment_id": "installment",
    "invoice_id": "invoice",
    "lesson_id": "lesson",
    "mentor_id": "mentor",
    "module_id": "module of this course",
    "recording_id": "recording",
    "session_id": "session",
    "student_id": "student",
    "ticket_id": "ticket",
}
# A key by several columns whose name PostgreSQL cut short.
_CUT = {"available_lessons_organization_id_course_id_module_number__fkey": "module_id"}
_NAMED = re.compile(rf"_({'|'.join(NOUNS)})_fkey\d*")
_ANOTHER = "Choose another one: it may have been taken away meanwhile."


def column_of(constraint: str) -> str | None:
    """Return the column by which this key names something that a person chooses; None for a key of another kind."""
    found = _NAMED.search(constraint)
    return _CUT.get(constraint) or (found[1] if found and found.end() == len(constraint) else None)


def refused_by_key(constraint: str, message: str) -> GrowthError | None:
    """Return what to say where a key does not hold; `message` is PostgreSQL's own, which tells a use from a removal."""
    if message.startswith("update or delete"):
        return GrowthError(Kind.WRONG_STATE, "This is used elsewhere, so it stays. Nothing was changed.")
    column = column_of(constraint)
    if column is None or not message.startswith("insert or update"):
        return None  # a server that speaks another language: the plain sentence of the state says it
    return GrowthError(Kind.MISSING, f"There is no such {NOUNS[column]}.", field=column, remedy=_ANOTHER)
