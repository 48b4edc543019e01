"""At the edges of closed months: what is billed late, what the bank takes back, what waited over midnight, two who close at once."""

from __future__ import annotations

from datetime import date, timedelta

import psycopg
import pytest

from state.months import MonthState
from tests.cast import FARAH, NADIA
from tests.database import sign_in
from tests.finance.books import APRIL, CLOSED_ON, MARCH, PATH, REOPEN, differing, does, opened, stand
from tests.finance.brought_in import bring
from tests.finance.desk import Desk, freeze, newcomer, place_for

BILLED = "select billed::bigint / 1000 from private.month_foretold(%s) where currency = 'USD'"
PAY = "select private.record_payment(%s, %s, %s, 'bank_transfer', null, null, '[]', null, null, null)"


@pytest.fixture(scope="module", autouse=True)
def desk(database):
    """A learner whose place is of 20 March, billed on 2 April in one part of 1,200 dollars."""
    freeze(database, date(2025, 4, 2))
    learner = newcomer(database)
    place = place_for(database, learner, price="1200", currency="USD", enrolled=date(2025, 3, 20))
    with database.acting_as(sign_in(database, NADIA), keep=True) as connection:
        made = Desk(connection, learner, place)
        made.make_bill(1)
        assert made.parts("issue_date") == [date(2025, 3, 20)]
    return made


@pytest.fixture
def march(database):
    """It is 3 April, and March is closed."""
    stand(database, MARCH)


@pytest.fixture
def waited(database, desk):
    """What a payment answers that waited over the midnight in which April was closed. It is 2 May."""
    stand(database, APRIL, date(2025, 5, 2))
    # the last evening of April to whoever began then and waited
    freeze(database, date(2025, 4, 30))
    with database.acting_as(sign_in(database, NADIA), keep=True) as connection:
        here = Desk(connection, desk.student, None)
        answer = here.pay(30)
        part, due = connection.execute(
            "select id, effective_due_date from public.installment_plans where student_id = %s", [desk.student]
        ).fetchone()
        here.ask("select private.credit_installment(%s, 10, 'A test.')", part)
        here.ask("select private.extend_installment(%s, %s, 'A test.')::text", part, due + timedelta(days=60))
    freeze(database, date(2025, 5, 2))
    return answer


@pytest.fixture
def nadia(database):
    with database.acting_as(sign_in(database, NADIA), keep=True) as connection:
        yield connection


def test_what_is_billed_after_its_month_is_of_the_month_it_is_issued_in(database):
    assert does(database, FARAH, BILLED, MARCH) == 1200


async def test_whoever_comes_second_reads_what_the_first_did_and_can_go_on(database, pipeline):
    stand(database, None)
    tabs = [(await opened(pipeline, database, key))[0] for key in ("farah", "nadia")]
    with database.acting_as(sign_in(database, NADIA), keep=True) as connection:
        part = connection.execute(
            "select id, student_id from public.installment_plans where currency = 'USD'"
        ).fetchone()
        Desk(connection, part[1], None).pay(20, on=date(2025, 3, 30))
    form = ({"form": {"said": "As agreed."}},)
    for tab in tabs[:1]:
        await tab.send(MonthState.close_books, *form, pathname=PATH, asPath=PATH)
        assert "Nothing was closed" in tab.shown(MonthState, "refusal")
        assert {each.name: each.words for each in (await tab.kept(MonthState)).figures}["Collected"] == "USD 20.00"
        await tab.send(MonthState.close_books, *form, pathname=PATH, asPath=PATH)
        assert (tab.shown(MonthState, "refusal"), tab.shown(MonthState, "act")) == ("", "")
    await tabs[1].send(MonthState.close_books, *form, pathname=PATH, asPath=PATH)
    assert tabs[1].shown(MonthState, "refusal") == "March 2025 is closed already."
    assert tabs[1].shown(MonthState, "act") == "reopen"


def test_the_bank_takes_nothing_back_before_it_counts(database, march, nadia, desk):
    act = nadia.execute(PAY, [desk.student, 50, date(2025, 3, 25)]).fetchone()[0]["act"]
    code = nadia.execute("select student_code from public.students where id = %s", [desk.student]).fetchone()[0]
    bring(nadia, [{"amount": "-50", "details": f"Returned {code}", "on": "2025-04-02", "currency": "USD"}])
    line = nadia.execute("select id from dashboard.bank_lines where details = %s", [f"Returned {code}"]).fetchone()[0]
    back = nadia.execute("select private.match_bank_line(%s, %s, %s)", [line, code, act]).fetchone()[0]
    days = nadia.execute(
        "select entry_type, occurred_on, belongs_to from public.installment_payments where act_id in (%s, %s) order by entry_type",
        [act, back],
    ).fetchall()
    assert days == [("payment", CLOSED_ON, date(2025, 3, 25)), ("refund", CLOSED_ON, date(2025, 4, 2))]
    nadia.execute("commit")
    with database.as_owner() as owner:
        earlier = owner.execute(
            """insert into dashboard.money_acts (organization_id, student_id, kind, currency, amount, method, occurred_on, reason, request_hash, recorded_by)
               select organization_id, student_id, 'refund', currency, amount, 'cash', occurred_on - 1, 'A test.', request_hash, recorded_by
               from dashboard.money_acts where id = %s returning id""",
            [act],
        ).fetchone()[0]
        with pytest.raises(psycopg.Error, match=r"finance\.date_invalid"):
            owner.execute(
                """insert into public.installment_payments (organization_id, act_id, installment_id, amount, reverses_id)
                   select organization_id, %s, installment_id, amount, id from public.installment_payments where act_id = %s""",
                [earlier, act],
            )
        owner.rollback()


def test_what_waited_over_midnight_counts_when_the_books_are_open(database, waited):
    assert (waited["on"], waited["belongs_to"]) == ("2025-05-01", "2025-04-30")
    assert differing(database) == []


def test_all_closed_months_are_compared_each_by_itself(database, waited):
    with database.as_owner() as owner:
        owner.execute("alter table public.installment_payments disable trigger user")
        owner.execute(
            "update public.installment_payments set occurred_on = '2025-04-29' where occurred_on > '2025-04-30' and currency = 'USD'"
        )
        assert owner.execute("select private.months_that_differ()").fetchall() == [("April 2025 in USD",)]
        owner.execute(
            "update public.installment_payments set occurred_on = '2025-03-29' where occurred_on = '2025-04-29' and currency = 'USD'"
        )
        named = owner.execute("select private.months_that_differ()").fetchall()
        assert sorted(named) == [("April 2025 in USD",), ("March 2025 in USD",)]
        owner.rollback()
    does(database, NADIA, REOPEN, APRIL, "A test.", None)
    assert differing(database) == []
