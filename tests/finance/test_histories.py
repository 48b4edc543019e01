"""Whatever happens to a bill, in any order: the database and an independent computation agree to the last unit."""

from copy import deepcopy
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from psycopg.types.json import Jsonb

from tests.cast import NADIA, NORTHGATE
from tests.database import sign_in
from tests.finance.desk import freeze, newcomer, place_for
from tests.finance.ledger import Ledger, Part, Refused

START = date(2025, 3, 1)
GRACE, PERCENT, GAP, WINDOW = 2, 5, 30, 5
PLACES = {"JPY": 0, "PKR": 2, "KWD": 3}
PRICE = 100_000  # units

# One round trip for a whole history: every act as Nadia, every night as the job; a refusal undoes that act alone.
PLAY = """
create function private.play(bill uuid, p_acts jsonb) returns jsonb
language plpgsql as $$
declare
  claims constant text := current_setting('request.jwt.claims');
  organization uuid;
  p_student uuid;
  p_place uuid;
  p_currency text;
  said jsonb := '[]';
  act jsonb;
  part uuid;
begin
  select i.organization_id, i.student_id, i.enrollment_id, i.currency into organization, p_student, p_place, p_currency
  from public.invoices i where i.id = bill;
  for act in select * from jsonb_array_elements(p_acts) loop
    select p.id into part from public.installment_plans p where p.invoice_id = bill and p.installment_number = (act ->> 'part')::int;
    begin
      case act ->> 'act'
        when 'pay' then perform private.record_payment(p_student, (act ->> 'amount')::numeric, private.today(), 'cash', p_currency => p_currency);
        when 'mistake' then perform private.take_out(
          (private.record_payment(p_student, (act ->> 'amount')::numeric, private.today(), 'cash', p_currency => p_currency) ->> 'act')::uuid, 'x', true);
        when 'refund' then perform private.refund_payments(
          jsonb_build_array(jsonb_build_object('installment', part, 'amount', act ->> 'amount')), 'cash', 'x', private.today(), (act ->> 'owed')::boolean);
        when 'credit' then perform private.credit_installment(part, (act ->> 'amount')::numeric, 'x');
        when 'write_off' then perform private.write_off_installment(part, 'x');
        when 'waive' then perform private.waive_penalty(part, 'x');
        when 'extend' then perform private.extend_installment(part, private.today() + (act ->> 'days')::int, 'x');
        when 'clear' then perform private.clear_installment_extension(part, 'x');
        when 'discount' then perform private.apply_discount(bill, jsonb_build_object('percentage', act -> 'percent', 'reason', 'x'));
        when 'cancel' then perform private.cancel_invoice(bill, 'x');
        when 'days' then
          update dashboard.installation set frozen_at = frozen_at + (act ->> 'days')::int * interval '1 day';
          perform set_config('request.jwt.claims', '', true);
          perform private.work_for(organization);
          perform private.refresh_installments();
          perform set_config('request.jwt.claims', claims, true);
      end case;
      said := said || 'null'::jsonb;
    exception when others then
      perform set_config('request.jwt.claims', claims, true);
      if sqlerrm not like 'finance.%' then raise; end if;
      said := said || to_jsonb(sqlerrm);
    end;
  end loop;
  set constraints all immediate;
  return jsonb_build_object('said', said, 'bill', (select to_jsonb(i) from public.invoices i where i.id = bill),
    'place', (select e.payment_status from public.course_enrollments e where e.id = p_place),
    'parts', (select jsonb_agg(to_jsonb(p) order by p.installment_number) from public.installment_plans p where p.invoice_id = bill),
    'ledger', (select jsonb_object_agg(entry_type, amount) from (
      select entry_type, sum(amount) as amount from public.installment_payments l where l.invoice_id = bill group by entry_type) as l),
    'stale', (select count(*) from private.part_states(array(select p.id from public.installment_plans p where p.invoice_id = bill)) s
              where s.was is distinct from s.state));
end $$
"""

NUMBERS = range(1, 4)
PARTS = some.sampled_from(NUMBERS)
UNITS = some.integers(1, 40_000) | some.sampled_from([33_333, 33_334, 66_666, 100_000])
ACTS = some.lists(
    some.one_of(
        some.fixed_dictionaries({"act": some.just("days"), "days": some.sampled_from([1, 3, 7, 30, 45])}),
        some.fixed_dictionaries({"act": some.sampled_from(["pay", "pay", "mistake"]), "amount": UNITS}),
        some.fixed_dictionaries({"act": some.just("refund"), "part": PARTS, "amount": UNITS, "owed": some.booleans()}),
        some.fixed_dictionaries({"act": some.just("credit"), "part": PARTS, "amount": UNITS}),
        some.fixed_dictionaries({"act": some.just("extend"), "part": PARTS, "days": some.integers(-2, 60)}),
        some.fixed_dictionaries({"act": some.sampled_from(["write_off", "waive", "clear"]), "part": PARTS}),
        some.fixed_dictionaries({"act": some.just("discount"), "percent": some.integers(1, 99)}),
        some.just({"act": "cancel"}),
    ),
    min_size=1,
    max_size=6,
)


