"""What a learner did, in words: one entry for each row of the activity log, and one for all that opened at one moment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from growthos_ui.listing.words import number_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

# The words for each kind of act, and the shape that stands beside it.
DOINGS: dict[str, tuple[str, str]] = {
    "login": ("Signed in", "sign-out"),
    "logout": ("Signed out", "sign-out"),
    "page_visit": ("Opened a page", "open"),
    "password_changed": ("Changed the password", "lock"),
    "profile_updated": ("Changed the profile", "people"),
    "onboarding_completed": ("Finished the onboarding", "check"),
    "video_watched": ("Watched", "learning"),
    "module_started": ("Began a module", "learning"),
    "module_completed": ("Completed a module", "check"),
    "assignment_viewed": ("Looked at an assignment", "coursework"),
    "assignment_submitted": ("Handed in", "coursework"),
    "assignment_reviewed": ("Was reviewed", "coursework"),
    "assignment_approved": ("Work was approved", "check"),
    "assignment_declined": ("Work was declined", "close"),
    "recording_unlocked": ("A recording opened", "learning"),
    "session_attended": ("Attended a session", "calendar"),
    "leaderboard_viewed": ("Looked at the leaderboard", "chart"),
    "student_created": ("Was added", "plus"),
    "course_enrolled": ("Was enrolled", "plus"),
    "course_unenrolled": ("Was unenrolled", "minus"),
    "pathway_enrolled": ("Was enrolled in a pathway", "plus"),
    "pathway_unenrolled": ("Was unenrolled from a pathway", "minus"),
    "student_enrolled_in_batch": ("Joined a batch", "plus"),
    "mentor_assigned": ("Was given a mentor", "people"),
    "mentor_removed": ("Mentor was removed", "people"),
    "lms_status_changed": ("Status was changed", "info"),
    "lms_suspended": ("Was suspended", "lock"),
    "lms_activated": ("Was activated", "check"),
    "drip_toggled": ("Release by date was switched", "calendar"),
    "sequential_toggled": ("Release in order was switched", "rows"),
    "invoice_created": ("Was invoiced", "table"),
    "invoice_paid": ("Paid", "table"),
    "invoice_resent": ("Invoice was sent again", "table"),
    "fee_extended": ("Due day was moved", "calendar"),
    "refund_recorded": ("Was refunded", "table"),
    "support_ticket_created": ("Asked for help", "info"),
    "support_ticket_replied": ("Was answered", "info"),
    "admin_note": ("Note by staff", "copy"),
    "recovery_contact": ("Was contacted", "info"),
}


def doing_words(row: Mapping[str, Any], titles: Mapping[UUID, str]) -> tuple[str, str, str]:
    """Return what was done, on what, and the shape beside it."""
    if row["many"] > 1:
        return f"{number_of(row['many'], ('recording', 'recordings'))} opened", "", DOINGS["recording_unlocked"][1]
    words, shape = DOINGS.get(row["activity_type"], (str(row["activity_type"]).replace("_", " ").capitalize(), "info"))
    particulars = row["particulars"] or {}
    if "sites" in particulars:
        sites, clicks = int(particulars["sites"]), int(particulars.get("clicks", 0))
        return "Learned", f"{number_of(sites, ('page', 'pages'))}, {number_of(clicks, ('click', 'clicks'))}", shape
    return words, titles.get(row["reference_id"], ""), shape
