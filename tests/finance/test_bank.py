"""The page of the bank: proposals confirmed, matched by hand, set aside; the difference to the ledger by its rows; and lines of two accounts."""

from __future__ import annotations

import asyncio
from datetime import date
from uuid import uuid4

import pytest
from psycopg.types.json import Jsonb

from state.bank import BankState
from tests.cast import FARAH
from tests.database import sign_in
from tests.finance.brought_in import bring, learner, take
from tests.finance.desk import freeze, sitting
from tests.screens import offered, open_screen

PATH = "/finance/bank"
TODAY = date(2025, 3, 1)
farah = sitting(FARAH, TODAY)


@pytest.fixture
def payer(database):
    """A learner who owes 1,000, and three lines: their half, an unknown one, and one that went out."""
    freeze(database, TODAY)
    with database.acting_as(sign_in(database, FARAH), keep=True) as connection:
        desk = learner(connection, database)
        code = desk.learner("student_code")
        rows = [
            {"amount": "500", "payer": "Z Q", "details": code},
            {"amount": "41", "details": f"nobody {code[3:]}"},
            {"amount": "-9", "details": f"fee {code}"},
        ]
        full = [{"row": at, "on": "2025-02-28", "currency": "PKR"} | row for at, row in enumerate(rows, 2)]
        number = take(connection, "bank", str(uuid4()))
        connection.execute("select private.import_bank(%s, %s)", [number, Jsonb(full)])
        return code


async def opened(pipeline, database, key="farah"):
    tab = await open_screen(pipeline, database, key, PATH)
    return tab, await tab.kept(BankState)


def line_of(state, code):
    return next(each for each in state.lines if code in each.details and each.best.code == code)


def paid(database, code):
    with database.as_owner() as owner:
        return owner.execute(
            "select amount::int from dashboard.money_acts a join public.students s on s.id = a.student_id where s.student_code = %s",
            [code],
        ).fetchall()


async def test_a_proposal_says_why_and_is_confirmed_once(pipeline, database, payer):
    tab, state = await opened(pipeline, database)
    line = line_of(state, payer)
    assert (line.best.sure, line.best.why) == ("certain", "The code is in its words, the amount is what is owed.")
    assert line.best.about.startswith("On INV-")
    await asyncio.gather(*(tab.send(BankState.confirm, {"line": line.id}) for _ in range(2)))
    assert paid(database, payer) == [(500,)]
    await tab.send(BankState.show, {"status": "matched"})
    assert (await tab.kept(BankState)).lines[0].best.receipt.startswith("RCPT-")


async def test_all_that_is_certain_is_matched_at_once(pipeline, database, payer):
    tab, state = await opened(pipeline, database)
    assert state.certain == 1
    await tab.send(BankState.confirm_certain)
    assert paid(database, payer) == [(500,)]


async def test_what_the_bank_takes_back_is_found_or_named_by_its_receipt(pipeline, database, payer):
    with database.acting_as(sign_in(database, FARAH), keep=True) as connection:
        row = {"on": "2025-03-01", "currency": "PKR", "amount": "-500", "details": f"returned unpaid {payer}"}
        for other in ("", " too"):
            number = take(connection, "bank", str(uuid4()))
            rows = Jsonb([row | {"row": 2, "details": row["details"] + other}])
            connection.execute("select private.import_bank(%s, %s)", [number, rows])
    tab, state = await opened(pipeline, database)
    await tab.send(BankState.confirm, {"line": line_of(state, payer).id})
    back = [each for each in (await tab.kept(BankState)).lines if each.details.startswith("returned")]
    assert [(each.best.does, each.best.about) for each in back] == [
        ("Take back", "Takes back the payment of 28 Feb 2025: it is owed again")
    ] * 2
    await tab.send(BankState.open_line, {"line": back[0].id})
    await tab.send(BankState.take_back, {"form": {"receipt": "RCPT-999999"}})
    state = await tab.kept(BankState)
    assert (state.field, state.refusal) == ("receipt", "No payment has this receipt.")
    await tab.send(BankState.take_back, {"form": {"receipt": back[0].best.receipt.lower()}})
    assert paid(database, payer) == [(500,), (500,)]
    await tab.send(BankState.open_line, {"line": back[1].id})
    await tab.send(BankState.take_back, {"form": {"receipt": back[0].best.receipt}})
    assert (await tab.kept(BankState)).refusal.startswith("The payment of this receipt is of another amount")


async def test_a_line_is_matched_by_hand_or_set_aside_and_refused_at_its_box(pipeline, database, payer):
    tab, state = await opened(pipeline, database)
    other = next(each for each in state.lines if each.details == f"nobody {payer[3:]}")
    await tab.send(BankState.open_line, {"line": other.id})
    await tab.send(BankState.match, {"form": {"student": "STU999999"}})
    state = await tab.kept(BankState)
    assert (state.field, state.refusal) == ("student", "There is no such student.")
    await tab.send(BankState.match, {"form": {"student": payer.lower()}})
    assert paid(database, payer) == [(41,)]
    out = next(each for each in (await tab.kept(BankState)).lines if each.is_out and payer in each.details)
    await tab.send(BankState.open_line, {"line": out.id})
    await tab.send(BankState.ignore, {"form": {"reason": ""}})
    assert (await tab.kept(BankState)).field == "reason"
    await tab.send(BankState.ignore, {"form": {"reason": "A fee."}})
    assert out.id not in {each.id for each in (await tab.kept(BankState)).lines}


