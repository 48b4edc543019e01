"""One file on its page: its columns found, what it would do, what keeps it out, and bringing it in once, whole."""

from __future__ import annotations

import asyncio

import pytest

from growthos_ui.finance.imports.bringing import take
from state.imports import ImportState
from tests.cast import FARAH
from tests.database import sign_in
from tests.finance.desk import Desk, freeze, newcomer, place_for
from tests.finance.test_import_files import TODAY
from tests.screens import open_screen


@pytest.fixture
def bill(database):
    freeze(database, TODAY)
    student = newcomer(database)
    place = place_for(database, student, price="1000", enrolled=TODAY)
    with database.acting_as(sign_in(database, FARAH), keep=True) as connection:
        desk = Desk(connection, student, place)
        desk.make_bill(2)
        return desk.learner("student_code")


async def opened(pipeline, database, text, kind="payments", key="farah"):
    number = await take(sign_in(database, FARAH), kind, "march.csv", text.encode())
    tab = await open_screen(pipeline, database, key, f"/finance/imports/{number}")
    tab.path = f"/finance/imports/{number}"
    return tab


def acts_of(database, code):
    with database.as_owner() as owner:
        return owner.execute(
            """select trim_scale(a.amount)::text, a.method, a.reference from dashboard.money_acts a join public.students s on s.id = a.student_id
               where s.student_code = %s order by a.receipt_number""",
            [code],
        ).fetchall()


async def test_columns_are_found_and_every_row_is_held_against_the_ledger(pipeline, database, bill):
    tab = await opened(pipeline, database, f"Code;Sum;Date;Ref\n{bill};1.000,00;01.03.2025;slip\n")
    state = await tab.kept(ImportState)
    assert {each.name: each.value for each in state.boxes if each.value != "none"} == {
        "student": "0",
        "amount": "1",
        "on": "2",
        "reference": "3",
    }
    assert (state.numbers, state.days, state.good, state.wrong, state.may_bring) == ("comma", "dmy", "1", "", True)
    assert [(each.currency, each.amount, each.rows) for each in state.sums] == [("PKR", "1,000.00", "1 row")]
    assert acts_of(database, bill) == []


async def test_it_is_brought_in_once_however_often_it_is_clicked(pipeline, database, bill):
    tab = await opened(
        pipeline,
        database,
        f"Student,Amount,Paid on,Reference\n{bill},300,2025-03-01,'=1+1\n{bill},200,2025-02-28,x{bill}\n",
    )
    await asyncio.gather(tab.send(ImportState.bring_in), tab.send(ImportState.bring_in))
    state = await tab.kept(ImportState)
    assert (state.status, state.made, state.refusal) == ("done", "2 payments", "")
    assert acts_of(database, bill) == [("300", "bank_transfer", "=1+1"), ("200", "bank_transfer", f"x{bill}")]


async def test_each_wrong_value_is_named_with_row_column_and_what_to_do(pipeline, database, bill):
    tab = await opened(
        pipeline,
        database,
        f"Student,Amount,Paid on\n{bill},abc,2025-03-01\n\nSTU999999,5,2025-03-01\n{bill},1000.01,2025-03-01\n",
    )
    state = await tab.kept(ImportState)
    assert [(each.row, each.column, each.value) for each in state.problems] == [
        ("2", "Amount", "abc"), ("4", "Student", "STU999999"), ("5", "Amount", "1000.01"),
    ]  # fmt: skip
    assert state.problems[2].sentence == "That is more than there is: at most PKR 1,000.00."
    assert (state.good, state.wrong, state.may_bring) == (
        "0",
        "3 values keep this file out.",
        False,
    )
    await tab.send(ImportState.bring_in)
    assert acts_of(database, bill) == []


