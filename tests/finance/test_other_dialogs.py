"""Extending, refunding, waiving, crediting, writing off, discounting, cancelling: each foretold, done once, refused at its box."""

from __future__ import annotations

from datetime import date

import pytest

from growthos_ui.finance.trying import done
from state.money_act import MoneyActState
from state.toasts import ToastState
from tests.cast import BEN
from tests.finance.desk import days, freeze
from tests.finance.dialogs import at, ledger_of, make_bill

START = date(2025, 3, 1)
WHY = "They asked for it."


@pytest.fixture
def part(database):
    return make_bill(database, day=START) + "-1"


async def opened(pipeline, database, key, part, act):
    dialog = await at(pipeline, database, key, part)
    await dialog.open(act)
    return dialog


async def paid(pipeline, database, part, amount="500"):
    dialog = await opened(pipeline, database, "nadia", part, "pay")
    await dialog.send(amount=amount)
    await dialog.tab.send(MoneyActState.put_away)
    return dialog


def charge_late(database, part):
    with database.as_owner() as owner:
        owner.execute(
            """update public.installment_plans as p set penalty_amount = 25, penalty_applied_on = '2025-03-01' from public.invoices as i
               where i.id = p.invoice_id and i.invoice_number = %s and p.installment_number = 1""",
            [part[:-2]],
        )


async def test_more_time_is_given_by_finance_and_taken_back(pipeline, database, part):
    dialog = await opened(pipeline, database, "farah", part, "extend")
    state = await dialog.consider(extended_to="2025-04-30")
    assert [(each.before, each.after) for each in state.changes if each.name == "Due"] == [
        ("6 Mar 2025", "30 Apr 2025")
    ]
    assert (await dialog.send(extended_to="2025-04-30", reason=WHY)).face == "done"
    page = await dialog.page()
    assert (page.part.due, page.part.first_due, page.part.extension) == (
        "30 Apr 2025",
        "6 Mar 2025",
        f"Farah Siddiqui: {WHY}",
    )
    assert [term.note for term in page.terms] == ["More time", "As agreed first"]
    await dialog.tab.send(MoneyActState.put_away)
    await dialog.open("clear")
    assert (await dialog.send(reason=WHY)).face == "done"
    page = await dialog.page()
    assert (page.part.due, page.part.first_due) == ("6 Mar 2025", "")


@pytest.mark.parametrize(
    ("boxes", "said"),
    [
        ({"extended_to": "2025-04-30", "reason": " "}, ("reason", "Say why.")),
        ({"extended_to": "", "reason": WHY}, ("extended_to", "Choose a day.")),
        ({"extended_to": "2025-03-05", "reason": WHY}, ("extended_to", "Choose a day from 6 Mar 2025")),
    ],
)
async def test_a_refused_extension_stays_open_with_what_was_typed(boxes, said, pipeline, database, part):
    dialog = await opened(pipeline, database, "farah", part, "extend")
    state = await dialog.send(**boxes)
    assert (state.face, state.field, dict(state._typed)) == ("asking", said[0], boxes)
    assert state.refusal.startswith(said[1])


async def test_a_refund_closes_the_part_by_a_credit_and_is_confirmed_by_its_total(pipeline, database, part):
    dialog = await paid(pipeline, database, part)
    state = await dialog.open("refund")
    assert (state.start["amount"], state.start["owed"], state.start["suspend"]) == ("500.00", "", "yes")
    assert [(each.before, each.after) for each in state.changes if each.name == "Net paid"] == [("500.00", "0.00")]
    state = await dialog.send(reason=WHY, total="50")
    assert (state.field, state.refusal) == ("total", "Type PKR 500.00 again to confirm.")
    state = await dialog.send(reason=WHY, total="500.00")
    assert state.outcome == "Refund recorded. The installment is refunded now."
    assert ledger_of(database, part) == [("adjustment", "500"), ("payment", "500"), ("refund", "500")]
    assert (await dialog.page()).acts == ["discount", "cancel"]


async def test_a_refund_that_is_still_owed_opens_the_part_again(pipeline, database, part):
    dialog = await paid(pipeline, database, part)
    await dialog.open("refund")
    state = await dialog.consider(owed="yes", amount="200")
    assert [(each.before, each.after) for each in state.changes if each.name == "Open on it"] == [("0.00", "200.00")]
    await dialog.send(amount="200", owed="yes", reason=WHY, total="200")
    assert ledger_of(database, part) == [("payment", "500"), ("refund", "200")]
    assert (await dialog.page()).part.left == "200.00"


