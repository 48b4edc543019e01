"""Lines of the bank against the ledger: each once, proposed with a reason, matched to one payment, and explained to the last unit."""

from __future__ import annotations

from datetime import date

import psycopg
import pytest
from psycopg.types.json import Jsonb

from tests.cast import FARAH, NADIA
from tests.finance.brought_in import bring, learner, lines, proposals
from tests.finance.desk import sitting

TODAY = date(2025, 3, 1)
farah = sitting(FARAH, TODAY)
nadia = sitting(NADIA, TODAY)


def test_the_same_lines_in_another_file_are_nothing_new_but_two_alike_are_two(farah):
    rows = [{"amount": "100", "details": "a"}, {"amount": "100", "details": "a"}, {"amount": "-5", "details": "fee"}]
    assert bring(farah, rows) == 3
    assert bring(farah, rows) == 0
    assert bring(farah, [*rows, {"amount": "7"}]) == 1
    assert len(lines(farah)) == 4


def test_a_code_and_the_amount_of_an_installment_are_certain(farah, database):
    desk = learner(farah, database)
    bring(farah, [{"amount": "500.00", "details": f"fees {desk.learner('student_code').lower()}"}])
    assert proposals(farah) == [(desk.learner("student_code"), None, 90, True)]


def test_an_invoice_number_is_as_good_as_a_code_and_a_name_alone_is_not_certain(farah, database):
    desk, other = learner(farah, database), learner(farah, database, name="Bilal Hussain", price="333")
    bring(farah, [{"amount": "123", "reference": f"{desk.bill_says('invoice_number')}-1"}])
    assert proposals(farah) == [(desk.learner("student_code"), None, 60, False)]
    bring(farah, [{"amount": "10", "payer": "HUSSAIN BILAL"}])
    assert (other.learner("student_code"), None, 20, False) in proposals(farah)


def test_two_of_one_amount_are_both_proposed_and_neither_is_certain(farah, database):
    twins = {
        learner(farah, database, name=name, price="777.77").learner("student_code") for name in ("Ali Raza", "Ali Reza")
    }
    bring(farah, [{"amount": "388.88", "details": "tuition"}])
    found = proposals(farah)
    assert {code for code, *_ in found} == twins
    assert not any(certain for *_, certain in found)


def test_a_match_records_the_payment_once_and_a_line_is_matched_once(farah, database):
    desk = learner(farah, database)
    code = desk.learner("student_code")
    bring(farah, [{"amount": "700", "details": code, "reference": f"r {code}"}])
    (line,) = lines(farah)
    farah.execute("select private.match_bank_line(%s, %s)", [line, code])
    assert [int(each) for each in desk.parts("amount_paid")] == [500, 200]
    acts = farah.execute(
        "select method, reference, occurred_on::text from dashboard.money_acts where student_id = %s", [desk.student]
    ).fetchall()
    assert acts == [("bank_transfer", f"r {code}", "2025-02-28")]
    with pytest.raises(psycopg.errors.ObjectNotInPrerequisiteState, match="line_over"), farah.transaction():
        farah.execute("select private.match_bank_line(%s, %s)", [line, code])


def test_what_was_recorded_by_hand_is_found_and_not_paid_again(farah, database):
    desk = learner(farah, database)
    code = desk.learner("student_code")
    receipt = desk.ask(
        "select private.record_payment(%s, 500, %s, 'bank_transfer', %s) ->> 'receipt'",
        desk.student,
        TODAY,
        f"slip {code}",
    )
    bring(farah, [{"amount": "500", "reference": f"slip {code}"}])
    assert proposals(farah)[0] == (code, receipt, 90, True)
    assert farah.execute("select private.match_certain_lines()").fetchone()[0] == 1
    assert desk.bill_says("amount_paid") == 500
    assert lines(farah) == []
    for way, amount in (("cheque", 100), ("cash", 90)):
        paid = "select private.record_payment(%s, %s, %s, %s) ->> 'receipt'"
        receipt = desk.ask(paid, desk.student, amount, date(2025, 2, 20), way)
        bring(farah, [{"amount": amount, "details": f"{way} {code}"}])
        assert proposals(farah)[0][1:3] == ((receipt, 70) if way == "cheque" else (None, 60))
        farah.execute("select private.ignore_bank_line(%s, 'Seen.')", lines(farah))


def test_all_that_is_certain_is_matched_in_one_go_and_the_rest_stays_open(farah, database):
    first, second = learner(farah, database), learner(farah, database, name="Sana Mir", price="400")
    rows = [
        {"amount": "500", "details": first.learner("student_code")},
        {"amount": "200", "payer": "Sana Mir", "details": second.learner("student_code")},
    ]
    bring(
        farah,
        [*rows, {"amount": "31", "details": "nobody"}, {"amount": "-9", "details": second.learner("student_code")}],
    )
    assert farah.execute("select private.match_certain_lines()").fetchone()[0] == 2
    assert (int(first.bill_says("amount_paid")), int(second.bill_says("amount_paid"))) == (500, 200)
    assert len(lines(farah)) == 2


