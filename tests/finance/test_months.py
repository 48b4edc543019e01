"""A month whose books are closed says for ever what was told of it; what is entered for it later counts later, and says so."""

from __future__ import annotations

import random
import threading
from datetime import date, timedelta
from types import SimpleNamespace

import psycopg
import pytest
from psycopg.types.json import Jsonb

from growthos_ui.finance import cash, metrics
from growthos_ui.finance.months.tables import FIGURES
from growthos_ui.listing.ask import Ask
from growthos_ui.metrics.clock import clock
from growthos_ui.metrics.measure import measure
from state.finance import PaymentsState
from state.months import MonthState
from tests.cast import ENZO, FARAH, MAYA, NADIA, NORTHGATE, SAM, VERA
from tests.database import sign_in
from tests.finance.books import (
    APRIL,
    CLOSE,
    CLOSED_ON,
    MARCH,
    PATH,
    REOPEN,
    closed_through,
    differing,
    does,
    opened,
    refuses,
    stand,
)
from tests.finance.desk import Desk, freeze, newcomer, place_for
from tests.finance.dialogs import at, make_bill
from tests.finance.test_as_of import acts_of_a_day
from tests.metrics.conftest import Reading
from tests.screens import open_screen

DOLLARS = Ask().filtered("currency", ("USD",))
ADJUSTED = """select array[adjustments, adjusted_milli / 1000.0] from private.months_of_books()
              where month = '2025-03-01' and currency = 'USD'"""


@pytest.fixture(scope="module")
def books(database):
    """Two learners with bills in dollars and what they did in March; and a bill to pay on."""
    dice, desks = random.Random(48), []
    for number in range(12):
        today = MARCH + timedelta(days=3 * number)
        freeze(database, today)
        if number < 2:
            learner = newcomer(database)
            desks.append((learner, place_for(database, learner, price="2000", currency="USD", enrolled=today), None))
        with database.acting_as(sign_in(database, NADIA), keep=True) as connection:
            opened = [Desk(connection, *each) for each in desks]
            for desk in opened:
                desk.bill = desk.bill or desk.make_bill(4)
                acts_of_a_day(desk, dice, today)
            desks = [(desk.student, desk.place, desk.bill) for desk in opened]
    bill = make_bill(
        database, day=date(2025, 3, 20), currency="USD", learner=SimpleNamespace(student_id=newcomer(database))
    )
    return SimpleNamespace(desks=desks, bill=bill, dice=dice)


@pytest.fixture
def unclosed(database, books):
    """It is 3 April, and no month is closed."""
    stand(database, None)


@pytest.fixture
def march(database, books):
    """It is 3 April, and March was closed by Farah on that day."""
    stand(database, MARCH)
    return kept(database)


@pytest.fixture(scope="module")
def reading(database, books):
    opened = Reading(database)
    yield opened
    opened.close()


def kept(database):
    """Return the figures of March as they were kept."""
    with database.as_owner() as owner:
        return owner.execute(
            f"""select {", ".join(f"f.{name}_milli" for name in FIGURES)} from dashboard.month_figures as f
                join dashboard.month_acts as a on a.id = f.closing_id where a.month = %s and f.currency = 'USD'
                order by a.place desc limit 1""",
            [MARCH],
        ).fetchone()


def measured(reading):
    """Return the figures of March as the registry's metrics say them, of the rows that the month's links open."""
    within, stood = f"{MARCH}..2025-03-31", DOLLARS.filtered("as_of", ("2025-03-31",)).filtered("known", ("now",))
    flows, billed = DOLLARS.filtered("on", (within,)), stood.filtered("billed", (within,))

    async def asked(tx):
        at_end, entries = (metrics.OPEN_BALANCE, metrics.OVERDUE_BALANCE), (cash.COLLECTED, cash.REFUNDED, cash.CREDITED, cash.WRITTEN_OFF)  # fmt: skip
        sums = [each["sum"] for each in (await measure(tx, (metrics.BILLED,), billed, await clock(tx)))[0]]
        sums += [each["sum"] for each in (await measure(tx, entries, flows, await clock(tx)))[0]]
        return (*sums, *(each["sum"] for each in (await measure(tx, at_end, stood, await clock(tx)))[0]))

    return reading.run("nadia", asked)


def test_months_are_closed_in_their_order_when_they_are_over_by_who_keeps_the_books(database, unclosed):
    refuses(database, FARAH, "month_not_over", CLOSE, APRIL, None, None)
    refuses(database, FARAH, "month_invalid", CLOSE, MARCH + timedelta(days=1), None, None)
    refuses(database, FARAH, "month_not_closed", REOPEN, MARCH, "A test.", None)
    for member in (ENZO, MAYA):
        refuses(database, member, "not_allowed|permission denied", CLOSE, MARCH, None, None)
    refuses(database, VERA, "read-only|not_allowed", CLOSE, MARCH, None, None)
    refuses(database, MAYA, "permission denied", "select count(*) from private.months_of_books()")
    stand(database, MARCH)
    assert does(database, ENZO, "select count(*) from dashboard.month_acts") == 0
    assert does(database, FARAH, "select count(*) from dashboard.month_acts") > 0