async def test_a_column_that_is_chosen_is_asked_anew_and_remembered_for_the_next_file(pipeline, database, bill):
    head = "Who,How much,When\n"
    tab = await opened(pipeline, database, f"{head}{bill},10,2025-03-01\n")
    state = await tab.kept(ImportState)
    assert [each.column for each in state.problems] == ["Student", "Amount", "Paid on"]
    for name, value in (("student", "0"), ("amount", "1"), ("on", "2")):
        await tab.send(ImportState.choose, {"name": name, "value": value})
    assert (await tab.kept(ImportState)).may_bring
    again = await opened(pipeline, database, f"{head}{bill},20,2025-03-01\n")
    assert (await again.kept(ImportState)).may_bring


async def test_who_comes_second_is_told_and_nothing_is_entered_twice(pipeline, database, bill):
    text = f"Student,Amount,Paid on\n{bill},1000,2025-03-01\n"
    first = await opened(pipeline, database, text)
    second = await opened(pipeline, database, text, key="nadia")
    await first.send(ImportState.bring_in)
    await second.send(ImportState.bring_in)
    state = await second.kept(ImportState)
    assert (state.status, state.refusal) == ("done", "This file was brought in on 1 Mar 2025.")
    assert acts_of(database, bill) == [("1000", "bank_transfer", None)]


async def test_a_file_that_is_taken_away_stays_without_effect(pipeline, database, bill):
    tab = await opened(pipeline, database, f"Student,Amount,Paid on\n{bill},7,2025-03-01\n")
    await tab.send(ImportState.drop)
    assert (await tab.kept(ImportState)).status == "dropped"
    await tab.send(ImportState.bring_in)
    assert acts_of(database, bill) == []


@pytest.mark.parametrize("address", ["/finance/imports/99999", "/finance/imports/x", "/finance/imports/" + "9" * 40])
async def test_a_file_that_is_not_there_is_said_to_be_missing(address, pipeline, database):
    tab = await open_screen(pipeline, database, "farah", address)
    assert tab.shown(ImportState, "face") == "missing"


async def test_a_file_of_another_organisation_is_as_missing(pipeline, database, bill):
    text = f"Student,Amount,Paid on\n{bill},8,2025-03-01\n"
    for number in range(2):
        await opened(pipeline, database, text + "\n" * number)
    tab = await open_screen(pipeline, database, "mallory", "/finance/imports/3")
    assert tab.shown(ImportState, "face") == "missing"


async def test_what_another_makes_of_the_file_is_followed(pipeline, database, bill):
    tab = await opened(pipeline, database, f"Student,Amount,Paid on,Reference\n{bill},300,2025-03-01,y{bill}\n")
    other = await open_screen(pipeline, database, "nadia", tab.path)
    other.path = tab.path
    await other.send(ImportState.choose, {"name": "reference", "value": "none"})
    await tab.send(ImportState.renew)
    state = await tab.kept(ImportState)
    assert ({each.name: each.value for each in state.boxes}["reference"], state.may_bring) == ("none", True)
    await other.send(ImportState.bring_in)
    await tab.send(ImportState.renew)
    state = await tab.kept(ImportState)
    assert (state.status, state.made, state.may_bring) == ("done", "1 payment", False)


async def test_a_statement_is_one_whatever_was_chosen_and_lines_that_are_here_are_counted(pipeline, database):
    entry = '<Ntry><Amt Ccy="PKR">{}</Amt><CdtDbtInd>CRDT</CdtDbtInd><BookgDt><Dt>2025-02-0{}</Dt></BookgDt></Ntry>'
    first, second = entry.format("11.50", 1), entry.format("12.50", 2)
    tab = await opened(pipeline, database, f"<Document><Stmt>{first}</Stmt></Document>")
    state = await tab.kept(ImportState)
    assert (state.kind, state.known, state.may_bring) == ("bank", "0", True)
    await tab.send(ImportState.bring_in)
    tab = await opened(pipeline, database, f"<Document><Stmt>{first}{second}</Stmt></Document>")
    state = await tab.kept(ImportState)
    assert (state.rows, state.known) == ("2 rows", "1")
    await tab.send(ImportState.bring_in)
    assert (await tab.kept(ImportState)).made == "1 new line"
