"""The cast's own students: each has a place in the course of their school, from its sixteenth week on.

They have done nothing yet, and the screens say so: what a named person did would be invented.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid5

from growthos_ui.demo.cast import ALICE, BEA, BEN, Member

if TYPE_CHECKING:
    import psycopg

PLACES: tuple[tuple[Member, str], ...] = ((ALICE, "AAA 2013J"), (BEN, "BBB 2013B"), (BEA, "AAA 2014J"))
_JOINED_ON_DAY = 112


def enrol_the_cast(connection: psycopg.Connection[Any]) -> None:
    """Give Alice, Ben and Bea their free places where they have none yet; the caller commits.

    They came to the school on the day of their place, and so did their mentors to them.
    """
    for member, course in PLACES:
        connection.execute(
            """with place as (
               insert into public.course_enrollments (id, organization_id, student_id, user_id, course_id, batch_id, status,
                   enrolled_at, payment_status, list_price, final_price, currency, origin)
               select %(id)s, c.organization_id, %(student)s, %(user)s, c.id, b.id, 'active',
                      (b.start_date + %(day)s + time '12:00') at time zone o.timezone, 'waived', 0, 0, s.default_currency, 'import'
               from public.courses c
               join public.batches b on b.organization_id = c.organization_id and b.course_id = c.id
               join public.organizations o on o.id = c.organization_id
               join public.company_settings s on s.organization_id = c.organization_id
               where c.organization_id = %(organization)s and c.title = %(course)s
                 and not exists (select from public.course_enrollments there where there.id = %(id)s)
               returning organization_id, student_id, enrolled_at
               ), joined as (
               update public.students s set enrollment_date = (p.enrolled_at at time zone o.timezone)::date
               from place p join public.organizations o on o.id = p.organization_id
               where s.id = p.student_id
               )
               update public.student_mentor_assignments a set assigned_at = p.enrolled_at
               from place p where a.student_id = p.student_id and a.ended_at is null""",
            {
                "id": uuid5(member.student_id, course),
                "organization": member.school.id,
                "student": member.student_id,
                "user": member.id,
                "course": course,
                "day": _JOINED_ON_DAY,
            },
        )
