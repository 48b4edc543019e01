"""A day or a time that a person may write is one that programs can read: an endless one would close a list to everybody."""

import pytest
from psycopg.errors import CheckViolation

from tests.cast import MAYA, NADIA, NORTHGATE
from tests.database import sign_in
from tests.school import row_id

WRITABLE = """
select distinct g.table_schema || '.' || g.table_name, g.column_name::text
from information_schema.column_privileges as g
join information_schema.columns as c using (table_schema, table_name, column_name)
where g.grantee in ('authenticated', 'growthos_staff', 'growthos_support') and g.privilege_type in ('INSERT', 'UPDATE')
  and (c.data_type = 'date' or c.data_type like 'timestamp%%')"""
BOUNDED = """
select exists (select from pg_catalog.pg_constraint as k join pg_catalog.pg_attribute as a on a.attrelid = k.conrelid
               where k.conrelid = %s::regclass and k.contype = 'c' and a.attname = %s and a.attnum = any (k.conkey)
                 and pg_get_constraintdef(k.oid) ~ '(2200|2199)-')"""


def test_every_day_and_time_that_a_person_may_write_has_an_end(database) -> None:
    with database.as_owner() as owner:
        endless = [
            f"{table}.{column}"
            for table, column in owner.execute(WRITABLE).fetchall()
            if not owner.execute(BOUNDED, [table, column]).fetchone()[0]
        ]
    assert endless == []


@pytest.mark.parametrize("end", ["infinity", "294000-01-01"])
def test_a_mentor_holds_no_endless_class(database, end) -> None:
    with database.acting_as(sign_in(database, MAYA)) as connection, pytest.raises(CheckViolation):
        connection.execute(
            "select private.schedule_session('Open end', private.now() + interval '1 day', %s, null, %s)",
            [end, row_id(NORTHGATE, "batch 1")],
        )


def test_a_suspension_does_not_end_beyond_the_calendar(database) -> None:
    with database.acting_as(sign_in(database, NADIA)) as connection, pytest.raises(CheckViolation):
        connection.execute(
            """select private.suspend_student(s.id, 'For good.', 'infinity')
               from public.students as s where s.lms_status = 'active' limit 1"""
        )
