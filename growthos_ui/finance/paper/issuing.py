"""Issues paper and finds what was issued, as whoever asks: a person in their transaction, or a job for its organisation.

The first time, a document gets its number, its facts and its bytes in the caller's transaction, or nothing of it stays; from
then on it is these bytes. Two who ask at once wait for each other and get the same.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID

from psycopg import Error

from growthos_ui.db.refusals import refused_by
from growthos_ui.errors import GrowthError, Kind
from growthos_ui.finance.paper.drawing import draw
from growthos_ui.finance.paper.words import UNNUMBERED, made_on, page_of

if TYPE_CHECKING:
    from psycopg import AsyncConnection

    from growthos_ui.finance.paper.words import Facts


class Calls(Protocol):
    """Whoever can call a function of the database: `db.Transaction`, or `AtWork`."""

    async def call(self, function: str, *arguments: Any) -> Any:
        """Return what `schema.name` answers."""


class AtWork:
    """A job's open transaction on the worker's address, after `private.work_for(organisation)`."""

    def __init__(self, connection: AsyncConnection[Any]) -> None:
        self._connection = connection

    async def call(self, function: str, *arguments: Any) -> Any:
        """Return what a function of the database answers. Raises GrowthError where it refuses in words that are known."""
        values = ", ".join(["%s"] * len(arguments))
        try:
            found = await self._connection.execute(f"select {function}({values})".encode(), arguments)
        except Error as error:
            refused = refused_by(error)
            if refused is None:
                raise
            raise refused from error
        row = await found.fetchone()
        return None if row is None else (next(iter(row.values())) if isinstance(row, dict) else row[0])


@dataclass(frozen=True, slots=True)
class Document:
    """A PDF. `digest` is its SHA-256 in hex; without an id it is a preview, which nobody keeps."""

    kind: str
    number: str
    revision: int
    issued_on: date | None
    digest: str
    body: bytes
    id: str = ""

    @property
    def file_name(self) -> str:
        """What it is called on a disk: `RCPT-000001.pdf`, `INV-STU000001-01 revision 2.pdf`."""
        return self.number + (f" revision {self.revision}" if self.revision > 1 else "") + ".pdf"


async def invoice(calls: Calls, invoice_id: UUID) -> Document:
    """Return the invoice as its terms stand: the one that was issued with them, else its next revision.

    Raises GrowthError (Missing, Forbidden), as all three do.
    """
    return await _document(calls, "invoice", invoice_id)


async def receipt(calls: Calls, act_id: UUID) -> Document:
    """Return the receipt of a payment; it is issued once and never changes."""
    return await _document(calls, "receipt", act_id)


async def statement(calls: Calls, student_id: UUID, currency: str) -> Document:
    """Return the account of a student in one currency as of today; where anything has changed, it is a new one."""
    return await _document(calls, "statement", student_id, currency)


async def kept(calls: Calls, facts: Facts) -> Document:
    """Return a document that was issued, as `find_paper` or a row of dashboard.documents tells of it."""
    body = await calls.call("private.paper_bytes", UUID(str(facts["id"])))
    if body is None:
        raise GrowthError(Kind.MISSING, "There is no such document.")
    return _of(facts, bytes(body))


async def _document(calls: Calls, kind: str, of: UUID, currency: str | None = None) -> Document:
    found = await calls.call("private.find_paper", kind, of, currency)
    if found["document"] is not None:
        return await kept(calls, found["document"])
    if not found["may_issue"]:
        return await _preview(calls, found["facts"])
    issued = await calls.call("private.issue_paper", kind, of, currency)
    if not issued["is_new"]:
        return await kept(calls, issued["document"])
    made = issued["document"]
    body = await _drawn(calls, issued["facts"], made["number"], made["revision"], made["issued_on"])
    digest = await calls.call("private.keep_paper", UUID(made["id"]), body)
    return _of({**made, "digest": digest}, body)


async def _preview(calls: Calls, facts: Facts) -> Document:
    body = await _drawn(calls, facts, None, 1, None)
    number = facts.get("number") or facts["student"]["code"]
    return Document(facts["kind"], f"{UNNUMBERED} {number}", 1, None, "", body)


async def _drawn(calls: Calls, facts: Facts, number: str | None, revision: int, issued_on: str | None) -> bytes:
    page = page_of(facts, number=number, revision=revision, issued_on=issued_on)
    logo = await calls.call("private.paper_logo")
    return await asyncio.to_thread(draw, page, made_on(facts, issued_on), None if logo is None else bytes(logo))


def _of(told: Facts, body: bytes) -> Document:
    issued_on = told["issued_on"]
    day = date.fromisoformat(issued_on) if isinstance(issued_on, str) else issued_on
    return Document(told["kind"], told["number"], told["revision"], day, told["digest"], body, str(told["id"]))
