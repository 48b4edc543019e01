"""GET /files/<kind>/…pdf: paper under the identity of whoever asks, the same bytes each time, and each download written down."""

from __future__ import annotations

import asyncio
import hashlib

import psycopg
import pytest
from httpx import ASGITransport, AsyncClient

from growthos_ui import db
from growthos_ui.errors import GrowthError
from growthos_ui.finance import paper
from growthos_ui.sign_in.store import SignIns
from growthos_ui.web import files
from tests.cast import BEN, LAKESIDE, NORTHGATE
from tests.database import sign_in
from tests.finance.papers import text_of
from tests.school_ground import row_id


@pytest.fixture
async def get(database):
    """`await get("nadia", "/files/receipt/RCPT-000001.pdf")` asks behind the gate, which says who it is."""
    await db.open_(database.app_url)
    sign_ins = SignIns()

    async def send(key, address):
        who = sign_in(database, key)

        async def known(scope, receive, answer):
            await app({**scope, "actor": who}, receive, answer)

        async with AsyncClient(transport=ASGITransport(known), base_url="http://localhost:8321") as client:
            return await client.get(address)

    async with sign_ins.open(database.sign_in_url):
        app = files.app(sign_ins)
        yield send
    await db.close()


def number_of(database, table, column, row):
    with database.as_owner() as owner:
        return owner.execute(f"select {column} from {table} where id = %s", [row]).fetchone()[0]


@pytest.fixture
def bill(database):
    return number_of(database, "public.invoices", "invoice_number", row_id(NORTHGATE, "invoice ben"))


async def test_two_downloads_are_the_same_bytes_and_both_are_written_down(get, database, bill):
    first, second = await asyncio.gather(*(get(key, f"/files/invoice/{bill}.pdf") for key in ("nadia", "farah")))
    assert (first.status_code, first.headers["content-type"]) == (200, "application/pdf")
    assert first.content == second.content
    assert first.headers["etag"] == f'"{hashlib.sha256(first.content).hexdigest()}"'
    assert first.headers["content-disposition"] == f'attachment; filename="{bill}.pdf"'
    assert first.headers["cache-control"] == "no-store"
    with database.as_owner() as owner:
        told = owner.execute(
            """select count(distinct admin_id) from public.admin_logs where action = 'data_access' and table_name = 'documents'
               and new_values ->> 'purpose' = %s""",
            [f"Downloaded the invoice {bill}."],
        ).fetchone()[0]
    assert told == 2


async def test_a_statement_is_found_again_by_its_number(get, database):
    code = number_of(database, "public.students", "student_code", BEN.student_id)
    today = await get("enzo", f"/files/statement/{code}/PKR.pdf")
    assert "Balance PKR" in text_of(today.content)
    name = today.headers["content-disposition"].partition('"')[2].rstrip('"')
    assert (await get("nadia", f"/files/statement/{name}")).content == today.content


@pytest.mark.parametrize("key", ["maya", "marco", "tara"])
async def test_who_sees_no_money_gets_no_paper(key, get, bill):
    answer = await get(key, f"/files/invoice/{bill}.pdf")
    assert answer.status_code == 403
    assert "Your role does not show invoices." in answer.text


@pytest.mark.parametrize(
    "address",
    [
        "/files/receipt/%00.pdf",
        "/files/invoice/INV-STU999999-01.pdf",
        "/files/receipt/RCPT-999999.pdf",
        "/files/receipt/x'%20or%201=1.pdf",
        "/files/statement/STMT-999999.pdf",
        "/files/statement/STU999999/PKR.pdf",
        "/files/invoice/INV-STU000001-01.pdf?revision=9",
        "/files/poem/1.pdf",
        "/files/invoice/INV-STU000001-01/PKR.pdf",
    ],
)
async def test_what_is_not_there_is_said_on_a_page(address, get):
    answer = await get("nadia", address)
    assert (answer.status_code, answer.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert "There is no such" in answer.text


async def test_paper_of_another_school_is_not_there(get, database):
    abroad = await get("mallory", "/files/receipt/RCPT-000001.pdf")
    own = await get("nadia", "/files/receipt/RCPT-000001.pdf")
    assert abroad.status_code == own.status_code == 200
    theirs = number_of(database, "public.invoices", "invoice_number", row_id(LAKESIDE, "invoice bea"))
    with database.as_owner() as owner:
        owner.execute("update public.invoices set invoice_number = 'INV-ABROAD-01' where invoice_number = %s and organization_id = %s",
                      [theirs, LAKESIDE.id])  # fmt: skip
    assert (await get("mallory", "/files/invoice/INV-ABROAD-01.pdf")).status_code == 200
    assert (await get("nadia", "/files/invoice/INV-ABROAD-01.pdf")).status_code == 404


async def test_a_job_hands_out_what_people_get(get, database):
    invoice = row_id(NORTHGATE, "invoice alice")
    async with await psycopg.AsyncConnection.connect(database.worker_url) as worker:
        await worker.execute("select private.work_for(%s)", [NORTHGATE.id])
        document = await paper.invoice(paper.AtWork(worker), invoice)
    number = number_of(database, "public.invoices", "invoice_number", invoice)
    assert (await get("nadia", f"/files/invoice/{number}.pdf")).content == document.body
    async with await psycopg.AsyncConnection.connect(database.worker_url) as worker:
        await worker.execute("select private.work_for(%s)", [LAKESIDE.id])
        with pytest.raises(GrowthError, match="There is no such invoice"):
            await paper.invoice(paper.AtWork(worker), invoice)
