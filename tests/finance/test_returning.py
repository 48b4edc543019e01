"""Money back, debts forgiven, more time: each a line of its own with a reason, never an edit; access follows."""

from datetime import date
from decimal import Decimal

import pytest
from psycopg.errors import InsufficientPrivilege, InvalidParameterValue, ObjectNotInPrerequisiteState

from tests.cast import BEN, FARAH, NADIA
from tests.database import sign_in
from tests.finance.desk import Desk, days, freeze, place_for

START = date(2025, 3, 1)


@pytest.fixture
def desk(database):
    """Nadia's desk: a place of Ben's for 1,000.00 in two parts, issued today."""
    freeze(database, START)
    place = place_for(database, BEN.student_id, price="1000", enrolled=START)
    with database.acting_as(sign_in(database, NADIA)) as connection:
        made = Desk(connection, BEN.student_id, place)
        made.make_bill(2)
        yield made


class TestRefunds:
    def test_what_went_back_and_is_not_owed_leaves_receivables(self, desk) -> None:
        first = desk.pay_on_first("500")
        desk.refund([(first, "200")])
        assert desk.parts("status, remaining_milli, amount_credited")[0] == ("paid", 0, Decimal(200))
        assert desk.bill_says() == "partially_refunded"

    def test_what_is_still_owed_is_open_again_by_exactly_that(self, desk) -> None:
        first = desk.pay_on_first("500")
        desk.refund([(first, "200")], owed=True)
        assert desk.parts("remaining_milli")[0] == 200_000

    def test_all_money_back_closes_the_part_and_the_place(self, desk) -> None:
        first = desk.pay_on_first("500")
        desk.refund([(first, "500")])
        assert (desk.parts()[0], desk.place_says()) == ("refunded", "refunded")

    def test_never_more_than_came(self, desk) -> None:
        first = desk.pay_on_first("100")
        with pytest.raises(InvalidParameterValue, match=r"finance\.too_much"):
            desk.refund([(first, "100.01")])

    def test_never_before_the_money_that_goes_back(self, desk) -> None:
        first = desk.pay_on_first("100")
        with pytest.raises(InvalidParameterValue, match=r"finance\.date_invalid"):
            desk.refund([(first, "100")], on=START - days(1))

    def test_each_line_points_at_a_payment(self, desk) -> None:
        first = desk.pay_on_first("100")
        desk.pay_on_first("50")
        desk.refund([(first, "70")])
        returned = desk.connection.execute(
            """select r.amount, p.amount from public.installment_payments r
               join public.installment_payments p on p.id = r.reverses_id where r.installment_id = %s order by p.amount""",
            [first],
        ).fetchall()
        assert sum(amount for amount, _ in returned) == 70
        assert all(amount <= payment for amount, payment in returned)

    def test_finance_does_not_return_money_by_itself(self, database) -> None:
        with (
            database.acting_as(sign_in(database, FARAH)) as connection,
            pytest.raises(InsufficientPrivilege, match=r"finance\.not_allowed"),
        ):
            connection.execute("select private.refund_payments('[]', 'cash', 'x', current_date)")


class TestForgiving:
    def test_a_write_off_closes_the_rest_and_stays_in_what_was_billed(self, desk) -> None:
        first = desk.pay_on_first("100")
        desk.ask("select private.write_off_installment(%s, 'They left the country.')", first)
        assert desk.parts("status, remaining_milli, amount_written_off")[0] == ("waived", 0, Decimal(400))
        assert desk.bill_says("amount") == Decimal(1000)

    def test_a_credit_lowers_what_is_owed_and_is_no_cash(self, desk) -> None:
        desk.ask("select private.credit_installment(%s, 120, 'A correction.')", desk.parts("id")[0])
        assert desk.parts("remaining_milli, amount_paid")[0] == (380_000, 0)

    def test_nothing_is_forgiven_without_a_reason(self, desk) -> None:
        with pytest.raises(InvalidParameterValue, match=r"finance\.reason_required"):
            desk.ask("select private.write_off_installment(%s, ' ')", desk.parts("id")[0])

    def test_a_discount_is_spread_over_what_nobody_paid(self, desk) -> None:
        desk.pay_on_first("500")
        desk.ask("""select private.apply_discount(%s, '{"amount": 100, "reason": "A prize."}')""", desk.bill)
        assert desk.parts("amount") == [Decimal(500), Decimal(400)]
        assert desk.bill_says("amount, list_amount, discount_amount") == (
            Decimal(900),
            Decimal(1000),
            Decimal(100),
        )

    def test_a_discount_of_more_than_is_free_is_refused(self, desk) -> None:
        desk.pay_on_first("500")
        with pytest.raises(InvalidParameterValue, match=r'discount_too_large\n.*"most": "499\.99"'):
            desk.ask("""select private.apply_discount(%s, '{"amount": 501, "reason": "A prize."}')""", desk.bill)

    def test_a_bill_with_money_on_it_is_not_cancelled(self, desk) -> None:
        desk.pay_on_first("1")
        with pytest.raises(ObjectNotInPrerequisiteState, match=r'money_on_it\n.*"amount": "1\.00"'):
            desk.ask("select private.cancel_invoice(%s, 'A mistake.')", desk.bill)

    def test_a_cancelled_bill_asks_for_nothing_and_makes_room_for_another(self, desk) -> None:
        desk.ask("select private.cancel_invoice(%s, 'A mistake.')", desk.bill)
        assert desk.parts("status, remaining_milli") == [("cancelled", 0), ("cancelled", 0)]
        assert desk.make_bill(1) is not None

    def test_a_place_that_is_taken_back_cancels_what_nothing_stands_on(self, desk) -> None:
        desk.pay_on_first("100")
        desk.ask("select private.cancel_enrollment(%s, 'They left.')", desk.place)
        assert desk.parts() == ["partially_paid", "cancelled"]


class TestMoreTime:
    def test_a_later_day_counts_and_the_first_one_stays(self, desk) -> None:
        desk.ask("select private.extend_installment(%s, %s, 'They asked.')", desk.parts("id")[0], START + days(20))
        assert desk.parts("effective_due_date, due_date")[0] == (START + days(20), START + days(5))

    def test_three_times_are_enough(self, desk) -> None:
        part = desk.parts("id")[0]
        for more in (10, 20, 30):
            desk.ask("select private.extend_installment(%s, %s, 'They asked.')", part, START + days(more))
        with pytest.raises(ObjectNotInPrerequisiteState, match=r"finance\.extended_enough"):
            desk.ask("select private.extend_installment(%s, %s, 'They asked.')", part, START + days(40))

    def test_an_enrolment_manager_gives_no_time_and_finance_does(self, desk, database) -> None:
        part = desk.parts("id")[0]
        desk.connection.execute("commit")
        with (
            database.acting_as(sign_in(database, "enzo")) as connection,
            pytest.raises(InsufficientPrivilege, match=r"finance\.not_allowed"),
        ):
            connection.execute("select private.extend_installment(%s, %s, 'x')", [part, START + days(9)])
        with database.acting_as(sign_in(database, FARAH)) as connection:
            connection.execute("select private.extend_installment(%s, %s, 'x')", [part, START + days(9)])
