"""One new row for each table that somebody may add to, and a column for each table that somebody may change."""

from tests.cast import ALICE, BEA, LAKESIDE, NORTHGATE, School
from tests.school_ground import MENTORS, row_id

LEARNERS = {NORTHGATE: ALICE, LAKESIDE: BEA}

# Every statement names its organisation: whether it may be that one is the question.
INSERTS = {
    "public.student_details": "insert into public.student_details (organization_id, student_id) values (%(org)s, %(student)s)",
    "public.courses": "insert into public.courses (organization_id, title) values (%(org)s, 'Another')",
    "public.modules": """insert into public.modules (organization_id, course_id, module_number, title)
        values (%(org)s, %(course)s, 9, 'Another')""",
    "public.available_lessons": """insert into public.available_lessons
        (organization_id, course_id, module_id, module_number, lesson_number, title)
        values (%(org)s, %(course)s, %(module)s, 1, 9, 'Another')""",
    "public.lesson_recordings": """insert into public.lesson_recordings (organization_id, lesson_id, title, video_url, position)
        values (%(org)s, %(lesson)s, 'Another', 'https://video.example/9', 9)""",
    "public.batches": """insert into public.batches (organization_id, name, course_id, start_date)
        values (%(org)s, 'Another', %(course)s, '2026-09-01')""",
    "public.video_ratings": """insert into public.video_ratings (organization_id, student_id, recording_id, rating)
        values (%(org)s, %(student)s, %(watched)s, 4)""",
    "public.assignments": """insert into public.assignments (organization_id, course_id, mentor_id, title)
        values (%(org)s, %(course)s, %(mentor)s, 'Another')""",
    "public.questionnaire_responses": """insert into public.questionnaire_responses
        (organization_id, student_id, questionnaire_type) values (%(org)s, %(student)s, 'exit')""",
    "public.payment_methods": """insert into public.payment_methods (organization_id, student_id, method_type)
        values (%(org)s, %(student)s, 'cash')""",
    "public.support_tickets": """insert into public.support_tickets (organization_id, student_id, subject, message)
        values (%(org)s, %(student)s, 'Another', 'Another question.')""",
    "public.support_ticket_replies": """insert into public.support_ticket_replies (organization_id, ticket_id, message)
        values (%(org)s, %(ticket)s, 'Another answer.')""",
    "public.success_sessions": """insert into public.success_sessions (organization_id, title, course_id, batch_id, mentor_id, start_time)
        values (%(org)s, 'Another', %(course)s, %(batch)s, %(mentor)s, '2026-09-01 15:00+00')""",
    "public.session_attendance": """insert into public.session_attendance (organization_id, session_id, student_id)
        values (%(org)s, %(session)s, %(student)s)""",
    "public.company_settings": """insert into public.company_settings (organization_id, company_name, default_currency)
        values (%(org)s, 'Another', 'EUR')""",
    "public.feature_flags": """insert into public.feature_flags (organization_id, flag_name, is_enabled)
        values (%(org)s, 'another', true)""",
    "dashboard.saved_views": """insert into dashboard.saved_views (organization_id, listing, slug, name, audience)
        values (%(org)s, 'students', 'another', 'Another', 'mine')""",
    "dashboard.annotations": """insert into dashboard.annotations (organization_id, on_day, text, audience)
        values (%(org)s, '2026-02-14', 'A holiday', 'everyone')""",
    "dashboard.list_layouts": """insert into dashboard.list_layouts (organization_id, listing, view, layout)
        values (%(org)s, 'students', 'another', '{}')""",
}

CHANGES = {
    "public.student_details": "business_info",
    "public.courses": "title",
    "public.modules": "title",
    "public.available_lessons": "title",
    "public.lesson_recordings": "title",
    "public.batches": "name",
    "public.video_ratings": "rating",
    "public.assignments": "title",
    "public.questionnaire_responses": "responses",
    "public.payment_methods": "is_default",
    "public.support_tickets": "status",
    "public.success_sessions": "title",
    "public.session_attendance": "status",
    "public.milestone_celebration": "is_celebrated",
    "public.feature_flags": "is_enabled",
    "dashboard.saved_views": "name",
    "dashboard.list_layouts": "layout",
    "public.notifications": "is_read",
}

# Tables without a tenant: the whole installation's, and nobody's to see.
WITHOUT_TENANT = ("dashboard.migrations", "dashboard.installation", "dashboard.sign_in_throttles")


def values(school: School, *, mentor: object = None, student: object = None) -> dict[str, object]:
    """Return what the statements name: rows of the school."""
    hosts = [each.id for each in MENTORS[school.slug]]
    if mentor and mentor not in hosts:
        mentor = hosts[0]  # a mentor of elsewhere would be refused as no mentor, before the law is asked
    return {
        "org": school.id,
        "session": row_id(school, f"session {mentor or 'open'}"),
        "course": row_id(school, "course 1"),
        "batch": row_id(school, "batch 1"),
        "module": row_id(school, "module 1"),
        "lesson": row_id(school, "lesson 1.1"),
        "recording": row_id(school, "recording 1.2"),
        "watched": row_id(school, "recording 1.1"),
        "student": student or LEARNERS[school].student_id,
        "ticket": row_id(school, f"ticket {student or mentor or LEARNERS[school].student_id}"),
        "mentor": mentor,
    }


def tenant_column(table: str) -> str | None:
    """Return the column that says whose a row is."""
    if table in WITHOUT_TENANT:
        return None
    return "id" if table == "public.organizations" else "organization_id"
