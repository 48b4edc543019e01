"""However a class is marked, completed and marked again, each learner has one row at most, and everybody expected one in the end."""

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cast import ALICE, BEN, NORTHGATE
from tests.database import Database, sign_in
from tests.school import row_id

STUDENTS = [ALICE.student_id, BEN.student_id, row_id(NORTHGATE, "student omar")]
ACTS = st.one_of(
    st.just("complete"),
    st.tuples(
        st.integers(0, 2), st.sampled_from(["present", "late", "absent", "excused"]), st.none() | st.integers(0, 90)
    ),
)


@pytest.fixture(scope="module")
def office(database: Database):
    """One transaction of an admin with a class that has begun, each example in a savepoint of its own."""
    nadia = sign_in(database, "nadia")
    with database.as_owner() as owner:
        owner.execute("update public.students set lms_status = 'active' where organization_id = %s", [NORTHGATE.id])
        owner.execute(
            """insert into public.success_sessions (id, organization_id, title, start_time, end_time, status)
               values (%s, %s, 'Now', now() - interval '1 hour', now(), 'live')""",
            [row_id(NORTHGATE, "session now"), NORTHGATE.id],
        )
    with database.acting_as(nadia) as connection:
        yield connection


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(ACTS, max_size=8))
def test_the_last_mark_counts_and_nobody_expected_is_left_out(office: psycopg.Connection, acts) -> None:
    session, marks, is_over = row_id(NORTHGATE, "session now"), {}, False
    with office.transaction(force_rollback=True):
        for act in acts:
            if act == "complete":
                done = office.execute("select private.complete_session(%s)", [session]).fetchone()
                assert done == (not is_over,)
                is_over = True
                marks = dict.fromkeys(STUDENTS, ("absent", None)) | marks
            else:
                who, status, minutes = act
                now = (status, None if status == "absent" else minutes)
                changed = office.execute(
                    "select private.record_attendance(%s, %s, %s, %s)", [session, STUDENTS[who], status, minutes]
                ).fetchone()
                assert changed == (marks.get(STUDENTS[who]) != now,)
                marks[STUDENTS[who]] = now
        rows = office.execute(
            "select student_id, status, minutes_attended from public.session_attendance where session_id = %s",
            [session],
        ).fetchall()
        counted = office.execute(
            "select came_count, expected_count from public.success_sessions where id = %s", [session]
        ).fetchone()
    statuses = [status for _, status, _ in rows]
    assert counted == (
        sum(each in {"present", "late"} for each in statuses),
        sum(each != "excused" for each in statuses),
    )
    assert len(rows) == len({student for student, *_ in rows})
    assert {student: tuple(mark) for student, *mark in rows} == marks
