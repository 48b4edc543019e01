"""Refusals about organisations, accounts and students."""

from growthos_ui.errors import Kind

REASONS = {
    "people.organisation_missing": (Kind.MISSING, "There is no such organisation."),
    "people.may_not_choose_an_organisation": (
        Kind.FORBIDDEN,
        "Only a superadmin may work in another organisation.",
    ),
    "people.student_missing": (Kind.MISSING, "There is no such student."),
    "people.user_missing": (Kind.MISSING, "There is no such person."),
}
