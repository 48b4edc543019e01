"""Refusals about courses, places in them, unlocking and watching."""

from __future__ import annotations

from typing import Any

from growthos_ui.errors import Kind

# What keeps a student out of a course, or a recording shut, as private.access_lock and private.course_unlocks name it.
LOCKS = {
    "account_closed": "the account is closed",
    "not_enrolled": "there is no place in the course",
    "paused": "the place is paused",
    "access_expired": "the access has expired",
    "suspended": "the student is suspended",
    "fees_not_cleared": "the first payment is open",
    "drip_locked": "it opens later",
    "previous_not_watched": "the recording before it has not been watched",
    "previous_assignment_not_submitted": "the work before it has not been handed in",
    "previous_assignment_not_approved": "the work before it has not been approved",
    "prerequisite_missing": "a lesson that it asks for is not complete",
    "previous_not_rated": "the recording before it has not been rated",
}


def locked(what: str) -> Any:
    """Return what makes a sentence of a refusal whose detail names the reason."""
    return lambda detail: f"{what}: {LOCKS.get(str(detail.get('reason')), 'it is locked')}."


REASONS: dict[str, tuple[Kind, Any]] = {
    "course.part_unknown": (Kind.INVALID, "A pathway is made of courses of this organisation."),
    "lesson.prerequisite_unknown": (Kind.INVALID, "A lesson asks for other lessons of its own course."),
    "content.mentor_wording_only": (Kind.FORBIDDEN, "Mentors change words here, and nothing else."),
    "batch.started": (Kind.WRONG_STATE, "The batch began on {start_date}; its start is fixed now."),
    "enrolment.not_allowed": (Kind.FORBIDDEN, "Your role may not change who is enrolled."),
    "enrolment.free_not_allowed": (Kind.FORBIDDEN, "Only an admin may give a free place."),
    "enrolment.reason_required": (Kind.INVALID, "Say why."),
    "enrolment.no_target": (Kind.INVALID, "Choose a course."),
    "enrolment.course_missing": (Kind.MISSING, "There is no such course."),
    "enrolment.course_closed": (Kind.WRONG_STATE, "This course takes nobody at the moment."),
    "enrolment.batch_missing": (Kind.MISSING, "There is no such batch of this course."),
    "enrolment.batch_over": (Kind.WRONG_STATE, "This batch is over."),
    "enrolment.duplicate": (Kind.DUPLICATE, "The student has a place in this course already."),
    "enrolment.missing": (Kind.MISSING, "There is no such enrolment."),
    "enrolment.already_cancelled": (Kind.WRONG_STATE, "This enrolment was cancelled before."),
    "enrolment.part_of_a_pathway": (Kind.WRONG_STATE, "This course comes with a pathway: cancel the pathway."),
    "unlock.not_allowed": (Kind.FORBIDDEN, "Your role may not open recordings by hand."),
    "unlock.reason_required": (Kind.INVALID, "Say why it is opened."),
    "unlock.recording_missing": (Kind.MISSING, "There is no such recording."),
    "unlock.already_open": (Kind.WRONG_STATE, "This recording is open already."),
    "unlock.missing": (Kind.MISSING, "This recording is not open by hand."),
    "unlock.completed": (Kind.WRONG_STATE, "The student has watched it: there is nothing to take back."),
    "watching.not_a_learner": (Kind.FORBIDDEN, "Only students report what they watch."),
    "watching.out_of_range": (Kind.INVALID, "Seconds are whole numbers from 0 on."),
    "watching.no_access": (Kind.WRONG_STATE, locked("The course is closed")),
    "watching.locked": (Kind.WRONG_STATE, locked("The recording is locked")),
    "rating.not_watched": (Kind.WRONG_STATE, "A recording is rated once it has been watched."),
}