async def test_a_refund_of_more_than_came_is_refused_at_its_box(pipeline, database, part):
    dialog = await paid(pipeline, database, part, amount="300")
    await dialog.open("refund")
    state = await dialog.send(amount="300.01", reason=WHY, total="300.01")
    assert (state.field, state.refusal) == ("amount", "That is more than there is: at most PKR 300.00.")


async def test_a_late_fee_is_waived_once(pipeline, database, part):
    charge_late(database, part)
    dialog = await opened(pipeline, database, "nadia", part, "waive")
    assert (await dialog.send(reason=WHY)).outcome == "Late fee waived. The installment is still due soon."
    page = await dialog.page()
    assert (page.part.left, page.part.fee, page.part.fee_note) == ("500.00", "25.00", "waived")
    assert "waive" not in page.acts


async def test_a_credit_lowers_what_is_owed(pipeline, database, part):
    dialog = await opened(pipeline, database, "nadia", part, "credit")
    assert (await dialog.send(amount="600", reason=WHY)).field == "amount"
    assert (await dialog.send(amount="120.50", reason=WHY)).face == "done"
    assert (await dialog.page()).part.left == "379.50"


async def test_the_rest_is_written_off_with_a_reason(pipeline, database, part):
    dialog = await paid(pipeline, database, part, amount="100")
    await dialog.open("write_off")
    assert (await dialog.send(reason="")).field == "reason"
    assert (await dialog.send(reason=WHY)).outcome == "Written off."
    assert ledger_of(database, part) == [("payment", "100"), ("write_off", "400")]


@pytest.mark.parametrize(
    ("boxes", "amount"), [({"by": "percentage", "discount": "10"}, "450.00"), ({"discount": "300"}, "350.00")]
)
async def test_a_discount_is_spread_over_what_is_untouched(boxes, amount, pipeline, database, part):
    dialog = await opened(pipeline, database, "nadia", part, "discount")
    state = await dialog.consider(**boxes)
    assert [each.after for each in state.changes if each.name == "Amount of the installment"] == [amount]
    assert (await dialog.send(reason=WHY, **boxes)).face == "done"
    assert (await dialog.page()).part.amount == amount


@pytest.mark.parametrize("boxes", [{"discount": "1000"}, {"by": "percentage", "discount": "101"}, {"discount": ""}])
async def test_a_discount_that_is_none_is_refused_at_its_box(boxes, pipeline, database, part):
    dialog = await opened(pipeline, database, "nadia", part, "discount")
    state = await dialog.send(reason=WHY, **boxes)
    assert (state.face, state.field) == ("asking", "discount")


async def test_an_invoice_is_cancelled_while_no_money_stands_on_it(pipeline, database, part):
    dialog = await opened(pipeline, database, "nadia", part, "cancel")
    state = await dialog.state()
    assert [(each.before, each.after) for each in state.changes if each.name == "Invoice"] == [("Issued", "Cancelled")]
    assert (await dialog.send(reason=WHY)).outcome == "Invoice cancelled. The installment is cancelled now."
    assert (await dialog.page()).acts == []


async def test_what_another_did_meanwhile_stops_a_decision_on_something_else(pipeline, database, part):
    slow = await opened(pipeline, database, "sam", part, "write_off")
    await paid(pipeline, database, part, amount="100")
    state = await slow.send(reason=WHY)
    assert state.refusal.startswith("Somebody was faster (Nadia Rahman: payment of PKR 100.00, RCPT-")
    assert ledger_of(database, part) == [("payment", "100")]


async def send_and_lose_the_answer(monkeypatch, dialog, boxes):
    """Send the form; the act is committed, and the connection breaks before it is told."""

    async def lost(*form):
        await done(*form)
        raise ConnectionError

    with monkeypatch.context() as broken:
        broken.setattr("state.money_act.done", lost)
        state = await dialog.send(reason=WHY, **boxes)
    assert (state.face, state.refusal.split(". ")[1]) == ("asking", "Send it again: it is done once at most")


