"""Money in: on the oldest part first, whole or in pieces, once, and never too much; what follows from it follows at once."""

from datetime import date
from decimal import Decimal

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege, InvalidParameterValue, UniqueViolation

from tests.cast import ALICE, BEA, ENZO, NADIA
from tests.database import sign_in
from tests.finance.desk import Desk, days, freeze, place_for

START = date(2025, 3, 1)


@pytest.fixture
def desk(database):
    """Nadia's desk: Alice's place of 1,000.00 in three parts, issued today."""
    freeze(database, START)
    place = place_for(database, ALICE.student_id, price="1000", enrolled=START)
    with database.acting_as(sign_in(database, NADIA)) as connection:
        made = Desk(connection, ALICE.student_id, place)
        made.make_bill()
        yield made


def test_a_bill_has_its_number_its_parts_and_opens_nothing_yet(desk) -> None:
    assert desk.bill_says("amount, status") == (Decimal(1000), "issued")
    assert desk.bill_says("invoice_number").startswith("INV-STU")
    assert desk.parts("amount") == [Decimal("333.33"), Decimal("333.33"), Decimal("333.34")]
    assert desk.parts() == ["pending", "scheduled", "scheduled"]
    assert desk.place_says() == "pending"


def test_money_goes_on_the_oldest_part_first_and_then_on_the_next(desk) -> None:
    answer = desk.pay("400")
    assert sorted(Decimal(line["amount"]) for line in answer["lines"]) == [Decimal("66.67"), Decimal("333.33")]
    assert desk.parts() == ["paid", "partially_paid", "scheduled"]
    assert desk.bill_says("amount_paid, status") == (Decimal(400), "partially_paid")
    assert desk.place_says() == "partial"


def test_receipts_follow_each_other_without_a_gap(desk) -> None:
    first, second = desk.pay("1")["receipt"], desk.pay("2")["receipt"]
    assert int(second[5:]) == int(first[5:]) + 1


def test_the_whole_settles_everything(desk) -> None:
    desk.pay("1000")
    assert desk.parts() == ["paid", "paid", "paid"]
    assert (desk.bill_says(), desk.place_says()) == ("paid", "paid")


@pytest.mark.parametrize(
    ("amount", "reason"),
    [("1000000.00", "too_much"), ("0", "amount_invalid"), ("-5", "amount_invalid"), ("1.005", "too_fine")],
)
def test_a_wrong_amount_is_refused_whole(desk, amount, reason) -> None:
    with pytest.raises(InvalidParameterValue, match=rf"finance\.{reason}"):
        desk.pay(amount)


def test_the_same_click_twice_is_one_payment_and_gets_the_same_answer_which_says_so(desk) -> None:
    first = desk.pay("50", key="click-1")
    assert desk.pay("50", key="click-1") == first | {"again": True}
    assert desk.bill_says("amount_paid") == Decimal(50)


def test_a_key_is_not_good_for_another_request(desk) -> None:
    desk.pay("50", key="click-1")
    with pytest.raises(UniqueViolation, match=r"finance\.key_used"):
        desk.pay("60", key="click-1")


def test_one_transfer_is_entered_once(desk) -> None:
    desk.pay("50", reference="TT-1")
    with pytest.raises(UniqueViolation, match=r"finance\.reference_used"):
        desk.pay("60", reference="TT-1")


def test_money_of_tomorrow_is_refused(desk) -> None:
    with pytest.raises(InvalidParameterValue, match=r"finance\.date_invalid"):
        desk.pay("50", on=START + days(1))


def test_a_cashier_may_divide_it_otherwise(desk) -> None:
    second = desk.parts("id")[1]
    desk.pay("100", lines=[{"installment": str(second), "amount": "100"}])
    assert desk.parts("amount_paid") == [0, Decimal(100), 0]


def test_a_division_that_is_not_the_amount_is_refused(desk) -> None:
    second = desk.parts("id")[1]
    with pytest.raises(InvalidParameterValue, match=r"finance\.lines_are_not_the_amount"):
        desk.pay("100", lines=[{"installment": str(second), "amount": "99"}])


def test_a_bill_of_a_place_is_made_once(desk) -> None:
    with pytest.raises(UniqueViolation, match=r"finance\.already_billed"):
        desk.make_bill()


@pytest.mark.parametrize("who", ["maya", "marco", "tara", "vera"])
def test_who_has_no_part_in_money_is_refused(database, who) -> None:
    freeze(database, START)
    with database.acting_as(sign_in(database, who)) as connection, pytest.raises(psycopg.Error) as refused:
        connection.execute("select private.record_payment(%s, 1, %s, 'cash')", [ALICE.student_id, START])
    assert refused.value.sqlstate in ("42501", "25006")


def test_an_enrolment_manager_records_payments_but_gives_no_discount(database) -> None:
    freeze(database, START)
    place = place_for(database, ALICE.student_id, price="100", enrolled=START)
    with database.acting_as(sign_in(database, ENZO)) as connection:
        enzo = Desk(connection, ALICE.student_id, place)
        with (
            connection.transaction(),
            pytest.raises(InsufficientPrivilege, match=r"finance\.discount_not_allowed"),
            connection.transaction(),
        ):
            enzo.make_bill(discount={"percentage": 10, "reason": "A friend."})
        enzo.make_bill(1)
        enzo.pay("100")
        assert enzo.bill_says() == "paid"


@pytest.mark.parametrize(("discount", "amount"), [({"percentage": 15}, "850"), ({"amount": 1200}, None)])
def test_a_discount_lowers_the_bill_and_a_free_place_has_none(database, discount, amount) -> None:
    freeze(database, START)
    place = place_for(database, ALICE.student_id, price="1000", enrolled=START)
    with database.acting_as(sign_in(database, NADIA)) as connection:
        desk = Desk(connection, ALICE.student_id, place)
        bill = desk.make_bill(discount={**discount, "reason": "A scholarship."})
        assert (desk.bill_says("amount") if bill else None) == (Decimal(amount) if amount else None)
        assert desk.place_says() == ("pending" if amount else "waived")


def test_a_learner_of_another_organisation_is_missing(database) -> None:
    freeze(database, START)
    with (
        database.acting_as(sign_in(database, NADIA)) as connection,
        pytest.raises(psycopg.errors.NoDataFound, match=r"people\.student_missing"),
    ):
        connection.execute("select private.record_payment(%s, 1, %s, 'cash')", [BEA.student_id, START])
