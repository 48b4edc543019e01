"""Files that are handed in: the same once, held against the ledger, and brought in whole or not at all."""

from __future__ import annotations

from datetime import date
from typing import Any

import psycopg
import pytest
from psycopg.types.json import Jsonb
from typer.testing import CliRunner

from growthos_ui.cli import app
from growthos_ui.errors import GrowthError
from tests.cast import ENZO, FARAH
from tests.database import sign_in
from tests.finance.brought_in import take
from tests.finance.desk import Desk, freeze, newcomer, place_for, sitting

TODAY = date(2025, 3, 1)
farah = sitting(FARAH, TODAY)


def wrong(connection: psycopg.Connection, kind: str, rows: list[dict]) -> list[Any]:
    found = connection.execute(
        f"select place, field, reason from private.check_{kind}(%s) order by 1, 2, 3", [Jsonb(rows)]
    )
    return found.fetchall()


def bring(connection: psycopg.Connection, kind: str, rows: list[dict]) -> int:
    number = take(connection, kind, f"{kind} {len(rows)}")
    return connection.execute(f"select private.import_{kind}(%s, %s)", [number, Jsonb(rows)]).fetchone()[0]


def billed(connection: psycopg.Connection, database: Any, price: str = "1000", parts: int = 2) -> tuple[str, Desk]:
    student = newcomer(database)
    desk = Desk(connection, student, place_for(database, student, price=price, enrolled=TODAY))
    desk.make_bill(parts)
    return desk.learner("student_code"), desk


def paid(code: str, amount: Any, row: int = 2, **more: Any) -> dict:
    return {"row": row, "student": code, "amount": str(amount), "on": "2025-03-01", "method": "cash", **more}


def test_the_same_file_waits_once_and_is_brought_in_once(farah, database):
    code, _ = billed(farah, database)
    first = take(farah, "payments")
    assert take(farah, "payments") == first
    farah.execute("select private.import_payments(%s, %s)", [first, Jsonb([paid(code, 10)])])
    with pytest.raises(psycopg.errors.UniqueViolation, match="file_known"), farah.transaction():
        take(farah, "payments")
    with pytest.raises(psycopg.errors.ObjectNotInPrerequisiteState, match="import_over"):
        farah.execute("select private.import_payments(%s, %s)", [first, Jsonb([paid(code, 10)])])


def test_a_file_of_payments_goes_on_the_oldest_first_and_its_receipts_follow_its_rows(farah, database):
    code, desk = billed(farah, database)
    assert bring(farah, "payments", [paid(code, 300), paid(code.lower(), "400", 3), paid(code, "300", 4)]) == 3
    assert [int(each) for each in desk.parts("amount_paid")] == [500, 500]
    assert desk.bill_says() == "paid"
    rows = farah.execute(
        "select amount::int, receipt_number from dashboard.money_acts where student_id = %s order by 2", [desk.student]
    )
    assert [amount for amount, _ in rows] == [300, 400, 300]


def test_one_wrong_row_keeps_the_whole_file_out(farah, database):
    code, desk = billed(farah, database)
    rows = [paid(code, 300), paid("STU999999", 1, 3), paid(code, 701, 4)]
    assert wrong(farah, "payments", rows) == [
        (3, "student", "finance.no_such_student"),
        (4, "amount", "finance.too_much"),
    ]
    with pytest.raises(psycopg.errors.InvalidParameterValue, match="import_wrong"), farah.transaction():
        bring(farah, "payments", rows)
    assert desk.bill_says("amount_paid") == 0