async def test_every_unit_of_the_difference_is_in_a_row(pipeline, database, payer):
    with database.acting_as(sign_in(database, FARAH), keep=True) as connection:
        desk = learner(connection, database, name="Rana Aziz", price="90")
        connection.execute("select private.record_payment(%s, 17, '2025-02-28', 'bank_transfer', null)", [desk.student])
    tab, state = await opened(pipeline, database)
    await tab.send(BankState.confirm, {"line": line_of(state, payer).id})
    side = next(each for each in (await tab.kept(BankState)).sides if each.currency == "PKR")
    of = {row["name"]: float(row["amount"].replace(",", "").replace("\u2212", "-")) for row in side.rows}
    moved, entered = of["Came in"] + of["Went out"], of["Payments by transfer"] + of["Refunds by transfer"]
    assert of["Difference"] == moved - entered
    causes = ("Open lines", "Set aside", "In the ledger, on no line", "Matched to another day or method")
    assert sum(of[each] for each in causes) == of["Difference"]
    assert (of["Unexplained"], side.is_whole) == (0, True)
    assert "Rana Aziz" in {each.student for each in (await tab.kept(BankState)).alone}


@pytest.mark.parametrize("key", ["enzo", "maya", "tara", "marco", "mallory"])
async def test_others_see_none_of_it(key, pipeline, database, payer):
    tab, state = await opened(pipeline, database, key)
    assert all(payer not in each.details for each in state.lines)
    assert ("Bank" in offered(tab)) is (key == "mallory")


async def test_who_only_reads_decides_nothing(pipeline, database, payer):
    tab, state = await opened(pipeline, database, "vera")
    await tab.send(BankState.confirm, {"line": line_of(state, payer).id})
    assert paid(database, payer) == []


async def test_what_another_decides_is_followed_and_an_open_dialog_stays(pipeline, database, payer):
    tab, state = await opened(pipeline, database)
    line = line_of(state, payer)
    await tab.send(BankState.open_line, {"line": line.id})
    other, _ = await opened(pipeline, database, key="nadia")
    await other.send(BankState.confirm, {"line": line.id})
    await tab.send(BankState.renew)
    state = await tab.kept(BankState)
    assert (state.line.id, line.id in [each.id for each in state.lines]) == (line.id, False)
    await tab.send(BankState.confirm, {"line": line.id, "offer": 0})
    assert (await tab.kept(BankState)).refusal == "Somebody was faster: this line is matched already."


def test_one_line_of_two_accounts_is_two_and_one_that_stands_without_learns_its_account(farah):
    old = {"amount": "77.5", "details": str(uuid4())}
    assert bring(farah, [old, old]) == 2
    both = [old | {"account": "PK1"}, old | {"account": "PK2"}]
    assert bring(farah, both) == 0
    assert bring(farah, [*both, old | {"account": "PK3"}]) == 1
    assert bring(farah, [old] * 3) == 0
    assert bring(farah, [*both, old | {"account": "PK1"}]) == 1
    wrong = [{"row": 2, "on": "2025-02-28", "amount": "1", "account": "a" * 201}]
    found = farah.execute("select field, reason from private.check_bank(%s)", [Jsonb(wrong)]).fetchall()
    assert found == [("account", "finance.too_long")]
    assert bring(farah, [{"paid_in": "5", "way": "out", "details": old["details"], "account": "PK9"}]) == 1
    accounts = farah.execute("select account from dashboard.bank_lines where details = %s order by 1", [old["details"]])
    assert [each for (each,) in accounts] == ["PK1", "PK1", "PK2", "PK3", "PK9"]


def test_a_row_that_says_no_account_is_no_line_that_another_row_of_its_file_is(farah):
    row = {"amount": "78.5", "details": str(uuid4())}
    assert bring(farah, [row | {"account": "PK1"}]) == 1
    mixed = [row, row | {"account": "pk 1"}]
    assert [bring(farah, mixed), bring(farah, mixed)] == [1, 0]
    row = {"amount": "79.5", "details": str(uuid4())}
    assert [bring(farah, [row, row]), bring(farah, [row | {"account": "PK1"}])] == [2, 0]
    mixed = [row, row, row | {"account": "PK1"}]
    assert [bring(farah, mixed), bring(farah, mixed)] == [1, 0]
    row = {"amount": "80.5", "details": str(uuid4())}
    mixed = [row, row | {"account": "PK1"}]
    assert [bring(farah, [row]), bring(farah, mixed), bring(farah, mixed)] == [1, 1, 0]