def test_more_than_is_owed_matches_nothing_and_a_line_is_set_aside_with_a_reason(farah, database):
    desk = learner(farah, database)
    bring(farah, [{"amount": "5000", "details": desk.learner("student_code")}])
    (line,) = lines(farah)
    assert proposals(farah) == []
    with pytest.raises(psycopg.errors.InvalidParameterValue, match="too_much"), farah.transaction():
        farah.execute("select private.match_bank_line(%s, %s)", [line, desk.learner("student_code")])
    with pytest.raises(psycopg.errors.InvalidParameterValue, match="reason_required"), farah.transaction():
        farah.execute("select private.ignore_bank_line(%s, ' ')", [line])
    farah.execute("select private.ignore_bank_line(%s, 'Between own accounts.')", [line])
    assert (len(lines(farah)), len(lines(farah, "ignored"))) == (0, 1)


def test_money_that_went_out_is_nobodys_payment(farah, database):
    desk = learner(farah, database)
    bring(farah, [{"amount": "-500", "details": desk.learner("student_code")}])
    assert proposals(farah) == []
    with pytest.raises(psycopg.Error, match="student_missing"):
        farah.execute("select private.match_bank_line(%s, %s)", [lines(farah)[0], desk.learner("student_code")])


def test_a_line_that_the_ledger_refuses_stays_open_and_keeps_no_other_back(farah, database):
    first, second = learner(farah, database), learner(farah, database, name="Sana Mir", price="400")
    code, other = first.learner("student_code"), second.learner("student_code")
    rows = [
        {"amount": "1000", "details": f"all of {code}", "on": "2025-02-26"},
        {"amount": "1000", "details": f"{code} once more"},
        {"amount": "200", "details": other},
        {"amount": "200", "details": other, "on": "2019-02-26"},
    ]
    bring(farah, rows)
    assert farah.execute("select private.match_certain_lines()").fetchone()[0] == 2
    assert (int(first.bill_says("amount_paid")), int(second.bill_says("amount_paid"))) == (1000, 200)
    assert len(lines(farah)) == 2


def test_a_standing_order_pays_one_installment_after_the_other_whatever_is_confirmed_first(farah, database):
    desk = learner(farah, database, parts=3, price="750")
    code, order, number = desk.learner("student_code"), f"order {desk.student}", desk.bill_says("invoice_number")
    bring(farah, [{"amount": "250", "details": code, "reference": order, "on": "2025-01-28"}])
    assert farah.execute("select private.match_certain_lines()").fetchone()[0] == 1
    line = {"amount": "250", "payer": "Somebody else", "reference": order}
    bring(farah, [line | {"on": f"2025-02-{day}"} for day in (26, 27, 28)])
    found = farah.execute(
        """select parts, points, is_certain, student_code, lines, line_id from private.propose_matches(%s)
           join dashboard.bank_lines l on l.id = line_id order by l.booked_on""",
        [lines(farah)],
    ).fetchall()
    told = [(f"{number}-2", 90, True, code), (f"{number}-3", 90, True, code), (None, 60, False, code)]
    assert [row[:4] for row in found] == told
    farah.execute("select private.match_bank_line(%s, %s, null, %s)", [found[1][5], code, Jsonb(found[1][4])])
    assert [int(each) for each in desk.parts("amount_paid")] == [250, 0, 250]
    assert farah.execute("select private.match_certain_lines()").fetchone()[0] == 1
    assert [int(each) for each in desk.parts("amount_paid")] == [250, 250, 250]
    acts = farah.execute("select reference from dashboard.money_acts where student_id = %s", [desk.student]).fetchall()
    other = learner(farah, database, name="Omar Khan", price="80").learner("student_code")
    bring(farah, [{"amount": "40", "details": other, "reference": order}])
    assert (other, None, 90, True) in proposals(farah)
    assert {each for (each,) in acts} == {order, f"{order} / 2025-02-26", f"{order} / 2025-02-27"}


def test_a_reference_that_was_entered_these_days_is_maybe_this_money_and_refused(farah, database):
    desk = learner(farah, database)
    code = desk.learner("student_code")
    desk.ask("select private.record_payment(%s, 400, %s, 'bank_transfer', %s)", desk.student, TODAY, f"slip {code}")
    bring(farah, [{"amount": "500", "details": code, "reference": f"slip {code}"}])
    assert proposals(farah) == []
    with pytest.raises(psycopg.errors.UniqueViolation, match="reference_used"), farah.transaction():
        farah.execute("select private.match_bank_line(%s, %s)", [lines(farah)[0], code])


