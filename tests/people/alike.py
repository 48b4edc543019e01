"""What the tests of many students ask: all that was written of one learner, and a school in which something is to be written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.cast import NORTHGATE
from tests.people.test_adding_students import COURSE
from tests.school import row_id

if TYPE_CHECKING:
    from tests.database import Database

BATCH = row_id(NORTHGATE, "batch 1")


def of_learner(database: Database, email: str) -> list[Any]:
    """Return all that was written of a learner, without ids, codes, names and moments."""
    with database.as_owner() as owner:
        (student, user, code, name) = owner.execute(
            "select s.id, s.user_id, s.student_code, s.full_name from public.students s join public.users u on u.id = s.user_id where u.email = %s",
            [email],
        ).fetchone()
        found = owner.execute(_ALL, {"student": student, "user": user, "code": code, "name": name}).fetchall()
    return [row for (row,) in found]


_FORGET = """'{id,user_id,student_id,enrollment_id,parent_enrollment_id,invoice_id,record_id,target_student_id,reference_id,email,full_name,name_key,
  phone,phone_number,student_code,invoice_number,created_at,updated_at,timestamp,occurred_at,asked_at,idempotency_key,request,valid_from,old_values,new_values,
  description,student_code_key,last_activity_at,enrolled_at,access_expires_at,access_granted_at,request_id,session_id,recorded_at,granted_at,installment_id,place}'::text[]"""
_TABLES = {
    "public.users": "id = %(user)s",
    "public.user_roles": "user_id = %(user)s",
    "public.students": "id = %(student)s",
    "public.student_details": "student_id = %(student)s",
    "public.course_enrollments": "student_id = %(student)s",
    "public.invoices": "student_id = %(student)s",
    "public.installment_plans": "student_id = %(student)s",
    # but for the audit of what was corrected while the one was made: the others come as it became
    "public.admin_logs": "target_student_id = %(student)s and action <> 'update'",
    "public.user_activity_logs": "student_id = %(student)s",
    "public.notifications": "user_id = %(user)s",
    "dashboard.student_progress": "student_id = %(student)s",
    "dashboard.money_approvals": "student_id = %(student)s",
    "dashboard.money_let_go": "student_id = %(student)s",
    "dashboard.installment_terms": "student_id = %(student)s",
}
_ALL = " union all ".join(
    f"""(select replace(replace(jsonb_build_array('{table}', to_jsonb(t) - {_FORGET}, case when '{table}' = 'public.admin_logs' then
      to_jsonb(t) ->> 'description' end)::text, %(code)s, 'CODE'), %(name)s, 'NAME') as row from {table} as t where {test} order by 1)"""
    for table, test in _TABLES.items()
)


def pathway(database: Database) -> Any:
    with database.as_owner() as owner:
        return owner.execute(
            "insert into public.courses (organization_id, title, kind, price, currency, component_course_ids) values (%s, 'All of it', 'pathway', 700, 'PKR', %s) returning id",
            [NORTHGATE.id, [COURSE]],
        ).fetchone()[0]


RECORDED = r"All of the course, 5 Feb 2026\nThe batch alone, 9 Feb 2026"


def recorded(database: Database) -> None:
    """Let classes have been held since the batch began: two were recorded, one not; one was recorded before it began."""
    statement = """insert into public.success_sessions (organization_id, title, course_id, batch_id, start_time, status, recording_url)
        values (%s, %s, %s, %s, %s, 'completed', %s)"""
    with database.as_owner() as owner:
        owner.execute("delete from public.success_sessions where title = any (%s)", [[title for title, *_ in _CLASSES]])
        for title, batch, day, address in _CLASSES:
            owner.execute(statement, [NORTHGATE.id, title, COURSE, batch, f"{day} 10:00+00", address])


_CLASSES = (
    ("The batch alone", BATCH, "2026-02-09", "https://films.example/2"),
    ("All of the course", None, "2026-02-05", "https://films.example/1"),
    ("Not recorded", BATCH, "2026-02-10", None),
    ("Before the batch", None, "2026-01-20", "https://films.example/3"),
)
