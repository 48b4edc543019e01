"""What each setting is called and means, and the groups that are saved together."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Group:
    """Settings that stand on one page and are saved as one act; `about` says what a change does."""

    name: str
    title: str
    about: str
    sections: tuple[str, ...] = ()


GROUPS = (
    Group("general", "General", "How to reach the school, and the banner over every page here and on the learners' site.", ("contact", "banner")),
    Group("branding", "Branding", "What the school is called, and how it looks on what it sends."),
    Group("fees", "Fees", "A change holds for bills made from now on; those that stand keep theirs.", ("fees",)),
    Group(
        "learning",
        "Learning",
        "When something counts as watched, how progress is mixed, and what points are given for.",
        ("learning", "leaderboard", "onboarding", "sessions"),
    ),
    Group("risk", "Risk and recovery", "When a student is at risk, and how often they are written to.", ("risk", "recovery")),
    Group("mentors", "Mentors and support", "How much a mentor takes, and how soon work and tickets are answered.", ("mentor", "support")),
    Group("communication", "Communication", "Who gets a copy of what is sent.", ("comms",)),
    Group("security", "Security", "How long a sign-in lasts, what a password must be, and how long traces are kept.", ("security", "retention")),
    Group("integrations", "Integrations", "Which versions are asked, and for how many days.", ("integrations",)),
)  # fmt: skip

LABELS: dict[str, str] = {
    "contact.email": "E-mail address",
    "contact.phone": "Phone",
    "contact.address": "Address",
    "contact.lms_url": "Learners' site",
    "banner.message": "Banner",
    "banner.start": "Banner from",
    "banner.end": "Banner until",
    "banner.colour": "Banner colour",
    "fees.standard_amount": "Standard amount",
    "fees.max_installments": "Most installments",
    "fees.gap_days": "Days between installments",
    "fees.window_days": "Days to pay",
    "fees.grace_days": "Days of grace",
    "fees.penalty_type": "Late fee",
    "fees.penalty_amount": "Late fee, how much",
    "fees.unpaid_newcomer_days": "Days until an unpaid newcomer is suspended",
    "fees.refund_approval_limit": "Money given back or let go of above this needs a second person",
    "fees.approval_days": "Days that a request waits for a second person",
    "fees.payment_methods": "Ways to pay",
    "fees.invoice_notes": "Notes on invoices",
    "fees.suspension_note": "Note when suspended",
    "fees.billing_cc": "Copies of bills to",
    "comms.notification_cc": "Copies of notifications to",
    "learning.watched_threshold_pct": "Watched from, %",
    "learning.progress_weights": "Weights of progress",
    "learning.sequential_default": "Recordings open in order",
    "learning.drip_default": "Recordings open by date",
    "learning.feedback_gate_from": "Ratings needed from",
    "risk.no_login_days": "Days without signing in",
    "risk.stuck_recording_days": "Days stuck on a recording",
    "risk.stuck_assignment_days": "Days stuck on an assignment",
    "risk.missed_sessions_count": "Missed sessions",
    "risk.missed_window_days": "Missed sessions are counted over, days",
    "risk.critical_days": "Critical from, days",
    "recovery.inactive_days": "Written to after, days",
    "recovery.max_attempts": "Most messages",
    "recovery.days_between": "Days between messages",
    "recovery.churn_days": "Given up after, days",
    "recovery.template": "Message",
    "recovery.country_code": "Country code of phones",
    "mentor.capacity": "Students of a mentor, at most",
    "mentor.review_sla_hours": "Work is reviewed within, hours",
    "mentor.review_warn_hours": "Warned from, hours",
    "support.sla_hours": "Tickets are answered within, hours",
    "sessions.default_minutes": "Length of a session, minutes",
    "sessions.join_before_minutes": "Joining opens before, minutes",
    "leaderboard.points": "Points",
    "security.idle_minutes": "A sign-in may rest, minutes",
    "security.session_hours": "A sign-in lasts, hours",
    "security.max_login_attempts": "Wrong passwords before a lock",
    "security.lock_minutes": "A lock lasts, minutes",
    "security.password_min": "Shortest password, letters",
    "security.reset_minutes": "A reset link lasts, minutes",
    "security.activation_days": "An activation link lasts, days",
    "retention.sign_ins_days": "Sign-ins that ended are kept, days",
    "retention.errors_days": "Resolved errors are kept, days",
    "retention.notifications_days": "Notifications that were read are kept, days",
    "integrations.meta_version": "Meta version",
    "integrations.shopify_version": "Shopify version",
    "integrations.default_days": "Days asked for",
    "integrations.max_days": "Days asked for, at most",
    "onboarding.video_url": "Video",
    "onboarding.document_url": "Document",
    "onboarding.questions": "Questions",
    "company_name": "Name of the school",
    "logo_url": "Logo on mails and documents",
    "primary_color": "First colour",
    "secondary_color": "Second colour",
}
PARTS: dict[str, str] = {
    "video": "Videos",
    "assignment": "Assignments",
    "session": "Sessions",
    "shopify": "Shopify connected",
    "meta": "Meta connected",
    "rating": "Ratings",
    "extra_enrolment": "Each enrolment more",
}
OFF_AT_ZERO = frozenset(
    {
        "fees.unpaid_newcomer_days", "risk.no_login_days", "risk.stuck_recording_days", "risk.stuck_assignment_days",
        "risk.missed_sessions_count",
    }
)  # fmt: skip


AMOUNTS: dict[str, str] = {
    "fees.standard_amount": "in {currency}",
    "fees.penalty_amount": "in {currency}, or percent of the installment",
    "fees.refund_approval_limit": "in {currency}",
}
"""How an amount is meant, for those that are money."""

_ON_THEIR_SITE = "Read by the learners' site."
_UNCONNECTED = "Not used yet: no stores and no ads are connected."
_TRIES = "Not used: tries are counted alike for all schools of this server, five and then a wait of up to 15 minutes. Else signing in would tell whose an address is."
_LINKS = "Not used yet: a first password is given by whoever runs the server."
NOT_READ_HERE: dict[str, str] = {
    "contact.lms_url": _ON_THEIR_SITE,
    "onboarding.video_url": _ON_THEIR_SITE,
    "onboarding.document_url": _ON_THEIR_SITE,
    "onboarding.questions": _ON_THEIR_SITE,
    "comms.notification_cc": "Not used yet: all mails are about bills, and those have their own copies.",
    "recovery.template": "Not used yet: messages are written by hand.",
    "recovery.country_code": "Not used yet: numbers are kept with their country.",
    "security.max_login_attempts": _TRIES,
    "security.lock_minutes": _TRIES,
    "security.reset_minutes": _LINKS,
    "security.activation_days": _LINKS,
    "integrations.meta_version": _UNCONNECTED,
    "integrations.shopify_version": _UNCONNECTED,
    "integrations.default_days": _UNCONNECTED,
    "integrations.max_days": _UNCONNECTED,
}
"""What is kept, and changes nothing in this program: said beside its box, so that nobody relies on it."""


def group_named(name: str) -> Group:
    """Return the group of this name; the first where there is none."""
    return next((each for each in GROUPS if each.name == name), GROUPS[0])


def part_words(part: str) -> str:
    """Return what a part of a setting is called."""
    return PARTS.get(part) or part.replace("_", " ").capitalize()
