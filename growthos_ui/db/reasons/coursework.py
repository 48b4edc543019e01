"""Refusals about assignments, handing in and reviewing."""

from __future__ import annotations

from typing import Any

from growthos_ui.db.reasons.learning import locked
from growthos_ui.errors import Kind

REASONS: dict[str, tuple[Kind, Any]] = {
    "assignment.recording_of_another_course": (Kind.INVALID, "The recording belongs to another course."),
    "questionnaire.completed": (Kind.WRONG_STATE, "Completed answers stay as they are."),
    "submission.not_a_learner": (Kind.FORBIDDEN, "Only students hand in work."),
    "submission.assignment_missing": (Kind.MISSING, "There is no such assignment."),
    "submission.no_access": (Kind.WRONG_STATE, locked("The course is closed")),
    "submission.locked": (Kind.WRONG_STATE, locked("The assignment is locked")),
    "submission.content_missing": (Kind.INVALID, "Nothing was handed in: this assignment asks for {field}."),
    "submission.too_long": (Kind.INVALID, "The text has more than {most} characters."),
    "submission.link_invalid": (Kind.INVALID, "Addresses begin with https://, and there are at most 20."),
    "submission.still_pending": (Kind.WRONG_STATE, "Version {version} still waits for its decision."),
    "submission.already_approved": (Kind.WRONG_STATE, "Version {version} was approved: nothing is left to hand in."),
    "submission.immutable": (Kind.WRONG_STATE, "What was handed in stays as it is."),
    "submission.score_out_of_range": (Kind.INVALID, "The score is at most {max_score}."),
    "submission.missing": (Kind.MISSING, "There is no such work."),
    "submission.already_decided": (Kind.WRONG_STATE, "This version was {status} before."),
    "submission.superseded": (Kind.WRONG_STATE, "There is a newer version: decide that one."),
    "review.not_allowed": (Kind.FORBIDDEN, "Your role may not review work."),
    "review.decision_unknown": (Kind.INVALID, "Approve or decline."),
    "review.feedback_required": (Kind.INVALID, "Say what is missing when you decline."),
    "review.score_out_of_range": (Kind.INVALID, "A score is not below 0."),
    "review.page_too_long": (Kind.INVALID, "A page has at most {most} rows."),
}
