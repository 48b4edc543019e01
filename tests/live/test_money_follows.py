"""A payment is seen in the other tabs of the finance desk at once, and no mentor hears that there was one."""

from __future__ import annotations

import pytest

from tests.cast import ENZO
from tests.database import sign_in
from tests.finance.bills import INVOICE, PART_2

_ROOT = "reflex___state____state.state___"


@pytest.fixture
def pay(site):
    """Record a payment of Alice's second installment, as Enzo at another desk does."""

    def record(amount):
        with site.database.acting_as(sign_in(site.database, ENZO), keep=True) as connection:
            connection.execute(
                "select private.record_installment_payment(%s, %s, private.today(), 'cash')", [PART_2, amount]
            )

    return record


def heard_by(site, key):
    with site.database.acting_as(sign_in(site.database, key)) as connection:
        asked = "select max(changed_in) from dashboard.live_changes where topic = any (%s)"
        topics = ["invoices", "installment_plans", "installment_payments", "outbox"]
        return connection.execute(asked, [topics]).fetchone()[0]


async def test_what_one_cashier_records_the_others_see(site, opened, pay):
    with site.database.as_owner() as owner:
        (number,) = owner.execute("select invoice_number from public.invoices where id = %s", [INVOICE]).fetchone()
    state = _ROOT + "installment____installment_state"
    async with (
        opened("nadia", f"/finance/installments/{number}-2") as page,
        opened("farah", "/finance/installments") as desk,
        opened("sam", "/support/mail") as log,
    ):
        pay(100)
        delta = await page.until(lambda each: "lines_rx_state_" in each.get(state, {}))
        assert delta[state]["part_rx_state_"]["left"] == "1,400.00"
        await desk.until(lambda each: "rows_rx_state_" in each.get(_ROOT + "finance____installments_state", {}))
        await log.until(lambda each: "rows_rx_state_" in each.get(_ROOT + "mail____mails_state", {}))


def test_the_office_hears_of_money_and_no_mentor_nor_another_school(site, pay):
    everybody = ("sam", "nadia", "enzo", "farah", "maya", "marco", "tara", "mallory")
    before = {key: heard_by(site, key) for key in everybody}
    pay(50)
    assert {key for key in everybody if heard_by(site, key) != before[key]} == {"sam", "nadia", "enzo", "farah"}
    assert [before[key] for key in ("maya", "marco", "tara")] == [None] * 3
