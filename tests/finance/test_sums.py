"""What is summed beforehand stays what the bills and the ledger come to, whatever happens, in any order and to anything underneath."""

from __future__ import annotations

import random
from contextlib import suppress
from datetime import date, timedelta
from uuid import uuid4

import psycopg
import pytest
from psycopg.types.json import Jsonb

from tests.cast import ENZO, KENJI, MAYA, NADIA, NORTHGATE
from tests.database import sign_in
from tests.finance.desk import Desk, freeze, newcomer, place_for

START = date(2025, 3, 1)
DIFFERS = ("standing_differs", "past_differs", "owed_differs", "cash_differs")
NOTHING_WRONG = {name: [] for name in DIFFERS}


@pytest.fixture
def desk(database):
    """A learner with a bill of three parts, of which the third is not issued, at a school that charges late fees."""
    freeze(database, START)
    student = newcomer(database)
    place = place_for(database, student, price="900", currency="USD", enrolled=START, batch_start=START)
    actor = sign_in(database, NADIA)
    with psycopg.connect(database.owner_url) as owner:
        owner.execute("select private.enter(%s, %s)", [actor.token_hash, actor.epoch])
        made = Desk(owner, student, place)
        made.make_bill()
        yield made
        owner.rollback()


def wrong(desk) -> dict[str, list[str]]:
    return {
        name: [row[0] for row in desk.connection.execute(f"select * from private.{name}()").fetchall()]
        for name in DIFFERS
    }


def sums(desk, split, of=None):
    """Return how many installments in dollars the sums of a split have, and what is open, collected and was given up of them."""
    return desk.connection.execute(
        """select coalesce(sum(installments), 0), coalesce(sum(remaining_milli), 0), coalesce(sum(paid_milli), 0), coalesce(sum(written_off_milli), 0)
           from dashboard.owed_figures where currency = 'USD' and split = %s and of_id is not distinct from %s""",
        [split, of],
    ).fetchone()


def later(desk, days):
    desk.connection.execute(
        "update dashboard.installation set frozen_at = frozen_at + make_interval(days => %s)", [days]
    )


def test_each_act_moves_the_sums_of_every_split(desk):
    course, batch = desk.connection.execute(
        "select course_id, batch_id from public.course_enrollments where id = %s", [desk.place]
    ).fetchone()
    splits = (("all", None), ("course", course), ("batch", batch), ("mentor", None), ("manager", None))
    before = {split: sums(desk, *split) for split in splits}
    desk.pay_on_first(100)
    desk.ask("select private.write_off_installment(%s, 'x')", desk.parts("id")[1])
    for split in splits:
        moved = [now - was for now, was in zip(sums(desk, *split), before[split], strict=True)]
        assert moved == [0, -400_000, 100_000, 300_000], split
    assert wrong(desk) == NOTHING_WRONG


def test_money_goes_along_with_a_learner_to_another_mentor_and_a_place_to_another_batch_and_hand(desk):
    part = desk.parts("id")[0]
    later(desk, 3)
    desk.pay_on_first(100)
    desk.connection.execute(
        """insert into public.student_mentor_assignments (organization_id, student_id, mentor_id, assigned_by)
           values (%s, %s, %s, %s)""",
        [NORTHGATE.id, desk.student, MAYA.id, NADIA.id],
    )
    assert sums(desk, "mentor", MAYA.id) == (3, 800_000, 100_000, 0)
    desk.connection.execute(
        "update public.student_mentor_assignments set ended_at = private.now() where student_id = %s", [desk.student]
    )
    desk.connection.execute(
        """insert into public.student_mentor_assignments (organization_id, student_id, mentor_id, assigned_by)
           values (%s, %s, %s, %s)""",
        [NORTHGATE.id, desk.student, KENJI.id, NADIA.id],
    )
    assert (sums(desk, "mentor", MAYA.id)[0], sums(desk, "mentor", KENJI.id)[0]) == (0, 3)
    desk.connection.execute(
        "update public.course_enrollments set batch_id = null, enrolled_by = %s where id = %s", [ENZO.id, desk.place]
    )
    assert sums(desk, "manager", ENZO.id) == (3, 800_000, 100_000, 0)
    past = desk.connection.execute(
        "select mentor_id, enrolled_by, batch_id from dashboard.installment_past where installment_id = %s and until < 'infinity'",
        [part],
    ).fetchall()
    assert past == [(KENJI.id, ENZO.id, None)]
    assert wrong(desk) == NOTHING_WRONG


