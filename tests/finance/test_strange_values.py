"""Values that no form offers: money that is no number, days that never come, and a bill that is taken back after a gift."""

from datetime import date
from decimal import Decimal

import pytest
from psycopg.errors import InvalidParameterValue
from psycopg.types.json import Jsonb

from tests.cast import FARAH, NADIA
from tests.database import sign_in
from tests.finance.desk import Desk, days, freeze, newcomer, place_for

START = date(2025, 3, 1)
NO_DISCOUNT = [
    {"amount": "NaN"},
    {"amount": "Infinity"},
    {"amount": "1e30"},
    {"amount": "much"},
    {"percentage": "NaN"},
    {"percentage": 33.3333},
]


def desk_of(connection, database, price: str = "9000", currency: str = "PKR") -> Desk:
    freeze(database, START)
    student = newcomer(database)
    return Desk(connection, student, place_for(database, student, price=price, currency=currency, enrolled=START))


@pytest.mark.parametrize("discount", NO_DISCOUNT)
def test_a_discount_is_a_number_that_money_can_be(database, discount) -> None:
    with database.acting_as(sign_in(database, NADIA)) as connection:
        desk = desk_of(connection, database)
        with pytest.raises(InvalidParameterValue, match=r"finance\.discount_invalid"), connection.transaction():
            desk.make_bill(3, discount | {"reason": "A friend."})
        desk.make_bill(3)
        with pytest.raises(InvalidParameterValue, match=r"finance\.discount_invalid"):
            desk.ask("select private.apply_discount(%s, %s)", desk.bill, Jsonb(discount | {"reason": "A friend."}))


def test_and_no_finer_than_its_currency(database) -> None:
    with database.acting_as(sign_in(database, NADIA)) as connection:
        desk = desk_of(connection, database)
        with pytest.raises(InvalidParameterValue, match=r"finance\.too_fine"), connection.transaction():
            desk.make_bill(3, {"amount": "0.001", "reason": "A friend."})
        desk.make_bill(3)
        with pytest.raises(InvalidParameterValue, match=r"finance\.too_fine"):
            desk.ask(
                "select private.apply_discount(%s, %s)", desk.bill, Jsonb({"amount": "1.001", "reason": "A friend."})
            )


def test_a_price_is_what_its_currency_can_pay(database) -> None:
    with database.acting_as(sign_in(database, NADIA)) as connection:
        desk = desk_of(connection, database, price="1000.5", currency="JPY")
        desk.make_bill(2)
        assert desk.bill_says("list_amount, amount") == (Decimal(1001), Decimal(1001))


@pytest.mark.parametrize("to", ["infinity", "9999-12-31", "5000000-01-01", START + days(400)])
def test_more_time_ends_within_a_year(database, to) -> None:
    """A day that no program can hold would leave the whole list of installments unreadable."""
    with database.acting_as(sign_in(database, FARAH)) as connection:
        desk = desk_of(connection, database)
        desk.make_bill(1)
        [part] = desk.parts("id")
        with pytest.raises(InvalidParameterValue, match=r"finance\.date_invalid"), connection.transaction():
            desk.ask("select private.extend_installment(%s, %s, 'Asked.')", part, to)
        desk.ask("select private.extend_installment(%s, %s, 'Asked.')", part, START + days(366))


def test_what_a_gift_had_opened_waits_again_once_its_bill_is_taken_back(database) -> None:
    with database.acting_as(sign_in(database, NADIA)) as connection:
        desk = desk_of(connection, database)
        desk.make_bill(3)
        desk.ask("select private.credit_installment(%s, 3000, 'A gift.')", desk.parts("id")[0])
        assert desk.place_says() == "partial"
        desk.ask("select private.cancel_invoice(%s, 'The wrong course.')", desk.bill)
        assert (desk.bill_says(), desk.place_says()) == ("cancelled", "pending")
