"""A promise that one takes is seen by the others who collect at once; mentors and enrolment managers hear of none."""

from __future__ import annotations

import pytest

from tests.cast import ALICE, FARAH
from tests.database import sign_in
from tests.finance.bills import PART_2

_STATE = "reflex___state____state.state___debt____debt_state"


@pytest.fixture
def promise(site):
    """Take a promise on Alice's second installment, as Farah at another desk does."""

    def take(amount):
        with site.database.acting_as(sign_in(site.database, FARAH), keep=True) as connection:
            connection.execute("select private.take_promise(%s, %s, private.today() + 3)", [PART_2, amount])

    return take


def heard_by(site, key):
    with site.database.acting_as(sign_in(site.database, key)) as connection:
        asked = "select max(changed_in) from dashboard.live_changes where topic = 'promises'"
        return connection.execute(asked).fetchone()[0]


async def test_what_one_is_promised_the_others_see(site, opened, promise):
    with site.database.as_owner() as owner:
        (code,) = owner.execute("select student_code from public.students where id = %s", [ALICE.student_id]).fetchone()
    async with opened("nadia", f"/finance/collections/{code}-PKR") as page:
        promise(123)
        delta = await page.until(lambda each: "shown_rx_state_" in each.get(_STATE, {}))
        assert delta[_STATE]["shown_rx_state_"]["promises"][0]["amount"] == "123.00"


def test_whoever_collects_hears_of_it_and_nobody_else(site, promise):
    everybody = ("sam", "nadia", "enzo", "farah", "maya", "marco", "tara", "mallory")
    before = {key: heard_by(site, key) for key in everybody}
    promise(50)
    assert {key for key in everybody if heard_by(site, key) != before[key]} == {"sam", "nadia", "farah"}
