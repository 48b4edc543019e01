"""Who came in and who went out is a line of activity of theirs, once each."""

import secrets

import psycopg

from tests.cast import MAYA, NORTHGATE
from tests.database import Database


def test_coming_and_going_are_lines_of_the_person(database: Database) -> None:
    with database.as_owner() as owner:
        before = owner.execute("select now()").fetchone()
    with psycopg.connect(database.sign_in_url, autocommit=True) as door:
        begin = "select private.begin_sign_in(%s, %s, interval '1 hour', interval '2 hours', null, null)"
        (begun,) = door.execute(begin, [MAYA.id, secrets.token_bytes(32)]).fetchone()
        end = "select private.end_sign_in(%s, 'logout')"
        assert [door.execute(end, [begun]).fetchone()[0] for _ in range(2)] == [True, False]
    with database.as_owner() as owner:
        lines = owner.execute(
            """select activity_type, organization_id, student_id, visibility from public.user_activity_logs
               where user_id = %s and created_at >= %s order by activity_type""",
            [MAYA.id, *before],
        ).fetchall()
    assert lines == [(act, NORTHGATE.id, None, "staff") for act in ("login", "logout")]
