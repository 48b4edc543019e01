"""A match that was undone is as if it had never been: for places, bills, discounts, refunds, months, promises, references and receipts."""

from __future__ import annotations

from datetime import date, timedelta

import psycopg
import pytest
from psycopg.types.json import Jsonb

from tests.cast import NADIA, SAM
from tests.database import sign_in
from tests.finance.brought_in import LIMIT, bring, refused, undo
from tests.finance.desk import Desk, freeze, newcomer, place_for, sitting

TODAY = date(2025, 3, 12)
nadia = sitting(NADIA, TODAY)


@pytest.fixture
def kept(database):
    """Nadia at her desk on a day; what she does stays."""

    def at(day, who=NADIA):
        freeze(database, day)
        return database.acting_as(sign_in(database, who), keep=True)

    return at


def billed(connection, database, parts=2, **given):
    user = newcomer(database)
    desk = Desk(connection, user, place_for(database, user, **{"price": "1000", "enrolled": date(2025, 3, 1)} | given))
    desk.make_bill(parts)
    return desk


def matched(desk, amount="500", on="2025-03-10", part=None, **line):
    """A line that is matched to a learner, and the act of it."""
    bring(desk.connection, [{"amount": amount, "details": str(desk.place), "on": on} | line])
    told = desk.ask("select id from dashboard.bank_lines where details = %s and status = 'open'", str(desk.place))
    lines = None if part is None else Jsonb([{"installment": str(desk.parts("id")[part]), "amount": amount}])
    return told, desk.ask("select private.match_bank_line(%s, %s, null, %s)", told, desk.learner("student_code"), lines)


def taken_back(desk, act, on, amount="-500"):
    """The line in which the bank takes a payment back, matched to it."""
    bring(desk.connection, [{"amount": amount, "details": f"Returned {act}", "on": str(on)}])
    line = desk.ask("select id from dashboard.bank_lines where details = %s", f"Returned {act}")
    desk.ask("select private.match_bank_line(%s, %s, %s)", line, desk.learner("student_code"), act)
    return line


def standing(desk):
    """What is told of the parts, the bill, the place, and of the month."""
    month = "select * from private.month_foretold('2025-03-01') where currency = 'PKR'"
    return (
        desk.parts("status, amount, amount_paid, amount_refunded, remaining_milli, penalty_remaining_milli"),
        desk.bill_says(), desk.place_says(), desk.connection.execute(month).fetchall(),
    )  # fmt: skip


def sums_agree(connection):
    for sums in ("standing", "past", "owed", "cash"):
        assert connection.execute(f"select private.{sums}_differs()").fetchall() == []
    for sums in (
        "parts_that_differ",
        "bills_that_differ",
        "parts_unlike_their_terms",
        "acts_that_differ",
        "numbers_that_differ",
        "promises_that_differ",
    ):
        assert connection.execute(f"select private.{sums}()").fetchall() == []


def test_parts_bills_places_and_months_tell_nothing_of_it(nadia, database):
    desk = billed(nadia, database)
    before = standing(desk)
    line, _ = matched(desk)
    undo(nadia, line)
    assert standing(desk) == before
    assert desk.bill_says("payment_method") is None
    by_way = "select method, sum(amount) from dashboard.money_acts where student_id = %s group by method"
    assert nadia.execute(by_way, [desk.student]).fetchall() == [("bank_transfer", 0)]
    with nadia.transaction(force_rollback=True):
        nadia.execute("select private.apply_discount(%s, %s)", [desk.bill, Jsonb({"percentage": 60, "reason": "x"})])
        assert [int(each) for each in desk.parts("amount")] == [200, 200]
    with nadia.transaction(force_rollback=True):
        nadia.execute("select private.end_enrolment(%s, 'Left.', false)", [desk.place])
        assert desk.parts() == ["cancelled", "cancelled"]
    sums_agree(nadia)


def test_a_refund_looks_at_no_payment_that_was_undone(nadia, database):
    desk = billed(nadia, database, parts=1)
    desk.pay(300, on=date(2025, 3, 1))
    line, _ = matched(desk, "200")
    undo(nadia, line)
    desk.refund([(desk.parts("id")[0], 300)], on=date(2025, 3, 5))
    assert (desk.bill_says("amount_paid"), desk.bill_says("amount_refunded")) == (300, 300)


def test_another_place_that_was_refunded_closes_no_access_for_it(nadia, database):
    desk = billed(nadia, database)
    other = Desk(nadia, desk.student, place_for(database, desk.student, price="300", enrolled=date(2025, 3, 1)))
    other.make_bill(1)
    of_other = Jsonb([{"installment": str(other.parts("id")[0]), "amount": "300"}])
    nadia.execute("select private.record_payment(%s, 300, %s, 'cash', p_lines => %s)", [desk.student, TODAY, of_other])
    line, _ = matched(desk, part=0)
    undo(nadia, line)
    assert desk.place_says() == "pending"


