"""A place in a course is given once, by those who may, with its price of the day; and taken back with a reason."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from psycopg import DatabaseError, errors
from psycopg.types.json import Jsonb

from tests.cast import ALICE, BEA, BEN, NORTHGATE
from tests.database import Database, sign_in
from tests.school import row_id

if TYPE_CHECKING:
    import psycopg

ENROL = "select private.enroll_student(%s, %s, %s, %s)"
CANCEL = "select private.cancel_enrollment(%s, %s)"
OMAR = row_id(NORTHGATE, "student omar")
FIRST, SECOND = row_id(NORTHGATE, "course 1"), row_id(NORTHGATE, "course 2")
HIS_PLACE = row_id(NORTHGATE, "enrollment omar")
NOTHING = Jsonb({})


def enrol(connection: psycopg.Connection, course: UUID = SECOND, batch: UUID | None = None, **options: object) -> UUID:
    return connection.execute(ENROL, [OMAR, course, batch, Jsonb(options)]).fetchone()[0]


def refusal(connection: psycopg.Connection, statement: str, *bound: object) -> str:
    """Return the reason why it is refused, which it must be; nothing of it stays."""
    with pytest.raises(DatabaseError) as refused, connection.transaction():
        connection.execute(statement, bound)
    return refused.value.diag.message_primary


@pytest.mark.parametrize("who", ["sam", "nadia", "enzo"])
def test_a_place_waits_for_its_bill_and_remembers_the_price_of_the_day(database: Database, who: str) -> None:
    with database.acting_as(sign_in(database, who)) as connection:
        made = enrol(connection, batch=row_id(NORTHGATE, "batch 2"), drip_override=True)
        place = connection.execute(
            """select status, payment_status, list_price, final_price, currency, drip_override, sequential_override, enrolled_by is not null
               from public.course_enrollments where id = %s""",
            [made],
        ).fetchone()
        line = connection.execute(
            "select activity_type from public.user_activity_logs where student_id = %s and activity_type like '%%enrolled%%' order by 1",
            [OMAR],
        ).fetchall()
        cleared = connection.execute("select fees_cleared from public.students where id = %s", [OMAR]).fetchone()
    assert place == ("active", "pending", 3000, 3000, "PKR", True, None, True)
    assert line == [("course_enrolled",), ("student_enrolled_in_batch",)]
    assert cleared == (False,)


def test_a_free_course_has_nothing_to_wait_for(database: Database) -> None:
    with database.as_owner() as owner:
        free = owner.execute(
            "insert into public.courses (organization_id, title, price, currency) values (%s, 'Taster', 0, 'PKR') returning id",
            [NORTHGATE.id],
        ).fetchone()[0]
    with database.acting_as(sign_in(database, "enzo")) as connection:
        made = enrol(connection, free)
        status = "select payment_status from public.course_enrollments where id = %s"
        assert connection.execute(status, [made]).fetchone() == ("waived",)


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        ((OMAR, FIRST, None, {}), "enrolment.duplicate"),
        ((BEA.student_id, SECOND, None, {}), "people.student_missing"),
        ((OMAR, row_id(NORTHGATE, "no course"), None, {}), "enrolment.course_missing"),
        ((OMAR, SECOND, row_id(NORTHGATE, "batch 1"), {}), "enrolment.batch_missing"),
        ((OMAR, SECOND, None, {"free": True, "reason": " "}), "enrolment.reason_required"),
    ],
)
def test_what_cannot_be_is_refused(database: Database, asked: tuple, reason: str) -> None:
    with database.acting_as(sign_in(database, "nadia")) as connection:
        assert refusal(connection, ENROL, *asked[:3], Jsonb(asked[3])) == reason


def test_a_batch_that_is_over_takes_nobody(database: Database) -> None:
    with database.as_owner() as owner:
        over = owner.execute(
            """insert into public.batches (organization_id, name, course_id, start_date, status)
               values (%s, 'Last year', %s, '2025-01-01', 'completed') returning id""",
            [NORTHGATE.id, SECOND],
        ).fetchone()[0]
    with database.acting_as(sign_in(database, "nadia")) as connection:
        assert refusal(connection, ENROL, OMAR, SECOND, over, NOTHING) == "enrolment.batch_over"


@pytest.mark.parametrize("who", ["maya", "marco", "tara", "alice"])
def test_nobody_else_enrols_or_cancels(database: Database, who: str) -> None:
    with database.acting_as(sign_in(database, who)) as connection:
        for statement, bound in ((ENROL, [OMAR, SECOND, None, NOTHING]), (CANCEL, [HIS_PLACE, "Please"])):
            with pytest.raises(errors.InsufficientPrivilege), connection.transaction():
                connection.execute(statement, bound)


def test_an_enrolment_manager_takes_no_place_back(database: Database) -> None:
    with database.acting_as(sign_in(database, "enzo")) as connection:
        assert refusal(connection, CANCEL, HIS_PLACE, "Please") == "enrolment.not_allowed"


class TestThePriceOfTheDay:
    """T9: a new place takes the price, the discount and the time from its course, once."""

    @pytest.fixture
    def course(self, database: Database) -> Iterator[tuple[psycopg.Connection, UUID]]:
        """A course of 1,000.00 with ninety days of access; nothing of it stays."""
        with database.as_owner() as owner, owner.transaction(force_rollback=True):
            made = owner.execute(
                """insert into public.courses (organization_id, title, price, currency, access_duration_days)
                   values (%s, 'Priced', 1000, 'PKR', 90) returning id""",
                [NORTHGATE.id],
            ).fetchone()[0]
            yield owner, made

    PLACE = """insert into public.course_enrollments (organization_id, student_id, course_id, discount_percentage, discount_amount)
        values (%s, %s, %s, %s, %s) returning final_price, payment_status, access_expires_at - enrolled_at = interval '90 days'"""

    @pytest.mark.parametrize(
        ("percentage", "amount", "price", "status"),
        [
            (15, 0, "850", "pending"),
            (0, 1200, "0", "waived"),
            (100, 0, "0", "waived"),
            (33.335, 0, "666.65", "pending"),
        ],
    )
    def test_a_discount_is_taken_off_half_up(
        self, course: tuple, percentage: float, amount: int, price: str, status: str
    ) -> None:  # V10
        owner, it = course
        found = owner.execute(self.PLACE, [NORTHGATE.id, OMAR, it, percentage, amount]).fetchone()
        assert found == (Decimal(price), status, True)

    @pytest.mark.parametrize(("currency", "price"), [("PKR", "666.67"), ("JPY", "667"), ("KWD", "666.670")])
    def test_no_amount_is_finer_than_its_currency(self, course: tuple, currency: str, price: str) -> None:
        owner, it = course
        owner.execute("update public.courses set currency = %s where id = %s", [currency, it])
        found = owner.execute(self.PLACE, [NORTHGATE.id, OMAR, it, 33.333, 0]).fetchone()
        assert found[0] == Decimal(price)

    def test_a_later_price_changes_no_place(self, course: tuple) -> None:
        owner, it = course
        owner.execute(self.PLACE, [NORTHGATE.id, OMAR, it, 0, 0])
        owner.execute("update public.courses set price = 9999 where id = %s", [it])
        kept = owner.execute("select list_price, final_price from public.course_enrollments where course_id = %s", [it])
        assert kept.fetchone() == (1000, 1000)

    def test_a_closed_course_takes_nobody(self, course: tuple) -> None:
        owner, it = course
        owner.execute("update public.courses set is_active = false where id = %s", [it])
        with pytest.raises(errors.ObjectNotInPrerequisiteState, match=r"enrolment\.course_closed"):
            owner.execute(self.PLACE, [NORTHGATE.id, OMAR, it, 0, 0])

    def test_an_import_brings_its_own_past(self, course: tuple) -> None:
        owner, it = course
        owner.execute("update public.courses set is_active = false where id = %s", [it])
        brought = owner.execute(
            """insert into public.course_enrollments (organization_id, student_id, course_id, origin, payment_status)
               values (%s, %s, %s, 'import', 'paid') returning list_price, final_price, access_expires_at""",
            [NORTHGATE.id, OMAR, it],
        )
        assert brought.fetchone() == (0, 0, None)


def test_whoever_is_done_with_everything_comes_in_again_for_a_new_course(database: Database) -> None:
    with database.as_owner() as owner:
        owner.execute(
            "update public.course_enrollments set status = 'completed' where student_id = %s", [BEN.student_id]
        )
        owner.execute(
            "update public.students set lms_status = 'complete', lms_status_source = 'completion' where id = %s",
            [BEN.student_id],
        )
    state = "select lms_status, lms_status_source, course_access from public.students where id = %s"
    with database.acting_as(sign_in(database, "nadia")) as connection:
        connection.execute(ENROL, [BEN.student_id, SECOND, None, NOTHING])
        assert connection.execute(state, [BEN.student_id]).fetchone() == ("complete", "completion", False)
    with database.acting_as(sign_in(database, "nadia")) as connection:
        connection.execute(ENROL, [BEN.student_id, SECOND, None, Jsonb({"free": True, "reason": "Well done"})])
        assert connection.execute(state, [BEN.student_id]).fetchone() == ("active", None, True)


class TestCancelling:
    """Taking a place back closes the course and leaves a trace."""

    def test_the_access_ends_and_the_place_may_be_given_again(self, database: Database) -> None:
        with database.acting_as(sign_in(database, "nadia")) as connection:
            connection.execute(CANCEL, [row_id(NORTHGATE, "enrollment alice"), "Moved away"])
            access = connection.execute("select course_access from public.students where id = %s", [ALICE.student_id])
            assert access.fetchone() == (False,)
            audit = connection.execute(
                "select new_values ->> 'reason' from public.admin_logs where action = 'enrollment_cancelled' and target_student_id = %s",
                [ALICE.student_id],
            )
            assert audit.fetchall() == [("Moved away",)]
            connection.execute(ENROL, [ALICE.student_id, FIRST, None, NOTHING])

    def test_it_is_done_once_with_a_reason(self, database: Database) -> None:
        with database.acting_as(sign_in(database, "nadia")) as connection:
            assert refusal(connection, CANCEL, HIS_PLACE, " ") == "enrolment.reason_required"
            connection.execute(CANCEL, [HIS_PLACE, "Moved away"])
            assert refusal(connection, CANCEL, HIS_PLACE, "Twice") == "enrolment.already_cancelled"

    def test_a_place_of_another_school_is_missing(self, database: Database) -> None:
        with database.acting_as(sign_in(database, "mallory")) as connection:
            assert refusal(connection, CANCEL, HIS_PLACE, "Reaching over") == "enrolment.missing"
