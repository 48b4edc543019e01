"""The parts of a bill add up to it and are numbered without gaps; what a part was at any time is remembered."""

import psycopg
import pytest
from psycopg import errors

from tests.cast import ALICE, NADIA, NORTHGATE
from tests.finance.bills import INVOICE, PART_1, PART_2, settle, undone
from tests.school_ground import row_id

BREAKS = {
    "a part that grows alone": ("update public.installment_plans set amount = 1600 where id = %s", PART_2, "parts_are_not_the_bill"),
    "a bill that grows alone": (
        "update public.invoices set list_amount = 3100, amount = 3100 where id = %s", INVOICE, "parts_are_not_the_bill",
    ),
    "a number that is left out": (
        "update public.installment_plans set installment_number = 3 where id = %s", PART_2, "parts_have_gaps",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BREAKS)
def test_at_the_end_the_parts_are_the_bill(name, database):
    statement, about, reason = BREAKS[name]
    with undone(database) as owner:
        owner.execute(statement, [about])
        with pytest.raises(errors.CheckViolation, match=reason):
            settle(owner)


def test_a_part_that_was_agreed_is_never_taken_out(database):
    with undone(database) as owner, pytest.raises(errors.ForeignKeyViolation):
        owner.execute("delete from public.installment_plans where id = %s", [PART_2])


def test_parts_may_change_together_and_cancelled_ones_still_count(database):
    with undone(database) as owner:
        owner.execute("update public.installment_plans set amount = 1700 where id = %s", [PART_2])
        owner.execute("update public.invoices set list_amount = 3200, amount = 3200 where id = %s", [INVOICE])
        owner.execute("update public.installment_plans set status = 'cancelled' where id = %s", [PART_2])
        settle(owner)
        assert _remaining(owner, PART_2) == 0


def test_a_draft_has_no_parts_yet_and_a_bill_has_some(database):
    with undone(database) as owner:
        _draft(owner)
        settle(owner)
        owner.execute("update public.invoices set status = 'issued' where notes = 'new'")
        with pytest.raises(errors.CheckViolation, match="parts_are_not_the_bill"):
            settle(owner)


def test_a_bill_is_the_enrolments_and_has_the_next_number_without_gaps(database):
    with undone(database) as owner:
        with pytest.raises(errors.UniqueViolation), owner.transaction():
            _draft(owner, cancel_first=False)
        _draft(owner)
        student, number = owner.execute(
            "select student_id, invoice_number from public.invoices where notes = 'new'"
        ).fetchone()
        code = owner.execute("select student_code from public.students where id = %s", [ALICE.student_id]).fetchone()[0]
    assert (student, number) == (ALICE.student_id, f"INV-{code}-02")


def _draft(owner: psycopg.Connection, *, cancel_first: bool = True) -> None:
    if cancel_first:
        owner.execute(
            "update public.invoices set status = 'cancelled', cancelled_at = now(), cancel_reason = 'Anew.' where id = %s",
            [INVOICE],
        )
    owner.execute(
        """insert into public.invoices (organization_id, enrollment_id, currency, list_amount, discount_percentage, amount,
                                        issue_date, due_date, notes)
           values (%s, %s, 'PKR', 3000, 10, 2700, '2026-03-01', '2026-03-06', 'new')""",
        [NORTHGATE.id, row_id(NORTHGATE, "enrollment alice")],
    )


def test_an_amount_that_cannot_be_paid_is_refused(database):
    for amount, currency in (("0.005", "PKR"), ("0.5", "JPY")):
        with undone(database) as owner, pytest.raises(errors.CheckViolation):
            owner.execute(
                "update public.invoices set currency = %s, list_amount = %s, amount = %s where id = %s",
                [currency, amount, amount, INVOICE],
            )


def test_what_remains_is_principal_and_the_late_fee_beside_it(database):
    with undone(database) as owner:
        owner.execute(
            """update public.installment_plans set amount_paid = 1000, amount_refunded = 200, penalty_amount = 75,
                      penalty_paid = 0, penalty_applied_on = '2026-03-10', amount_credited = 100 where id = %s""",
            [PART_2],
        )
        assert _remaining(owner, PART_2) == 600_000
        fee = "select penalty_remaining_milli from public.installment_plans where id = %s"
        assert owner.execute(fee, [PART_2]).fetchone() == (75_000,)


def test_more_than_the_part_is_never_on_it(database):
    with undone(database) as owner, pytest.raises(errors.CheckViolation):
        owner.execute("update public.installment_plans set amount_paid = 1501 where id = %s", [PART_2])


def _remaining(owner, part):
    return owner.execute("select remaining_milli from public.installment_plans where id = %s", [part]).fetchone()[0]


def test_every_change_of_terms_is_remembered_and_nothing_else(database):
    terms = """select effective_due_date::text, is_cancelled from dashboard.installment_terms
               where installment_id = %s order by recorded_at, valid_from, id"""
    with undone(database) as owner:
        owner.execute(
            """update public.installment_plans set extended_due_date = '2026-04-01', extension_reason = 'Ill.', extended_by = %s,
                      extension_count = 1 where id = %s""",
            [NADIA.id, PART_2],
        )
        owner.execute("update public.installment_plans set status = 'overdue' where id in (%s, %s)", [PART_1, PART_2])
        owner.execute("update public.installment_plans set status = 'cancelled' where id = %s", [PART_2])
        found = owner.execute(terms, [PART_2]).fetchall()
    assert sorted(found) == [("2026-03-09", False), ("2026-04-01", False), ("2026-04-01", True)]
