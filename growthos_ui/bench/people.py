"""Somebody of each role, signed in to the organisation with the most enrolments for the length of a measurement."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import psycopg
from psycopg.rows import dict_row

from growthos_ui.auth.permissions import Role
from growthos_ui.errors import GrowthError, Kind
from growthos_ui.sign_in.by_command import signed_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from growthos_ui.auth.actor import Actor

_FULLEST = """
    select organization_id from dashboard.student_progress group by organization_id order by count(*) desc limit 1
"""
# For mentors, the one with the most learners: what is slow is slow for them first.
_SOMEBODY = """
    select distinct on (r.role, r.capabilities) r.user_id
    from public.user_roles as r
    join public.users as u on u.id = r.user_id and u.is_active and not u.login_blocked
    where r.organization_id = %s and r.revoked_at is null and r.role <> 'student'
    order by r.role, r.capabilities,
      (select count(*) from public.students as s where s.mentor_id = r.user_id) desc, u.created_at
"""

_SAMPLES = """
    select course_id::text as course, batch_id::text as batch, student_code as code,
           student_id::text as student, student_code as whole_code,
           (select recording_id::text from dashboard.recording_figures
            where organization_id = %(here)s and mentor_id is null order by starts desc limit 1) as recording,
           split_part(name_key, ' ', -1) as word, split_part(name_key, ' ', 1) as common,
           (select id::text from public.modules as m
            where m.organization_id = %(here)s and m.course_id = p.course_id order by module_number limit 1) as module,
           (select mentor_id::text from public.students where organization_id = %(here)s and mentor_id is not null limit 1) as mentor,
           (select mentor_id::text from public.success_sessions where organization_id = %(here)s and mentor_id is not null limit 1) as host,
           (select of_id::text from dashboard.owed_figures
            where organization_id = %(here)s and split = 'manager' and of_id is not null
            order by installments desc limit 1) as manager,
           (select assignment_id::text from public.student_assignments
            where organization_id = %(here)s group by assignment_id order by count(*) desc limit 1) as assignment,
           (select id::text from public.support_tickets as t where t.organization_id = %(here)s
            and (not %(own)s or t.mentor_id = %(me)s) order by first_response_at limit 1) as ticket,
           (select id::text from public.success_sessions as c where c.organization_id = %(here)s and c.status = 'completed'
            and (not %(own)s or c.mentor_id = %(me)s) order by start_time desc, id limit 1) as session,
           (select currency::text from public.invoices where organization_id = %(here)s limit 1) as currency,
           (select recorded_by::text from public.installment_payments
            where organization_id = %(here)s limit 1) as by
    from dashboard.student_progress as p
    where organization_id = %(here)s and batch_id is not null and (not %(own)s or mentor_id = %(me)s)
    order by id limit 1
"""


@contextmanager
def somebody_of_each_role(*, owner_url: str, sign_in_url: str) -> Iterator[list[Actor]]:
    """Yield one live actor for each role and capability; their sign-ins end with the block."""
    with psycopg.connect(owner_url) as owner:
        fullest = owner.execute(_FULLEST).fetchone()
        if fullest is None:
            raise GrowthError(Kind.MISSING, "There are no enrolments to measure on.", remedy="Import some first.")
        people = [row[0] for row in owner.execute(_SOMEBODY, fullest).fetchall()]
    with signed_in(sign_in_url, people, "growthos bench") as actors:
        yield actors


def samples(owner_url: str, actor: Actor) -> dict[str, str]:
    """Return a real value for each filter that takes its values from the data, and words to search for.

    The learner is one that the actor may see.
    """
    with psycopg.connect(owner_url, row_factory=dict_row) as owner:
        found = owner.execute(
            _SAMPLES,
            {"here": actor.organization_id, "me": actor.user_id, "own": actor.role is Role.MENTOR},
        ).fetchone()
    chosen = {name: str(value) for name, value in (found or {}).items() if value is not None}
    # Who did it, and to whom: the lists of oversight.
    chosen |= {"who": str(actor.user_id), "staff": str(actor.user_id)}
    chosen |= {"among": f"course={chosen['course']}"}
    # where nobody looks after anybody, or nothing was billed yet
    chosen = {
        "mentor": "none",
        "host": "none",
        "manager": "none",
        "currency": "PKR",
        "by": str(actor.user_id),
        **chosen,
    }
    return {**chosen, "code": chosen["code"][:-2].lower()}