def test_a_bill_that_goes_takes_its_sums_along(desk):
    assert sums(desk, "all")[0] == 3
    desk.connection.execute("alter table dashboard.installment_terms disable trigger user")
    desk.connection.execute("delete from dashboard.installment_terms where student_id = %s", [desk.student])
    desk.connection.execute("delete from public.installment_plans where invoice_id = %s", [desk.bill])
    assert sums(desk, "all") == (0, 0, 0, 0)
    assert wrong(desk) == NOTHING_WRONG


def test_what_was_entered_long_after_it_was_known_stands_where_it_was_known(desk):
    """An import writes what happened on many days in one statement, each with the day on which it was recorded."""
    later(desk, 40)
    part, act = desk.parts("id")[0], uuid4()
    desk.connection.execute(
        """insert into dashboard.money_acts (id, organization_id, student_id, kind, currency, amount, method, occurred_on, request_hash,
                                             recorded_by, recorded_at)
           values (%s, %s, %s, 'payment', 'USD', 300, 'cash', %s, sha256('x'), %s, %s)""",
        [act, NORTHGATE.id, desk.student, START + timedelta(days=4), NADIA.id, f"{START + timedelta(days=6)} 12:00+05"],
    )
    desk.connection.execute(
        "insert into public.installment_payments (organization_id, act_id, installment_id, amount) values (%s, %s, %s, 300)",
        [NORTHGATE.id, act, part],
    )
    assert desk.connection.execute(
        "select since, until, paid_milli from dashboard.installment_past where installment_id = %s and until < 'infinity'",
        [part],
    ).fetchall() == [(START, START + timedelta(days=6), 0)]
    assert wrong(desk) == NOTHING_WRONG


@pytest.mark.parametrize("seed", range(12))
def test_whatever_a_desk_does_over_two_months_the_sums_are_those_of_the_rows(desk, seed):
    dice = random.Random(seed)
    for _ in range(14):
        with suppress(psycopg.Error), desk.connection.transaction():
            one_thing(desk, dice)
    assert wrong(desk) == NOTHING_WRONG


def one_thing(desk, dice):
    part, amount = dice.choice(desk.parts("id")), dice.choice(["40", "99.95", "150", "300"])
    match dice.choice(
        ["pay", "pay", "pay", "refund", "credit", "write", "extend", "discount", "night", "night", "waive", "cancel"]
    ):
        case "pay":
            desk.pay(amount)
        case "refund":
            desk.refund([(part, amount)], owed=dice.random() < 0.5)
        case "credit":
            desk.ask("select private.credit_installment(%s, %s, 'x')", part, amount)
        case "write":
            desk.ask("select private.write_off_installment(%s, 'x')", part)
        case "extend":
            day = desk.today() + timedelta(days=dice.randrange(1, 30))
            desk.ask("select private.extend_installment(%s, %s, 'x')", part, day)
        case "discount":
            desk.ask("select private.apply_discount(%s, %s)", desk.bill, Jsonb({"percentage": 10, "reason": "x"}))
        case "waive":
            desk.ask("select private.waive_penalty(%s, 'x')", part)
        case "cancel" if dice.random() < 0.2:
            desk.ask("select private.cancel_invoice(%s, 'x')", desk.bill)
        case _:
            later(desk, dice.choice([1, 5, 20]))
            claims = desk.ask("select current_setting('request.jwt.claims')")
            desk.connection.execute("select set_config('request.jwt.claims', '', true)")
            desk.connection.execute("select private.work_for(%s)", [NORTHGATE.id])
            desk.connection.execute("select private.refresh_installments()")
            desk.connection.execute("select set_config('request.jwt.claims', %s, true)", [claims])
