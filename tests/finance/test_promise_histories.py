"""Whatever happens to a promise, in any order: the database and an independent computation agree on what became of it.

120 random histories of at most nine acts, and those that once told the two apart.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

import psycopg
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as some
from psycopg.types.json import Jsonb

from tests.cast import NADIA, NORTHGATE
from tests.database import sign_in
from tests.finance.desk import freeze, newcomer, place_for

START, GRACE = date(2025, 3, 1), 2

# One round trip for a whole history; a refusal undoes that act alone. After each act: what was left before it, and the cash after.
PLAY = """
create function private.play_promises(p_student uuid, p_place uuid, p_acts jsonb) returns jsonb
language plpgsql as $$
declare
  bill constant uuid := private.create_invoice_with_plan(p_place, 2);
  told jsonb := '[]';
  taken uuid[] := '{}';
  lefts jsonb;
  said text;
  act jsonb;
  part uuid;
begin
  update dashboard.installation set frozen_at = frozen_at + interval '40 days';
  for act in select * from jsonb_array_elements(p_acts) loop
    select p.id into part from public.installment_plans p where p.invoice_id = bill and p.installment_number = (act ->> 'part')::int;
    lefts := (select jsonb_agg(p.remaining_milli / 1000 order by p.installment_number) from public.installment_plans p where p.invoice_id = bill);
    said := null;
    begin
      case act ->> 'act'
        when 'pay' then perform private.record_payment(p_student, (act ->> 'amount')::numeric, private.today() - (act ->> 'ago')::int, 'cash',
          p_lines => jsonb_build_array(jsonb_build_object('installment', part, 'amount', act -> 'amount')));
        when 'refund' then perform private.refund_payments(
          jsonb_build_array(jsonb_build_object('installment', part, 'amount', act -> 'amount')), 'cash', 'x', private.today(), true);
        when 'credit' then perform private.credit_installment(part, (act ->> 'amount')::numeric, 'x');
        when 'promise' then taken := taken || private.take_promise(part, (act ->> 'amount')::numeric, private.today() + (act ->> 'in')::int);
        when 'withdraw' then perform private.withdraw_promise(
          (select p.id from dashboard.promises p where p.installment_id = part
           order by array_position(taken, p.id) desc offset (act ->> 'back')::int limit 1), 'x');
        when 'days' then update dashboard.installation set frozen_at = frozen_at + (act ->> 'days')::int * interval '1 day';
      end case;
    exception when others then
      if sqlerrm not like 'finance.%' then raise; end if;
      said := sqlerrm;
    end;
    told := told || jsonb_build_object('said', said, 'left', lefts, 'then', (
      select jsonb_agg(p.remaining_milli / 1000 order by p.installment_number) from public.installment_plans p where p.invoice_id = bill),
      'cash', (select jsonb_agg((p.amount_paid - p.amount_refunded)::int order by p.installment_number)
               from public.installment_plans p where p.invoice_id = bill));
  end loop;
  return jsonb_build_object('told', told, 'promises', (
    select jsonb_agg(jsonb_build_object('part', i.installment_number, 'amount', p.amount::int, 'made', p.made_on, 'for', p.promised_for,
      'received', p.received_milli / 1000, 'state', private.promise_state(p.amount_milli, p.received_milli, p.promised_for, p.counts_until,
      p.withdrawn_on, p.moved_on, private.today())))
    from dashboard.promises p join public.installment_plans i on i.id = p.installment_id where p.invoice_id = bill));
