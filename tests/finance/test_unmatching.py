"""What is uncertain on the bank's lines and what was matched wrongly: a person decides, and a match is undone whole, with its money."""

from __future__ import annotations

from datetime import date

import pytest
from psycopg.types.json import Jsonb

from state.bank import BankState
from state.finance import PaymentsState
from state.installment import InstallmentState
from state.unmatch import UnmatchState
from tests.cast import FARAH, NADIA
from tests.database import sign_in
from tests.finance.brought_in import LIMIT, bring, learner, lines, proposals, refused, undo
from tests.finance.desk import freeze, sitting
from tests.screens import open_screen

TODAY = date(2025, 3, 1)
farah = sitting(FARAH, TODAY)
nadia = sitting(NADIA, TODAY)


def test_of_two_files_without_a_reference_the_second_line_of_a_learner_is_for_a_person(farah, database):
    desk = learner(farah, database)
    code = desk.learner("student_code")
    bring(farah, [{"amount": "500", "details": f"fees {code}", "on": "2025-02-27"}])
    bring(farah, [{"amount": "500", "payer": "Z. Q.", "details": code, "reference": f"other bank {code}"}])
    first, second = lines(farah)
    told = (
        "select is_certain, reasons::text like '%%one of the two has no reference%%' from private.propose_matches(%s)"
    )
    assert farah.execute(told, [[first]]).fetchall() == [(True, False)]
    assert farah.execute(told, [[second]]).fetchall() == [(False, True)]
    assert farah.execute("select private.match_certain_lines()").fetchone()[0] == 1
    assert lines(farah) == [second]
    assert farah.execute(told, [[second]]).fetchall() == [(False, True)]
    other = learner(farah, database, name="Sana Mir", price="840").learner("student_code")
    rows = [{"amount": "420", "details": other, "on": "2025-02-27"}, {"amount": "420", "details": f"again {other}"}]
    bring(farah, rows)
    found = proposals(farah)
    assert [each for each in found if each[0] == other] == [(other, None, 90, True)] * 2


def test_a_wrong_match_is_taken_out_whole_and_the_line_is_matched_anew(nadia, database):
    wrong, right = learner(nadia, database), learner(nadia, database, name="Sana Mir")
    code, reference = right.learner("student_code"), f"e2e {wrong.student}"
    bring(nadia, [{"amount": "700", "details": "tuition", "reference": reference}])
    (line,) = lines(nadia)
    matched = "select private.match_bank_line(%s, %s)"
    nadia.execute(matched, [line, wrong.learner("student_code")])
    assert refused(nadia, line, " ") == "finance.reason_required"
    act = undo(nadia, line)
    assert wrong.parts("remaining_milli") == [500_000, 500_000]
    assert [int(each) for each in wrong.parts("amount_paid + amount_refunded")] == [0, 0]
    ledger = "select kind, method, amount::int, receipt_number, occurred_on::text, reason from dashboard.money_acts where id = %s"
    assert nadia.execute(ledger, [act]).fetchone() == (
        "payment", "bank_transfer", -700, None, "2025-02-28", "It is somebody else's."
    )  # fmt: skip
    assert lines(nadia) == [line]
    assert refused(nadia, line) == "finance.line_not_matched"
    assert proposals(nadia) == []
    nadia.execute(matched, [line, code])
    assert [int(each) for each in right.parts("amount_paid")] == [500, 200]
    undo(nadia, line)
    nadia.execute(matched, [line, code])
    assert [int(each) for each in right.parts("amount_paid - amount_refunded")] == [500, 200]
    for sums in ("standing", "past", "owed"):
        assert nadia.execute(f"select private.{sums}_differs()").fetchall() == []
    said = nadia.execute(
        "select new_values ->> 'reason', new_values ? 'undone_by' from public.admin_logs where action = 'bank_line_unmatched'"
    ).fetchall()
    assert said == [("It is somebody else's.", True)] * 2