@pytest.fixture(scope="module")
def bills(database) -> dict[tuple[str, int], UUID]:
    """A bill in every currency and of every number of parts, each of a learner with nothing else.

    Their school waits two days and then charges five per cent.
    """
    freeze(database, START)
    fees = {"fees": {"grace_days": GRACE, "penalty_type": "percentage", "penalty_amount": PERCENT}}
    with database.as_owner() as owner:
        owner.execute(
            "update public.company_settings set settings = settings || %s where organization_id = %s",
            [Jsonb(fees), NORTHGATE.id],
        )
        owner.execute(
            """insert into public.feature_flags (organization_id, flag_name, is_enabled, reason) values (%s, 'late_penalty', true, 'A test.')
               on conflict (organization_id, flag_name) do update set is_enabled = true""",
            [NORTHGATE.id],
        )
        owner.execute(PLAY)
    return {(currency, parts): bill_of(database, currency, parts) for currency in PLACES for parts in NUMBERS}


def bill_of(database, currency: str, parts: int) -> UUID:
    place = place_for(database, newcomer(database), price=in_major(PRICE, currency), currency=currency, enrolled=START)
    with database.acting_as(sign_in(database, NADIA), keep=True) as connection:
        return connection.execute("select private.create_invoice_with_plan(%s, %s)", [place, parts]).fetchone()[0]


@pytest.fixture(scope="module")
def play(database, bills):
    """Play a history on a bill that was just made, and leave the bill as it was."""
    actor = sign_in(database, NADIA)
    with psycopg.connect(database.owner_url) as owner:

        def played(currency: str, parts: int, acts: list[dict]) -> dict:
            acts = [{**act, "amount": in_major(act["amount"], currency)} if "amount" in act else act for act in acts]
            with owner.transaction(force_rollback=True):
                # the owner's connection, and whoever acts by claims alone
                owner.execute("select private.enter(%s, %s)", [actor.token_hash, actor.epoch])
                return owner.execute("select private.play(%s, %s)", [bills[currency, parts], Jsonb(acts)]).fetchone()[0]

        yield played


def in_major(units: int, currency: str) -> str:
    return str(Decimal(units).scaleb(-PLACES[currency]))


def ledger_of(parts: int) -> Ledger:
    each = PRICE // parts
    made = [
        Part(
            n,
            each if n < parts else PRICE - each * (parts - 1),
            START + timedelta((n - 1) * GAP),
            START + timedelta((n - 1) * GAP + WINDOW),
        )
        for n in range(1, parts + 1)
    ]
    return Ledger(PRICE, made, START, GRACE, PERCENT)


def follow(ledger: Ledger, act: dict) -> None:
    part = ledger.parts[act["part"] - 1] if "part" in act else None
    match act["act"]:
        case "days":
            ledger.pass_days(act["days"])
        case "pay":
            ledger.pay(act["amount"])
        case "mistake":
            # a payment that is undone leaves nothing behind
            deepcopy(ledger).pay(act["amount"])
        case "refund":
            ledger.refund(part, act["amount"], act["owed"])
        case "credit":
            ledger.credit(part, act["amount"])
        case "extend":
            ledger.extend(part, ledger.today + timedelta(act["days"]))
        case "discount":
            ledger.discount(act["percent"], PRICE)
        case "cancel":
            ledger.cancel()
        case other:
            getattr(ledger, other)(part)


def allowed(ledger: Ledger, act: dict) -> bool:
    try:
        follow(ledger, act)
    except Refused:
        return False
    return True


@settings(
    max_examples=2_000, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(currency=some.sampled_from(list(PLACES)), parts=PARTS, acts=ACTS)
def test_any_history_leaves_what_the_rules_leave(play, currency, parts, acts) -> None:
    acts = [{**act, "part": min(act["part"], parts)} if "part" in act else act for act in acts]
    ledger = ledger_of(parts)
    expected = [allowed(ledger, act) for act in acts]
    found = play(currency, parts, acts)
    assert [said is None for said in found["said"]] == expected, found["said"]

    def units(amount) -> int:
        return int(Decimal(str(amount)).scaleb(PLACES[currency]))

    def milli(amount: int) -> int:
        return amount * 10 ** (3 - PLACES[currency])

    for part, row in zip(ledger.parts, found["parts"], strict=True):
        assert (units(row["amount"]), row["status"]) == (part.amount, part.state(ledger.today, GRACE))
        assert (row["remaining_milli"], row["penalty_remaining_milli"]) == (milli(part.left), milli(part.fee_left))
        assert (units(row["amount_paid"]), units(row["amount_refunded"])) == (part.paid, part.refunded)
        assert row["remaining_milli"] >= 0
    bill, entries = found["bill"], found["ledger"] or {}
    assert units(bill["amount"]) == sum(part.amount for part in ledger.parts) == ledger.amount
    sums = {
        "payment": "amount_paid",
        "refund": "amount_refunded",
        "adjustment": "amount_credited",
        "write_off": "amount_written_off",
    }
    assert {name: units(bill[column]) for name, column in sums.items()} == {
        name: units(entries.get(name, 0)) for name in sums
    }
    assert found["stale"] == 0
