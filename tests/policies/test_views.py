"""A view shows what its table shows the same person, without the columns it is there to leave out, and never more."""

import psycopg
import pytest

from tests.cast import ALICE, CAST, LAKESIDE, MAYA, NADIA, NORTHGATE, Member
from tests.database import Database, sign_in

# Each view, and what the person would see by asking its table.
VIEWS = {
    "users_safe": "select id from public.users",
    "staff_directory": "select id from public.users where role <> 'student' and is_active",
    "mentor_students_v": "select id from public.students",
    "mentor_enrollments_v": "select id from public.course_enrollments",
    "integrations_safe": "select id from public.integrations",
    "installments_v": "select id from public.installment_plans",
}
LEFT_OUT = {
    "users_safe": {"email", "phone", "password_hash", "mfa_secret", "login_blocked"},
    "mentor_students_v": {"phone_number", "fees_cleared"},
    "mentor_enrollments_v": {"list_price", "discount_amount", "discount_percentage", "final_price", "payment_status"},
    "integrations_safe": {"credentials", "key_version"},
    "public_branding_v": {"settings"},
}


@pytest.fixture(scope="module", autouse=True)
def _settings(database: Database) -> None:
    """Give both schools a name to show, and a rule that is nobody's but the office's."""
    with database.as_owner() as owner:
        for school in (NORTHGATE, LAKESIDE):
            owner.execute(
                """insert into public.company_settings (organization_id, company_name, default_currency, settings)
                   values (%s, %s, %s, '{"fees": {"grace_days": 3}}')
                   on conflict (organization_id) do update set company_name = excluded.company_name, settings = excluded.settings""",
                [school.id, school.name, school.currency],
            )


def _columns(connection: psycopg.Connection, view: str) -> set[str]:
    return {column.name for column in connection.execute(f"select * from dashboard.{view} limit 0").description}


@pytest.mark.parametrize("member", CAST, ids=lambda member: member.key)
def test_a_view_shows_what_its_table_shows(member: Member, database: Database) -> None:
    with database.acting_as(sign_in(database, member)) as connection:
        for view, query in VIEWS.items():
            through = sorted(connection.execute(f"select id, organization_id from dashboard.{view}").fetchall())
            assert [row_id for row_id, _ in through] == sorted(row_id for (row_id,) in connection.execute(query))
            assert {organization for _, organization in through} <= {member.school.id}, view


@pytest.mark.parametrize("view", LEFT_OUT)
def test_a_view_leaves_out_what_it_is_there_to_leave_out(view: str, database: Database) -> None:
    with database.acting_as(sign_in(database, NADIA)) as connection:
        assert _columns(connection, view) & LEFT_OUT[view] == set()


@pytest.mark.parametrize("member", CAST, ids=lambda member: member.key)
def test_everybody_sees_how_their_school_presents_itself(member: Member, database: Database) -> None:
    with database.acting_as(sign_in(database, member)) as connection:
        shown = connection.execute("select organization_id, company_name from dashboard.public_branding_v").fetchall()
    assert shown == [(member.school.id, member.school.name)]


def test_days_late_count_from_the_due_date_once_grace_is_over(database: Database) -> None:
    days = "select days_late from dashboard.installments_v where student_id = %s and installment_number = %s"
    found = {}
    for today in ("2026-03-09", "2026-03-12", "2026-03-13"):
        with database.as_owner() as owner:
            owner.execute("update dashboard.installation set frozen_at = %s", [f"{today} 12:00+00"])
        with database.acting_as(sign_in(database, NADIA)) as connection:
            found[today] = [connection.execute(days, [ALICE.student_id, part]).fetchone()[0] for part in (1, 2)]
    with database.as_owner() as owner:
        owner.execute("update dashboard.installation set frozen_at = null")
    # The first part is paid; the second was due on the ninth, with three days of grace.
    assert found == {"2026-03-09": [0, 0], "2026-03-12": [0, 0], "2026-03-13": [0, 4]}


def test_a_mentor_sees_no_money_through_a_view(database: Database) -> None:
    with database.acting_as(sign_in(database, MAYA)) as connection:
        assert connection.execute("select count(*) from dashboard.installments_v").fetchone() == (0,)


def test_nobody_writes_through_a_view(database: Database) -> None:
    with (
        database.acting_as(sign_in(database, NADIA)) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute("update dashboard.users_safe set full_name = 'Somebody Else'")
