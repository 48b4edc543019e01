"""A payment whose process is killed in the middle, and one whose connection is cut: nothing half done, and once when it is sent again."""

from __future__ import annotations

import pickle
import signal
import subprocess
import sys
from datetime import date
from types import SimpleNamespace

import psycopg
import pytest

from tests.database import sign_in
from tests.finance.desk import newcomer
from tests.finance.dialogs import make_bill
from tests.finance.underway import held, stands
from tests.waiting import until_gone, wait_until_it_waits

# What the dialog does when its form is sent, in a process of its own.
_SEND = """
import asyncio, pickle, sys
from growthos_ui import db
from growthos_ui.finance.forms import start_of
from growthos_ui.finance.part import require_part
from growthos_ui.finance.trying import done

async def send(url, actor, name, key):
    await db.open_(url)
    async with db.acting_as(actor) as tx:
        seen = await require_part(tx, name)
    outcome = await done(actor, "pay", seen, start_of("pay", seen) | {"amount": "100"}, key)
    print(outcome.receipt)
    await db.close()

asyncio.run(send(*pickle.load(sys.stdin.buffer)))
"""


@pytest.fixture
def bill(database):
    name = make_bill(database, day=date(2025, 3, 1), learner=SimpleNamespace(student_id=newcomer(database))) + "-1"
    with database.as_owner() as owner:
        (part,) = owner.execute(
            """select p.id from public.installment_plans as p join public.invoices as i on i.id = p.invoice_id
               where i.invoice_number || '-' || p.installment_number = %s""",
            [name],
        ).fetchone()
    return SimpleNamespace(name=name, part=part)


def sending(database, bill, key):
    process = subprocess.Popen(
        [sys.executable, "-c", _SEND], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    process.stdin.write(pickle.dumps((database.app_url, sign_in(database, "enzo"), bill.name, key)))
    process.stdin.close()
    process.stdin = None
    return process


def receipt_of(process):
    said, wrong = process.communicate(timeout=60)
    assert process.returncode == 0, wrong.decode()[-2000:]
    return said.decode().strip()


@pytest.mark.parametrize("how", ["killed", "cut"])
def test_nothing_is_half_done_and_sent_again_it_is_paid_once_without_a_gap(how, database, bill):
    before = stands(database, bill.part)
    with psycopg.connect(database.owner_url, autocommit=True) as owner:
        with held(database, bill.part):
            process = sending(database, bill, f"a form {how}")
            try:
                backend = wait_until_it_waits(owner, "growthos_app")
                assert stands(database, bill.part) == before
                if how == "cut":
                    owner.execute("select pg_terminate_backend(%s)", [backend])
            finally:
                process.send_signal(signal.SIGKILL)
                process.communicate(timeout=20)
        until_gone(owner, backend)
    assert stands(database, bill.part) == before
    receipt = receipt_of(sending(database, bill, f"a form {how}"))
    after = stands(database, bill.part)
    assert receipt == before.next_receipt()
    assert (after.acts, after.lines, after.left) == (before.acts + 1, before.lines + 1, before.left - 100_000)
    assert (after.audit, after.news) == (before.audit + 1, before.news + 1)