def test_what_stood_before_the_match_stays_and_what_was_taken_back_counts_again(nadia, database):
    desk = learner(nadia, database)
    code = desk.learner("student_code")
    paid = "select private.record_payment(%s, 500, %s, 'bank_transfer', %s)"
    desk.ask(paid, desk.student, TODAY, f"slip {code}")
    bring(nadia, [{"amount": "500", "reference": f"slip {code}"}])
    assert nadia.execute("select private.match_certain_lines()").fetchone()[0] == 1
    (line,) = lines(nadia, "matched")
    assert undo(nadia, line) is None
    assert desk.bill_says("amount_paid") == 500
    assert proposals(nadia)[0][3] is True
    nadia.execute("select private.match_certain_lines()")
    bring(nadia, [{"amount": "-500", "details": f"Returned {code}", "reference": f"slip {code}", "on": "2025-03-01"}])
    assert nadia.execute("select private.match_certain_lines()").fetchone()[0] == 1
    (back,) = set(lines(nadia, "matched")) - {line}
    assert desk.parts("remaining_milli") == [500_000, 500_000]
    with nadia.transaction(force_rollback=True):
        desk.pay(900)
        assert refused(nadia, back) == "finance.moved_on"
    assert undo(nadia, back)
    assert desk.parts("remaining_milli") == [0, 500_000]
    assert nadia.execute("select full_name, is_entered from private.match_of_line(%s)", [line]).fetchone() == (
        "Zainab Qureshi",
        False,
    )


def test_money_that_went_back_meanwhile_keeps_its_match_and_only_the_office_undoes_one(nadia, database):
    desk = learner(nadia, database)
    bring(nadia, [{"amount": "500", "details": desk.learner("student_code")}])
    nadia.execute("select private.match_certain_lines()")
    (line,) = lines(nadia, "matched")
    with nadia.transaction(force_rollback=True):
        part = Jsonb([{"installment": str(desk.parts("id")[0]), "amount": 100}])
        nadia.execute("select private.refund_payments(%s, 'cash', 'Left.', %s)", [part, TODAY])
        assert refused(nadia, line) == "finance.moved_on"
    for key, why in (
        ("farah", "finance.not_allowed"),
        ("mallory", "finance.line_missing"),
    ):
        with database.acting_as(sign_in(database, key)) as another:
            assert refused(another, line) == why


@pytest.fixture
def wronged(database):
    """A learner whose 500 a line was matched to wrongly, and the line; kept."""
    freeze(database, TODAY)
    with database.acting_as(sign_in(database, NADIA), keep=True) as connection:
        desk = learner(connection, database)
        bring(connection, [{"amount": "500", "details": desk.learner("student_code")}])
        connection.execute("select private.match_certain_lines()")
        matched = "select l.id from dashboard.bank_lines as l join dashboard.money_acts as a on a.id = l.act_id where a.student_id = %s"
        return desk, desk.ask(matched, desk.student)


def owed(database, desk):
    with database.as_owner() as owner:
        desk.connection = owner
        return desk.parts("remaining_milli")


