"""Paper by the names that people know: numbers of invoices, receipts and statements, codes of students."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from growthos_ui.db import columns_of
from growthos_ui.errors import GrowthError, Kind
from growthos_ui.finance.models import Invoice, MoneyAct, PaperDocument
from growthos_ui.finance.paper import issuing
from growthos_ui.people.models import Student

if TYPE_CHECKING:
    from sqlalchemy import Select

    from growthos_ui.db import Transaction
    from growthos_ui.finance.paper.issuing import Document

_bill, _act, _student, _paper = (
    columns_of(Invoice),
    columns_of(MoneyAct),
    columns_of(Student),
    columns_of(PaperDocument),
)


async def invoice_named(tx: Transaction, number: str) -> Document:
    """Return the invoice of a number, as its terms stand. Raises GrowthError (Missing)."""
    found = await tx.scalar(select(_bill.id).where(_bill.invoice_number == number))
    return await issuing.invoice(tx, _found(found, "invoice"))


async def receipt_named(tx: Transaction, number: str) -> Document:
    """Return the receipt of a number. Raises GrowthError (Missing)."""
    found = await tx.scalar(select(_act.id).where(_act.receipt_number == number))
    return await issuing.receipt(tx, _found(found, "receipt"))


async def account_of(tx: Transaction, code: str, currency: str) -> Document:
    """Return the account of a student in a currency, as of today. Raises GrowthError (Missing)."""
    found = await tx.scalar(select(_student.id).where(_student.student_code == code))
    return await issuing.statement(tx, _found(found, "student"), currency)


async def issued(tx: Transaction, kind: str, number: str, revision: int = 1) -> Document:
    """Return a document as it was issued then, whatever has changed since. Raises GrowthError (Missing)."""
    row = await tx.one(_issued().where(_paper.kind == kind, _paper.number == number, _paper.revision == revision))
    return await issuing.kept(tx, dict(_found(row, kind)))


def _issued() -> Select[Any]:
    return select(_paper.id, _paper.kind, _paper.number, _paper.revision, _paper.issued_on, _paper.digest)


def _found(found: Any, what: str) -> Any:
    if found is None:
        raise GrowthError(Kind.MISSING, f"There is no such {what}.")
    return found