def test_undoing_lets_go_of_nothing_of_a_place_that_has_gone_meanwhile(nadia, database):
    desk = billed(nadia, database)
    line, _ = matched(desk)
    nadia.execute("select private.end_enrolment(%s, 'Left.', true)", [desk.place])
    undo(nadia, line)
    assert (desk.parts()[1], desk.parts("remaining_milli")) == ("cancelled", [500_000, 0])
    sums_agree(nadia)


PROMISE = "select private.take_promise((select id from public.installment_plans where invoice_id = %s), %s, %s)"
PROMISED = "select received_milli / 1000, withdrawn_on from dashboard.promises where invoice_id = %s"


def test_a_promise_that_it_had_settled_is_open_again(nadia, database):
    desk = billed(nadia, database, parts=1)
    nadia.execute(PROMISE, [desk.bill, 1000, TODAY])
    line, _ = matched(desk, "1000", on="2025-03-08")
    assert nadia.execute(PROMISED, [desk.bill]).fetchall() == [(0, TODAY)]
    undo(nadia, line)
    assert nadia.execute(PROMISED, [desk.bill]).fetchall() == [(0, None)]
    sums_agree(nadia)


def test_a_promise_that_was_taken_after_it_is_kept_by_the_true_payment(nadia, database):
    desk = billed(nadia, database, parts=1)
    line, _ = matched(desk, on=str(TODAY))
    nadia.execute(PROMISE, [desk.bill, 500, TODAY])
    undo(nadia, line)
    desk.pay(500, on=TODAY)
    assert nadia.execute(PROMISED, [desk.bill]).fetchall() == [(500, None)]
    sums_agree(nadia)


@pytest.mark.parametrize("days", [1, 5])
def test_a_promise_of_what_a_wrong_return_had_opened_is_neither_kept_nor_broken(kept, database, days):
    with kept(TODAY) as nadia:
        desk = billed(nadia, database, parts=1)
        _, act = matched(desk, "1000", on="2025-03-08")
        line = taken_back(desk, act, TODAY, "-1000")
        nadia.execute(PROMISE, [desk.bill, 600, TODAY + timedelta(days=2)])
    with kept(TODAY + timedelta(days=days)) as nadia:
        undo(nadia, line)
        assert nadia.execute(PROMISED, [desk.bill]).fetchall() == [(0, TODAY + timedelta(days=min(days, 2)))]
        sums_agree(nadia)


def test_what_was_owed_of_a_place_that_had_gone_before_is_owed_again(kept, database):
    with kept(TODAY) as nadia:
        desk = billed(nadia, database)
    with database.as_owner() as owner:
        owner.execute("update public.course_enrollments set status = 'cancelled' where id = %s", [desk.place])
    with kept(TODAY) as desk.connection:
        line, _ = matched(desk)
        undo(desk.connection, line)
        assert desk.parts("remaining_milli") == [500_000, 500_000]


def test_a_wrong_return_that_is_undone_leaves_the_payment_as_it_came(nadia, database):
    desk = billed(nadia, database)
    line, act = matched(desk, on="2025-03-08")
    told = "select sum(punctual_milli), sum(paid_milli) from dashboard.installment_standing where student_id = %s"
    before = nadia.execute(told, [desk.student]).fetchone()
    undo(nadia, taken_back(desk, act, TODAY))
    assert nadia.execute(told, [desk.student]).fetchone() == before
    assert nadia.execute("select kind, amount::int from dashboard.money_acts where student_id = %s order by amount", [desk.student]).fetchall() == [
        ("refund", -500), ("payment", 500), ("refund", 500),
    ]  # fmt: skip
    undo(nadia, line)
    assert desk.parts("remaining_milli") == [500_000, 500_000]
    sums_agree(nadia)


def test_its_reference_is_free_again_and_it_has_no_receipt(nadia, database):
    wrong, right = billed(nadia, database), billed(nadia, database)
    line, act = matched(wrong, reference="REF-77")
    undo(nadia, line)
    paid = "select private.record_payment(%s, 500, %s, 'bank_transfer', 'REF-77')"
    nadia.execute(paid, [right.student, TODAY])
    with pytest.raises(psycopg.Error, match=r"finance\.reference_used"), nadia.transaction():
        nadia.execute(paid, [right.student, TODAY])
    undoing = wrong.ask("select id from dashboard.money_acts where undoes_id = %s", act)
    for of, why in ((act, r"finance\.payment_undone"), (undoing, r"finance\.act_missing")):
        with pytest.raises(psycopg.Error, match=why), nadia.transaction():
            nadia.execute("select private.issue_paper('receipt', %s)", [of])
    moves = "select m ->> 'what', (m ->> 'amount')::int from jsonb_array_elements(private.find_paper('statement', %s, 'PKR') -> 'facts' -> 'moves') as m"
    said = nadia.execute(moves, [wrong.student]).fetchall()
    assert said[1:] == [("payment", -500_000), ("undone payment", 500_000)]


