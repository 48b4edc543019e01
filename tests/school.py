"""A small school for the tests, the same every time: for each table and each person rows to see, rows hidden, rows abroad."""

from uuid import UUID

import psycopg

from tests.cast import CAST, KENJI, SCHOOLS, Member, School
from tests.school_collections import add_collections
from tests.school_ground import HEADS, MENTORS, row_id
from tests.school_ground import run as _run
from tests.school_growth import add_accounts
from tests.school_imports import add_imports
from tests.school_jobs import add_runs
from tests.school_mentoring import add_care, add_sessions
from tests.school_money import add_money
from tests.school_support import add_error, add_mentors_tickets, add_tickets, add_words

__all__ = ["members_of", "plant_school", "row_id"]

# People outside the cast, so that each of the cast has somebody to be blind to.
EXTRAS = (
    ("lars", "lakeside", "Lars Berg", "superadmin"),
    ("lotte", "lakeside", "Lotte Voss", "mentor"),
    ("lena", "lakeside", "Lena Ward", "student"),
    ("omar", "northgate", "Omar Khan", "student"),
)
# Whose learner somebody was who has no mentor now.
FORMERLY_OF = {"omar": "kenji", "lena": "lotte"}


def plant_school(connection: psycopg.Connection) -> None:
    """Add the school to the cast, as the owner; the caller commits."""
    _add_extras(connection)
    for school in SCHOOLS:
        _add_content(connection, school)
        _add_settings(connection, school)
        _add_sign_ins_and_audit(connection, school)
        _add_views(connection, school)
        _run(connection, school, _NEWS)
        _run(connection, school, _LOGO)
        _run(connection, school, _PREFERENCES)
        add_sessions(connection, school)
        add_mentors_tickets(connection, school)
        add_error(connection, school)
        add_words(connection, school)
        add_runs(connection, school)
        add_imports(connection, school)
        add_accounts(connection, school, "own", None)
        for key, student_id, user_id in _students_of(connection, school):
            _add_learning(connection, school, key, student_id)
            _add_coursework(connection, school, key, student_id)
            _add_traces(connection, school, key, student_id, user_id)
            add_care(connection, school, key, student_id)
            add_tickets(connection, school, key, student_id, user_id)
            add_money(connection, school, key, student_id)
            add_collections(connection, school, key, student_id)
            add_accounts(connection, school, key, student_id)
    _add_door_rows(connection)


def _add_extras(connection: psycopg.Connection) -> None:
    by_slug = {school.slug: school for school in SCHOOLS}
    for key, slug, name, role in EXTRAS:
        school = by_slug[slug]
        email = f"{name.replace(' ', '.').lower()}@{slug}.example"
        values = {"id": row_id(school, f"user {key}"), "email": email, "name": name, "role": role}
        _run(connection, school, _USER, **values)
        _run(connection, school, _ROLE, **values)
        if role == "student":
            _run(connection, school, _STUDENT, id=row_id(school, f"student {key}"), user=values["id"])


_USER = "insert into public.users (id, organization_id, email, full_name, role) values (%(id)s, %(org)s, %(email)s, %(name)s, %(role)s)"
_ROLE = "insert into public.user_roles (organization_id, user_id, role) values (%(org)s, %(id)s, %(role)s)"
_STUDENT = "insert into public.students (id, organization_id, user_id) values (%(id)s, %(org)s, %(user)s)"


def _students_of(connection: psycopg.Connection, school: School) -> list[tuple[str, UUID, UUID]]:
    return connection.execute(
        """select lower(split_part(full_name, ' ', 1)), id, user_id from public.students
           where organization_id = %s order by full_name""",
        [school.id],
    ).fetchall()


def _add_content(connection: psycopg.Connection, school: School) -> None:
    """Add two courses, each with a module, a batch, two lessons with a recording, and an assignment; one unpublished."""
    for number, published in ((1, True), (2, False)):
        ids = {
            "course": row_id(school, f"course {number}"),
            "module": row_id(school, f"module {number}"),
            "batch": row_id(school, f"batch {number}"),
        }
        title = f"Course {number}"
        _run(connection, school, _COURSE, title=title, number=number, published=published, **ids)
        _run(connection, school, _MODULE, **ids)
        _run(connection, school, _BATCH, number=number, **ids)
        for place in (1, 2):
            _add_lesson(connection, school, f"{number}.{place}", place, ids)


def _add_lesson(connection: psycopg.Connection, school: School, name: str, place: int, ids: dict[str, UUID]) -> None:
    lesson, recording = row_id(school, f"lesson {name}"), row_id(school, f"recording {name}")
    mentor = MENTORS[school.slug][0].id if place == 1 else None
    _run(connection, school, _LESSON, lesson=lesson, place=place, name=name, **ids)
    _run(connection, school, _RECORDING, lesson=lesson, recording=recording, name=name)
    work = row_id(school, f"assignment {name}")
    _run(connection, school, _ASSIGNMENT, work=work, recording=recording, mentor=mentor, name=name, **ids)


