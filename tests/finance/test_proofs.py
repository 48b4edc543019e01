"""Proofs of money: pictures and PDFs by what they are, kept with the payment or refund, read by whoever sees the money."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from uuid import UUID, uuid4

import psycopg
import pytest
from httpx import ASGITransport, AsyncClient

from growthos_ui import db
from growthos_ui.finance.proofs import BYTES_MAX
from growthos_ui.sign_in.store import SignIns
from growthos_ui.web import files
from tests.cast import BY_KEY, NADIA
from tests.database import sign_in
from tests.finance.desk import Desk, newcomer
from tests.finance.dialogs import at, make_bill

START = date(2025, 3, 1)
PDF = b"%PDF-1.7 slip"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20


@pytest.fixture
def paid(database):
    """A payment and a refund of 10 on it: their acts by kind, and the installment's name."""
    learner = SimpleNamespace(student_id=newcomer(database))
    bill = make_bill(database, day=START, learner=learner)
    with database.acting_as(sign_in(database, NADIA), keep=True) as connection:
        desk = Desk(connection, learner.student_id, None)
        payment = desk.pay(100)
        refund = desk.refund([(payment["lines"][0]["installment"], 10)], owed=True)
    return SimpleNamespace(part=f"{bill}-1", payment=UUID(payment["act"]), refund=UUID(refund["act"]))


@pytest.fixture
async def ask(database):
    """`await ask("enzo", "PUT", act, content)` asks /files/proofs/ behind the gate, which says who it is."""
    await db.open_(database.app_url)
    sign_ins = SignIns()

    async def send(key, method, about, content=None, **params):
        who = sign_in(database, key)

        async def known(scope, receive, answer):
            await files.app(sign_ins)({**scope, "actor": who}, receive, answer)

        async with AsyncClient(transport=ASGITransport(known), base_url="http://localhost:8321") as client:
            return await client.request(method, f"/files/proofs/{about}", content=content, params=params)

    async with sign_ins.open(database.sign_in_url):
        yield send
    await db.close()


def kept(database, act):
    with database.as_owner() as owner:
        asked = "select id, name, media_type, body from dashboard.proof_files where act_id = %s order by added_at, id"
        return owner.execute(asked, [act]).fetchall()


async def test_a_letter_in_its_name_that_is_none_is_left_out(ask, database, paid):
    assert (await ask("enzo", "PUT", paid.payment, PDF, name="sl\0ip.pdf")).status_code == 204
    assert [name for _, name, *_ in kept(database, paid.payment)] == ["slip.pdf"]


@pytest.mark.parametrize(("content", "kind"), [(PDF, "application/pdf"), (PNG, "image/png")])
async def test_what_is_handed_in_is_kept_and_given_back_byte_by_byte(content, kind, ask, database, paid):
    assert (await ask("enzo", "PUT", paid.payment, content, name="slip; x.pdf")).status_code == 204
    ((proof, name, media_type, body),) = kept(database, paid.payment)
    assert (name, media_type, bytes(body)) == ("slip; x.pdf", kind, content)
    for reader in ("farah", "vera", "nadia"):
        answer = await ask(reader, "GET", proof)
        assert (answer.content, answer.headers["content-type"]) == (content, kind)
        assert answer.headers["content-disposition"] == 'attachment; filename="slip_ x.pdf"'
        assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
    for other in ("maya", "tara", "mallory"):
        answer = await ask(other, "GET", proof)
        assert answer.status_code in {403, 404}
        assert content not in answer.content


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<svg onload=alert(1)>", "A proof is a picture (PNG, JPEG, WebP) or a PDF: this file is none of them."),
        (b"", "A proof is a picture (PNG, JPEG, WebP) or a PDF: this file is none of them."),
        (PDF + b"\0" * BYTES_MAX, "This file is too large."),
    ],
    ids=["svg", "nothing", "large"],
)
async def test_anything_else_is_refused_in_a_sentence(content, said, ask, database, paid):
    answer = await ask("enzo", "PUT", paid.payment, content, name="x")
    assert (answer.status_code, answer.text.startswith(said)) == (422, True)
    assert kept(database, paid.payment) == []


async def test_the_same_file_is_one_proof_and_ten_are_the_limit(ask, database, paid):
    for number in [0, *range(10)]:
        assert (await ask("enzo", "PUT", paid.payment, PDF + b"%d" % number, name="x.pdf")).status_code == 204
    answer = await ask("enzo", "PUT", paid.payment, PDF + b"more", name="x.pdf")
    assert (answer.status_code, answer.text) == (422, "There are 10 proofs already: that is the limit.")
    assert len(kept(database, paid.payment)) == 10


async def test_who_returns_no_money_adds_no_proof_of_a_refund_and_nobody_to_what_they_do_not_see(ask, database, paid):
    assert (await ask("enzo", "PUT", paid.refund, PDF, name="x.pdf")).status_code == 422
    assert (await ask("nadia", "PUT", paid.refund, PDF, name="x.pdf")).status_code == 204
    for key, act in (("mallory", paid.payment), ("nadia", uuid4()), ("nadia", "no-such-thing")):
        answer = await ask(key, "PUT", act, PDF, name="x.pdf")
        assert (answer.status_code, len(kept(database, paid.payment))) == (422, 0)
    assert (await ask("maya", "PUT", paid.payment, PDF, name="x.pdf")).status_code == 422
    assert len(kept(database, paid.refund)) == 1
    with database.as_owner() as owner:
        told = owner.execute(
            "select description from public.admin_logs where action = 'access_denied' and admin_id = %s and new_values ->> 'purpose' ~ 'record'",
            [BY_KEY["maya"].id],
        ).fetchall()
    assert told == [("Was told: Your role may not record payments.",)]


async def test_the_ledger_shows_each_proof_and_where_one_can_be_added(ask, pipeline, database, paid):
    await ask("enzo", "PUT", paid.payment, PDF, name="slip.pdf")
    lines = {line.kind: line for line in (await (await at(pipeline, database, "enzo", paid.part)).page()).lines}
    assert [each.name for each in lines["Payment"].proofs] == ["slip.pdf"]
    assert (lines["Payment"].takes_proof, lines["Refund"].takes_proof) == (True, False)


def test_a_proof_never_changes_and_never_goes(database, paid):
    with database.acting_as(sign_in(database, NADIA)) as connection:
        connection.execute("select private.add_proof(%s, 'x.pdf', %s)", [paid.payment, PDF])
        for statement in ("update dashboard.proof_files set name = 'y'", "delete from dashboard.proof_files"):
            with pytest.raises(psycopg.Error), connection.transaction():
                connection.execute(statement)
