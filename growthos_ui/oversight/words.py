"""The names that people have for tables and for what is written into the audit."""

from __future__ import annotations

import re

from growthos_ui.growth.keys import LABELS as SETTINGS
from growthos_ui.people.profile import doings

ACTIONS: dict[str, str] = {
    "insert": "Added",
    "update": "Changed",
    "delete": "Removed",
    "student_created": "Student created",
    "staff_created": "Staff account created",
    "role_changed": "Role changed",
    "login_blocked": "Sign-in blocked",
    "login_unblocked": "Sign-in unblocked",
    "user_deactivated": "Account deactivated",
    "user_reactivated": "Account reactivated",
    "password_changed": "Password changed",
    "session_revoked": "Sign-in ended",
    "login_failed_locked": "Locked after wrong passwords",
    "organization_switched": "Organisation switched",
    "enrollment_created": "Enrolled",
    "enrollment_cancelled": "Enrolment cancelled",
    "discount_applied": "Discount applied",
    "enrollment_missing_target": "Enrolment without its course",
    "drip_override_updated": "Release by date switched",
    "sequential_override_updated": "Release in order switched",
    "invoice_created": "Invoice created",
    "invoice_paid": "Invoice paid",
    "invoice_refunded": "Invoice refunded",
    "invoice_resent": "Invoice sent again",
    "invoice_cancelled": "Invoice cancelled",
    "paper_issued": "Document issued",
    "fee_extension_granted": "Due day moved",
    "fee_extension_cleared": "Due day moved back",
    "penalty_applied": "Late fee applied",
    "penalty_waived": "Late fee waived",
    "credited": "Credit given",
    "written_off": "Written off",
    "refund_approved": "Refund approved",
    "lms_suspended": "Suspended",
    "lms_activated": "Activated",
    "auto_suspended": "Suspended by rule",
    "auto_reactivated": "Activated by rule",
    "scheduled_suspension_created": "Suspension scheduled",
    "scheduled_suspension_cancelled": "Suspension unscheduled",
    "scheduled_suspension_executed": "Scheduled suspension carried out",
    "access_expired": "Access expired",
    "suspension_held": "Suspension held",
    "suspension_hold_lifted": "Hold taken back",
    "manual_unlock": "Recording unlocked by hand",
    "manual_unlock_revoked": "Unlock taken back",
    "submission_reviewed": "Submission reviewed",
    "course_completed": "Course completed",
    "session_cancelled": "Session cancelled",
    "mentor_assigned": "Mentor assigned",
    "mentor_assignment_ended": "Mentor assignment ended",
    "capacity_overridden": "Mentor given more than the limit",
    "milestone_awarded": "Milestone reached",
    "proof_added": "Proof of money added",
    "approval_asked": "Second person asked",
    "approval_declined": "Act of money declined",
    "approval_expired": "Request expired",
    "approval_withdrawn": "Request taken back",
    "mail_template_saved": "Words of a mail changed",
    "mail_sent_again": "Mail sent once more",
    "mail_dropped": "Mail given up",
    "recovery_message_sent": "Recovery message sent",
    "student_recovered": "Student came back",
    "integration_connected": "Integration connected",
    "integration_disconnected": "Integration disconnected",
    "credentials_rotated": "Credentials changed",
    "settings_updated": "Settings changed",
    "flag_changed": "Feature switched",
    "error_reopened": "Error opened again",
    "export_downloaded": "Exported",
    "data_access": "Looked at",
    "access_denied": "Refused",
    "import_done": "File brought in",
    "bank_line_matched": "Bank line matched",
    "bank_line_ignored": "Bank line set aside",
    "bank_line_unmatched": "Bank line's match undone",
    "month_closed": "Books of a month closed",
    "month_reopened": "Books of a month opened again",
    "job.import_oulad": "Import: OULAD",
    "job.installments": "Job: installments",
    "job.lifecycle": "Job: lifecycle",
    "job.recovery_check": "Job: recovery check",
    "job.leaderboard": "Job: leaderboard",
    "job.performance": "Job: performance",
    "job.outbox": "Job: outbox",
    "job.shopify_sync": "Job: Shopify",
    "job.meta_sync": "Job: Meta ads",
    "job.risk": "Job: risk",
    "job.sessions": "Job: sessions",
}

