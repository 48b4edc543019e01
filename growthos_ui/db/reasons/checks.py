"""What a table itself refuses, as a sentence: texts that are too long, links that are none, choices that nobody offers."""

from __future__ import annotations

from growthos_ui.errors import GrowthError, Kind

# Constraint: the field, and how many characters it has at least and at most. A test holds them against the catalogue.
LENGTHS: dict[str, tuple[str, int, int]] = {
    "annotations_text_is_short": ("text", 1, 140),
    "assignments_title_check": ("title", 1, 200),
    "available_lessons_title_check": ("title", 1, 200),
    "bank_lines_details_check": ("details", 0, 2000),
    "bank_lines_ignored_reason_check": ("ignored_reason", 1, 500),
    "bank_lines_payer_check": ("payer", 0, 200),
    "bank_lines_reference_check": ("reference", 1, 200),
    "batches_community_links_check": ("community_links", 0, 4000),
    "batches_name_check": ("name", 1, 200),
    "collection_contacts_idempotency_key_check": ("idempotency_key", 1, 200),
    "collection_contacts_note_check": ("note", 0, 2000),
    "company_settings_company_name_check": ("company_name", 1, 200),
    "courses_title_check": ("title", 1, 200),
    "feature_flags_reason_check": ("reason", 3, 500),
    "imports_file_name_check": ("file_name", 1, 200),
    "invoices_notes_check": ("notes", 0, 2000),
    "lesson_recordings_title_check": ("title", 1, 200),
    "list_layouts_layout_is_an_object": ("layout", 0, 8000),
    "mail_templates_body_has_a_length": ("body", 1, 5000),
    "mail_templates_subject_is_one_line": ("subject", 1, 200),
    "modules_title_check": ("title", 1, 200),
    "money_acts_idempotency_key_check": ("idempotency_key", 1, 200),
    "money_acts_notes_check": ("notes", 0, 2000),
    "money_acts_reason_check": ("reason", 0, 2000),
    "money_acts_reference_check": ("reference", 1, 200),
    "money_approvals_idempotency_key_check": ("idempotency_key", 1, 200),
    "money_approvals_note_check": ("note", 0, 2000),
    "money_approvals_reason_check": ("reason", 1, 2000),
    "month_acts_idempotency_key_check": ("idempotency_key", 1, 200),
    "month_acts_reason_check": ("reason", 0, 2000),
    "notifications_message_has_a_length": ("message", 0, 4000),
    "notifications_title_has_a_length": ("title", 1, 200),
    "payment_methods_provider_check": ("provider", 0, 100),
    "payment_methods_provider_reference_check": ("provider_reference", 0, 200),
    "promises_idempotency_key_check": ("idempotency_key", 1, 200),
    "promises_note_check": ("note", 0, 2000),
    "promises_withdraw_reason_check": ("withdraw_reason", 0, 2000),
    "proof_files_name_check": ("name", 1, 200),
    "reminder_pauses_reason_check": ("reason", 1, 2000),
    "saved_views_layout_is_an_object": ("layout", 0, 8000),
    "saved_views_name_is_said": ("name", 1, 60),
    "saved_views_query_fits_an_address": ("query", 0, 4000),
    "student_recovery_messages_message_content_check": ("message_content", 0, 4000),
    "success_sessions_description_check": ("description", 0, 4000),
    "success_sessions_meeting_id_check": ("meeting_id", 1, 100),
    "success_sessions_title_check": ("title", 1, 200),
    "support_ticket_replies_message_check": ("message", 1, 8000),
    "support_tickets_message_check": ("message", 1, 8000),
    "support_tickets_subject_check": ("subject", 1, 200),
    "suspension_holds_reason_is_short": ("reason", 3, 500),
    "users_full_name_has_a_length": ("full_name", 3, 100),
    "video_ratings_feedback_text_check": ("feedback_text", 0, 2000),
}
LINKS = {
    "company_settings_logo_url_check": "logo_url",
    "lesson_recordings_video_url_check": "video_url",
    "student_assignments_submission_file_url_check": "submission_file_url",
    "success_sessions_link_check": "link",
    "success_sessions_recording_url_check": "recording_url",
}
CHOICES = {
    "preferences_density_is_known": "density",
    "preferences_theme_is_known": "theme",
    "success_sessions_status_check": "status",
    "support_tickets_category_check": "category",
    "support_tickets_priority_check": "priority",
    "support_tickets_status_check": "status",
}
_DAY_TOO_FAR = "Choose a day before the year 2200."
_NO_COLOUR = "A colour is written as # and six digits, such as #0a5c8f."
OTHERS = {
    "company_settings_primary_color_check": (Kind.INVALID, _NO_COLOUR, "primary_color"),
    "company_settings_secondary_color_check": (Kind.INVALID, _NO_COLOUR, "secondary_color"),
    "students_suspension_has_real_days": (Kind.INVALID, _DAY_TOO_FAR, "on"),
    "success_sessions_end_after_they_begin": (Kind.INVALID, "A session ends after it begins.", "end"),
    # a batch brings its course: without one there is no such batch
    "success_sessions_batch_brings_its_course": (Kind.MISSING, "There is no such batch.", "batch_id"),
    "success_sessions_have_real_times": (Kind.INVALID, _DAY_TOO_FAR, "start"),
    "users_phone_is_international": (
        Kind.INVALID,
        "A phone number begins with + and the country, then 7 to 14 digits more.",
        "phone",
    ),
    "users_phone_is_unique": (
        Kind.DUPLICATE,
        "This number is that of another account of your organisation.",
        "phone",
    ),
}


def refused_by_check(constraint: str) -> GrowthError | None:
    """Return what to say of a constraint that a person's words can break, or None where only a defect can."""
    if constraint in LENGTHS:
        field, least, most = LENGTHS[constraint]
        return GrowthError(Kind.INVALID, f"{_said(field)}: {_length(least, most)}.", field=field)
    if constraint in LINKS:
        return GrowthError(Kind.INVALID, "A link begins with https:// and has no blank.", field=LINKS[constraint])
    if constraint in CHOICES:
        return GrowthError(Kind.INVALID, "Choose one of those that are offered.", field=CHOICES[constraint])
    if constraint in OTHERS:
        kind, sentence, field = OTHERS[constraint]
        return GrowthError(kind, sentence, field=field)
    return None


def _said(field: str) -> str:
    return field.replace("_", " ").capitalize()


def _length(least: int, most: int) -> str:
    return f"{least} to {most:,} characters" if least > 1 else f"at most {most:,} characters"
