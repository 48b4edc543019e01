"""A report as of a past day: what it said when that day ended it says for ever, whatever was entered since."""

from __future__ import annotations

import random
from datetime import date, timedelta

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from psycopg.types.json import Jsonb

from growthos_ui.errors import GrowthError
from growthos_ui.finance import metrics
from growthos_ui.finance.overview.measures import by_split
from growthos_ui.finance.receivables import RECEIVABLES
from growthos_ui.finance.standing import OPEN
from growthos_ui.listing.ask import Ask, ask_of
from growthos_ui.metrics.clock import clock
from growthos_ui.metrics.measure import measure
from tests.cast import NADIA
from tests.database import sign_in
from tests.finance.desk import Desk, freeze, newcomer, place_for
from tests.metrics.conftest import Reading

START = date(2025, 3, 1)
DAYS = 32
FACTS = """
    select p.id, p.remaining_milli, p.penalty_remaining_milli, p.effective_due_date, p.status = 'cancelled'
    from public.installment_plans p where p.currency = 'USD'"""
HINDSIGHT = """
    select h.installment_id, case when h.is_cancelled then 0 else greatest(h.amount_milli - l.paid - l.let_go, 0) end,
           case when h.is_cancelled then 0 else greatest(h.penalty_milli - l.fee, 0) end, h.effective_due_date, h.is_cancelled
    from (select distinct on (t.installment_id) t.* from dashboard.installment_terms as t
          where t.currency = 'USD' and t.valid_from < (%(day)s + 1)::timestamp at time zone 'Asia/Karachi'
          order by t.installment_id, t.place desc) as h
    cross join lateral (
      select coalesce(sum(case e.entry_type when 'payment' then e.principal_milli when 'refund' then -e.principal_milli end), 0) as paid,
             coalesce(sum(e.principal_milli) filter (where e.entry_type in ('adjustment', 'write_off')), 0) as let_go,
             coalesce(sum(case e.entry_type when 'refund' then -1 else 1 end * (e.amount_milli - e.principal_milli)), 0) as fee
      from public.installment_payments as e
      where e.installment_id = h.installment_id and e.occurred_on <= %(day)s) as l"""
"""What each part was at on a day, from all its terms and entries that are dated by then."""
DOLLARS = Ask().filtered("currency", ("USD",))
TENTH = Jsonb({"percentage": 10, "reason": "x"})
COLUMNS = ("remaining_milli", "fee_milli", "effective_due_date", "is_cancelled", "standing")


def one_act(desk: Desk, dice: random.Random, today: date) -> None:
    """Do one thing that a desk does; a payment may be entered late."""
    part, amount = dice.choice(desk.parts("id")), dice.choice(["10", "55.55", "100"])
    acts = {
        "pay": lambda: desk.pay(amount),
        "pay late": lambda: desk.pay(amount, on=today - timedelta(days=dice.randrange(1, 9))),
        "refund": lambda: desk.refund([(part, amount)], owed=dice.random() < 0.5),
        "credit": lambda: desk.ask("select private.credit_installment(%s, %s, 'x')", part, amount),
        "write off": lambda: desk.ask("select private.write_off_installment(%s, 'x')", part),
        "extend": lambda: desk.ask(
            "select private.extend_installment(%s, %s, 'x')", part, today + timedelta(days=dice.randrange(1, 30))
        ),
        "clear": lambda: desk.ask("select private.clear_installment_extension(%s, 'x')", part),
        "discount": lambda: desk.ask("select private.apply_discount(%s, %s)", desk.bill, TENTH),
    }
    acts[dice.choice(["pay", *acts])]()


def acts_of_a_day(desk: Desk, dice: random.Random, today: date) -> None:
    """Do a few things; what the rules refuse is not done."""
    for _ in range(dice.randrange(3)):
        try:
            with desk.connection.transaction():
                one_act(desk, dice, today)
        except psycopg.Error as error:
            assert "finance." in str(error)  # noqa: PT017 - refused by the rules, and by nothing else


