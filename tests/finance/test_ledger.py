"""The ledger is written once, says what its act says, and adds up to it."""

import pytest
from psycopg import errors

from tests.cast import NORTHGATE
from tests.finance.bills import PART_1, PART_2, PAYMENT, act, line, settle, undone
from tests.school_ground import row_id

WRITTEN_ONCE = ("public.installment_payments", "dashboard.money_acts", "dashboard.installment_terms")


@pytest.mark.parametrize("table", WRITTEN_ONCE)
@pytest.mark.parametrize(
    "act_of", ["update {0} set organization_id = organization_id", "delete from {0}", "truncate {0} cascade"]
)
def test_not_even_the_owner_rewrites_what_was_written(table, act_of, database):
    with undone(database) as owner, pytest.raises(errors.InsufficientPrivilege, match=r"row\.append_only"):
        owner.execute(act_of.format(table))


def test_a_line_says_what_its_act_says(database):
    with undone(database) as owner:
        made = act(owner, reference="Transfer 9")
        line(owner, made, 500)
        settle(owner)
        found = owner.execute(
            """select entry_type, currency, method, reference, receipt_number, occurred_on::text, principal_milli
               from public.installment_payments where act_id = %s""",
            [made],
        ).fetchone()
    assert found == ("payment", "PKR", "bank_transfer", "Transfer 9", found[4], "2026-02-10", 500_000)
    assert found[4].startswith("RCPT-")


def test_the_lines_of_an_act_add_up_to_it(database):
    for lines in ((), (300,), (300, 300)):
        with undone(database) as owner:
            made = act(owner)
            for amount in lines:
                line(owner, made, amount)
            with pytest.raises(errors.CheckViolation, match="lines_are_not_the_act"):
                settle(owner)


def test_receipts_have_no_gaps(database):
    with undone(database) as owner:
        numbers = []
        for _ in range(2):
            made = act(owner)
            line(owner, made, 500)
            with pytest.raises(errors.CheckViolation), owner.transaction():
                act(owner, amount=-1)
            number = "select receipt_number from dashboard.money_acts where id = %s"
            numbers.append(int(owner.execute(number, [made]).fetchone()[0].removeprefix("RCPT-")))
    assert numbers[1] == numbers[0] + 1


def test_a_reference_or_a_key_is_used_once(database):
    for twice in ({"reference": "transfer of alice"}, {"key": "one click"}):
        with undone(database) as owner:
            if "key" in twice:
                act(owner, **twice)
            with pytest.raises(errors.UniqueViolation):
                act(owner, **twice)


REFUSED = {
    "money of a day that has not come": ({"occurred_on": "2999-01-01"}, errors.InvalidParameterValue),
    "a refund without a reason": ({"kind": "refund"}, errors.CheckViolation),
    "a credit by card": ({"kind": "adjustment", "method": "card", "reason": "Kindness."}, errors.CheckViolation),
    "a payment to the original method": ({"method": "original_method"}, errors.CheckViolation),
    "half a paisa": ({"amount": "0.005"}, errors.CheckViolation),
}


@pytest.mark.parametrize("name", REFUSED)
def test_an_act_that_cannot_be_is_refused(name, database):
    given, error = REFUSED[name]
    with undone(database) as owner, pytest.raises(error):
        act(owner, **given)


def test_a_refund_points_at_a_payment_on_the_same_part(database):
    paid = "select id from public.installment_payments where act_id = %s"
    with undone(database) as owner:
        payment = owner.execute(paid, [PAYMENT]).fetchone()[0]
        refund = act(owner, kind="refund", method="original_method", reason="Left.")
        line(owner, refund, 500, part=PART_1, reverses=payment)
        settle(owner)
        other = act(owner, kind="refund", method="original_method", reason="Left.")
        with pytest.raises(errors.ForeignKeyViolation):
            line(owner, other, 500, part=PART_2, reverses=payment)


def test_money_of_one_learner_never_lands_on_the_bill_of_another(database):
    with undone(database) as owner:
        made = act(owner)
        with pytest.raises(errors.ForeignKeyViolation):
            line(owner, made, 500, part=row_id(NORTHGATE, "part 2 ben"))


def test_currencies_are_not_mixed(database):
    with undone(database) as owner:
        made = act(owner, currency="EUR")
        with pytest.raises(errors.InvalidParameterValue, match="other_currency"):
            line(owner, made, 500)