def test_the_mail_that_it_came_is_not_sent_any_more(kept, database):
    with kept(TODAY) as nadia:
        desk = billed(nadia, database)
        line, act = matched(desk)
    actor = sign_in(database, NADIA)
    with database.as_owner() as owner:
        owner.execute("select private.enter(%s, %s)", [actor.token_hash, actor.epoch])
        over = "select private.mail_is_over(id) from dashboard.outbox where act_id = %s"
        assert owner.execute(over, [act]).fetchall() == [(None,)]
    with kept(TODAY) as nadia:
        undo(nadia, line)
    with database.as_owner() as owner:
        owner.execute("select private.enter(%s, %s)", [actor.token_hash, actor.epoch])
        assert owner.execute(over, [act]).fetchall() == [("The payment was entered by mistake, and is undone.",)]


def test_what_belongs_to_a_closed_month_is_undone_there_and_keeps_no_promise(kept, database):
    with kept(date(2025, 2, 1)) as nadia:
        desk = billed(nadia, database, enrolled=date(2025, 2, 1))
        part = desk.parts("id")[0]
        nadia.execute("select private.take_promise(%s, 500, %s, 'phone', 'x', 'p1')", [part, date(2025, 2, 22)])
    with kept(date(2025, 3, 2)) as nadia:
        nadia.execute("select private.close_month('2025-02-01')")
    with kept(date(2025, 3, 5)) as desk.connection:
        line, _ = matched(desk, on="2025-02-20", part=0)
        undo(desk.connection, line)
        acts = "select kind, amount::int, occurred_on, belongs_to from dashboard.money_acts where student_id = %s order by amount"
        told = (date(2025, 3, 5), date(2025, 2, 20))
        assert desk.connection.execute(acts, [desk.student]).fetchall() == [("payment", -500, *told), ("payment", 500, *told)]  # fmt: skip
        assert desk.ask("select received_milli from dashboard.promises where student_id = %s", desk.student) == 0
        month = "select adjusted_milli from private.months_of_books() where month = '2025-02-01' and currency = 'PKR'"
        assert desk.ask(month) == 0
        sums_agree(desk.connection)


def test_only_the_match_that_was_seen_is_undone_and_once_for_one_key(nadia, database):
    desk = billed(nadia, database)
    line, act = matched(desk)
    call = "select private.unmatch_bank_line(%s, %s, 'x', 'one')"
    first = nadia.execute(call, [line, act]).fetchone()[0]
    again = {"act": first["act"], "again": True}
    assert nadia.execute(call, [line, act]).fetchone()[0] == again
    nadia.execute("select private.match_bank_line(%s, %s)", [line, desk.learner("student_code")])
    assert nadia.execute(call, [line, act]).fetchone()[0] == again
    with pytest.raises(psycopg.Error, match=r"finance\.line_not_matched"), nadia.transaction():
        nadia.execute("select private.unmatch_bank_line(%s, %s, 'x', 'two')", [line, act])
    assert desk.parts("remaining_milli") == [0, 500_000]
    assert refused(nadia, line, " ") == "finance.reason_required"


def test_what_a_second_person_agrees_to_is_the_match_that_was_asked_about(kept, database):
    ask = "select private.ask_for_approval('unmatch', %s, 'x', %s) ->> 'approval'"
    with kept(TODAY) as nadia:
        desk = billed(nadia, database)
        line, act = matched(desk)
    with database.as_owner() as owner:
        owner.execute(LIMIT, ["400"])
    request = {"line": str(line), "act": str(act), "reason": "wrong"}
    with kept(TODAY) as nadia:
        asked = nadia.execute(ask, [Jsonb(request), "k1"]).fetchone()[0]
        with pytest.raises(psycopg.Error, match=r"finance\.approval_waits"), nadia.transaction():
            nadia.execute(ask, [Jsonb(request | {"reason": "quite wrong"}), "k2"])
    with database.as_owner() as owner:
        owner.execute(LIMIT, ["null"])
    with kept(TODAY, SAM) as sam:
        undo(sam, line)
        desk.connection = sam
        assert desk.ask("select status from dashboard.money_approvals where id = %s", asked) == "expired"
        again = desk.ask("select private.match_bank_line(%s, %s)", line, desk.learner("student_code"))
        with pytest.raises(psycopg.Error, match=r"finance\.approval_expired"), sam.transaction():
            sam.execute("select private.decide_approval(%s, true)", [asked])
        assert desk.ask("select act_id from dashboard.bank_lines where id = %s", line) == again


def test_sums_of_a_day_known_before_do_not_move(nadia, database):
    desk = billed(nadia, database)
    line, act = matched(desk, on="2025-03-08")
    freeze(database, TODAY + timedelta(days=1))
    undo(nadia, line)
    past = (
        "select count(*) from dashboard.installment_past where student_id = %s and until = %s and paid_milli = 500000"
    )
    assert nadia.execute(past, [desk.student, TODAY + timedelta(days=1)]).fetchone()[0] == 1
    freeze(database, TODAY)
    assert act
