"""Recording a payment at its dialog: foretold, sent once, told; refused with what was typed kept; two cashiers, one wins."""

from __future__ import annotations

import asyncio
from datetime import date

import pytest

from state.money_act import MoneyActState
from tests.finance.desk import days
from tests.finance.dialogs import at, ledger_of, make_bill

START = date(2025, 3, 1)


@pytest.fixture
def part(database):
    return make_bill(database, day=START) + "-1"


def after(state, name):
    return next((each.before, each.after) for each in state.changes if each.name == name)


async def test_the_amount_is_what_is_open_and_before_and_after_are_shown(pipeline, database, part):
    state = await (await at(pipeline, database, "enzo", part)).open("pay")
    assert (state.start["amount"], state.start["paid_on"], state.start["method"]) == (
        "500.00",
        "2025-03-01",
        "bank_transfer",
    )
    assert after(state, "Open on it") == ("500.00", "0.00")
    assert after(state, "Installment 1 of 2") == ("Due soon", "Paid")
    assert ledger_of(database, part) == []


async def test_a_part_payment_gives_a_receipt_and_the_new_state(pipeline, database, part):
    dialog = await at(pipeline, database, "enzo", part)
    await dialog.open("pay")
    state = await dialog.send(amount="200", reference=f"slip of {part}")
    assert (state.face, state.receipt[:5]) == ("done", "RCPT-")
    assert state.outcome == "Payment recorded. The installment is paid in part now."
    page = await dialog.page()
    assert (page.part.paid, page.part.left) == ("200.00", "300.00")
    assert [(line.kind, line.amount, line.receipt) for line in page.lines] == [("Payment", "200.00", state.receipt)]


async def test_a_double_click_pays_once(pipeline, database, part):
    dialog = await at(pipeline, database, "enzo", part)
    state = await dialog.open("pay")
    form = {"form": dict(state.start) | {"amount": "100"}}
    await asyncio.gather(dialog.tab.send(MoneyActState.pay, form), dialog.tab.send(MoneyActState.pay, form))
    assert ledger_of(database, part) == [("payment", "100")]


async def test_an_answer_that_was_lost_is_given_again_and_nothing_is_paid_twice(pipeline, database, part):
    dialog = await at(pipeline, database, "enzo", part)
    state = await dialog.open("pay")
    first = await dialog.send(amount="100")
    receipt, seen, key = first.receipt, state._seen, state.key
    async with dialog.tab.processor._root_context.state_manager.modify_state(_token(dialog)) as root:
        again = await root.get_state(MoneyActState)
        again.face, again.receipt, again._seen, again.key = "asking", "", seen, key
    assert (await dialog.send(amount="100")).receipt == receipt
    assert ledger_of(database, part) == [("payment", "100")]


@pytest.mark.parametrize(
    ("boxes", "said"),
    [
        ({"amount": "1.005"}, ("amount", "An amount in PKR has at most 2 decimals.")),
        ({"amount": "a lot"}, ("amount", "“a lot” is no amount, such as 1,250.50.")),
        ({"amount": "12,34"}, ("amount", "“12,34” is no amount, such as 1,250.50.")),
        ({"amount": "0"}, ("amount", "Enter an amount above zero.")),
        ({"amount": "-5"}, ("amount", "“-5” is no amount, such as 1,250.50.")),
        ({"amount": "500.01"}, ("amount", "That is more than there is: at most PKR 500.00.")),
        ({"paid_on": "2025-03-02"}, ("paid_on", "Choose a day from 1 Mar 2024 to 1 Mar 2025.")),
        ({"paid_on": ""}, ("paid_on", "Choose a day.")),
        ({"method": "barter"}, ("method", "Choose how the money moved.")),
    ],
)
async def test_what_is_wrong_is_said_at_its_box_and_what_was_typed_stays(boxes, said, pipeline, database, part):
    dialog = await at(pipeline, database, "enzo", part)
    await dialog.open("pay")
    state = await dialog.send(notes="At the desk", **boxes)
    assert (state.act, state.face, state.field, state.refusal) == ("pay", "asking", *said)
    assert state._typed["notes"] == "At the desk"
    assert not state.is_busy
    assert ledger_of(database, part) == []
    assert (await dialog.send(amount="500")).face == "done"


async def test_a_refusal_stays_until_its_box_is_typed_in_again(pipeline, database, part):
    dialog = await at(pipeline, database, "enzo", part)
    await dialog.open("pay")
    await dialog.send(amount="600")
    assert (await dialog.consider(amount="600")).field == "amount"
    assert (await dialog.consider(amount="500")).field == ""


async def test_a_line_that_was_cut_and_is_back_leaves_the_dialog_open_and_another_page_closes_it(
    pipeline, database, part
):
    dialog = await at(pipeline, database, "enzo", part)
    await dialog.open("pay")
    await dialog.tab.send(MoneyActState.arrive)
    assert (await dialog.state()).act == "pay"
    await dialog.tab.send(MoneyActState.arrive, pathname="/finance/installments", asPath="/finance/installments")
    assert (await dialog.state()).act == ""


