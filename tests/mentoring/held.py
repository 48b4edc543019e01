"""Sessions that a test needs at some hours from now, in the first batch of a school."""

from tests.cast import NORTHGATE
from tests.school import row_id

_PLAN = """insert into public.success_sessions (id, organization_id, title, course_id, batch_id, mentor_id, start_time, end_time, status)
    values (%(id)s, %(org)s, %(title)s, %(course)s, %(batch)s, %(mentor)s, now() + %(hours)s * interval '1 hour',
            now() + %(hours)s * interval '1 hour' + interval '1 hour', %(status)s)"""


def row_of(key, school=NORTHGATE):
    """Return the id of the session that was planned under this key."""
    return row_id(school, f"session {key}")


def plan(owner, school, key, *, title, mentor, hours, status):
    """Plan a session of the first batch so many hours from now, past ones too, as nobody."""
    ids = {"id": row_of(key, school), "org": school.id, "mentor": mentor.id}
    ids |= {"course": row_id(school, "course 1"), "batch": row_id(school, "batch 1")}
    owner.execute(_PLAN, ids | {"title": title, "hours": hours, "status": status})
