"""Giving many learners a mentor at once: all of them or none."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import Integer, String, Uuid, column, func, select
from sqlalchemy.exc import DBAPIError

from growthos_ui.auth.denied import DENIED
from growthos_ui.auth.permissions import Permission
from growthos_ui.db import columns_of
from growthos_ui.errors import GrowthError, Kind
from growthos_ui.listing.acts import Act, Undo
from growthos_ui.listing.boxes import Box
from growthos_ui.listing.words import number_of
from growthos_ui.people.models import Student

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Select

    from growthos_ui.db import Transaction

_mentor = func.private.mentors_to_choose().table_valued(
    column("value", Uuid),
    column("label", String),
    column("active", Integer),
    column("capacity", Integer),
    name="mentor",
)
_student = columns_of(Student)
_NOUN = ("student", "students")
_OVER = "Even if the mentor is full"


def mentors() -> Select[Any]:
    """Return the mentors whom the actor may give learners to, each with how many they have."""
    load = func.concat(_mentor.c.label, " · ", _mentor.c.active, " of ", _mentor.c.capacity)
    return select(_mentor.c.value, load.label("label"), _mentor.c.label.label("name"))


async def assign_mentor(tx: Transaction, students: Sequence[UUID], said: Mapping[str, str]) -> str:
    """Give every one of these students this mentor, and say so. The same mentor again changes nothing.

    A full mentor takes more where that is said with a reason, which is an admin's to say. Raises GrowthError, and nobody
    gets one, when the mentor is none, is full, or a student has one whom only an admin may replace.
    """
    choice, is_over = said["choice"], bool(said.get("over"))
    reason = said.get("reason", "").strip() or None
    if is_over and reason is None:
        raise GrowthError(Kind.INVALID, "Say why this mentor takes more students than are allowed.", field="reason")
    rows = {str(row["value"]): str(row["name"]) for row in await tx.rows(mentors())}
    if choice not in rows:
        raise GrowthError(Kind.INVALID, "Choose a mentor.", field="choice")
    try:
        # In one order, so that two at once wait for each other instead of locking each other out.
        for student in sorted(students):
            await tx.call("private.assign_mentor", student, UUID(choice), reason, is_over)
    except (DBAPIError, GrowthError) as error:
        raise _refusal(error, rows[choice], may_force=tx.actor.may(Permission.MENTORING_ASSIGNMENTS_END)) from error
    has = "has" if len(students) == 1 else "have"
    return f"{number_of(len(students), _NOUN)} now {has} {rows[choice]} as mentor."


async def _remember(
    tx: Transaction, students: Sequence[UUID], said: Mapping[str, str]
) -> tuple[str, dict[UUID, UUID | None]]:
    """Return the mentor who is given, and who of these had another one before, or none."""
    rows = await tx.rows(select(_student.id, _student.mentor_id).where(_student.id.in_(students)))
    before = {row["id"]: row["mentor_id"] for row in rows if str(row["mentor_id"]) != said["choice"]}
    return said["choice"], before


async def _put_back(tx: Transaction, remembered: tuple[str, dict[UUID, UUID | None]]) -> str:
    """Give everybody the mentor of before, or none; nobody, where one of them was given another one meanwhile."""
    given, before = remembered
    rows = await tx.rows(select(_student.id, _student.mentor_id).where(_student.id.in_(before)))
    if {row["id"] for row in rows if str(row["mentor_id"]) == given} != before.keys():
        raise GrowthError(
            Kind.CONFLICT, "Somebody gave one of these students another mentor meanwhile. Nothing was changed."
        )
    try:
        for student in sorted(before):
            # whoever had them before has them again, full or not
            await tx.call("private.assign_mentor", student, before[student], "Taken back", True) if before[
                student
            ] else await tx.call("private.end_mentor_assignment", student, "Taken back")
    except (DBAPIError, GrowthError) as error:
        raise _refusal(error, "The mentor of before") from error
    have = "has the mentor" if len(before) == 1 else "have the mentors"
    return f"Taken back: {number_of(len(before), _NOUN)} {have} of before."


def _refusal(error: DBAPIError | GrowthError, name: str, *, may_force: bool = False) -> Exception:
    """Return what the database's word means to a person; the error itself where the word is not one of ours."""
    said = getattr(getattr(error.__cause__ if isinstance(error, GrowthError) else error, "orig", None), "diag", None)
    nothing = "Nothing was changed."
    match getattr(said, "message_primary", ""):
        case "mentoring.not_allowed":
            return GrowthError(Kind.FORBIDDEN, DENIED[Permission.MENTORING_ASSIGNMENTS_CREATE])
        case "mentoring.not_first":
            sentence = "At least one of these students has a mentor already, and only an admin may change that."
            return GrowthError(Kind.FORBIDDEN, f"{sentence} {nothing}", remedy="Filter by “No mentor”.")
        case "mentoring.over_capacity":
            load = json.loads(said.message_detail or "{}") if said else {}
            sentence = f"{name} would have more than {number_of(load.get('capacity', 0), _NOUN)}."
            force = f", or tick “{_OVER}” and say why" if may_force else ""
            return GrowthError(
                Kind.WRONG_STATE, f"{sentence} {nothing}", remedy=f"Choose fewer, or another mentor{force}."
            )
        case "mentoring.not_a_mentor" | "people.student_missing":
            return GrowthError(Kind.CONFLICT, f"The mentor or a student is not there any more. {nothing}")
    return error


ASSIGN_MENTOR = Act(
    name="assign-mentor",
    label="Assign mentor",
    needs=Permission.MENTORING_ASSIGNMENTS_CREATE,
    on="student_id",
    noun=_NOUN,
    asks="Mentor",
    options=mentors,
    boxes=(
        Box("over", _OVER, "tick", is_optional=True, needs=Permission.MENTORING_ASSIGNMENTS_END),
        Box("reason", "Why, for a full mentor", is_optional=True, needs=Permission.MENTORING_ASSIGNMENTS_END),
    ),
    run=assign_mentor,
    undo=Undo(needs=Permission.MENTORING_ASSIGNMENTS_END, remember=_remember, back=_put_back),
    # Everything that belongs to a learner moves along: measured 37 ms for each.
    most=200,
)
