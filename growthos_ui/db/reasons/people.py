"""Refusals about organisations, accounts and students."""

from growthos_ui.errors import Kind

REASONS = {
    "people.organisation_missing": (Kind.MISSING, "There is no such organisation."),
    "people.may_not_choose_an_organisation": (
        Kind.FORBIDDEN,
        "Only a superadmin may work in another organisation.",
    ),
    "people.may_not_end_sign_ins": (Kind.FORBIDDEN, "Your role may not sign this person out."),
    "people.sign_in_is_this": (Kind.WRONG_STATE, "This is the sign-in you are using now: sign out instead."),
    "people.sign_in_missing": (Kind.MISSING, "There is no such sign-in."),
    "people.student_missing": (Kind.MISSING, "There is no such student."),
    "people.user_missing": (Kind.MISSING, "There is no such person."),
}
