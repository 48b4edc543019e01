"""What an installment is, by the test vectors of the rules: parts of a bill, states by the day, states of bills and places."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some
from psycopg.errors import InvalidParameterValue

from tests.cast import ENZO
from tests.database import sign_in

SCHEDULE = "select * from private.build_installment_schedule(%s, %s, %s, %s, %s, %s, %s)"
STATE = "select private.installment_state(%s, %s, %s, %s, %s, date '2025-03-01', date '2025-03-06', %s, %s, %s)"


@pytest.fixture(scope="module")
def ask(database):
    with database.acting_as(sign_in(database, ENZO)) as connection:
        yield lambda statement, *values: connection.execute(statement, values).fetchall()


def march(day: int) -> date:
    return date(2025, 3, day)


class TestTheParts:
    def test_the_last_part_takes_the_remainder_and_a_month_lies_between(self, ask) -> None:
        assert ask(SCHEDULE, 1000, 3, "PKR", march(1), None, 30, 5) == [
            (1, Decimal("333.33"), march(1), march(6)),
            (2, Decimal("333.33"), march(31), date(2025, 4, 5)),
            (3, Decimal("333.34"), date(2025, 4, 30), date(2025, 5, 5)),
        ]

    def test_in_a_batch_the_later_parts_count_from_its_start(self, ask) -> None:
        found = ask(SCHEDULE, 1000, 3, "PKR", march(1), march(15), 30, 5)
        assert [(issued, due) for _, _, issued, due in found] == [
            (march(1), march(6)),
            (date(2025, 4, 14), date(2025, 4, 19)),
            (date(2025, 5, 14), date(2025, 5, 19)),
        ]

    def test_a_batch_that_began_before_is_no_reason_to_ask_for_money_of_the_past(self, ask) -> None:
        assert ask(SCHEDULE, 1000, 2, "PKR", march(1), date(2024, 1, 1), 30, 5)[1][2] == march(31)

    def test_more_parts_than_the_currency_has_units_are_refused(self, ask, database) -> None:
        with (
            database.acting_as(sign_in(database, ENZO)) as connection,
            pytest.raises(InvalidParameterValue, match=r"finance\.part_of_nothing"),
        ):
            connection.execute(SCHEDULE, (5, 6, "JPY", march(1), None, 30, 5))

    @given(
        units=some.integers(12, 10**9), parts=some.integers(1, 12), currency=some.sampled_from(["JPY", "PKR", "KWD"]),
        gap_and_window=some.tuples(some.integers(1, 90), some.integers(0, 60)), start=some.none() | some.integers(-400, 400),
    )  # fmt: skip
    def test_the_parts_are_the_total_to_the_last_unit_and_follow_each_other(
        self, ask, *, units, parts, currency, gap_and_window, start
    ) -> None:
        places = {"JPY": 0, "PKR": 2, "KWD": 3}[currency]
        total = Decimal(units).scaleb(-places)
        batch = None if start is None else date.fromordinal(march(1).toordinal() + start)
        found = ask(SCHEDULE, total, parts, currency, march(1), batch, *gap_and_window)
        assert sum(amount for _, amount, _, _ in found) == total
        assert all(amount > 0 and amount == round(amount, places) for _, amount, _, _ in found)
        dues = [due for *_, due in found]
        assert dues == sorted(set(dues))
        assert min(issued for _, _, issued, _ in found) == march(1)


class TestTheState:
    @pytest.mark.parametrize(
        ("day", "grace", "state"),
        [
            (date(2025, 2, 28), 0, "scheduled"),
            (march(5), 0, "pending"),
            (march(6), 0, "due"),
            (march(7), 0, "overdue"),
            (march(9), 3, "due"),
            (march(10), 3, "overdue"),
        ],
    )
    def test_an_unpaid_part_moves_with_the_day(self, ask, day, grace, state) -> None:
        assert ask(STATE, 333330, 0, 0, 0, 0, False, day, grace) == [(state,)]

    @pytest.mark.parametrize(("day", "state"), [(march(5), "partially_paid"), (march(6), "due"), (march(7), "overdue")])
    def test_a_little_money_changes_nothing_about_being_late(self, ask, day, state) -> None:
        assert ask(STATE, 233330, 0, 100, 0, 0, False, day, 0) == [(state,)]

    @pytest.mark.parametrize(
        ("remaining", "fee", "paid", "refunded", "written_off", "cancelled", "state"),
        [
            (0, 0, "333.33", 0, 0, False, "paid"),
            (0, 16670, "333.33", 0, 0, False, "overdue"),
            (0, 0, "333.33", "333.33", 0, False, "refunded"),
            (0, 0, "100", 0, "233.33", False, "waived"),
            (0, 0, 0, 0, 0, False, "waived"),
            (0, 0, 0, 0, 0, True, "cancelled"),
        ],
    )
    def test_a_settled_part_never_moves_by_the_day(
        self, ask, *, remaining, fee, paid, refunded, written_off, cancelled, state
    ) -> None:
        assert ask(STATE, remaining, fee, paid, refunded, written_off, cancelled, date(2026, 1, 1), 0) == [(state,)]


@pytest.mark.parametrize(
    ("parts", "paid", "refunded", "state"),
    [
        (["cancelled", "cancelled"], 0, 0, "cancelled"),
        (["waived", "cancelled"], 0, 0, "waived"),
        (["paid", "overdue"], 10, 0, "overdue"),
        (["paid", "paid", "waived"], 20, 0, "paid"),
        (["refunded", "cancelled"], 10, 10, "refunded"),
        (["paid", "due"], 20, 5, "partially_refunded"),
        (["partially_paid", "scheduled"], 5, 0, "partially_paid"),
        (["pending", "scheduled"], 0, 0, "issued"),
    ],
)
def test_the_state_of_a_bill_is_that_of_its_parts_and_its_money(database, parts, paid, refunded, state) -> None:
    with database.as_owner() as owner:
        assert owner.execute("select private.invoice_state(%s, %s, %s)", [parts, paid, refunded]).fetchone() == (state,)
