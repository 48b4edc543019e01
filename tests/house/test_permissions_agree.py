"""Law: what the menu offers a role, the database lets it read, and nothing more."""

from __future__ import annotations

import pytest

from growthos_ui.auth.denied import DENIED
from growthos_ui.auth.permissions import Permission, Role
from growthos_ui.auth.powers import ROLE_PERMISSIONS, permissions_of
from tests.cast import CAST

# What a screen behind each permission reads about learners.
READS = {
    Permission.PEOPLE_STUDENTS_READ: (
        "public.students",
        "dashboard.student_progress",
        "dashboard.student_words",
        "dashboard.student_spellings",
        "dashboard.learner_weeks",
        "public.course_enrollments",
        "public.student_recordings",
        "public.user_activity_logs",
    ),
    Permission.LEARNING_COURSES_READ: ("dashboard.cohort_figures",),
    Permission.LEARNING_BATCHES_READ: ("dashboard.cohort_figures", "dashboard.learner_weeks"),
    Permission.LEARNING_RECORDINGS_READ: ("dashboard.recording_figures", "public.student_recordings"),
    Permission.COURSEWORK_SUBMISSIONS_READ: ("public.student_assignments", "public.assignments"),
    Permission.LEARNING_PROGRESS_READ: ("dashboard.student_progress", "dashboard.learner_weeks"),
    Permission.COURSEWORK_MARKS_READ: ("public.student_assignments", "public.assignments"),
    Permission.COURSEWORK_REVIEWS_READ: ("public.student_assignments", "public.assignments"),
    Permission.SUPPORT_NOTIFICATIONS_READ: ("public.notifications",),
    Permission.OVERSIGHT_AUDIT_READ: ("public.admin_logs",),
    Permission.OVERSIGHT_ACTIVITY_READ: ("public.user_activity_logs",),
    Permission.OVERSIGHT_ERRORS_READ: ("public.error_logs",),
    Permission.OVERSIGHT_SIGN_INS_READ: ("public.user_sessions",),
    Permission.PEOPLE_ACCOUNT_READ: ("public.user_sessions",),
    # everybody reads their own role; those of others are the office's
    Permission.PEOPLE_STAFF_READ: ("public.user_roles where user_id <> (select private.actor_id())",),
    Permission.FINANCE_INSTALLMENTS_READ: (
        "public.invoices",
        "public.installment_plans",
        "public.installment_payments",
        "dashboard.money_acts",
        "dashboard.installment_terms",
        "dashboard.colleagues",
    ),
    Permission.FINANCE_COLLECTIONS_READ: (
        "dashboard.promises",
        "dashboard.collection_contacts",
        "dashboard.reminder_pauses",
    ),
    Permission.FINANCE_OVERVIEW_READ: (
        "dashboard.suspension_holds",
        "dashboard.month_acts",
        "dashboard.month_figures",
    ),
    Permission.FINANCE_IMPORTS_READ: ("dashboard.imports", "dashboard.bank_lines"),
    Permission.FINANCE_APPROVALS_READ: ("dashboard.money_approvals",),
    Permission.FINANCE_INVOICES_READ: ("public.invoices",),
    Permission.FINANCE_PAYMENTS_READ: ("public.installment_payments",),
    Permission.FINANCE_DOCUMENTS_READ: ("dashboard.documents", "dashboard.document_figures"),
    Permission.SUPPORT_MAIL_READ: ("dashboard.outbox",),
    Permission.SUPPORT_TEMPLATES_READ: ("dashboard.mail_templates",),
    Permission.SUPPORT_TICKETS_READ: ("public.support_tickets", "public.support_ticket_replies"),
    Permission.SUPPORT_TICKETS_MANAGE: ("dashboard.colleagues",),
    Permission.MENTORING_SESSIONS_READ: ("public.success_sessions",),
    Permission.MENTORING_ATTENDANCE_READ: ("public.session_attendance",),
    Permission.GROWTH_SETTINGS_READ: ("public.company_settings",),
    Permission.GROWTH_FLAGS_READ: ("public.feature_flags",),
}
# Read by the database's law without a screen of its own, each with its reason.
WIDER = {
    ("support", "public.assignments"): "answers a student's question about a task",
}
STAFF = [member for member in CAST if member.role is not Role.STUDENT]


def reach(member):
    """Return every table that some permission of the member needs."""
    held = permissions_of(member.role, member.capabilities)
    return {table for permission, tables in READS.items() if permission in held for table in tables}


def wider(member):
    names = {member.role.value, *(each.value for each in member.capabilities)}
    if "support" in names or "marketing" in names:
        names.discard("enrollment_manager")
    return {table for name, table in WIDER if name in names}


@pytest.mark.parametrize("member", STAFF, ids=lambda member: member.key)
async def test_what_the_menu_offers_the_database_lets_be_read_and_nothing_more(member, acting, database):
    actor = await acting(member.key)
    every = sorted({table for tables in READS.values() for table in tables})
    with database.acting_as(actor) as connection:
        seen = {table for table in every if connection.execute(f"select exists (select from {table})").fetchone()[0]}
    assert seen - wider(member) == reach(member) - wider(member)
    assert reach(member) <= seen


def test_every_exception_is_still_needed(database):
    from tests.database import sign_in

    needed = set()
    for member in STAFF:
        with database.acting_as(sign_in(database, member)) as connection:
            for table in wider(member) - reach(member):
                if connection.execute(f"select exists (select from {table})").fetchone()[0]:
                    needed.add(table)
    assert needed == {table for _, table in WIDER}


def test_every_permission_is_held_by_somebody_and_has_its_sentence():
    held = frozenset().union(*ROLE_PERMISSIONS.values())
    assert held == set(Permission)
    assert set(DENIED) == set(Permission)


def test_a_student_may_ask_for_nothing_here():
    assert permissions_of(Role.STUDENT, frozenset()) == frozenset()