@pytest.mark.parametrize(
    ("act", "boxes", "lines"),
    [
        ("pay", {"amount": "50"}, [("payment", "50")]),
        ("refund", {"amount": "200", "total": "200", "owed": "yes"}, [("refund", "200")]),
        ("credit", {"amount": "100"}, [("adjustment", "100")]),
        ("write_off", {}, [("write_off", "200")]),
    ],
)
async def test_what_was_done_before_its_answer_was_lost_is_told_so_and_not_done_again(
    act, boxes, lines, *, monkeypatch, pipeline, database, part
):
    await paid(pipeline, database, part, amount="300")
    dialog = await opened(pipeline, database, "nadia", part, act)
    await send_and_lose_the_answer(monkeypatch, dialog, boxes)
    if act != "write_off":  # somebody else is there in between
        await paid(pipeline, database, part, amount="10")
        lines = [*lines, ("payment", "10")]
    state = await dialog.send(reason=WHY, **boxes)
    assert (state.face, state.outcome.split(". ")[0]) == ("done", "It was recorded before, and not a second time")
    assert sorted(ledger_of(database, part)) == sorted([*lines, ("payment", "300")])


async def test_with_other_values_after_a_lost_answer_nobody_else_is_blamed(monkeypatch, pipeline, database, part):
    dialog = await opened(pipeline, database, "nadia", part, "credit")
    await send_and_lose_the_answer(monkeypatch, dialog, {"amount": "100"})
    state = await dialog.send(reason=WHY, amount="120")
    assert state.refusal == "This form was sent before with other values. Open it anew."
    assert ledger_of(database, part) == [("adjustment", "100")]


@pytest.mark.parametrize(
    ("act", "boxes", "written"),
    [
        ("extend", {"extended_to": "2025-04-30"}, "fee_extension_granted"),
        ("waive", {}, "penalty_waived"),
        ("discount", {"by": "percentage", "discount": "10"}, "discount_applied"),
        ("discount", {"discount": "300"}, "discount_applied"),
        ("cancel", {}, "invoice_cancelled"),
    ],
)
async def test_an_act_without_a_key_is_done_once_and_what_is_said_of_a_lost_answer_is_true(
    act, boxes, written, *, monkeypatch, pipeline, database, part
):
    if act == "waive":
        charge_late(database, part)
    dialog = await opened(pipeline, database, "nadia", part, act)
    await send_and_lose_the_answer(monkeypatch, dialog, boxes)
    state = await dialog.send(reason=WHY, **boxes)
    assert state.refusal.startswith(
        "This has changed since it was opened, by somebody else or by what you sent before:"
    )
    again = await dialog.send(reason=WHY, **boxes)
    assert (again.face, bool(again.refusal)) == ("asking", True)
    with database.as_owner() as owner:
        times = owner.execute(
            """select count(*) from public.admin_logs as l join public.invoices as i on i.invoice_number = %s
               where l.action = %s and l.record_id in (select i.id union all select p.id from public.installment_plans as p where p.invoice_id = i.id)""",
            [part[:-2], written],
        ).fetchone()
    assert times == (1,)


@pytest.mark.parametrize(
    ("key", "act"),
    [
        ("enzo", "extend"),
        ("enzo", "refund"),
        ("farah", "refund"),
        ("farah", "write_off"),
        ("farah", "cancel"),
        ("vera", "pay"),
    ],
)
async def test_an_act_beyond_the_role_does_not_even_open(key, act, pipeline, database, part):
    dialog = await at(pipeline, database, key, part)
    assert (await dialog.open(act)).act == ""
    assert (await dialog.tab.kept(ToastState)).title.endswith("is not possible now")


@pytest.mark.parametrize(("key", "handler"), [("enzo", MoneyActState.give_time), ("farah", MoneyActState.decide)])
async def test_no_dialog_sends_what_another_permission_takes(key, handler, pipeline, database, part):
    dialog = await opened(pipeline, database, key, part, "pay")
    await dialog.tab.send(handler, {"form": {"reason": WHY, "amount": "500"}})
    assert ledger_of(database, part) == []
    assert (await dialog.state()).face == "asking"


async def test_a_payment_that_leaves_nothing_overdue_gives_access_back_and_says_so_before(pipeline, database):
    part = make_bill(database, day=START, parts=1, learner=BEN) + "-1"
    freeze(database, START + days(30))
    with database.as_owner() as owner:
        owner.execute(
            "update public.students set lms_status = 'suspended', lms_status_source = 'fees', suspended_at = now() where id = %s",
            [BEN.student_id],
        )
    dialog = await opened(pipeline, database, "enzo", part, "pay")
    told = [(each.before, each.after) for each in (await dialog.state()).changes if each.name == "Access"]
    assert told == [("Suspended", "Active")]
    assert (await dialog.send()).face == "done"
    assert (await dialog.page()).part.access == "active"
