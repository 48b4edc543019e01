"""The list of what was handed out: who sees it, each revision by itself, and as it was issued then."""

from __future__ import annotations

import asyncio

import pytest

from state.actor import ActorState
from state.documents import DocumentsState
from tests.cast import NADIA
from tests.database import sign_in
from tests.finance.bills import INVOICE
from tests.finance.papers import handed
from tests.screens import offered, open_screen

PATH = "/finance/documents"


@pytest.fixture(scope="module")
def handed_out(database):
    """Alice's invoice twice, as agreed and made cheaper; and her account."""
    first = asyncio.run(handed(database, "nadia", "invoice", INVOICE))
    with database.acting_as(sign_in(database, NADIA), keep=True) as connection:
        connection.execute("select private.apply_discount(%s, %s)", [INVOICE, '{"amount": 300, "reason": "A friend."}'])
    return first, asyncio.run(handed(database, "enzo", "invoice", INVOICE))


async def rows_of(pipeline, database, address=PATH, key="nadia"):
    return (await open_screen(pipeline, database, key, address)).shown(DocumentsState, "rows")


@pytest.mark.parametrize("key", ["sam", "nadia", "enzo", "farah", "vera"])
async def test_who_sees_the_money_sees_the_paper_of_their_organisation(key, pipeline, database, handed_out):
    tab = await open_screen(pipeline, database, key, PATH)
    rows = tab.shown(DocumentsState, "rows")
    assert {row["full_name"] for row in rows} == {"Alice Ahmed", "Ben Yusuf", "Omar Khan"}
    assert "Documents" in offered(tab)


@pytest.mark.parametrize("key", ["maya", "tara", "marco"])
async def test_nobody_else_does(key, pipeline, database):
    tab = await open_screen(pipeline, database, key, PATH)
    assert not tab.shown(DocumentsState, "rows")
    assert tab.shown(ActorState, "refusal") == "Your role does not show documents."


async def test_each_revision_is_a_row_with_its_own_paper(pipeline, database, handed_out):
    second, first = await rows_of(pipeline, database, f"{PATH}?kind=invoice")
    assert [row["number__href"] for row in (first, second)] == [
        f"/files/invoice/{document.number}.pdf?revision={document.revision}" for document in handed_out
    ]
    assert (second["revision"], second["kind"], second["issued_by_name"]) == ("2", "Invoice", "Enzo Conti")


@pytest.mark.parametrize(
    ("typed", "found"), [("alice", 3), ("inv-stu000001", 2), ("rcpt-000002", 1), ("stmt-000009", 0)]
)
async def test_it_is_searched_by_number_and_by_name(typed, found, pipeline, database, handed_out):
    assert len(await rows_of(pipeline, database, f"{PATH}?q={typed}")) == found
