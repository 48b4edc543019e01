"""Invoices, receipts and statements: what they say is the ledger's, and they are issued once."""

from __future__ import annotations

import asyncio
import hashlib
import io
from base64 import b64decode

import psycopg
import pytest
from pypdf import PdfReader

from growthos_ui.errors import GrowthError
from tests.cast import ALICE, BEA, BEN, LAKESIDE, NADIA, NORTHGATE
from tests.database import sign_in
from tests.finance.bills import INVOICE, PAYMENT
from tests.finance.papers import handed, in_words, text_of
from tests.finance.seven import plant_seven_lines
from tests.school_ground import row_id

# a PNG of four by two pixels
PICTURE = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAQAAAACCAIAAADwyuo0AAAAEElEQVR4nGMwmHAAjhiQOQCXmgwBTLVrUwAAAABJRU5ErkJggg=="
)


@pytest.fixture(scope="module")
def seven(database):
    """The learner of the seven installments, whose account is in dollars."""
    plant_seven_lines(database)
    with database.as_owner() as owner:
        return owner.execute("select student_id from public.invoices where currency = 'USD' limit 1").fetchone()[0]


def acts_of(database, student, kind="payment"):
    with database.as_owner() as owner:
        asked = "select id from dashboard.money_acts where student_id = %s and kind = %s order by receipt_number"
        return [row[0] for row in owner.execute(asked, [student, kind])]


async def test_a_statement_of_the_seven_lines_says_what_the_ledger_says(database, seven):
    document = await handed(database, "nadia", "statement", seven, "USD")
    words = text_of(document.body)
    with database.as_owner() as owner:
        entries = owner.execute(
            "select entry_type, amount_milli from public.installment_payments where student_id = %s", [seven]
        ).fetchall()
        owed, overdue, scheduled = owner.execute(
            """select sum(remaining_milli) filter (where issue_date <= '2025-03-11'),
                      sum(remaining_milli) filter (where effective_due_date < '2025-03-11'),
                      sum(remaining_milli) filter (where issue_date > '2025-03-11')
               from public.installment_plans where student_id = %s and status <> 'cancelled'""",
            [seven],
        ).fetchone()
    assert (owed, overdue, scheduled) == (50_000_000, 30_000_000, 45_000_000)
    for kind, milli in entries:
        sign = 1 if kind == "refund" else -1
        assert in_words(sign * milli, 2) in words
    for label, milli in (("Open", owed), ("Balance USD", owed), ("Overdue", overdue), ("Not yet issued", scheduled)):
        assert f"{label} {in_words(milli, 2)}" in words
    assert "Overdue, 5 days" in words
    assert (document.number, document.revision) == ("STMT-000001", 1)


async def test_a_receipt_is_the_payment_and_the_same_bytes_for_everybody_at_once(database, seven):
    act = acts_of(database, seven)[0]
    together = await asyncio.gather(
        *(handed(database, key, "receipt", act) for key in ("nadia", "enzo", "farah", "sam"))
    )
    assert len({each.body for each in together}) == 1
    first = together[0]
    assert first.digest == hashlib.sha256(first.body).hexdigest()
    words = text_of(first.body)
    assert all(
        each in words for each in ("Receipt", first.number, "Newly Come", "Cash", "1 of 1", "Received USD 30,000.00")
    )
    assert (await handed(database, "vera", "receipt", act)).body == first.body
    with database.as_owner() as owner:
        told = owner.execute("select count(*) from public.admin_logs where action = 'paper_issued' and description = %s",
                             [f"Issued receipt {first.number}."]).fetchone()[0]  # fmt: skip
    assert told == 1


async def test_an_invoice_is_issued_again_only_when_its_terms_change(database):
    first = await handed(database, "enzo", "invoice", INVOICE)
    assert "Total PKR 3,000.00" in text_of(first.body)
    assert (await handed(database, "nadia", "invoice", INVOICE)).body == first.body
    with database.acting_as(sign_in(database, NADIA), keep=True) as connection:
        asked = "select private.apply_discount(%s, %s)"
        connection.execute(asked, [INVOICE, '{"amount": 300, "reason": "A friend."}'])
    second = await handed(database, "enzo", "invoice", INVOICE)
    assert (second.number, second.revision) == (first.number, 2)
    assert "Discount \u2212300.00 Total PKR 2,700.00" in text_of(second.body)
    with database.as_owner() as owner:
        kept = owner.execute("select body from dashboard.documents where invoice_id = %s and revision = 1", [INVOICE])
        assert bytes(kept.fetchone()[0]) == first.body