_COURSE = """insert into public.courses (id, organization_id, title, price, currency, sequence_order, is_published, created_by)
    values (%(course)s, %(org)s, %(title)s, 3000, 'PKR', %(number)s, %(published)s, %(head)s)"""
_MODULE = """insert into public.modules (id, organization_id, course_id, module_number, title)
    values (%(module)s, %(org)s, %(course)s, 1, 'First steps')"""
_BATCH = """insert into public.batches (id, organization_id, name, course_id, start_date, status, created_by)
    values (%(batch)s, %(org)s, 'Batch ' || %(number)s, %(course)s, '2026-02-02', 'active', %(head)s)"""
_LESSON = """insert into public.available_lessons
    (id, organization_id, course_id, module_id, module_number, lesson_number, title)
    values (%(lesson)s, %(org)s, %(course)s, %(module)s, 1, %(place)s, 'Lesson ' || %(name)s)"""
_RECORDING = """insert into public.lesson_recordings (id, organization_id, lesson_id, title, video_url, duration_seconds)
    values (%(recording)s, %(org)s, %(lesson)s, 'Recording ' || %(name)s, 'https://video.example/' || %(name)s, 600)"""
_ASSIGNMENT = """insert into public.assignments (id, organization_id, course_id, recording_id, mentor_id, title)
    values (%(work)s, %(org)s, %(course)s, %(recording)s, %(mentor)s, 'Work ' || %(name)s)"""


def _add_settings(connection: psycopg.Connection, school: School) -> None:
    for flag in ("leaderboard", "mentor_assignment_creation"):
        _run(connection, school, _FLAG, flag=flag)


_FLAG = "insert into public.feature_flags (organization_id, flag_name, is_enabled) values (%(org)s, %(flag)s, true)"


def _add_sign_ins_and_audit(connection: psycopg.Connection, school: School) -> None:
    """Give everybody an ended sign-in and a line of activity; the audit has ordinary and restricted rows, also of mentors."""
    _run(connection, school, _SIGN_INS)
    _run(connection, school, _STAFF_ACTIVITY)
    _run(connection, school, _AUDIT, who=HEADS[school.slug].id, sensitivity="normal")
    _run(connection, school, _AUDIT, who=HEADS[school.slug].id, sensitivity="restricted")
    for mentor in MENTORS[school.slug]:
        _run(connection, school, _AUDIT, who=mentor.id, sensitivity="normal")


_SIGN_INS = """insert into public.user_sessions
    (organization_id, user_id, token_hash, kind, first_seen_at, last_seen_at, expires_at, ended_at, ended_reason)
    select organization_id, id, sha256(id::text::bytea), case role when 'student' then 'lms' else 'dashboard' end,
           now() - interval '2 days', now() - interval '2 days', now() - interval '1 day', now() - interval '1 day', 'expired'
    from public.users where organization_id = %(org)s"""
_STAFF_ACTIVITY = """insert into public.user_activity_logs (organization_id, user_id, activity_type)
    select organization_id, id, 'login' from public.users where organization_id = %(org)s and role <> 'student'"""
_NEWS = """insert into public.notifications (organization_id, user_id, type, title, message, payload, created_at)
    select organization_id, id, 'learning_item_changed', 'Lesson 1.1 has a new title', 'It was Lesson 1.', '{"link": "/students"}',
           '2026-02-10 09:00+00'
    from public.users where organization_id = %(org)s"""
# One point, black.
_LOGO = """insert into dashboard.logos (organization_id, image) values (%(org)s, decode(
    '89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b55'
    '0000000a49444154789c6360000000020001e221bc330000000049454e44ae426082', 'hex'))"""
_PREFERENCES = """insert into dashboard.preferences (user_id, organization_id)
    select id, organization_id from public.users where organization_id = %(org)s and role = 'student'"""
_AUDIT = """insert into public.admin_logs (organization_id, admin_id, action, table_name, description, sensitivity)
    values (%(org)s, %(who)s, 'update', 'courses', 'A course was changed.', %(sensitivity)s)"""


def _add_views(connection: psycopg.Connection, school: School) -> None:
    """Give everybody a view and an arrangement of their own; the head shares views, and notes a day for everyone and for staff."""
    for statement in (_OWN_VIEWS, _LAYOUTS):
        _run(connection, school, statement)
    for audience in ("everyone", "mentor"):
        _run(connection, school, _SHARED_VIEW, audience=audience)
    for audience in ("everyone", "staff"):
        _run(connection, school, _ANNOTATION, audience=audience)


_OWN_VIEWS = """insert into dashboard.saved_views (organization_id, made_by, listing, slug, name)
    select organization_id, id, 'courses', 'of-' || left(id::text, 8), 'Mine' from public.users where organization_id = %(org)s"""
_LAYOUTS = """insert into dashboard.list_layouts (organization_id, kept_by, listing, layout)
    select organization_id, id, 'courses', '{}' from public.users where organization_id = %(org)s"""
_ANNOTATION = """insert into dashboard.annotations (organization_id, made_by, on_day, text, audience)
    values (%(org)s, %(head)s, '2026-02-10', 'A holiday, for ' || %(audience)s, %(audience)s)"""
