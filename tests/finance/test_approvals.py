"""Four eyes: what is above the limit waits, whoever asked for it cannot agree to it, and what was agreed to is done as it was asked."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import psycopg
import pytest
from psycopg.types.json import Jsonb

from state.actor import ActorState
from state.finance import ApprovalsState
from state.toasts import ToastState
from tests.cast import NADIA, NORTHGATE, SAM
from tests.database import sign_in
from tests.finance.desk import Desk, days, freeze, newcomer
from tests.finance.dialogs import at, ledger_of, make_bill
from tests.finance.letting_go import WAYS, asked_for, stage, tried, where_it_waits
from tests.screens import offered, open_screen

START = date(2025, 3, 1)
PATH = "/finance/approvals"


@pytest.fixture(autouse=True, scope="module")
def limit(database):
    """Acts above 200.00 take a second person."""
    with database.as_owner() as owner:
        owner.execute(
            """update public.company_settings
               set settings = jsonb_set(settings, '{fees}', coalesce(settings -> 'fees', '{}') || '{"refund_approval_limit": 200}')
               where organization_id = %s""",
            [NORTHGATE.id],
        )


@pytest.fixture
def part(database):
    """An installment of 500.00 of somebody new, paid whole."""
    learner = SimpleNamespace(student_id=newcomer(database))
    bill = make_bill(database, day=START, learner=learner)
    with database.acting_as(sign_in(database, NADIA), keep=True) as connection:
        Desk(connection, learner.student_id, None).pay(500)
    return f"{bill}-1"


async def ask(pipeline, database, part, act="refund", key="nadia", **boxes):
    dialog = await at(pipeline, database, key, part)
    await dialog.open(act)
    if act == "refund":
        boxes = {"amount": "300", "total": "300"} | boxes
    return dialog, await dialog.send(reason="They moved away.", **boxes)


async def decide(pipeline, database, key, act, part, **said):
    tab = await open_screen(pipeline, database, key, PATH)
    ids = [row["id"] for row in tab.shown(ApprovalsState, "rows") if part in row["about"] and row["status"] == "Waits"]
    for event, payload in (
        (ApprovalsState.pick, {"said": f"1 {','.join(ids)}"}),
        (ApprovalsState.prepare, {"name": act}),
        (ApprovalsState.perform, {"form": said}),
    ):
        await tab.send(event, payload, pathname=PATH, asPath=PATH)
    return tab


def installments(connection, part):
    return [
        row[0]
        for row in connection.execute(
            """select p.id from public.installment_plans as p join public.invoices as i on i.id = p.invoice_id
               where i.invoice_number || '-' || p.installment_number = %s""",
            [part],
        )
    ]


def kinds(database, part):
    return [kind for kind, _ in ledger_of(database, part)]


async def test_above_the_limit_it_waits_and_below_it_is_done(pipeline, database, part):
    dialog = await at(pipeline, database, "nadia", part)
    await dialog.open("refund")
    state = await dialog.consider(amount="300")
    assert state.needs_second
    assert state.forecast == "PKR 300.00 is above the limit of PKR 200.00: a second person has to agree."
    assert [(each.before, each.after) for each in state.changes if each.name == "Net paid"] == [("500.00", "200.00")]
    assert state.is_agreed
    state = await dialog.send(amount="300", total="300", reason="They moved away.")
    assert (state.face, state.needs_second, state.outcome) == (
        "done",
        True,
        "Waits for a second person, who finds it under Approvals. Nothing was changed.",
    )
    assert kinds(database, part) == ["payment"]
    await dialog.open("refund")
    state = await dialog.send(amount="200", total="200", reason="They moved away.")
    assert state.outcome.startswith("Refund recorded.")


async def test_a_second_person_agrees_and_it_is_done_once(pipeline, database, part):
    await ask(pipeline, database, part)
    tab = await decide(pipeline, database, "sam", "agree", part)
    assert tab.shown(ToastState, "title") == "1 request agreed to and done."
    assert kinds(database, part) == ["adjustment", "payment", "refund"]
    with database.as_owner() as owner:
        row = owner.execute(
            """select a.status, a.asked_by <> a.decided_by, m.amount::int, m.recorded_by = a.decided_by
               from dashboard.money_approvals as a join dashboard.money_acts as m on m.id = a.act_id where a.about like %s""",
            [part + "%"],
        ).fetchall()
        actions = owner.execute(
            "select count(*) from public.admin_logs where action = 'refund_approved' and table_name = 'money_approvals'"
        ).fetchone()[0]
    assert (row, actions >= 1) == ([("approved", True, 300, True)], True)


async def test_who_asked_cannot_agree_and_nothing_is_done(pipeline, database, part):
    await ask(pipeline, database, part)
    tab = await decide(pipeline, database, "nadia", "agree", part)
    assert tab.shown(ApprovalsState, "act")["error"] == "You asked for this yourself: a second person has to agree."
    assert f", {part} · asked by Nadia Rahman: " in tab.shown(ApprovalsState, "meant")[0]
    assert kinds(database, part) == ["payment"]


async def test_it_is_declined_with_a_note_or_taken_back_by_who_asked(pipeline, database, part):
    await ask(pipeline, database, part)
    tab = await decide(pipeline, database, "sam", "withdraw", part)
    assert tab.shown(ApprovalsState, "act")["error"] == "Only who asked takes it back."
    tab = await decide(pipeline, database, "sam", "decline", part, note=" ")
    assert tab.shown(ApprovalsState, "act")["error"] == "Say why."
    tab = await decide(pipeline, database, "sam", "decline", part, note="Pay it back in parts.")
    row = next(each for each in tab.shown(ApprovalsState, "rows") if part in each["about"])
    with database.as_owner() as owner:
        said = owner.execute(
            "select decided_by, note from dashboard.money_approvals where id = %s", [row["id"]]
        ).fetchone()
    assert (row["status"], said) == ("Declined", (SAM.id, "Pay it back in parts."))
    assert row["about__href"] == f"/finance/installments/{part}"
    assert row["full_name__href"] == f"/students/{row['full_name__code']}"  # the column of codes is put away
    await ask(pipeline, database, part, amount="310", total="310")
    tab = await decide(pipeline, database, "nadia", "withdraw", part)
    assert tab.shown(ToastState, "title") == "1 request taken back."
    assert kinds(database, part) == ["payment"]


def test_the_same_form_sent_again_has_asked_once(database, part):
    with database.acting_as(sign_in(database, NADIA)) as connection:
        lines = [{"installment": str(each), "amount": "300"} for each in installments(connection, part)]
        request = {"lines": lines, "method": "cash", "reason": "Why", "on": f"{START}", "owed": False, "suspend": False}
        ask_for = "select private.ask_for_approval('refund', %s, 'Why', 'one form')"
        first, again = (connection.execute(ask_for, [Jsonb(request)]).fetchone()[0] for _ in range(2))
        assert first == again


async def test_the_total_is_typed_again_before_anybody_is_asked(pipeline, database, part):
    _, state = await ask(pipeline, database, part, total="30")
    assert (state.face, state.field, state.refusal) == ("asking", "total", "Type PKR 300.00 again to confirm.")
    with database.as_owner() as owner:
        assert not owner.execute("select from dashboard.money_approvals where about like %s", [part + "%"]).fetchone()


async def test_a_cancelled_invoice_waits_too_and_its_dialog_says_so_before(pipeline, database, part):
    learner = SimpleNamespace(student_id=newcomer(database))
    bill = make_bill(database, day=START, learner=learner)
    dialog = await at(pipeline, database, "nadia", f"{bill}-1")
    state = await dialog.open("cancel")
    assert (state.needs_second, state.forecast) == (
        True,
        "PKR 1,000.00 is above the limit of PKR 200.00: a second person has to agree.",
    )
    assert (await dialog.send(reason="The wrong course.")).outcome.startswith("Waits for a second person")
    tab = await decide(pipeline, database, "sam", "agree", bill)
    assert tab.shown(ToastState, "title") == "1 request agreed to and done."
    with database.as_owner() as owner:
        told = owner.execute(
            """select i.status, (select array_agg(n.type) from public.notifications as n where n.user_id = %s and n.dedupe_key like a.id || '%%')
               from dashboard.money_approvals as a join public.invoices as i on i.invoice_number = a.about where a.about = %s""",
            [NADIA.id, bill],
        ).fetchall()
    assert told == [("cancelled", ["approval_decided"])]


async def test_small_acts_of_a_day_on_one_student_are_one_large_one(pipeline, database, part):
    second = f"{part[:-1]}2"
    dialog = await at(pipeline, database, "nadia", second)
    await dialog.open("credit")
    assert (await dialog.send(amount="150", reason="The first half.")).outcome.startswith("Credit given.")
    await dialog.open("credit")
    state = await dialog.consider(amount="100")
    assert state.forecast == (
        "With the PKR 150.00 that you let go of for this student today, PKR 100.00 is above the limit of PKR 200.00: "
        "a second person has to agree."
    )
    assert (await dialog.send(amount="100", reason="The other half.")).outcome.startswith("Waits for a second person")
    assert ledger_of(database, second) == [("adjustment", "150")]
    with database.as_owner() as owner:
        (other,) = installments(owner, second)
        (student,) = owner.execute("select student_id from public.installment_plans where id = %s", [other]).fetchone()
    credit = "select private.credit_installment(%s, 50.01, 'More.')"
    with database.acting_as(sign_in(database, SAM)) as connection:
        connection.execute(credit, [other])
    beside = make_bill(database, day=START, learner=SimpleNamespace(student_id=student))
    with database.acting_as(sign_in(database, NADIA)) as first, database.acting_as(sign_in(database, NADIA)) as again:
        first.execute("select private.credit_installment(%s, 50, 'Just within.')", [other])
        again.execute("set local lock_timeout = '100ms'")
        with pytest.raises(psycopg.errors.LockNotAvailable):
            again.execute(credit, installments(again, f"{beside}-1"))
    freeze(database, START + days(1))
    with database.acting_as(sign_in(database, NADIA)) as connection:
        connection.execute(credit, [other])


@pytest.mark.parametrize("kind", WAYS)
def test_every_way_of_letting_go_is_asked_for_and_done_as_it_was_asked(kind, database):
    freeze(database, START)
    way = WAYS[kind]
    ids = stage(database, way, START)
    assert "hold_letting_go" in where_it_waits(database, way, ids)
    with database.acting_as(sign_in(database, NADIA), keep=True) as connection:
        with pytest.raises(psycopg.Error, match=r"finance\.needs_second"), connection.transaction():
            connection.execute(way.does, ids)
        with connection.transaction(force_rollback=True):
            assert f"{tried(connection, kind, ids)['amount']:.3f}" == way.amount
        answer = asked_for(connection, kind, ids)
        with pytest.raises(psycopg.Error, match=r"finance\.own_approval"), connection.transaction():
            connection.execute("select private.decide_approval(%s, true)", [answer["approval"]])
    with database.acting_as(sign_in(database, SAM), keep=True) as connection:
        connection.execute("select private.decide_approval(%s, true)", [answer["approval"]])
    with database.as_owner() as owner:
        assert (answer["amount"], owner.execute(way.became, ids).fetchone()) == (way.amount, (True,))


async def test_what_nobody_decides_expires_and_who_asked_is_told(pipeline, database, part):
    await ask(pipeline, database, part)
    freeze(database, START + days(15))
    tab = await open_screen(pipeline, database, "sam", PATH)
    row = next(each for each in tab.shown(ApprovalsState, "rows") if part in each["about"])
    assert (row["status"], row["expires_on"]) == ("Expired", "15 Mar 2025")
    with (
        database.acting_as(sign_in(database, SAM)) as connection,
        pytest.raises(psycopg.Error, match="approval_expired"),
    ):
        connection.execute("select private.decide_approval(%s, true)", [row["id"]])
    with psycopg.connect(database.worker_url) as worker:
        worker.execute("select private.work_for(%s)", [NORTHGATE.id])
        found = [worker.execute("select private.refresh_installments()").fetchone()[0]["requests"] for _ in range(2)]
    with database.as_owner() as owner:
        told = owner.execute(
            "select count(*) from public.notifications where user_id = %s and title like 'Nobody decided%%'", [NADIA.id]
        ).fetchone()[0]
    assert (found[1], told) == (0, found[0])


def test_no_way_round_it_is_open_in_the_database(database, part):
    with database.as_owner() as owner:
        installment, bill = owner.execute(
            """select p.id, p.invoice_id from public.installment_plans as p join public.invoices as i on i.id = p.invoice_id
               where i.invoice_number || '-' || p.installment_number = %s""",
            [part],
        ).fetchone()
    lines = Jsonb([{"installment": str(installment), "amount": "300"}])
    tries = {
        "select private.refund_payments(%s, 'cash', 'Why', private.today())": [lines],
        "select private.return_money(%s, 'cash', 'Why', private.today(), false, true, null, null, null, true)": [lines],
        'select private.make_cheaper(%s, \'{"amount": 250, "reason": "Why"}\', true)': [bill],
        "select private.do_agreed('refund', '{}', null)": [],
        "insert into dashboard.money_approvals (student_id) values (null)": [],
        "update dashboard.money_approvals set status = 'approved'": [],
    }
    for statement, values in tries.items():
        with (
            database.acting_as(sign_in(database, NADIA)) as connection,
            pytest.raises(psycopg.Error, match=r"needs_second|permission denied"),
        ):
            connection.execute(statement, values)


@pytest.mark.parametrize(("key", "acts"), [("farah", 0), ("vera", 0), ("nadia", 3)])
async def test_the_office_and_finance_see_what_waits_and_only_admins_decide(key, acts, pipeline, database):
    tab = await open_screen(pipeline, database, key, PATH)
    assert "Approvals" in offered(tab)
    assert len(tab.shown(ApprovalsState, "acts")) == acts
    assert {row["about"] for row in tab.shown(ApprovalsState, "rows")} >= {"The first part"}


@pytest.mark.parametrize("key", ["enzo", "maya", "tara"])
async def test_others_are_refused_and_told_so(key, pipeline, database):
    tab = await open_screen(pipeline, database, key, PATH)
    assert not tab.shown(ApprovalsState, "rows")
    assert tab.shown(ActorState, "refusal") == "Your role does not show what waits for a second person."