async def test_who_only_reads_gets_a_preview_that_nobody_keeps(database, seven):
    act = acts_of(database, seven)[1]
    document = await handed(database, "vera", "receipt", act)
    assert document.id == ""
    assert "This has not been issued" in text_of(document.body)
    issued = await handed(database, "enzo", "receipt", act)
    assert issued.id != ""
    assert "This has not been issued" not in text_of(issued.body)


@pytest.mark.parametrize("key", ["maya", "marco", "tara", "alice"])
async def test_nobody_without_the_money_gets_paper(key, database):
    with pytest.raises(GrowthError) as refused:
        await handed(database, key, "receipt", PAYMENT)
    assert refused.value.sentence == "Your role may not do this with money. Nothing was changed."


@pytest.mark.parametrize(
    ("kind", "of"),
    [
        ("receipt", (row_id(LAKESIDE, "payment bea"),)),
        ("invoice", (row_id(LAKESIDE, "invoice bea"),)),
        ("statement", (BEA.student_id, "PKR")),
        ("statement", (ALICE.student_id, "JPY")),
    ],
)
async def test_paper_abroad_is_as_missing_as_none(kind, of, database):
    with pytest.raises(GrowthError) as refused:
        await handed(database, "nadia", kind, *of)
    assert refused.value.kind == "missing"


def test_a_number_is_given_back_with_the_document_that_failed(database, seven):
    begin = "select private.issue_paper('statement', %s, 'PKR') -> 'document' ->> 'number'"
    with database.acting_as(sign_in(database, NADIA)) as connection:
        lost = connection.execute(begin, [ALICE.student_id]).fetchone()[0]
    with database.acting_as(sign_in(database, NADIA)) as connection:
        again = connection.execute(begin, [ALICE.student_id]).fetchone()[0]
        with pytest.raises(psycopg.errors.CheckViolation, match=r"finance\.paper_unmade"):
            connection.execute("set constraints all immediate")
    assert again == lost


async def test_numbers_of_statements_have_no_gaps_among_writers_at_once(database, seven):
    with database.as_owner() as owner:
        asked = (
            "select coalesce(max(value), 0) from dashboard.counters where name = 'statement' and organization_id = %s"
        )
        (before,) = owner.execute(asked, [NORTHGATE.id]).fetchone()
    learners = (ALICE.student_id, BEN.student_id)
    made = await asyncio.gather(
        *(handed(database, key, "statement", each, "PKR") for key in ("nadia", "enzo", "sam") for each in learners)
    )
    assert {each.number for each in made} == {f"STMT-{before + turn:06}" for turn in (1, 2)}


@pytest.mark.parametrize(("logo", "pictures"), [(PICTURE, 1), (b"\x89PNG\r\n\x1a\n no picture", 0)])
async def test_the_logo_stands_at_the_head_where_it_can_be_drawn(logo, pictures, database):
    place = row_id(LAKESIDE, "invoice bea")
    with database.as_owner() as owner:
        owner.execute("update dashboard.logos set image = %s where organization_id = %s", [logo, LAKESIDE.id])
        owner.execute("update public.invoices set notes = %s where id = %s", [f"Logo {pictures}", place])
    document = await handed(database, "mallory", "invoice", place)
    assert len(PdfReader(io.BytesIO(document.body)).pages[0].images) == pictures


def test_what_was_issued_never_changes(database):
    with database.as_owner() as owner:
        for change in ("update dashboard.documents set number = 'X'", "delete from dashboard.documents",
                       "update dashboard.documents set body = '%PDF-another'", "truncate dashboard.documents"):  # fmt: skip
            with pytest.raises(psycopg.errors.InsufficientPrivilege, match=r"row\.append_only"), owner.transaction():
                owner.execute(change)