async def test_undoing_says_first_what_it_takes_out_and_the_line_is_open_again(pipeline, database, wronged):
    desk, line = wronged
    tab = await open_screen(pipeline, database, "nadia", "/finance/bank")
    await tab.send(UnmatchState.open, {"line": str(line)})
    told = (await tab.kept(UnmatchState)).of
    assert "a payment of PKR 500.00 by Zainab Qureshi on 28 Feb 2025" in told.stands
    assert "is owed again. The line is open again." in told.does
    await tab.send(UnmatchState.undo, {"form": {"reason": ""}})
    assert (await tab.kept(UnmatchState)).refusal
    # the form arrived, and its answer did not
    with database.acting_as(sign_in(database, NADIA), keep=True) as nadia:
        key = (await tab.kept(UnmatchState)).key
        nadia.execute("select private.unmatch_bank_line(l.id, l.act_id, 'Her sister''s.', %s) from dashboard.bank_lines as l where l.id = %s", [key, line])  # fmt: skip
    await tab.send(UnmatchState.undo, {"form": {"reason": "Her sister's.", "key": key}})
    assert ((await tab.kept(UnmatchState)).of.id, (await tab.kept(UnmatchState)).refusal) == ("", "")
    assert owed(database, desk) == [500_000, 500_000]
    bank = await tab.kept(BankState)
    assert (bank.face, [each.is_whole for each in bank.sides]) == ("ready", [True])
    assert not [each for each in bank.alone if each.student == "Zainab Qureshi"]
    code = desk.learner("student_code")
    entries = (await open_screen(pipeline, database, "nadia", f"/finance/payments?q={code}")).shown(
        PaymentsState, "rows"
    )
    said = {(each["entry_type"], each["net_milli"], each["receipt_number__href"]) for each in entries}
    assert said == {("Payment, undone", "500.00", ""), ("Undone match", "-500.00", "")}
    part = await open_screen(pipeline, database, "nadia", f"/finance/installments/{desk.bill_says('invoice_number')}-1")
    ledger = (await part.kept(InstallmentState)).lines
    assert [(each.kind, each.is_undone, each.takes_proof) for each in ledger] == [
        ("Undone match", True, False), ("Payment, undone", True, False),
    ]  # fmt: skip
    await tab.send(UnmatchState.open, {"line": str(line)})
    assert (await tab.kept(UnmatchState)).of.id == ""


async def test_another_match_than_was_seen_stays(pipeline, database, wronged):
    desk, line = wronged
    tab = await open_screen(pipeline, database, "nadia", "/finance/bank")
    await tab.send(UnmatchState.open, {"line": str(line)})
    with database.acting_as(sign_in(database, NADIA), keep=True) as nadia:
        undo(nadia, line)
        desk.connection = nadia
        nadia.execute("select private.match_bank_line(%s, %s)", [line, desk.learner("student_code")])
    await tab.send(UnmatchState.undo, {"form": {"reason": "Her sister's."}})
    kept = await tab.kept(UnmatchState)
    assert (kept.refusal[:32], kept.is_busy) == ("This line is not matched to that", False)
    assert owed(database, desk) == [0, 500_000]
    await tab.send(UnmatchState.put_away)
    assert (await tab.kept(UnmatchState)).of.id == ""


async def test_above_the_limit_a_second_person_undoes_it(pipeline, database, wronged):
    desk, line = wronged
    with database.as_owner() as owner:
        owner.execute(LIMIT, ["400"])
    tab = await open_screen(pipeline, database, "nadia", "/finance/bank")
    await tab.send(UnmatchState.open, {"line": str(line)})
    assert (await tab.kept(UnmatchState)).needs_second
    await tab.send(UnmatchState.undo, {"form": {"reason": "Her sister's."}})
    assert owed(database, desk) == [0, 500_000]
    with database.acting_as(sign_in(database, "sam"), keep=True) as sam:
        asked, about = sam.execute(
            "select id, about from dashboard.money_approvals where student_id = %s and kind = 'unmatch'", [desk.student]
        ).fetchone()
        assert about.endswith("-1")
        sam.execute("select private.decide_approval(%s, true)", [asked])
    assert owed(database, desk) == [500_000, 500_000]
    with database.as_owner() as owner:
        owner.execute(LIMIT, ["null"])


async def test_who_may_not_decide_about_money_undoes_nothing(pipeline, database, wronged):
    desk, line = wronged
    tab = await open_screen(pipeline, database, "farah", "/finance/bank")
    await tab.send(UnmatchState.open, {"line": str(line)})
    await tab.send(UnmatchState.undo, {"form": {"reason": "Why"}})
    assert owed(database, desk) == [0, 500_000]
