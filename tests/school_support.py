"""The tickets of the small school with what was said on them, and an error for each of its organisations."""

from uuid import UUID

import psycopg

from tests.cast import School
from tests.school_ground import MENTORS, row_id, run

# Who is given a ticket of a learner that is not theirs.
HELPER_OF = {"omar": "maya"}


def add_tickets(connection: psycopg.Connection, school: School, key: str, student_id: UUID, user_id: UUID) -> None:
    """Let the learner ask, the head answer, and staff talk among themselves; a learner without a mentor is given to one."""
    helpers = {mentor.key: mentor.id for mentor in MENTORS[school.slug]}
    helper = helpers.get(HELPER_OF.get(key, ""))
    ticket = row_id(school, f"ticket {student_id}")
    values = {"ticket": ticket, "student": student_id, "user": user_id}
    run(connection, school, _TICKET, subject=f"A question of {key}", helper=helper, **values)
    run(connection, school, _REPLY, said="Have you tried the other link?", internal=False, **values)
    run(connection, school, _REPLY, said="The link was broken.", internal=True, **values)


def add_mentors_tickets(connection: psycopg.Connection, school: School) -> None:
    """Add, for each mentor, a ticket that bears the mentor's name: of a learner of theirs, with nothing said yet."""
    for mentor in MENTORS[school.slug]:
        ticket = row_id(school, f"ticket {mentor.id}")
        run(connection, school, _QUIET, ticket=ticket, mentor=mentor.id)


_TICKET = """insert into public.support_tickets (id, organization_id, student_id, subject, message, opened_by, assigned_to)
    values (%(ticket)s, %(org)s, %(student)s, %(subject)s, 'The second video does not start.', %(user)s, %(helper)s)"""
_QUIET = """insert into public.support_tickets (id, organization_id, student_id, subject, message, opened_by)
    select %(ticket)s, organization_id, id, 'When is the next class?', 'I cannot find it.', user_id
    from public.students where organization_id = %(org)s and mentor_id = %(mentor)s order by id limit 1"""
_REPLY = """insert into public.support_ticket_replies (organization_id, ticket_id, user_id, message, is_internal)
    values (%(org)s, %(ticket)s, %(head)s, %(said)s, %(internal)s)"""


def add_words(connection: psycopg.Connection, school: School) -> None:
    """Let the school say receipts in its own words."""
    run(connection, school, _WORDS)


_WORDS = """insert into dashboard.mail_templates (organization_id, kind, version, subject, body, made_by)
    values (%(org)s, 'invoice_paid', 1, 'Thank you: {receipt}', 'Dear {name}, {amount} has arrived.', %(head)s)"""


def add_error(connection: psycopg.Connection, school: School) -> None:
    """Add an error that nobody has looked at."""
    run(connection, school, _ERROR)


_ERROR = """insert into public.error_logs (organization_id, user_id, error_type, error_message, request_id)
    values (%(org)s, %(head)s, 'database', 'A connection was lost.', 'request-1')"""
