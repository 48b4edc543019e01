"""A learner's money on their page: seen by whoever sees money; paid and returned over several installments in one act."""

from __future__ import annotations

import asyncio
from datetime import date
from types import SimpleNamespace

import pytest

from growthos_ui.finance.dues_acts import done
from state.actor import ActorState
from state.dues import DuesActState, DuesState
from tests.cast import ALICE
from tests.database import sign_in
from tests.finance.desk import days, freeze, newcomer
from tests.finance.dialogs import ledger_of, make_bill
from tests.finance.enrolling import limited
from tests.screens import open_screen

START = date(2025, 3, 1)


@pytest.fixture
def learner(database):
    return SimpleNamespace(student_id=newcomer(database))


@pytest.fixture
def bill(database, learner):
    return make_bill(database, day=START, price="900", parts=3, currency="JPY", learner=learner)


def address(database, learner):
    with database.as_owner() as owner:
        asked = "select student_code from public.students where id = %s"
        return "/students/" + owner.execute(asked, [learner.student_id]).fetchone()[0]


class Page:
    """One person's tab on Alice's page."""

    def __init__(self, tab, code):
        self.tab, self.code = tab, code

    async def open(self, act, currency="JPY"):
        await self.tab.send(DuesActState.open, {"act": act, "code": self.code, "currency": currency})
        return await self.state()

    async def consider(self, **boxes):
        for name, value in boxes.items():
            await self.tab.send(DuesActState.note, {"name": name, "value": value})
        await self.tab.send(DuesActState.consider)
        return await self.state()

    async def send(self, **boxes):
        state = await self.state()
        form = {name: value for name, value in state.start.items() if value} | boxes
        await self.tab.send(getattr(DuesActState, state.act), {"form": form})
        return await self.state()

    async def state(self):
        return await self.tab.kept(DuesActState)

    async def sheet(self, currency="JPY"):
        return next(each for each in (await self.tab.kept(DuesState)).sheets if each.currency == currency)


@pytest.fixture
def at(pipeline, database, learner):
    """Opens the learner's page as a person of the cast."""

    async def opened(key):
        path = address(database, learner)
        return Page(await open_screen(pipeline, database, key, path), path.rpartition("/")[2])

    return opened


@pytest.mark.parametrize(("key", "acts"), [("nadia", ["pay"]), ("enzo", ["pay"]), ("farah", ["pay"]), ("vera", [])])
async def test_who_sees_money_sees_what_the_learner_owes(key, acts, at, bill):
    page = await at(key)
    sheet = await page.sheet()
    assert (sheet.open, sheet.left, sheet.paid) == ("300", "900", "0")
    assert [(line.name, line.left, line.state) for line in sheet.lines] == [
        (f"{bill}-1", "300", "soon"),
        (f"{bill}-2", "300", "scheduled"),
        (f"{bill}-3", "300", "scheduled"),
    ]
    assert sheet.acts == acts


@pytest.mark.parametrize(("key", "collects"), [("farah", True), ("enzo", False)])
async def test_a_late_learner_leads_whoever_collects_to_the_debt(key, collects, at, bill, database):
    freeze(database, START + days(60))
    page = await at(key)
    assert (await page.sheet()).debt == (f"/finance/collections/{page.code}-JPY" if collects else "")


@pytest.mark.parametrize("key", ["maya", "tara"])
async def test_who_sees_no_money_sees_none_and_is_not_refused_the_page(key, pipeline, database):
    tab = await open_screen(pipeline, database, key, address(database, ALICE))
    shown = await tab.kept(DuesState)
    assert (shown.face, shown.sheets, shown.lines) == ("none", [], [])
    assert tab.shown(ActorState, "refusal") == ""


async def test_a_payment_goes_on_the_oldest_first_over_all_that_is_owed(at, database, bill):
    page = await at("enzo")
    state = await page.open("pay")
    assert state.start["amount"] == "300"
    state = await page.consider(amount="450")
    assert [(each.before, each.after) for each in state.changes] == [
        ("900", "450"),
        ("300 due soon", "0 paid"),
        ("300 scheduled", "150 paid in part"),
    ]
    assert ledger_of(database, f"{bill}-1") == []
    state = await page.send(amount="450")
    assert (state.face, state.outcome, state.receipt[:5]) == ("done", "Payment recorded: JPY 450.", "RCPT-")
    assert ledger_of(database, f"{bill}-2") == [("payment", "150")]
    assert (await page.sheet()).left == "450"


async def test_the_cashier_divides_a_payment_and_it_adds_up_or_is_refused(at, database, bill):
    page = await at("enzo")
    await page.open("pay")
    lines = {f"line {bill}-1": "100", f"line {bill}-3": "200"}
    state = await page.send(amount="350", over="lines", **lines)
    assert (state.face, state.field) == ("asking", "amount")
    assert state.refusal == "The installments add up to JPY 300, the payment is JPY 350."
    assert state._typed[f"line {bill}-3"] == "200"
    assert ledger_of(database, f"{bill}-1") == []
    assert (await page.send(amount="300", over="lines", **lines)).face == "done"
    assert [ledger_of(database, f"{bill}-{number}") for number in (1, 2, 3)] == [
        [("payment", "100")],
        [],
        [("payment", "200")],
    ]


