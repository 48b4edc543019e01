"""What happened to one installment: the lines of its ledger, and its terms over time."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, Integer, cast, func, select

from growthos_ui.db import columns_of
from growthos_ui.finance.amounts import MILLI, amount_words
from growthos_ui.finance.models import InstallmentPayment, InstallmentPlan, InstallmentTerms, Invoice
from growthos_ui.finance.proofs import PROVED_BY, Proof, find_proofs
from growthos_ui.finance.queries import undoing_of_entry
from growthos_ui.finance.words import COLLEAGUE, METHODS, PROGRAM, entry_words
from growthos_ui.listing.words import UNKNOWN, day_words, moment_words
from growthos_ui.people.models import Colleague

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import tzinfo
    from uuid import UUID

    from sqlalchemy import ColumnElement, RowMapping, Select

    from growthos_ui.db import Transaction
    from growthos_ui.finance.part import Facts

_part, _bill = columns_of(InstallmentPlan), columns_of(Invoice)
_entry, _terms, _colleague = columns_of(InstallmentPayment), columns_of(InstallmentTerms), columns_of(Colleague)
LINES_MAX = 100
LATEST_MAX = 12
_MINUS = "\u2212"


@dataclass
class Line:
    """One line of the ledger. `amount` has a minus where money went back; `of_fee` is the part of it that was late fee."""

    day: str = ""
    kind: str = ""
    part: str = ""
    currency: str = ""
    amount: str = ""
    of_fee: str = ""
    how: str = ""
    receipt: str = ""
    is_undone: bool = False
    why: str = ""
    by: str = ""
    who: str = ""
    act: str = ""
    proofs: list[Proof] = field(default_factory=list)
    takes_proof: bool = False


@dataclass
class Term:
    """What was owed, by when, from a moment on; `since` is when that began to hold."""

    since: str = ""
    due: str = ""
    amount: str = ""
    fee: str = ""
    note: str = ""


async def find_lines(tx: Transaction, facts: Facts, zone: tzinfo) -> list[Line]:
    """Return the ledger of an installment, the latest entry first."""
    return await _lines(tx, await tx.rows(_ledger(_entry.installment_id == facts.id, LINES_MAX)), zone)


async def find_latest(tx: Transaction, student: UUID, zone: tzinfo) -> list[Line]:
    """Return the latest of a learner's ledger, each with its installment and its currency."""
    return await _lines(tx, await tx.rows(_ledger(_entry.student_id == student, LATEST_MAX)), zone)


async def _lines(tx: Transaction, rows: Sequence[RowMapping], zone: tzinfo) -> list[Line]:
    """Return lines with their proofs, and whether the actor may add one."""
    proofs = await find_proofs(tx, [row["act_id"] for row in rows])
    lines = []
    for row in rows:
        line, needed = _line(row, row["places"], zone), PROVED_BY.get(row["entry_type"])
        line.act, line.proofs = str(row["act_id"]), proofs.get(row["act_id"], [])
        line.takes_proof = needed is not None and not row["undone"] and tx.actor.may(needed)
        lines.append(line)
    return lines


async def find_terms(tx: Transaction, facts: Facts, zone: tzinfo) -> list[Term]:
    """Return the terms of an installment over time, the latest first, each with what changed by it."""
    rows = await tx.rows(_terms_of(facts.id))
    return [
        _term(row, rows[place + 1] if place + 1 < len(rows) else None, facts, zone) for place, row in enumerate(rows)
    ]


async def last_hand(tx: Transaction, facts: Facts, zone: tzinfo) -> str:
    """Return who wrote the latest line of an installment's ledger, what and when; nothing where there is none."""
    row = await tx.one(_ledger(_entry.installment_id == facts.id, LINES_MAX))
    if row is None:
        return ""
    line = _line(row, facts.places, zone)
    who, amount = line.by.partition(",")[0], line.amount.lstrip(_MINUS)
    return f"{who}: {line.kind.lower()} of {facts.currency} {amount}, {line.receipt or line.day}"


