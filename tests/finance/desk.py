"""A finance desk to test at: a place to bill, the calendar, and the acts of money as a cashier calls them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg.types.json import Jsonb

from tests.cast import NORTHGATE, Member
from tests.database import Database, sign_in

PART = "amount, status, issue_date, effective_due_date, remaining_milli, penalty_remaining_milli, amount_paid, amount_refunded"


@dataclass
class Desk:
    """One learner's place in a course of its own, and the connection that acts."""

    connection: psycopg.Connection
    student: UUID
    place: UUID
    bill: UUID | None = None

    def ask(self, statement: str, *values: Any) -> Any:
        return self.connection.execute(statement, values or None).fetchone()[0]

    def today(self) -> date:
        return self.ask("select private.today()")

    def make_bill(self, parts: int = 3, discount: dict | None = None) -> UUID | None:
        self.bill = self.ask(
            "select private.create_invoice_with_plan(%s, %s, %s)",
            self.place,
            parts,
            Jsonb(discount) if discount else None,
        )
        return self.bill

    def parts(self, columns: str = "status") -> list[Any]:
        rows = self.connection.execute(
            f"select {columns} from public.installment_plans where invoice_id = %s order by installment_number",
            [self.bill],
        ).fetchall()
        return [row[0] for row in rows] if "," not in columns else rows

    def bill_says(self, columns: str = "status") -> Any:
        row = self.connection.execute(f"select {columns} from public.invoices where id = %s", [self.bill]).fetchone()
        return row[0] if "," not in columns else row

    def learner(self, columns: str = "lms_status") -> Any:
        row = self.connection.execute(f"select {columns} from public.students where id = %s", [self.student]).fetchone()
        return row[0] if "," not in columns else row

    def place_says(self) -> str:
        return self.ask("select payment_status from public.course_enrollments where id = %s", self.place)

    def pay(
        self,
        amount: Any,
        *,
        on: date | None = None,
        key: str | None = None,
        lines: list | None = None,
        reference: str | None = None,
    ) -> dict:
        return self.ask(
            "select private.record_payment(%s, %s, %s, 'cash', %s, null, '[]', %s, null, %s)",
            self.student, Decimal(str(amount)), on or self.today(), reference, key, Jsonb(lines) if lines else None,
        )  # fmt: skip

    def pay_on_first(self, amount: Any) -> UUID:
        """Pay on the first part, whatever else the learner owes; return the part."""
        first = self.parts("id")[0]
        self.pay(amount, lines=[{"installment": str(first), "amount": str(amount)}])
        return first

    def refund(
        self, lines: list[tuple[UUID, Any]], *, owed: bool = False, on: date | None = None, key: str | None = None
    ) -> dict:
        return self.ask(
            "select private.refund_payments(%s, 'cash', 'They moved away.', %s, %s, true, null, null, %s)",
            Jsonb([{"installment": str(part), "amount": str(amount)} for part, amount in lines]), on or self.today(), owed, key,
        )  # fmt: skip


def place_for(
    database: Database,
    student: UUID,
    *,
    price: str,
    currency: str = "PKR",
    enrolled: date,
    batch_start: date | None = None,
) -> UUID:
    """Give a learner a place in a new course, as it stood on the day; return it."""
    course, batch, place = uuid4(), uuid4(), uuid4()
    with database.as_owner() as owner:
        owner.execute(
            """insert into public.courses (id, organization_id, title, price, currency, max_installments, is_active, is_published)
               values (%s, %s, %s, %s, %s, 12, true, true)""",
            [course, NORTHGATE.id, f"Course {course}", Decimal(price), currency],
        )
        if batch_start:
            owner.execute(
                "insert into public.batches (id, organization_id, name, course_id, start_date, status) values (%s, %s, %s, %s, %s, 'active')",
                [batch, NORTHGATE.id, "A batch", course, batch_start],
            )
        owner.execute(
            """insert into public.course_enrollments (id, organization_id, student_id, course_id, batch_id, enrolled_at, payment_status)
               values (%s, %s, %s, %s, %s, %s, 'pending')""",
            [place, NORTHGATE.id, student, course, batch if batch_start else None, f"{enrolled} 12:00+05"],
        )
    return place


def newcomer(database: Database) -> UUID:
    """A learner who owes nothing anywhere."""
    user, student = uuid4(), uuid4()
    with database.as_owner() as owner:
        owner.execute(
            "insert into public.users (id, organization_id, email, full_name, role) values (%s, %s, %s, 'Newly Come', 'student')",
            [user, NORTHGATE.id, f"{user}@northgate.example"],
        )
        owner.execute(
            "insert into public.students (id, organization_id, user_id) values (%s, %s, %s)",
            [student, NORTHGATE.id, user],
        )
    return student


def freeze(database: Database, day: date) -> None:
    """Let it be noon of the day at Northgate."""
    with database.as_owner() as owner:
        owner.execute("update dashboard.installation set frozen_at = %s", [f"{day} 12:00+05"])


def days(number: int) -> timedelta:
    return timedelta(days=number)


def sitting(member: Member, today: date) -> Any:
    """Make the fixture of a person at their desk on a day; what they do there does not stay."""

    @pytest.fixture
    def at_desk(database: Database) -> Iterator[psycopg.Connection]:
        freeze(database, today)
        with database.acting_as(sign_in(database, member)) as connection:
            yield connection

    return at_desk
