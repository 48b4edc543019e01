"""The page of one debt: what whoever calls needs, the dialogs, and who comes next."""

from __future__ import annotations

from datetime import date
from urllib.parse import unquote

import pytest

from state.actor import ActorState
from state.debt import DebtState
from state.toasts import ToastState
from tests.cast import NADIA
from tests.database import sign_in
from tests.finance.collecting import at_debt, make_late
from tests.screens import open_screen

TODAY = date(2025, 6, 2)
SOON = "2025-06-09"


@pytest.fixture
def late(database):
    return make_late(database, today=TODAY, late=30)


async def test_it_says_what_is_late_and_why_they_are_called(pipeline, database, late):
    page = await at_debt(pipeline, database, "farah", late.name)
    shown = await page.shown()
    assert (shown.student, shown.stage, shown.overdue) == ("Newly Come", "call", "900.00")
    assert [(line.name, line.days, line.left, line.promise) for line in shown.lines] == [
        (f"{late.bill}-1", "30", "900.00", True)
    ]
    assert sum(int(each.points) for each in shown.points) == int(shown.score)


@pytest.mark.parametrize("key", ["enzo", "maya", "tara"])
async def test_others_are_refused_and_told_so(key, pipeline, database, late):
    tab = await open_screen(pipeline, database, key, f"/finance/collections/{late.name}")
    assert not (await tab.kept(DebtState)).shown.student
    assert tab.shown(ActorState, "refusal")


@pytest.mark.parametrize("name", ["STU999999-PKR", "nothing", "{name}X", "{code}-EUR"])
async def test_what_is_not_there_is_missing(name, pipeline, database, late):
    named = name.format(name=late.name, code=late.name.partition("-")[0])
    assert (await (await at_debt(pipeline, database, "nadia", named)).state()).face == "missing"


async def test_a_debt_of_another_school_is_as_missing_as_none(pipeline, database, late):
    page = await at_debt(pipeline, database, "mallory", late.name)
    assert (await page.state()).face == "missing"
    assert "Newly" not in str(page.tab.deltas)


async def test_a_promise_is_taken_once_and_the_log_says_how(pipeline, database, late):
    page = await at_debt(pipeline, database, "farah", late.name)
    dialog = await page.open("promise", f"{late.bill}-1")
    assert (dialog.start["amount"], dialog.start["promised_for"]) == ("900.00", SOON)
    assert (await page.send(amount="400.50")).act == ""
    shown = await page.shown()
    assert [(each.amount, each.day, each.state) for each in shown.promises] == [("400.50", "9 Jun 2025", "open")]
    assert [(each.how, each.outcome) for each in shown.contacts] == [("Phone", "Promised a day")]
    assert (shown.stage, shown.why) == ("promised", "Promised for 9 Jun 2025")
    assert page.tab.shown(ToastState, "words") == "PKR 400.50 by 9 Jun 2025"


@pytest.mark.parametrize(
    ("boxes", "said"),
    [
        ({"amount": "9000"}, "at most PKR 900.00"),
        ({"amount": "many"}, "no amount"),
        ({"promised_for": ""}, "Choose a day"),
        ({"promised_for": "2025-06-01"}, "from 2 Jun 2025"),
    ],
)
async def test_a_promise_that_cannot_be_is_refused_at_its_box(boxes, said, pipeline, database, late):
    page = await at_debt(pipeline, database, "nadia", late.name)
    await page.open("promise", f"{late.bill}-1")
    dialog = await page.send(**boxes)
    assert (dialog.act, dialog.field) == ("promise", *boxes)
    assert said in dialog.refusal
    assert (await page.shown()).promises == []


async def test_a_promise_is_withdrawn_with_a_reason(pipeline, database, late):
    page = await at_debt(pipeline, database, "nadia", late.name)
    await page.open("promise", f"{late.bill}-1")
    await page.send()
    (promise,) = (await page.shown()).promises
    await page.open("withdraw", promise.id)
    assert (await page.send()).field == "reason"
    await page.send(reason="They were mistaken.")
    shown = await page.shown()
    assert [(each.state, each.note, each.withdraw) for each in shown.promises] == [
        ("withdrawn", "They were mistaken.", False)
    ]


async def test_a_contact_without_an_outcome_is_none(pipeline, database, late):
    page = await at_debt(pipeline, database, "nadia", late.name)
    await page.open("contact")
    assert (await page.send()).field == "outcome"
    await page.send(outcome="no_answer", next_step="call", next_on="2025-06-04", note="Rang twice.")
    (contact,) = (await page.shown()).contacts
    assert (contact.outcome, contact.note, contact.step) == (
        "No answer",
        "Rang twice.",
        "Next: call again on 4 Jun 2025",
    )
    assert (await page.shown()).stage == "later"


async def test_reminders_are_paused_and_resumed(pipeline, database, late):
    page = await at_debt(pipeline, database, "nadia", late.name)
    await page.open("pause")
    await page.send(reason="In hospital.", ends_on="2025-07-01")
    shown = await page.shown()
    assert (shown.pause, shown.pause_about) == ("until 1 Jul 2025", "Nadia Rahman: In hospital.")
    await page.open("resume")
    await page.send()
    assert (await page.shown()).pause == ""


async def test_whoever_only_reads_is_offered_nothing(pipeline, database, late):
    page = await at_debt(pipeline, database, "vera", late.name)
    assert not (await page.state()).may_manage
    await page.open("contact")
    assert (await page.shown()).contacts == []


async def test_a_chat_is_offered_only_to_whom_agreed(pipeline, database, late):
    with database.as_owner() as owner:
        owner.execute("update public.students set phone_number = '+923001234567' where id = %s", [late.student])
    page = await at_debt(pipeline, database, "farah", late.name)
    assert ((await page.shown()).phone, (await page.shown()).whatsapp) == ("+923001234567", "")
    with database.acting_as(sign_in(database, NADIA), keep=True) as connection:
        connection.execute(
            """insert into public.student_details (student_id, contact_preferences) values (%s, '{"whatsapp_opt_in": true}')""",
            [late.student],
        )
    await page.tab.send(DebtState.renew)
    chat = unquote((await page.shown()).whatsapp)
    assert chat.startswith("https://wa.me/923001234567?text=Hello Newly Come, this is Northgate Academy.")
    assert "PKR 900.00 is open" in chat


async def test_next_is_the_most_urgent_whom_this_tab_has_not_seen(pipeline, database, late):
    worse = make_late(database, today=TODAY, late=90, price="2000")
    page = await at_debt(pipeline, database, "nadia", late.name)
    first = (await page.state()).following
    assert first.href == f"/finance/collections/{worse.name}"
    path = first.href
    await page.tab.send(DebtState.load, pathname=path, asPath=path)
    assert (await page.state()).following.href not in {path, f"/finance/collections/{late.name}"}


async def test_who_has_paid_is_called_no_more_and_the_log_stays(pipeline, database, late):
    page = await at_debt(pipeline, database, "nadia", late.name)
    await page.open("contact")
    await page.send(outcome="will_pay")
    with database.acting_as(sign_in(database, NADIA), keep=True) as connection:
        connection.execute("select private.record_payment(%s, 900, private.today(), 'cash')", [late.student])
    await page.tab.send(DebtState.renew)
    shown = await page.shown()
    assert (shown.stage, shown.why, len(shown.contacts)) == ("none", "Nothing is overdue", 1)