SECURITY_EVENTS = ("access_denied", "data_access", "export_downloaded", "login_failed_locked")
"""What is looked through after something happened: who was refused, locked out, or took something away."""

TABLES: dict[str, str] = {
    "admin_logs": "Audit",
    "assignments": "Assignments",
    "available_lessons": "Lessons",
    "bank_lines": "Bank lines",
    "batches": "Batches",
    "colleagues": "Names of colleagues",
    "collection_contacts": "Contacts about money",
    "company_settings": "Settings",
    "course_enrollments": "Enrolments",
    "courses": "Courses",
    "documents": "Documents",
    "error_logs": "Error log",
    "feature_flags": "Feature flags",
    "imports": "Imports",
    "installment_payments": "Payments",
    "installment_plans": "Installments",
    "integrations": "Integrations",
    "invoices": "Invoices",
    "month_acts": "Books of months",
    "lesson_recordings": "Recordings",
    "mail_templates": "Words of mails",
    "meta_ads_metrics": "Meta ads figures",
    "milestone_celebration": "Milestones",
    "modules": "Modules",
    "notifications": "Notifications",
    "organizations": "Organisations",
    "outbox": "Mails",
    "payment_methods": "Payment methods",
    "promises": "Promises to pay",
    "money_approvals": "Approvals of money",
    "proof_files": "Proofs of money",
    "questionnaire_responses": "Questionnaires",
    "reminder_pauses": "Pauses of reminders",
    "sequential_unlocks": "Unlocks",
    "session_attendance": "Attendance",
    "shopify_metrics": "Shopify figures",
    "student_assignments": "Submissions",
    "student_details": "Student details",
    "student_mentor_assignments": "Mentor assignments",
    "student_performance": "Performance",
    "student_recordings": "Watched recordings",
    "student_recovery_messages": "Recovery messages",
    "students": "Students",
    "success_sessions": "Sessions",
    "support_ticket_replies": "Ticket replies",
    "support_tickets": "Tickets",
    "user_activity_logs": "Activity",
    "user_roles": "Roles",
    "user_sessions": "Sign-ins",
    "users": "Accounts",
    "video_ratings": "Ratings",
}

# What people did: the words of a learner's own page, and those for the work of staff.
DOINGS: dict[str, str] = {
    **{kind: words for kind, (words, _) in doings.DOINGS.items()},
    "user_created": "Account created",
    "user_updated": "Account changed",
    "user_deactivated": "Account deactivated",
    "role_changed": "Role changed",
    "content_created": "Content created",
    "content_updated": "Content changed",
    "content_deactivated": "Content taken away",
    "session_scheduled": "Session scheduled",
    "settings_updated": "Settings changed",
}
COLUMNS = {"lms_status": "LMS status", "lms_status_source": "LMS status set by"}
"""Names of columns that their own letters do not make readable."""


def named(value: str, words: dict[str, str]) -> str:
    """Return the name that people have for a value; its own letters, made readable, where it has none."""
    return words.get(value) or value.replace("_", " ").replace(".", " ").capitalize()


def column_words(name: str) -> str:
    """Return `Mentor` for mentor_id, the value says the person; a setting has the name of its screen."""
    return named(name.removesuffix("_id") or name, COLUMNS | SETTINGS)


def description_words(said: str) -> str:
    """Return what a trigger wrote of a row as people say it, "Changed in installments: status, issue date."; an act has its own sentence."""
    written = _OF_A_ROW.fullmatch(said)
    if written is None:
        return _AMOUNT.sub(lambda found: f"{found[1]}{int(found[2]):,}", said)
    verb, table, sets, columns = written.groups()
    names = [each for each in (columns or "").split(", ") if each]
    # what the database works out beside a column is not what somebody changed
    shown = [each for each in names if not each.endswith(("_milli", "_key"))] or names
    what = ", ".join(_within(column_words(each)) for each in shown)
    where = _within(named(table, TABLES)) if table else ""
    return f"{verb or sets} {': '.join(each for each in (where, what) if each)}."


def _within(words: str) -> str:
    return words if words[:2].isupper() else words[:1].lower() + words[1:]


_AMOUNT = re.compile(r"\b([A-Z]{3} )(\d{4,})\b")
_OF_A_ROW = re.compile(r"(?:(Added to|Changed in|Removed from) ([a-z_]+)|(Set))(?:(?:: | )([a-z_., ]+))?\.")