async def test_one_transfer_is_entered_once(pipeline, database, part):
    dialog = await at(pipeline, database, "enzo", part)
    await dialog.open("pay")
    receipt = (await dialog.send(amount="10", reference=f"TT {part}")).receipt
    await dialog.tab.send(MoneyActState.put_away)
    await dialog.open("pay")
    state = await dialog.send(amount="10", reference=f"TT {part}")
    assert (state.field, state.refusal) == ("reference", f"This reference was entered on 1 Mar 2025 ({receipt}).")


async def test_the_slower_cashier_is_told_who_was_faster_and_what_is_open_now(pipeline, database, part):
    slow, fast = await at(pipeline, database, "nadia", part), await at(pipeline, database, "enzo", part)
    await slow.open("pay")
    await fast.open("pay")
    receipt = (await fast.send(amount="200")).receipt
    told = await slow.send(amount="500", notes="Mine")
    assert told.refusal == (
        f"Somebody was faster (Enzo Conti: payment of PKR 200.00, {receipt}): PKR 300.00 is open now. Nothing was changed by you."
    )
    assert (told.face, told._typed["notes"], after(told, "Open on it")[0]) == ("asking", "Mine", "300.00")
    assert (await slow.send(amount="300")).face == "done"
    assert ledger_of(database, part) == [("payment", "200"), ("payment", "300")]


async def test_of_two_at_once_one_wins_even_where_there_is_room_for_both(pipeline, database, part):
    one, two = await at(pipeline, database, "nadia", part), await at(pipeline, database, "enzo", part)
    await one.open("pay")
    await two.open("pay")
    faces = sorted(each.face for each in await asyncio.gather(one.send(amount="100"), two.send(amount="100")))
    assert faces == ["asking", "done"]
    assert ledger_of(database, part) == [("payment", "100")]


async def test_a_form_whose_answer_never_came_is_sent_again_with_its_key_and_paid_once(pipeline, database, part):
    dialog = await at(pipeline, database, "enzo", part)
    key = (await dialog.open("pay")).key
    receipt = (await dialog.send(amount="200")).receipt
    assert (await dialog.open("pay")).key != key
    again = await dialog.send(amount="200", key=key)
    assert (again.receipt, again.outcome.split(". ")[0]) == (receipt, "It was recorded before, and not a second time")
    await dialog.open("pay")
    assert "was sent before with other values" in (await dialog.send(amount="100", key=key)).refusal
    assert ledger_of(database, part) == [("payment", "200")]


async def test_a_key_that_no_form_has_is_not_taken_from_a_browser(pipeline, database, part):
    dialog = await at(pipeline, database, "enzo", part)
    key = (await dialog.open("pay")).key
    assert (await dialog.send(amount="200", key=f"bank line {key}")).key == key
    with database.as_owner() as owner:
        asked = "select count(*) from dashboard.money_acts where idempotency_key = %s"
        assert owner.execute(asked, [key]).fetchone()[0] == 1


async def test_over_all_that_is_owed_the_oldest_comes_first_and_the_lines_are_shown_before(pipeline, database):
    first = make_bill(database, day=START - days(400), price="300", parts=1, currency="JPY")
    second = make_bill(database, day=START, price="500", parts=1, currency="JPY")
    dialog = await at(pipeline, database, "enzo", f"{second}-1")
    await dialog.open("pay")
    state = await dialog.consider(amount="400", over="oldest")
    shown = [(each.name, each.amount, each.state) for each in state.shares]
    assert shown == [(f"{first}-1", "300", "Paid"), (f"{second}-1", "100", "Paid in part")]
    assert ledger_of(database, f"{first}-1") == []
    sent = await dialog.send(amount="400", over="oldest")
    assert [(each.name, each.amount, each.state) for each in sent.shares] == shown
    assert ledger_of(database, f"{first}-1") == [("payment", "300")]


async def test_a_currency_without_decimals_takes_none(pipeline, database):
    part = make_bill(database, day=START, price="500", parts=1, currency="JPY") + "-1"
    dialog = await at(pipeline, database, "enzo", part)
    assert (await dialog.open("pay")).start["amount"] == "500"
    assert (await dialog.send(amount="1.5")).refusal == "An amount in JPY has no decimals."


async def test_a_role_without_it_pays_nothing_whatever_its_browser_sends(pipeline, database, part):
    dialog = await at(pipeline, database, "vera", part)
    await dialog.open("pay")
    await dialog.tab.send(MoneyActState.pay, {"form": {"amount": "1", "paid_on": "2025-03-01", "method": "cash"}})
    assert ledger_of(database, part) == []


def _token(dialog):
    from reflex.istate.manager.token import BaseStateToken

    return BaseStateToken(ident=dialog.tab.token, cls=MoneyActState)