def _ledger(which: ColumnElement[bool], most: int) -> Select[Any]:
    return (
        select(
            _entry.entry_type,
            _entry.act_id,
            _entry.amount_milli,
            undoing_of_entry(),
            cast(_entry.fee_amount * MILLI, BigInteger).label("fee"),
            _entry.method,
            _entry.reference,
            _entry.receipt_number,
            _entry.occurred_on,
            _entry.belongs_to,
            _entry.reason,
            _entry.notes,
            _entry.created_at,
            _entry.recorded_by,
            _colleague.full_name,
            _entry.currency,
            _part.installment_number,
            _bill.invoice_number,
            cast(func.private.currency_exponent(_entry.currency), Integer).label("places"),
        )
        .outerjoin_from(InstallmentPayment, Colleague, _colleague.id == _entry.recorded_by)
        .join(InstallmentPlan, (_part.organization_id == _entry.organization_id) & (_part.id == _entry.installment_id))
        .join(Invoice, (_bill.organization_id == _entry.organization_id) & (_bill.id == _entry.invoice_id))
        .where(which)
        .order_by(_entry.created_at.desc(), _entry.receipt_number.desc().nulls_first(), _entry.id)
        .limit(most)
    )


def _terms_of(part: UUID) -> Select[Any]:
    return (
        select(
            _terms.valid_from, _terms.effective_due_date, _terms.amount_milli, _terms.penalty_milli, _terms.is_cancelled
        )
        .where(_terms.installment_id == part)
        .order_by(_terms.valid_from.desc(), _terms.recorded_at.desc(), _terms.id)
        .limit(LINES_MAX)
    )


def _line(row: RowMapping, places: int, zone: tzinfo) -> Line:
    method, reference = METHODS.get(row["method"] or "", ""), row["reference"] or ""
    milli, fee = abs(row["amount_milli"]), abs(row["fee"])
    sign = _MINUS if (row["entry_type"] == "refund") != (row["amount_milli"] < 0) else ""
    return Line(
        day=day_words(row["occurred_on"]),
        kind=entry_words(row["entry_type"], row["undone"]),
        part=f"{row['invoice_number']}-{row['installment_number']}",
        currency=row["currency"],
        amount=sign + amount_words(milli, places),
        of_fee=f"{amount_words(fee, places)} of it late fee" if fee else "",
        how=" · ".join(each for each in (method, reference) if each) or UNKNOWN,
        receipt=row["receipt_number"] or "",
        is_undone=bool(row["undone"]),
        why=" · ".join(each for each in (_late(row), row["reason"], row["notes"]) if each) or UNKNOWN,
        who=_who(row),
        by=f"{_who(row)}, {moment_words(row['created_at'], zone)}",
    )


def _late(row: RowMapping) -> str:
    """Return when the money moved, where it counts later because the books of that month were closed by then."""
    return (
        f"For {day_words(row['belongs_to'])}, in a month whose books were closed by then" if row["belongs_to"] else ""
    )


def _who(row: RowMapping) -> str:
    """Return who recorded an entry, as far as the actor may know: some names are not for everybody."""
    return row["full_name"] or (COLLEAGUE if row["recorded_by"] else PROGRAM)


def _term(row: RowMapping, before: RowMapping | None, facts: Facts, zone: tzinfo) -> Term:
    fee = row["penalty_milli"]
    return Term(
        since=moment_words(row["valid_from"], zone),
        due=day_words(row["effective_due_date"]),
        amount=amount_words(row["amount_milli"], facts.places),
        fee=amount_words(fee, facts.places) if fee else "",
        note="; ".join(_changes(row, before)).capitalize(),
    )


def _changes(row: RowMapping, before: RowMapping | None) -> Sequence[str]:
    """Return what became different by these terms."""
    if before is None:
        return ("as agreed first",)
    found = []
    if row["is_cancelled"] != before["is_cancelled"]:
        found.append("cancelled")
    if row["effective_due_date"] != before["effective_due_date"]:
        later = row["effective_due_date"] > before["effective_due_date"]
        found.append("more time" if later else "extra time taken back")
    if row["amount_milli"] != before["amount_milli"]:
        found.append("made cheaper" if row["amount_milli"] < before["amount_milli"] else "amount changed")
    if row["penalty_milli"] != before["penalty_milli"]:
        found.append("late fee" if row["penalty_milli"] else "late fee waived")
    return found or ("issued",)