async def test_the_panel_foretells_the_figures_and_closes_on_no_others(database, pipeline, books, unclosed):
    tab, row = await opened(pipeline, database, "farah")
    assert row["standing"] == "Can be closed"
    assert row["billed_milli"] == row["open_milli"] == "—"
    assert [each.name for each in (await tab.kept(MonthState)).figures][:2] == ["Billed", "Collected"]
    assert tab.shown(MonthState, "act") == "close"
    pay_late(database, books, 5)
    await tab.send(MonthState.close_books, {"form": {"said": "As agreed."}}, pathname=PATH, asPath=PATH)
    assert "Nothing was closed" in tab.shown(MonthState, "refusal")
    assert closed_through(database) is None
    tab, _ = await opened(pipeline, database, "farah")
    foretold = list((await tab.kept(MonthState)).figures)
    await tab.send(MonthState.close_books, {"form": {"said": "As agreed."}}, pathname=PATH, asPath=PATH)
    assert tab.shown(MonthState, "refusal") == ""
    tab, row = await opened(pipeline, database, "vera")
    assert row["standing"] == "Closed"
    assert list((await tab.kept(MonthState)).figures) == foretold
    assert tab.shown(MonthState, "act") == ""


def test_what_is_kept_is_what_the_metrics_say_of_the_rows_behind_it(march, reading):
    assert march == measured(reading)
    assert min(march) >= 0 < max(march)


def test_a_payment_into_it_is_an_adjustment_of_today_and_the_old_total_stays(database, books, march, reading):
    answer = pay_late(database, books, 7)
    assert (answer["on"], answer["belongs_to"]) == (str(CLOSED_ON), "2025-03-28")
    entry = "select (occurred_on, belongs_to)::text from public.installment_payments where act_id = %s"
    assert does(database, NADIA, entry, answer["act"]) == f"({CLOSED_ON},2025-03-28)"
    assert kept(database) == measured(reading) == march
    assert "belongs_to" not in pay_late(database, books, 3, on=date(2025, 4, 2))


async def test_the_dialog_says_where_it_will_count_and_the_list_what_was_entered(database, pipeline, books, march):
    entries, net = does(database, FARAH, ADJUSTED)
    pay_late(database, books, 7)
    dialog = await at(pipeline, database, "farah", f"{books.bill}-1")
    await dialog.open("pay")
    state = await dialog.consider(amount="11", paid_on="2025-03-30")
    told = next(each for each in state.changes if each.name == "Counts on")
    assert (told.before, told.after) == ("30 Mar 2025", "3 Apr 2025: March 2025 is closed")
    await dialog.send(amount="11", paid_on="2025-03-30")
    assert "For 30 Mar 2025" in (await dialog.page()).lines[0].why
    tab, row = await opened(pipeline, database, "farah")
    assert row["adjustment_count"] == str(entries + 2)
    href = row["adjustment_count__href"]
    found = await open_screen(pipeline, database, "farah", href)
    assert len(found.shown(PaymentsState, "rows")) == entries + 2
    assert tab.shown(MonthState, "since") == f"{entries + 2} entries, net cash USD {net + 18:.2f}"
    assert tab.shown(MonthState, "why_not").startswith("You closed this month yourself")


def test_no_bill_is_issued_in_it(database, books, march):
    learner = newcomer(database)
    place = place_for(database, learner, price="900", currency="USD", enrolled=date(2025, 3, 10))
    with database.acting_as(sign_in(database, NADIA)) as connection:
        desk = Desk(connection, learner, place)
        desk.make_bill(3)
        assert all(issued >= APRIL and due >= issued for issued, due in desk.parts("issue_date, due_date"))
        row = {"row": 1, "student": "nobody", "course": "none", "due": "2025-03-20", "issue": "2025-03-15", "amount": 1}
        found = connection.execute(
            "select reason from private.check_invoices(%s) where reason = 'finance.issue_closed'", [Jsonb([row])]
        ).fetchall()
    assert found == [("finance.issue_closed",)]
    with database.as_owner() as owner, pytest.raises(psycopg.Error, match=r"finance\.issue_closed"):
        owner.execute(
            """insert into public.installment_plans (organization_id, invoice_id, installment_number, amount, issue_date, due_date, status)
               select organization_id, id, 9, 1, '2025-03-31', '2025-04-30', 'pending' from public.invoices where invoice_number = %s""",
            [books.bill],
        )


