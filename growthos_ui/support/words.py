"""What notifications are about, in few words: every type of the table belongs to one subject."""

from __future__ import annotations

SUBJECTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "learners": (
        "Learners",
        ("student_added", "mentor_assigned", "student_churned", "at_risk_student_alert", "milestone_celebration"),
    ),
    "learning": (
        "Learning",
        ("content_unlocked", "assignment_unlocked", "learning_item_changed", "low_rating_alert"),
    ),
    "work": ("Assignments", ("assignment_submitted", "assignment_reviewed", "review_sla_warning")),
    "classes": (
        "Live classes",
        (
            "success_session_added",
            "success_session_updated",
            "success_session_cancelled",
            "success_session_reminder",
        ),
    ),
    "money": (
        "Payments",
        (
            "installment_issued",
            "installment_reminder_first",
            "installment_reminder_final",
            "installment_due",
            "installment_overdue",
            "invoice_paid",
            "fee_extension",
            "refund_processed",
            "approval_asked",
            "approval_decided",
        ),
    ),
    "access": ("Access", ("lms_suspended", "lms_reactivated", "access_expired")),
    "tickets": ("Tickets", ("ticket_updated",)),
    "account": ("Account and system", ("security_alert", "integration_error", "job_failed")),
}
"""By the value in the address: the words, and the types."""