end $$
"""

PART, AMOUNT = some.integers(1, 2), some.sampled_from([100, 200, 300, 500])
ACTS = some.lists(
    some.one_of(
        some.fixed_dictionaries({"act": some.just("days"), "part": PART, "days": some.sampled_from([1, 2, 3, 5, 9])}),
        some.fixed_dictionaries(
            {"act": some.just("pay"), "part": PART, "amount": AMOUNT, "ago": some.sampled_from([0, 0, 1, 4])}
        ),
        some.fixed_dictionaries({"act": some.sampled_from(["refund", "credit"]), "part": PART, "amount": AMOUNT}),
        some.fixed_dictionaries(
            {"act": some.just("promise"), "part": PART, "amount": AMOUNT, "in": some.sampled_from([-1, 0, 1, 3, 6, 91])}
        ),
        some.fixed_dictionaries({"act": some.just("withdraw"), "part": PART, "back": some.sampled_from([0, 0, 1])}),
    ),
    min_size=2,
    max_size=9,
)


@dataclass
class Promise:
    """One promise by the rules; `over` is what became of it by an act, where one ended it."""

    part: int
    amount: int
    made: date
    day: date
    received: int = 0
    over: str = ""

    @property
    def last(self) -> date:
        return self.day + timedelta(GRACE)

    def state(self, today: date) -> str:
        if self.over in {"withdrawn", "moved"}:
            return self.over
        if self.received >= self.amount:
            return "kept"
        if not self.over and today <= self.last:
            return "open"
        return "part_kept" if self.received > 0 else "broken"


def follow(found: dict, acts: list[dict]) -> list[Promise]:
    """Work out every promise from the cash that came after each act; assert that the refusals are those of the rules."""
    today, promises, cash = START + timedelta(40), [], [0, 0]
    for act, told in zip(acts, found["told"], strict=True):
        place = act["part"] - 1
        mine = [each for each in promises if each.part == act["part"]]
        if act["act"] == "days":
            today += timedelta(act["days"])
        elif act["act"] in {"promise", "withdraw"}:
            promises += DOING[act["act"]](act, told, mine, today)
        receive(mine, told["cash"][place] - cash[place], today - timedelta(act.get("ago", 0)))
        if told["left"][place] > 0 and told["then"][place] == 0:
            end_open(mine, today, "withdrawn")
        cash = told["cash"]
    for each in promises:
        each.over = each.state(today)
    return promises


def take(act: dict, told: dict, mine: list[Promise], today: date) -> list[Promise]:
    allowed = act["amount"] <= told["left"][act["part"] - 1] and 0 <= act["in"] <= 90
    assert (told["said"] is None) == allowed, told["said"]
    if not allowed:
        return []
    for each in mine:
        end_open([each], today, "moved" if today <= each.day else "late")
    return [Promise(act["part"], act["amount"], today, today + timedelta(act["in"]))]


def withdraw(act: dict, told: dict, mine: list[Promise], today: date) -> list[Promise]:
    asked = mine[::-1][act["back"] :][:1]
    allowed = any(each.state(today) == "open" and today <= each.day for each in asked)
    assert (told["said"] is None) == allowed, told["said"]
    if allowed:
        end_open(asked, today, "withdrawn")
    return []


DOING = {"promise": take, "withdraw": withdraw}


def receive(mine: list[Promise], came: int, on: date) -> None:
    for each in mine:
        each.received += came if each.made <= on <= each.last else 0


def end_open(mine: list[Promise], today: date, how: str) -> None:
    for each in mine:
        each.over = how if each.state(today) == "open" else each.over


@pytest.fixture(scope="module")
def play(database):
    """Play a history on a fresh bill of two parts of 500 each, both issued; leave nothing behind."""
    freeze(database, START)
    student = newcomer(database)
    place = place_for(database, student, price="1000", enrolled=START)
    with database.as_owner() as owner:
        fees = Jsonb({"fees": {"grace_days": GRACE}})
        owner.execute(
            "update public.company_settings set settings = settings || %s where organization_id = %s",
            [fees, NORTHGATE.id],
        )
        owner.execute(PLAY)
    yield from _playing(database, student, place)


def _playing(database, student: UUID, place: UUID):
    actor = sign_in(database, NADIA)
    with psycopg.connect(database.owner_url) as owner:

        def played(acts: list[dict]) -> dict:
            with owner.transaction(force_rollback=True):
                owner.execute("select private.enter(%s, %s)", [actor.token_hash, actor.epoch])
                return owner.execute(
                    "select private.play_promises(%s, %s, %s)", [student, place, Jsonb(acts)]
                ).fetchone()[0]

        yield played


def promise(amount: int, within: int) -> dict:
    return {"act": "promise", "part": 1, "amount": amount, "in": within}


PAID, BACK = ({"act": act, "part": 1, "amount": 100, "ago": 0} for act in ("pay", "refund"))
WITHDRAWN, WITHDRAWN_BEFORE = ({"act": "withdraw", "part": 1, "back": back} for back in (0, 1))
A_DAY = {"act": "days", "part": 1, "days": 1}
# A second promise of the same moment is withdrawn: after one that was withdrawn, and after one that was kept.
AGAIN = [promise(100, 3), WITHDRAWN, promise(100, 3), WITHDRAWN]
AFTER_A_KEPT_ONE = [promise(100, 3), PAID, promise(100, 3), WITHDRAWN]
# A kept promise is open again once its money goes back, beside a later one: two are open.
TWO_OPEN = [promise(100, 3), PAID, promise(200, 3), BACK]
LATER_IS_LATE = [promise(100, 6), PAID, A_DAY, promise(200, 0), BACK, A_DAY]


@settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(acts=ACTS)
@example(acts=AGAIN)
@example(acts=AFTER_A_KEPT_ONE)
@example(acts=[*TWO_OPEN, WITHDRAWN])
@example(acts=[*TWO_OPEN, promise(300, 3)])
@example(acts=[*LATER_IS_LATE, WITHDRAWN])
@example(acts=[*LATER_IS_LATE, WITHDRAWN_BEFORE])
def test_any_history_leaves_each_promise_as_the_rules_do(play, acts) -> None:
    found = play(acts)
    expected = follow(found, acts)
    said = [
        (each["part"], each["amount"], each["made"], each["for"], each["received"], each["state"])
        for each in found["promises"] or ()
    ]
    assert sorted(said) == sorted(
        (each.part, each.amount, str(each.made), str(each.day), each.received, each.over) for each in expected
    )
