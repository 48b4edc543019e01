"""Refusals about the audit, jobs and the error log."""

from growthos_ui.errors import Kind

REASONS = {
    "audit.nobody": (Kind.FORBIDDEN, "Nobody may change this unseen. Nothing was changed."),
    "audit.purpose_missing": (Kind.INVALID, "Say what it is for."),
    "measures.not_allowed": (Kind.FORBIDDEN, "Your role may not measure students."),
    "measures.day_is_over": (Kind.INVALID, "Only today and yesterday can still be measured."),
    "analytics.not_allowed": (Kind.FORBIDDEN, "Your role does not show how students fare."),
    "analytics.page_unknown": (Kind.INVALID, "Ask for a page from 1 on, with 1 to 100 students on it."),
    "analytics.sort_unknown": (Kind.INVALID, "Students are sorted by name, code, progress or last activity."),
    "jobs.not_at_work": (Kind.FORBIDDEN, "Only a job may do this."),
    "jobs.unknown": (Kind.INVALID, "There is no such job."),
    "jobs.day_unreal": (Kind.INVALID, "A day is one of the years 1900 to 2199."),
    "jobs.day_ahead": (Kind.INVALID, "{day} has not come yet: only a preview may look ahead."),
    "jobs.run_missing": (Kind.MISSING, "There is no such run, or it has ended."),
    "error_log.not_allowed": (Kind.FORBIDDEN, "Only a superadmin may resolve errors."),
    "error_log.missing": (Kind.MISSING, "There is no such error."),
}