def test_one_transfer_in_two_files_is_never_certain_and_paid_twice_only_where_each_is_confirmed(farah, database):
    desk = learner(farah, database)
    code = desk.learner("student_code")
    line = {"amount": "500", "reference": f"e2e {code}", "details": code}
    assert bring(farah, [line | {"account": "PK 36 scbl", "payer": "Zainab Qureshi"}]) == 1
    assert proposals(farah) == [(code, None, 110, True)]
    assert bring(farah, [line | {"account": "pk36SCBL", "payer": "Zainab Qureshi"}]) == 0
    assert bring(farah, [line | {"account": "PK36SCBL", "payer": "Z. QURESHI"}]) == 1
    assert [certain for *_, certain in proposals(farah)] == [False, False]
    why = farah.execute("select reasons from private.propose_matches(%s)", [lines(farah)]).fetchall()
    assert all("another line of this day has the same amount and reference" in reasons for (reasons,) in why)
    assert farah.execute("select private.match_certain_lines()").fetchone()[0] == 0
    first, second = lines(farah)
    farah.execute("select private.match_bank_line(%s, %s)", [first, code])
    assert [certain for *_, certain in proposals(farah)] == [False]
    assert farah.execute("select private.match_certain_lines()").fetchone()[0] == 0
    assert [int(each) for each in desk.parts("amount_paid")] == [500, 0]
    bring(farah, [line | {"payer": "Seen"}])
    (third,) = set(lines(farah)) - {second}
    with farah.transaction(force_rollback=True):
        farah.execute("select private.match_bank_line(%s, %s)", [third, code])
        assert [int(each) for each in desk.parts("amount_paid")] == [500, 500]
    other = learner(farah, database, name="Omar Khan", price="80").learner("student_code")
    bring(farah, [{"amount": "40", "details": other, "reference": other, "payer": payer} for payer in ("a", "b")])
    alike = sorted(set(lines(farah)) - {second, third})
    farah.execute("select private.ignore_bank_line(%s, 'The same in another file.')", [alike[0]])
    assert (other, None, 90, True) in proposals(farah)


def test_what_the_bank_takes_back_is_owed_again_and_a_refund_that_stands_is_not_returned_twice(farah, database):
    desk = learner(farah, database)
    code = desk.learner("student_code")
    bring(farah, [{"amount": "500", "details": code, "reference": f"e2e {code}", "on": "2025-02-20"}])
    assert farah.execute("select private.match_certain_lines()").fetchone()[0] == 1
    desk.ask("select private.record_payment(%s, 500, %s, 'card')", desk.student, date(2025, 2, 21))
    bring(farah, [{"amount": "-500", "details": f"Returned AC04 {code}", "reference": f"e2e {code}"}])
    receipt = farah.execute(
        "select receipt_number from dashboard.money_acts where student_id = %s and reference is not null",
        [desk.student],
    ).fetchone()[0]
    assert proposals(farah) == [(code, receipt, 90, True)]
    assert farah.execute("select private.match_certain_lines()").fetchone()[0] == 1
    assert [int(each) for each in desk.parts("amount_paid - amount_refunded")] == [0, 500]
    assert desk.parts("remaining_milli") == [500_000, 0]
    acts = farah.execute(
        "select kind, method, reference, reason from dashboard.money_acts where student_id = %s and kind <> 'payment'",
        [desk.student],
    ).fetchall()
    assert acts == [("refund", "bank_transfer", f"e2e {code} / 2025-02-28", f"The bank took {receipt} back.")]
    bring(farah, [{"amount": "-500", "details": "Returned AC04 once more", "reference": f"e2e {code}"}])
    assert not any(certain for *_, certain in proposals(farah))


def test_a_refund_that_stands_is_found_and_nothing_is_returned_twice(nadia, database):
    desk = learner(nadia, database, name="Rana Aziz")
    desk.pay("500")
    part = Jsonb([{"installment": str(desk.parts("id")[0]), "amount": 500}])
    nadia.execute("select private.refund_payments(%s, 'bank_transfer', 'Left.', %s)", [part, TODAY])
    bring(nadia, [{"amount": "-500", "payer": "Rana Aziz", "on": "2025-03-01"}])
    found = nadia.execute(
        "select line_id, student_code, act_id, act_kind, points from private.propose_matches(%s)", [lines(nadia)]
    ).fetchall()
    (best,) = [each for each in found if each[1] == desk.learner("student_code")]
    assert best[3:] == ("refund", 70)
    nadia.execute("select private.match_bank_line(%s, %s, %s)", best[:3])
    assert int(desk.bill_says("amount_refunded")) == 500