def test_whatever_a_desk_does_afterwards_its_figures_stay(database, books, march, reading):
    for number in range(20):
        today = CLOSED_ON + timedelta(days=number)
        freeze(database, today)
        with database.acting_as(sign_in(database, NADIA), keep=True) as connection:
            for each in books.desks:
                acts_of_a_day(Desk(connection, *each), books.dice, today)
        if number % 5 == 0:
            assert measured(reading) == march
    assert measured(reading) == march
    assert differing(database) == []


def test_other_days_of_grace_move_nothing_of_it(database, march, reading):
    set_grace(database, 28)
    assert measured(reading) == march
    assert differing(database) == []
    set_grace(database, 0)


def test_an_entry_that_is_put_into_it_by_hand_is_named(database, books, march):
    act = pay_late(database, books, 2)["act"]
    with database.as_owner() as owner:
        owner.execute("alter table public.installment_payments disable trigger user")
        owner.execute("update public.installment_payments set occurred_on = belongs_to where act_id = %s", [act])
        assert owner.execute("select private.months_that_differ()").fetchall() == [("March 2025 in USD",)]
        owner.rollback()


def test_who_closes_waits_for_a_payment_that_is_under_way(database, books):
    stand(database, MARCH, date(2025, 5, 2))
    closed = []
    with database.acting_as(sign_in(database, NADIA), keep=True) as paying:
        part = paying.execute(
            """select p.id, p.student_id from public.installment_plans as p join public.invoices as i on i.id = p.invoice_id
               where i.invoice_number = %s and p.installment_number = 2""",
            [books.bill],
        ).fetchone()
        Desk(paying, part[1], None).pay(13, on=date(2025, 4, 30), lines=[{"installment": str(part[0]), "amount": "13"}])
        closing = threading.Thread(target=lambda: closed.append(does(database, FARAH, CLOSE, APRIL, None, "april")))
        closing.start()
        with database.as_owner() as owner:
            owner.autocommit = True
            while not owner.execute("select 1 from pg_locks where locktype = 'advisory' and not granted").fetchone():
                assert closing.is_alive()
        paying.execute("commit")
    closing.join()
    assert does(database, FARAH, CLOSE, APRIL, None, "april") == closed[0]  # the same form is the same closing
    with database.as_owner() as owner:
        (collected,) = owner.execute(
            "select collected_milli from dashboard.month_figures where closing_id = %s and currency = 'USD'", closed
        ).fetchone()
        (came,) = owner.execute(
            """select sum(principal_milli) from public.installment_payments where entry_type = 'payment' and currency = 'USD'
               and occurred_on between '2025-04-01' and '2025-04-30'"""
        ).fetchone()
    assert collected == came
    assert differing(database) == []


async def test_another_person_opens_the_last_one_again_with_a_reason(database, pipeline, books):
    stand(database, APRIL, date(2025, 5, 2))
    refuses(database, FARAH, "own_closing", REOPEN, APRIL, "A mistake.", None)
    refuses(database, SAM, "month_not_last", REOPEN, MARCH, "A mistake.", None)
    tab, row = await opened(pipeline, database, "nadia", "April 2025")
    assert tab.shown(MonthState, "act") == "reopen"
    for said, refusal in ((" ", "Say why."), ("The bank was late.", "")):
        await tab.send(MonthState.reopen_books, {"form": {"said": said}}, pathname=PATH, asPath=PATH)
        assert tab.shown(MonthState, "refusal") == refusal
    tab, row = await opened(pipeline, database, "farah", "April 2025")
    assert row["standing"] == "Can be closed"
    assert "opened again by" in (await tab.kept(MonthState)).entry.description
    with database.as_owner() as owner:
        audited = owner.execute(
            "select new_values ->> 'reason' from public.admin_logs where action = 'month_reopened' order by timestamp desc, id limit 1"
        ).fetchone()
    assert audited == ("The bank was late.",)


def set_grace(database, days):
    with database.as_owner() as owner:
        owner.execute(
            """update public.company_settings set settings = jsonb_set(settings, '{fees}', coalesce(settings -> 'fees', '{}') || jsonb_build_object('grace_days', %s::int))
               where organization_id = %s""",
            [days, NORTHGATE.id],
        )


def pay_late(database, books, amount, on=date(2025, 3, 28)):
    """Pay on the first installment of the bill, for a day of before."""
    with database.acting_as(sign_in(database, NADIA), keep=True) as connection:
        part, learner = connection.execute(
            """select p.id, p.student_id from public.installment_plans as p join public.invoices as i on i.id = p.invoice_id
               where i.invoice_number = %s and p.installment_number = 1""",
            [books.bill],
        ).fetchone()
        return Desk(connection, learner, None).pay(
            amount, on=on, lines=[{"installment": str(part), "amount": str(amount)}]
        )
