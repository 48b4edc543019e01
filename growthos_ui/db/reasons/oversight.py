"""Refusals about sign-ins, the audit and the error log."""

from growthos_ui.errors import Kind

REASONS = {
    "sign_in.not_allowed": (Kind.FORBIDDEN, "Your role may not sign this person out."),
    "sign_in.missing": (Kind.MISSING, "There is no such sign-in."),
    "error_log.not_allowed": (Kind.FORBIDDEN, "Only a superadmin may resolve errors."),
    "error_log.missing": (Kind.MISSING, "There is no such error."),
}
