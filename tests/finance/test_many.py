"""Many installments at once: more time and reminders for exactly those that were said yes to, all of them or none."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest

from state.finance import InstallmentsState
from state.toasts import ToastState
from tests.cast import NADIA
from tests.database import sign_in
from tests.finance.desk import Desk, days, newcomer
from tests.finance.dialogs import make_bill
from tests.screens import open_screen

START = date(2025, 3, 1)


@pytest.fixture
def bill(database):
    return make_bill(database, day=START, price="900", parts=3, learner=SimpleNamespace(student_id=newcomer(database)))


def parts(database, bill, columns="effective_due_date"):
    with database.as_owner() as owner:
        rows = owner.execute(
            f"""select {columns} from public.installment_plans as p join public.invoices as i on i.id = p.invoice_id
                where i.invoice_number = %s order by p.installment_number""",
            [bill],
        ).fetchall()
    return [row[0] for row in rows]


@pytest.fixture
def desk(pipeline, database, bill):
    """Opens the list of the bill's installments as a person of the cast, and selects so many of them."""

    async def opened(key, number=3):
        tab = await open_screen(pipeline, database, key, f"/finance/installments?q={bill}")
        ids = [row["id"] for row in tab.shown(InstallmentsState, "rows")][:number]
        await send(tab, InstallmentsState.pick, said=f"1 {','.join(ids)}")
        return tab

    return opened


async def send(tab, event, **payload):
    await tab.send(event, payload, pathname="/finance/installments", asPath="/finance/installments")
    return tab.shown(InstallmentsState, "act")


async def extend(tab, to, reason="The bank was closed."):
    await send(tab, InstallmentsState.prepare, name="extend")
    return await send(tab, InstallmentsState.perform, form={"extended_to": to.isoformat(), "reason": reason})


async def test_all_of_them_get_the_day_and_each_is_written_down(desk, database, bill):
    tab, to = await desk("farah"), START + days(120)
    assert (await send(tab, InstallmentsState.prepare, name="extend"))["title"] == "Extend 3 installments"
    assert await extend(tab, to) == {}
    assert parts(database, bill) == [to, to, to]
    assert tab.shown(ToastState, "title") == "3 installments are now due on 29 Jun 2025."
    with database.as_owner() as owner:
        asked = "select count(*) from public.admin_logs where action = 'fee_extension_granted' and record_id = any (%s)"
        assert owner.execute(asked, [parts(database, bill, "p.id")]).fetchone()[0] == 3


async def test_one_that_cannot_have_it_is_named_and_none_gets_it(desk, database, bill):
    tab = await desk("nadia")
    before = parts(database, bill)
    act = await extend(tab, before[1] + days(1))
    assert act["error"].startswith(f"{bill}-3: Choose a day from ")
    assert act["error"].endswith("Nothing was changed.")
    assert parts(database, bill) == before


@pytest.mark.parametrize(("to", "reason", "said"), [("", "Why", "Choose a day."), ("2025-08-01", "  ", "Say why.")])
async def test_what_is_missing_is_asked_for_and_the_dialog_stays(to, reason, said, desk):
    tab = await desk("nadia")
    await send(tab, InstallmentsState.prepare, name="extend")
    act = await send(tab, InstallmentsState.perform, form={"extended_to": to, "reason": reason})
    assert (act["error"], act["button"]) == (said, "Extend 3")


@pytest.fixture
def cashier(database, bill):
    """Another desk: pays on an installment of the bill, or returns what was paid on it and lets it be owed again."""
    ids = parts(database, bill, "p.id")
    student = parts(database, bill, "p.student_id")[0]

    def act(name, number):
        with database.acting_as(sign_in(database, NADIA), keep=True) as connection:
            other = Desk(connection, student, None)
            if name == "pay":
                other.pay(10, lines=[{"installment": str(ids[number - 1]), "amount": "10"}])
            else:
                other.refund([(ids[number - 1], 10)], owed=True)

    return act


async def test_it_stops_where_as_many_are_others_by_now(pipeline, database, bill, cashier):
    cashier("pay", 1)
    tab = await open_screen(pipeline, database, "nadia", f"/finance/installments?q={bill}&partly=no")
    await send(tab, InstallmentsState.pick_all)
    before = parts(database, bill)
    assert (await send(tab, InstallmentsState.prepare, name="extend"))["title"] == "Extend 2 installments"
    cashier("refund", 1)
    cashier("pay", 2)
    act = await send(tab, InstallmentsState.perform, form={"extended_to": "2025-08-01", "reason": "Why"})
    assert act["error"].startswith("You said yes to 2 installments, and now it would be others. Nothing was changed.")
    assert act["button"] == ""
    assert parts(database, bill) == before


async def test_who_owes_is_reminded_once_a_day_and_the_others_are_counted_by_why(desk, database, bill):
    tab = await desk("farah")
    assert (await send(tab, InstallmentsState.prepare, name="remind"))["title"] == "Remind now of 3 installments"
    await send(tab, InstallmentsState.perform, form={})
    assert tab.shown(ToastState, "title") == (
        "1 reminder is in the outbox now. Not reminded: 2 with nothing to pay yet or any more."
    )
    tab = await desk("farah", 1)
    await send(tab, InstallmentsState.prepare, name="remind")
    await send(tab, InstallmentsState.perform, form={})
    assert (
        tab.shown(ToastState, "title") == "0 reminders are in the outbox now. Not reminded: 1 reminded today already."
    )
    with database.as_owner() as owner:
        asked = (
            "select count(*) from dashboard.outbox where kind = 'installment_reminder' and installment_id = any (%s)"
        )
        assert owner.execute(asked, [parts(database, bill, "p.id")]).fetchone()[0] == 1


async def test_an_enrolment_manager_is_offered_neither(desk, database, bill):
    tab = await desk("enzo")
    assert tab.shown(InstallmentsState, "acts") == []
    with (
        database.acting_as(sign_in(database, "enzo")) as connection,
        pytest.raises(Exception, match=r"finance\.not_allowed"),
    ):
        connection.execute("select private.remind_installments(%s)", [parts(database, bill, "p.id")])
