"""Who came in, who went out and what staff did in between are lines of activity of theirs, once each."""

import secrets

import psycopg

from tests.cast import KENJI, LAKESIDE, MAYA, NADIA, NORTHGATE, SAM
from tests.database import Database, sign_in
from tests.school import row_id


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


DEEDS = {
    "select private.create_staff_user('dora.lane@northgate.example', 'Dora Lane', null, 'mentor')": "user_created",
    "select private.set_user_login_blocked(%(kenji)s, true, 'A lost phone.')": "user_updated",
    "select private.change_user_role(%(kenji)s, 'enrollment_manager')": "role_changed",
    "select private.deactivate_user(%(kenji)s, 'Left the school.')": "user_deactivated",
    "select private.set_setting('mentor.capacity', '31')": "settings_updated",
    "insert into public.courses (title) values ('A new one')": "content_created",
    "update public.modules set title = title || '!' where id = %(module)s": "content_updated",
    "update public.courses set is_active = false where id = %(course)s": "content_deactivated",
    "select private.schedule_session('A class', '2027-03-01 15:00+00')": "session_scheduled",
}


def test_what_staff_did_is_a_line_of_their_day_beside_that_of_the_audit(database: Database) -> None:
    told = {"kenji": KENJI.id, "module": row_id(NORTHGATE, "module 1"), "course": row_id(NORTHGATE, "course 1")}
    asked = """select activity_type, student_id, visibility from public.user_activity_logs
               where user_id = %s and reference_table is not null and created_at = now()"""
    for does, deed in DEEDS.items():
        with database.acting_as(sign_in(database, NADIA)) as connection:
            connection.execute(does, told if "%(" in does else None)
            assert connection.execute(asked, [NADIA.id]).fetchall() == [(deed, None, "staff")], does


def test_a_new_password_is_one_too(database: Database) -> None:
    with psycopg.connect(database.sign_in_url, autocommit=True) as door:
        door.execute("select private.store_password_hash(%s, '$argon2id$new')", [KENJI.id])
    with database.as_owner() as owner:
        acts = "select user_id, visibility from public.user_activity_logs where activity_type = 'password_changed'"
        assert owner.execute(acts).fetchall() == [(KENJI.id, "staff")]


def test_a_superadmin_who_works_elsewhere_stands_in_the_audit_there(database: Database) -> None:
    with database.acting_as(sign_in(database, SAM)) as connection:
        connection.execute("select private.choose_organisation(%s)", [LAKESIDE.id])
        connection.execute("insert into public.courses (title) values ('A new one')")
        audited = "select count(*) from public.admin_logs where action = 'insert' and table_name = 'courses'"
        assert connection.execute(audited).fetchone() == (1,)
        acts = "select count(*) from public.user_activity_logs where user_id = %s"
        assert connection.execute(acts, [SAM.id]).fetchone() == (0,)
