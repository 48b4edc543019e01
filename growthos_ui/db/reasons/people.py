"""Refusals about organisations, accounts and students."""

from collections.abc import Callable
from typing import Any

from growthos_ui.errors import Kind

REASONS: dict[str, tuple[Kind, str | Callable[[dict[str, Any]], str]]] = {
    "people.organisation_missing": (Kind.MISSING, "There is no such organisation."),
    "people.may_not_choose_an_organisation": (
        Kind.FORBIDDEN,
        "Only a superadmin may work in another organisation.",
    ),
    "people.may_not_end_sign_ins": (Kind.FORBIDDEN, "Your role may not sign this person out."),
    "people.sign_in_is_this": (Kind.WRONG_STATE, "This is the sign-in you are using now: sign out instead."),
    "people.sign_in_missing": (Kind.MISSING, "There is no such sign-in."),
    "people.changed_meanwhile": (
        Kind.CONFLICT,
        lambda detail: f"Somebody else has saved “{detail.get('now') or 'nothing'}” here since you opened this.",
    ),
    "people.student_missing": (Kind.MISSING, "There is no such student."),
    "note.not_allowed": (Kind.FORBIDDEN, "Your role may not write notes on students."),
    "note.text_missing": (Kind.INVALID, "Write something, of at most 2,000 characters."),
    "people.user_missing": (Kind.MISSING, "There is no such person."),
}