_SHARED_VIEW = """insert into dashboard.saved_views (organization_id, made_by, listing, slug, name, audience)
    values (%(org)s, %(head)s, 'courses', %(audience)s, 'For ' || %(audience)s, %(audience)s)"""


def _add_door_rows(connection: psycopg.Connection) -> None:
    """Leave what only the door's functions know: a choice of a sign-in in each school, and a counted attempt."""
    connection.execute(
        """insert into dashboard.sign_in_context (sign_in_id, organization_id)
           select distinct on (organization_id) id, organization_id from public.user_sessions order by organization_id, id"""
    )
    connection.execute("insert into dashboard.sign_in_throttles (key, attempts) values ('somebody', 1)")


def _add_learning(connection: psycopg.Connection, school: School, key: str, student_id: UUID) -> None:
    """Enrol the learner in course 1; the first of its two recordings is unlocked, watched and rated."""
    values = {"student": student_id, "recording": row_id(school, "recording 1.1")}
    ids = {
        "enrollment": row_id(school, f"enrollment {key}"),
        "course": row_id(school, "course 1"),
        "batch": row_id(school, "batch 1"),
    }
    for statement in (_DETAILS, _ENROLLMENT, _UNLOCK, _WATCHED, _RATING):
        _run(connection, school, statement, **values, **ids)


_DETAILS = """insert into public.student_details (organization_id, student_id) values (%(org)s, %(student)s)"""
_ENROLLMENT = """insert into public.course_enrollments
    (id, organization_id, student_id, course_id, batch_id, enrolled_at, payment_status, list_price, final_price, currency)
    values (%(enrollment)s, %(org)s, %(student)s, %(course)s, %(batch)s, '2026-02-02 09:00+00', 'paid', 3000, 3000, 'PKR')"""
_UNLOCK = """insert into public.sequential_unlocks (organization_id, student_id, recording_id, unlock_type, prerequisites_met)
    values (%(org)s, %(student)s, %(recording)s, 'initial', true) on conflict do nothing"""
_WATCHED = """insert into public.student_recordings
    (organization_id, student_id, recording_id, watched_duration, completion_percentage, last_watched_at)
    values (%(org)s, %(student)s, %(recording)s, 600, 100, '2026-02-10 12:00+00')"""
_RATING = """insert into public.video_ratings (organization_id, student_id, recording_id, rating)
    values (%(org)s, %(student)s, %(recording)s, 5)"""


def _add_coursework(connection: psycopg.Connection, school: School, key: str, student_id: UUID) -> None:
    work = row_id(school, "assignment 1.1")
    _run(connection, school, _SUBMISSION, student=student_id, work=work, text=f"By {key}")
    _run(connection, school, _QUESTIONS, student=student_id)


_SUBMISSION = """insert into public.student_assignments
    (organization_id, student_id, assignment_id, version, submission_text, status, score, submitted_at, graded_at, graded_by)
    values (%(org)s, %(student)s, %(work)s, 1, %(text)s, 'approved', 80,
            '2026-02-12 12:00+00', '2026-02-13 12:00+00', %(head)s)"""
_QUESTIONS = """insert into public.questionnaire_responses (organization_id, student_id, questionnaire_type)
    values (%(org)s, %(student)s, 'onboarding')"""


def _add_traces(connection: psycopg.Connection, school: School, key: str, student_id: UUID, user_id: UUID) -> None:
    """Leave activity that the learner may see, a note about them that they may not, and a final result."""
    values = {"student": student_id, "user": user_id, "enrollment": row_id(school, f"enrollment {key}")}
    for statement in (_WATCHING, _NOTE, _RESULT):
        _run(connection, school, statement, course=row_id(school, "course 1"), **values)
    if key in FORMERLY_OF:
        former = FORMERLY_OF[key]
        mentor = row_id(school, f"user {former}") if former == "lotte" else KENJI.id
        _run(connection, school, _FORMER_MENTOR, mentor=mentor, **values)


_WATCHING = """insert into public.user_activity_logs
    (organization_id, user_id, student_id, activity_type, occurred_at, reference_table, reference_id)
    values (%(org)s, %(user)s, %(student)s, 'video_watched', '2026-02-10 12:00+00', 'course_enrollments', %(enrollment)s)"""
_NOTE = """insert into public.user_activity_logs
    (organization_id, user_id, student_id, activity_type, visibility, created_by)
    values (%(org)s, %(user)s, %(student)s, 'admin_note', 'staff', %(head)s)"""
_RESULT = """insert into public.student_performance
    (organization_id, student_id, metric_type, metric_value, calculation_date, course_id)
    values (%(org)s, %(student)s, 'final_result', 2, '2026-06-30', %(course)s)"""
_FORMER_MENTOR = """insert into public.student_mentor_assignments
    (organization_id, student_id, mentor_id, assigned_by, assigned_at, ended_at, end_reason)
    values (%(org)s, %(student)s, %(mentor)s, %(head)s, '2026-01-01 00:00+00', '2026-02-01 00:00+00', 'left')"""


def members_of(school: School) -> list[Member]:
    """Return the members of the cast who belong to the school."""
    return [member for member in CAST if member.school == school]