@pytest.fixture(scope="module")
def ends(database):
    """A month of a desk with four bills, and what the parts said when each day ended."""
    dice, found, desks = random.Random(20250301), {}, []
    learners = (newcomer(database), newcomer(database))
    for number in range(DAYS):
        today = START + timedelta(days=number)
        freeze(database, today)
        if number % 8 == 0:
            learner = learners[number // 8 % 2]
            place = place_for(database, learner, price="2000", currency="USD", enrolled=today)
            desks.append((learner, place, None))
        with database.acting_as(sign_in(database, NADIA), keep=True) as connection:
            opened = [Desk(connection, learner, place, bill) for learner, place, bill in desks]
            for desk in opened:
                desk.bill = desk.bill or desk.make_bill(4)
                acts_of_a_day(desk, dice, today)
            desks = [(learner, place, desk.bill) for (learner, place, _), desk in zip(desks, opened, strict=True)]
        with database.as_owner() as owner:
            found[today] = {row[0]: row[1:] for row in owner.execute(FACTS).fetchall()}
    return found


@pytest.fixture(scope="module")
def reading(database, ends):
    opened = Reading(database)
    yield opened
    opened.close()


def as_of(day: date, known: str = "") -> Ask:
    asked = DOLLARS.filtered("as_of", (day.isoformat(),))
    return asked.filtered("known", (known,)) if known else asked


def rows(reading, ask, key="nadia"):
    async def asked(tx):
        found = await tx.rows(
            RECEIVABLES.narrowed(ask, *(RECEIVABLES.selected[name].label(name) for name in ("id", *COLUMNS)))
        )
        return {row["id"]: row for row in found}

    return reading.run(key, asked)


def amounts(reading, ask):
    """Return open, not due, overdue and each age, in thousandths."""

    async def asked(tx):
        (whole, not_due, overdue), _ = await measure(
            tx, (metrics.OPEN_BALANCE, metrics.NOT_DUE, metrics.OVERDUE_BALANCE), ask, await clock(tx)
        )
        return (whole["sum"], not_due["sum"], overdue["sum"], [whole[f"counted_{place}"] for place in range(len(OPEN))])

    return reading.run("nadia", asked)


def by_course(reading, ask):
    """Return what is not due and what is overdue of all courses together."""

    async def asked(tx):
        found = await tx.rows(by_split(ask, "course"))
        return (sum(row["not_due"] for row in found), sum(row["overdue"] for row in found))

    return reading.run("nadia", asked)


@pytest.mark.parametrize("number", range(0, DAYS, 6))
def test_a_past_day_says_what_the_parts_said_when_it_ended(reading, ends, number):
    day = START + timedelta(days=number)
    found = rows(reading, as_of(day))
    assert {key: tuple(row[name] for name in COLUMNS[:4]) for key, row in found.items()} == ends[day]


def test_with_what_is_known_now_a_past_day_is_what_is_dated_by_then_whenever_it_was_recorded(reading, ends, database):
    differing = 0
    for day in ends:
        with database.as_owner() as owner:
            facts = {row[0]: row[1:] for row in owner.execute(HINDSIGHT, {"day": day}).fetchall()}
        found = rows(reading, as_of(day, "now"))
        assert {key: tuple(row[name] for name in COLUMNS[:4]) for key, row in found.items()} == facts, day
        differing += facts != ends[day]
    assert differing > DAYS // 4


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(number=some.integers(-5, DAYS + 5), known=some.sampled_from(["then", "now"]))
def test_the_ages_add_up_to_what_is_open_on_any_day(reading, number, known):
    ask = as_of(START + timedelta(days=number), known)
    whole, not_due, overdue, ages = amounts(reading, ask)
    assert (not_due, overdue) == by_course(reading, ask)
    assert whole == not_due + overdue == sum(ages)
    found = rows(reading, ask).values()
    assert whole == sum(row["remaining_milli"] for row in found if row["standing"] in OPEN)
    assert all(row["remaining_milli"] >= 0 for row in found)


def test_the_last_day_as_of_a_day_is_today_as_the_parts_have_it(reading):
    today = START + timedelta(days=DAYS - 1)
    assert amounts(reading, as_of(today)) == amounts(reading, DOLLARS)
    assert rows(reading, as_of(today)) == rows(reading, DOLLARS)
    assert rows(reading, as_of(today + timedelta(days=400))) == rows(reading, DOLLARS)


def test_a_payment_entered_later_changes_a_past_report_only_where_it_is_asked_to(reading, database):
    day, today = START + timedelta(days=DAYS - 4), START + timedelta(days=DAYS - 1)
    then, now = amounts(reading, as_of(day)), amounts(reading, as_of(day, "now"))
    with database.as_owner() as owner:
        part, learner, _ = owner.execute(
            """select id, student_id, remaining_milli / 1000 from public.installment_plans
               where currency = 'USD' and remaining_milli > 1000 and issue_date <= %s order by effective_due_date limit 1""",
            [day],
        ).fetchone()
    with database.acting_as(sign_in(database, NADIA), keep=True) as connection:
        Desk(connection, learner, part).pay(1, on=day, lines=[{"installment": str(part), "amount": "1"}])
    assert amounts(reading, as_of(day)) == then
    assert now[0] - amounts(reading, as_of(day, "now"))[0] == 1000
    assert amounts(reading, as_of(today)) == amounts(reading, DOLLARS)


def test_an_office_and_finance_see_the_same_and_a_mentor_nothing(reading):
    ask = as_of(START + timedelta(days=30))
    assert rows(reading, ask) == rows(reading, ask, "farah") != {}
    assert rows(reading, ask, "maya") == rows(reading, ask, "mallory") == {}


@pytest.mark.parametrize("words", ["as_of=yesterday", "as_of=2025-02-30", "as_of=2025-02-01,2025-02-02", "known=later"])
def test_a_day_that_is_none_is_refused(words):
    with pytest.raises(GrowthError):
        ask_of(RECEIVABLES, words)