async def test_what_is_wrong_with_a_line_is_said_at_its_box(at, database, bill):
    page = await at("enzo")
    await page.open("pay")
    for typed, said in (("1.5", "An amount in JPY has no decimals."), ("301", "At most JPY 300."), ("x", "“x” is no")):
        state = await page.send(amount="300", over="lines", **{f"line {bill}-2": typed})
        assert (state.face, state.field) == ("asking", f"line {bill}-2")
        assert state.refusal.startswith(said)
    state = await page.send(amount="300", over="lines")
    assert (state.field, state.refusal) == ("", "Enter an amount on at least one installment.")


async def test_several_installments_are_refunded_in_one_act_confirmed_by_its_sum(at, database, bill):
    page = await at("nadia")
    await page.open("pay")
    await page.send(amount="600")
    await page.tab.send(DuesActState.put_away)
    await page.open("refund")
    lines = {f"line {bill}-1": "300", f"line {bill}-2": "100"}
    state = await page.send(reason="They moved away.", total="300", **lines)
    assert (state.field, state.refusal) == ("total", "Type JPY 400 to confirm.")
    assert ledger_of(database, f"{bill}-1") == [("payment", "300")]
    state = await page.send(reason="They moved away.", total="400", **lines)
    assert (state.face, state.outcome) == ("done", "Refund recorded: JPY 400.")
    assert ledger_of(database, f"{bill}-1") == [("adjustment", "300"), ("payment", "300"), ("refund", "300")]
    with database.as_owner() as owner:
        acts = "select count(*) from dashboard.money_acts where kind = 'refund' and amount = 400 and currency = 'JPY'"
        assert owner.execute(acts).fetchone()[0] == 1


async def test_sent_again_after_a_lost_answer_it_is_told_that_it_was_recorded_before(at, database, bill, monkeypatch):
    async def lost(*form):
        await done(*form)
        raise ConnectionError

    page = await at("nadia")
    await page.open("pay")
    with monkeypatch.context() as broken:
        broken.setattr("state.dues.done", lost)
        assert (await page.send(amount="100")).face == "asking"
    other = await at("enzo")
    await other.open("pay")
    await other.send(amount="50")
    assert (await page.send(amount="100")).outcome == "It was recorded before, and not a second time: JPY 100."
    assert ledger_of(database, f"{bill}-1") == [("payment", "50"), ("payment", "100")]


async def test_an_enrolment_manager_returns_no_money(at, database, bill):
    page = await at("enzo")
    await page.open("pay")
    await page.send(amount="300")
    assert (await page.sheet()).acts == ["pay"]
    assert (await page.open("refund")).act != "refund"
    assert "refund" not in [kind for kind, _ in ledger_of(database, f"{bill}-1")]


async def test_a_double_click_pays_once_and_of_two_cashiers_one_is_told(at, database, bill):
    one, two = await at("enzo"), await at("nadia")
    form = {"form": dict((await one.open("pay")).start) | {"amount": "100"}}
    await two.open("pay")
    await asyncio.gather(one.tab.send(DuesActState.pay, form), one.tab.send(DuesActState.pay, form))
    assert ledger_of(database, f"{bill}-1") == [("payment", "100")]
    told = await two.send(amount="300")
    assert told.refusal == "Somebody was faster: JPY 800 is to come now. Nothing was changed by you."
    assert (await two.send(amount="200")).face == "done"
    assert ledger_of(database, f"{bill}-1") == [("payment", "100"), ("payment", "200")]


async def test_the_latest_of_the_ledger_is_below(at, database, bill):
    page = await at("enzo")
    await page.open("pay")
    state = await page.send(amount="200")
    line = (await page.tab.kept(DuesState)).lines[0]
    assert (line.part, line.amount, line.receipt) == (f"{bill}-1", "200", state.receipt)


async def test_what_waits_for_a_second_person_is_said_on_the_page_to_whoever_sees_approvals(
    at, bill, learner, database, monkeypatch
):
    monkeypatch.setattr("growthos_ui.finance.waits.WAITS_MAX", 1)
    for _ in limited(database, 50):
        with database.acting_as(sign_in(database, "nadia"), keep=True) as connection:
            for each in (bill, make_bill(database, day=START, learner=learner, currency="JPY")):
                connection.execute(
                    """select private.ask_for_approval('cancel', jsonb_build_object('invoice', id, 'reason', 'Why'), 'Why')
                       from public.invoices where invoice_number = %s""",
                    [each],
                )
        with database.as_owner() as owner:  # the clock stands still, and both were asked for at once
            owner.execute(
                "update dashboard.money_approvals set asked_at = asked_at + interval '1 minute' where currency = 'JPY' and amount = 1000"
            )
    told = [("Cancelled invoice", "JPY 900", bill, "Asked by Nadia Rahman, until 15 Mar 2025")]
    for key, sees in {"sam": told, "farah": told, "vera": told, "enzo": [], "maya": []}.items():
        page = await at(key)
        kept = await page.tab.kept(DuesState)
        assert [(each.what, each.amount, each.about, each.told) for each in kept.waits] == sees, key
        assert kept.more_waits == len(sees)
    freeze(database, START + days(15))
    assert (await (await at("sam")).tab.kept(DuesState)).waits == []