WRONG = {
    "more than is owed": ({"amount": "1000.01"}, ("amount", "finance.too_much")),
    "half a paisa": ({"amount": "0.005"}, ("amount", "finance.too_fine")),
    "nothing": ({"amount": "0"}, ("amount", "finance.amount_invalid")),
    "tomorrow": ({"on": "2025-03-02"}, ("on", "finance.date_invalid")),
    "no day": ({"on": None}, ("on", "finance.date_invalid")),
    "barter": ({"method": "barter"}, ("method", "finance.method_invalid")),
    "another's installment": ({"part": "INV-X-01-1"}, ("part", "finance.no_such_part")),
    "another currency": ({"currency": "EUR"}, ("student", "finance.owes_nothing")),
    "a transfer that was entered": (
        {"method": "bank_transfer", "reference": "transfer of alice"},
        ("reference", "finance.reference_used"),
    ),
    "a long reference": ({"reference": "x" * 201}, ("reference", "finance.too_long")),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_payment_that_cannot_be_is_named_with_its_column(name, farah, database):
    code, _ = billed(farah, database)
    given, said = WRONG[name]
    assert wrong(farah, "payments", [paid(code, 10) | given]) == [(2, *said)]


def test_two_rows_of_one_reference_are_one_too_many(farah, database):
    code, _ = billed(farah, database)
    rows = [paid(code, 10, reference="slip 1"), paid(code, 10, 3, reference=" slip 1")]
    assert wrong(farah, "payments", rows) == [(3, "reference", "finance.reference_twice")]


def course_of(desk: Desk) -> str:
    return desk.ask(
        "select c.title from public.courses c join public.course_enrollments e on e.course_id = c.id where e.id = %s",
        desk.place,
    )


def unbilled(connection: psycopg.Connection, database: Any, price: str = "1000") -> tuple[dict, Desk]:
    student = newcomer(database)
    desk = Desk(connection, student, place_for(database, student, price=price, enrolled=TODAY))
    return {"student": desk.learner("student_code"), "course": course_of(desk)}, desk


def test_a_file_of_installments_makes_the_bills_as_they_are_written(farah, database):
    whose, desk = unbilled(farah, database)
    parts = [
        {"row": 2, **whose, "amount": "600", "due": "2025-04-01"},
        {"row": 3, **whose, "amount": "400", "due": "2025-03-01", "issue": "2025-02-20"},
    ]
    assert wrong(farah, "installments", parts) == []
    assert bring(farah, "installments", parts) == 1
    desk.bill = desk.ask("select id from public.invoices where enrollment_id = %s", desk.place)
    assert [(int(amount), str(due)) for amount, due in desk.parts("amount, due_date")] == [
        (400, "2025-03-01"),
        (600, "2025-04-01"),
    ]
    assert (desk.bill_says(), desk.place_says()) == ("issued", "pending")


def test_a_file_of_invoices_makes_the_bills_by_the_rule_of_the_schedule(farah, database):
    whose, desk = unbilled(farah, database)
    other, twin = unbilled(farah, database)
    farah.execute("select private.create_invoice_with_plan(%s, 3)", [twin.place])
    assert bring(farah, "invoices", [{"row": 2, **whose, "parts": 3}]) == 1
    for each in (desk, twin):
        each.bill = each.ask("select id from public.invoices where enrollment_id = %s", each.place)
    columns = "installment_number, amount, issue_date, due_date, status"
    assert desk.parts(columns) == twin.parts(columns)
    assert wrong(farah, "invoices", [{"row": 2, **other}]) == [(2, "course", "finance.already_billed")]


WRONG_PARTS = {
    "more than the place costs": ({"amount": "1000.01"}, ("amount", "finance.parts_are_not_the_price")),
    "no amount": ({"amount": None}, ("amount", "finance.amount_invalid")),
    "due before it is issued": ({"issue": "2025-04-02"}, ("due", "finance.due_before_issue")),
    "no due day": ({"due": None}, ("due", "finance.day_required")),
    "another currency": ({"currency": "EUR"}, ("currency", "finance.other_currency")),
    "the second of one": ({"number": 2}, ("number", "finance.parts_have_gaps")),
    "no such course": ({"course": "Alchemy"}, ("course", "finance.no_such_course")),
    "no such student": ({"student": "x"}, ("student", "finance.no_such_student")),
}


@pytest.mark.parametrize("name", WRONG_PARTS)
def test_an_installment_that_cannot_be_is_named_with_its_column(name, farah, database):
    whose, _ = unbilled(farah, database)
    given, said = WRONG_PARTS[name]
    row = {"row": 2, **whose, "amount": "1000", "due": "2025-04-01"} | given
    assert wrong(farah, "installments", [row]) == [(2, *said)]


@pytest.mark.parametrize("day", ["0001-01-05", "9999-12-31", "infinity", "-infinity"])
def test_no_file_bills_on_a_day_that_no_list_could_show(day, farah, database):
    """One such day would leave every list of installments unreadable."""
    whose, _ = unbilled(farah, database)
    bill, part = {"row": 2, **whose, "issue": day}, {"row": 2, **whose, "amount": "1000", "due": day}
    assert wrong(farah, "invoices", [bill]) == [(2, "issue", "finance.date_invalid")]
    found = wrong(farah, "installments", [part])
    assert {reason for _, _, reason in found} == {"finance.date_invalid"}
    with pytest.raises(psycopg.Error, match="import_wrong"):
        bring(farah, "installments", [part])


def test_only_the_office_and_finance_hand_files_in(database):
    for key in ("enzo", "maya", "tara", "marco", "vera"):
        with database.acting_as(sign_in(database, key)) as connection, pytest.raises(psycopg.Error):
            take(connection, "payments")
    abroad = sign_in(database, "mallory")
    with database.acting_as(abroad) as connection, pytest.raises(psycopg.Error, match="import_missing"):
        connection.execute("select private.drop_import(99)")


def test_a_file_that_was_taken_away_may_be_handed_in_again(farah):
    first = take(farah, "payments")
    farah.execute("select private.drop_import(%s)", [first])
    assert take(farah, "payments") != first


def test_a_command_brings_a_file_in_for_somebody_who_may_and_first_says_what_it_would_do(
    database, tmp_path, monkeypatch
):
    freeze(database, TODAY)
    student = newcomer(database)
    place_for(database, student, price="900", enrolled=TODAY)
    with database.as_owner() as owner:
        code, title = owner.execute(
            """select s.student_code, c.title from public.students s join public.course_enrollments e on e.student_id = s.id
               join public.courses c on c.id = e.course_id where s.id = %s""",
            [student],
        ).fetchone()
    for name, url in (("OWNER_", database.owner_url), ("", database.app_url), ("SIGN_IN_", database.sign_in_url)):
        monkeypatch.setenv(f"DATABASE_{name}URL", url)
    file = tmp_path / "plan.csv"
    rows = f"Student,Course,Amount,Due\n{code},{title},{{}},2025-04-01\n{code},{title},500,2025-05-01\n"

    def run(amount, *more, by=FARAH.email):
        file.write_text(rows.format(amount))
        done = CliRunner().invoke(app, ["import", "installments", str(file), "--by", by, *more])
        return done.output + (done.exception.words() if isinstance(done.exception, GrowthError) else "")

    def bills():
        with database.as_owner() as owner:
            return owner.execute("select count(*) from public.invoices where student_id = %s", [student]).fetchone()[0]

    assert "Row 2, Amount “x”: This is no amount." in run("x")
    assert "Your role may not bring in files" in run(400, by=ENZO.email)
    assert "Nobody who may sign in" in run(400, by="no.one@northgate.example")
    assert "PKR 900.00 in 2 rows" in run(400, "--preview")
    assert bills() == 0
    assert "Brought in: 1 invoice." in run(400)
    assert bills() == 1
    assert "This file was brought in on" in run(400)
