"""A learner comes with everything that belongs to one, or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from psycopg import DatabaseError, errors
from psycopg.types.json import Jsonb

from tests.cast import ALICE, BEA, BEN, LAKESIDE, MALLORY, NORTHGATE
from tests.database import Database, sign_in
from tests.finance.enrolling import limited
from tests.school import row_id

if TYPE_CHECKING:
    from collections.abc import Iterator

    import psycopg

CREATE = "select private.create_student_complete(%s, %s)"
ASK = "select private.add_student_and_ask(%s, %s)"
UPDATE = "select private.update_student_profile(%s, %s, %s, %s)"
COURSE, BATCH = row_id(NORTHGATE, "course 1"), row_id(NORTHGATE, "batch 1")


@pytest.fixture
def limit(database: Database) -> Iterator[None]:
    """Above 50 a second person has to agree, for as long as the test lasts."""
    yield from limited(database, 50)


def form(**changed: object) -> Jsonb:
    """A form that is right, with some of it changed; a field that is changed to nothing is left out."""
    filled = {
        "full_name": "Dina Malik",
        "email": "dina@pupil.example",
        "phone": "+92 300 5550199",
        "course": str(COURSE),
        "parts": 3,
        **changed,
    }
    return Jsonb({key: value for key, value in filled.items() if value is not None})


def created(connection: psycopg.Connection, key: str | None = None, **changed: object) -> dict[str, Any]:
    return connection.execute(CREATE, [form(**changed), key]).fetchone()[0]


def refusal(connection: psycopg.Connection, statement: str, bound: list) -> str:
    """Return the reason why it is refused, which it must be; nothing of it stays."""
    with pytest.raises(DatabaseError) as refused, connection.transaction():
        connection.execute(statement, bound)
    return refused.value.diag.message_primary


@pytest.mark.parametrize("who", ["sam", "nadia", "enzo", "farah"])
def test_a_student_comes_with_account_code_details_and_a_place(database: Database, who: str) -> None:
    with database.acting_as(sign_in(database, who)) as connection:
        made = created(connection, batch=str(BATCH), company_name="Malik & Co")
        student = connection.execute(
            """select s.full_name, s.company_name, s.lms_status, s.course_access, s.fees_cleared, s.student_code ~ '^STU[0-9]{6}$'
               from public.students s join public.student_details d on d.student_id = s.id where s.id = %s""",
            [made["student_id"]],
        ).fetchone()
        place = connection.execute(
            "select course_id, batch_id, status, final_price from public.course_enrollments where id = %s",
            [made["enrollment"]],
        ).fetchone()
        account = connection.execute(
            "select email, role, phone from public.users where id = %s", [made["user_id"]]
        ).fetchone()
        bill = connection.execute(
            """select trim_scale(i.amount)::int, array(select trim_scale(p.amount)::int from public.installment_plans p
                 where p.invoice_id = i.id order by p.installment_number)
               from public.invoices i where i.enrollment_id = %s""",
            [made["enrollment"]],
        ).fetchall()
    assert student == ("Dina Malik", "Malik & Co", "inactive", False, False, True)
    assert place == (COURSE, BATCH, "active", 3000)
    assert account == ("dina@pupil.example", "student", "+923005550199")
    assert (made["payment_status"], bill) == ("pending", [(3000, [1000, 1000, 1000])])


def test_one_key_is_one_student_however_often_it_is_sent(database: Database) -> None:
    with database.acting_as(sign_in(database, "enzo")) as connection:
        first = created(connection, "a form")
        assert created(connection, "a form") == first | {"again": True}
        assert refusal(connection, CREATE, [form(full_name="Dina Malek"), "a form"]) == "finance.key_used"
        assert refusal(connection, CREATE, [form(), "another form"]) == "people.email_taken"


def test_a_key_of_another_organisation_tells_nothing(database: Database) -> None:
    with database.acting_as(sign_in(database, "nadia"), keep=True) as connection:
        created(connection, "a form of theirs", email="theirs@pupil.example", phone="+923005550155")
    with database.acting_as(sign_in(database, "mallory")) as connection:
        course = str(row_id(LAKESIDE, "course 1"))
        taken = form(email="theirs@pupil.example", phone="+923005550155", course=course)
        assert refusal(connection, CREATE, [taken, "a form of theirs"]) == "people.email_taken"
        assert "again" not in created(connection, "a form of theirs", course=course)


def test_a_free_place_opens_at_once_and_says_why(database: Database) -> None:
    with database.acting_as(sign_in(database, "nadia")) as connection:
        made = created(connection, free=True, reason="Scholarship")
        student = "select lms_status, course_access, fees_cleared from public.students where id = %s"
        assert connection.execute(student, [made["student_id"]]).fetchone() == ("active", True, True)
        opened = "select unlock_type from public.sequential_unlocks where student_id = %s"
        assert connection.execute(opened, [made["student_id"]]).fetchall() == [("initial",)]
        why = (
            "select new_values ->> 'reason' from public.admin_logs where record_id = %s and action = 'discount_applied'"
        )
        assert connection.execute(why, [made["enrollment"]]).fetchall() == [("Scholarship",)]
        assert made["payment_status"] == "waived"


def test_the_other_admins_hear_of_it_once(database: Database) -> None:
    with database.acting_as(sign_in(database, "enzo"), keep=True) as connection:
        code = created(connection, email="told@pupil.example", phone="+923005550177")["student_code"]
    with database.as_owner() as owner:
        told = owner.execute(
            """select u.full_name from public.notifications n join public.users u on u.id = n.user_id
               where n.type = 'student_added' and n.payload ->> 'link' = %s order by 1""",
            [f"/students/{code}"],
        ).fetchall()
    assert told == [("Nadia Rahman",), ("Vera Novak",)]


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"course": None}, "enrolment.no_target"),
        ({"course": str(row_id(LAKESIDE, "course 1"))}, "enrolment.course_missing"),
        ({"batch": str(row_id(NORTHGATE, "batch 2"))}, "enrolment.batch_missing"),
        ({"full_name": None}, "people.field_missing"),
        ({"phone": None}, "people.field_missing"),
        ({"email": "dina"}, "people.email_invalid"),
        ({"email": "<dina@mail.example>"}, "people.email_invalid"),
        ({"phone": "0300 5550199"}, "people.phone_invalid"),
        ({"email": ALICE.email}, "people.email_taken"),
        ({"email": BEA.email}, "people.email_taken"),
        ({"role": "admin"}, "people.field_unknown"),
        ({"free": True}, "enrolment.reason_required"),
        ({"parts": None}, "finance.parts_out_of_range"),
        ({"parts": 99}, "finance.parts_out_of_range"),
    ],
)
def test_what_is_not_right_leaves_nothing_behind(database: Database, changed: dict, reason: str) -> None:
    with database.acting_as(sign_in(database, "nadia")) as connection:
        count = "select (select count(*) from public.users), (select count(*) from public.students)"
        before = connection.execute(count).fetchone()
        assert refusal(connection, CREATE, [form(**changed), None]) == reason
        assert connection.execute(count).fetchone() == before


def test_a_free_place_is_not_an_enrolment_managers_to_give(database: Database) -> None:
    with database.acting_as(sign_in(database, "enzo")) as connection:
        assert refusal(connection, CREATE, [form(free=True, reason="Please"), None]) == "enrolment.free_not_allowed"


@pytest.mark.parametrize("who", ["maya", "marco", "tara", "alice"])
def test_nobody_else_adds_or_corrects_students(database: Database, who: str) -> None:
    with database.acting_as(sign_in(database, who)) as connection:
        for statement, bound in (
            (CREATE, [form(), None]),
            (ASK, [form(), None]),
            (UPDATE, [ALICE.student_id, "Alicia Ahmed", None, None]),
        ):
            with pytest.raises(errors.InsufficientPrivilege), connection.transaction():
                connection.execute(statement, bound)


def test_a_reader_adds_nobody(database: Database) -> None:
    with database.acting_as(sign_in(database, "vera")) as connection:
        assert refusal(connection, CREATE, [form(), None]) == "people.may_not_create"


@pytest.mark.parametrize(
    ("who", "told"),
    [("nadia", "only_tried"), ("enzo", "not_allowed"), ("farah", "not_allowed"), ("vera", "may_not_create")],
)
def test_a_newcomer_who_is_only_tried_as_if_somebody_had_agreed_is_kept_by_nobody(
    database: Database, who: str, told: str, limit: None
) -> None:
    count = "select (select count(*) from public.users), (select count(*) from public.students)"
    with database.as_owner() as owner:
        before = owner.execute(count).fetchone()
    asked = form(email="tried@pupil.example", free=True, reason="Scholarship")
    would: list = []
    with (
        pytest.raises(DatabaseError, match=told),
        database.acting_as(sign_in(database, who), keep=True) as connection,
    ):
        would += connection.execute("select private.try_newcomer_agreed(%s)", [asked]).fetchone()
    assert [each["amount"] for each in would] == ([3000] if told == "only_tried" else [])
    with database.as_owner() as owner:
        assert owner.execute(count).fetchone() == before


class TestCorrecting:
    """How to reach a learner is corrected by the office, in the account and in the learner at once."""

    def test_the_name_the_address_and_the_number(self, database: Database) -> None:
        with database.acting_as(sign_in(database, "enzo")) as connection:
            bound = [ALICE.student_id, "Alicia Ahmed", "ALICIA@northgate.example", "+92 300 5550111"]
            assert connection.execute(UPDATE, bound).fetchone() == (True,)
            assert connection.execute(UPDATE, bound).fetchone() == (False,)
            kept = connection.execute(
                """select s.full_name, u.full_name, u.email, u.phone, s.phone_number
                   from public.students s join public.users u on u.id = s.user_id where s.id = %s""",
                [ALICE.student_id],
            ).fetchone()
        assert kept == ("Alicia Ahmed", "Alicia Ahmed", "alicia@northgate.example", "+923005550111", "+923005550111")

    def test_what_is_not_named_stays(self, database: Database) -> None:
        with database.acting_as(sign_in(database, "enzo")) as connection:
            assert connection.execute(UPDATE, [ALICE.student_id, None, None, None]).fetchone() == (False,)

    @pytest.mark.parametrize(
        ("email", "reason"),
        [(BEN.email, "people.email_taken"), (MALLORY.email, "people.email_taken"), ("x", "people.email_invalid")],
    )
    def test_a_taken_or_broken_address_is_refused(self, database: Database, email: str, reason: str) -> None:
        with database.acting_as(sign_in(database, "nadia")) as connection:
            assert refusal(connection, UPDATE, [ALICE.student_id, None, email, None]) == reason

    def test_a_student_of_another_school_is_missing(self, database: Database) -> None:
        with database.acting_as(sign_in(database, "nadia")) as connection:
            assert refusal(connection, UPDATE, [BEA.student_id, "Mine Now", None, None]) == "people.student_missing"
