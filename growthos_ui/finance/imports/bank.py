"""Lines of the bank: which are open, what each may be and why, what was decided, and the difference to the ledger."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import Date, Numeric, cast, column, func, select
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.dialects.postgresql import UUID as PG_UUID

from growthos_ui.db import columns_of
from growthos_ui.errors import GrowthError, Kind
from growthos_ui.finance.imports.measures import (
    moved,
    statement_sums,
    sums_elsewhere,
    transfer_sums,
    transfers_without_line,
)
from growthos_ui.finance.imports.models import BankLine
from growthos_ui.finance.models import MoneyAct
from growthos_ui.listing.codes import code_of
from growthos_ui.people.models import Student

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import RowMapping

    from growthos_ui.db import Transaction

LINES_SHOWN = 50
ALONE_SHOWN = 12
STATUSES = ("open", "matched", "ignored")
_line, _act, _student = columns_of(BankLine), columns_of(MoneyAct), columns_of(Student)


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a line may be. `does` is pay (money of this student, on these parts), paid or refunded (an act that stands already), or back (the bank took a payment back)."""

    does: str
    code: str
    student: str
    act: UUID | None
    receipt: str
    on: date | None
    points: int
    reasons: tuple[str, ...]
    parts: str
    lines: list[dict[str, Any]] | None
    is_certain: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the bank, and what it may be, the best first."""

    row: RowMapping
    proposals: list[Proposal] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Reconciled:
    """One currency over the days of its lines, in thousandths; what went out is below nothing. The difference is the sum of its four causes."""

    currency: str
    first: Any
    last: Any
    came: int
    went: int
    paid: int
    refunded: int
    open_: int
    ignored: int
    without: int
    elsewhere: int

    @property
    def difference(self) -> int:
        """What moved at the bank less what was entered."""
        return self.came + self.went - self.paid - self.refunded

    @property
    def unexplained(self) -> int:
        """What no row explains: nothing, or something is wrong."""
        return self.difference - (self.open_ + self.ignored - self.without + self.elsewhere)


@dataclass(frozen=True, slots=True)
class Matched:
    """What a line is matched to, in thousandths. `is_entered`: by this match; `needs_second`: whether the actor may not undo it alone."""

    student: str
    is_refund: bool
    currency: str
    milli: int
    receipt: str
    on: date
    parts: str
    is_entered: bool
    needs_second: bool
    act: UUID


async def find_lines(tx: Transaction, status: str) -> list[Line]:
    """Return the newest lines of a status; of open ones the oldest, which are decided first, with their proposals."""
    day = _line.booked_on.asc() if status == "open" else _line.booked_on.desc()
    rows = await tx.rows(
        select(*_line, _act.receipt_number, _act.kind, _student.student_code, _student.full_name)
        .outerjoin(MoneyAct, (_act.organization_id == _line.organization_id) & (_act.id == _line.act_id))
        .outerjoin(Student, (_student.organization_id == _act.organization_id) & (_student.id == _act.student_id))
        .where(_line.status == status)
        .order_by(day, _line.id)
        .limit(LINES_SHOWN + 1)
    )
    found = await _proposed(tx, [row["id"] for row in rows]) if status == "open" and rows else {}
    return [Line(row, found.get(row["id"], [])) for row in rows]


async def _proposed(tx: Transaction, ids: list[UUID]) -> dict[UUID, list[Proposal]]:
    proposals = func.private.propose_matches(cast(ids, ARRAY(PG_UUID(as_uuid=True)))).table_valued(
        "line_id", "student_code", "full_name", column("act_id", PG_UUID(as_uuid=True)), "act_kind", "receipt", column("act_on", Date), "points",
        "reasons", column("lines", JSONB), "parts", "is_certain",
    )  # fmt: skip
    found: dict[UUID, list[Proposal]] = {}
    # The database gives the best first.
    for row in await tx.rows(select(proposals)):
        found.setdefault(row["line_id"], []).append(_proposal(row))
    return found


def _proposal(row: RowMapping) -> Proposal:
    return Proposal(
        does={"payment": "paid", "refund": "refunded", "back": "back"}.get(row["act_kind"] or "", "pay"),
        code=row["student_code"],
        student=row["full_name"],
        act=row["act_id"],
        receipt=row["receipt"] or "",
        on=row["act_on"],
        points=row["points"],
        reasons=tuple(row["reasons"]),
        parts=row["parts"] or "",
        lines=row["lines"],
        is_certain=row["is_certain"],
    )


async def reconciled(tx: Transaction) -> list[Reconciled]:
    """Return the bank and the ledger side by side, one for each currency of which there are lines."""
    found = []
    for row in await tx.rows(statement_sums()):
        ledger = await tx.one(transfer_sums(row["currency"], row["first"], row["last"]))
        paid, refunded, without = (
            (int(ledger[each]) for each in ("paid", "refunded", "without")) if ledger else (0, 0, 0)
        )
        found.append(
            Reconciled(
                currency=row["currency"],
                first=row["first"],
                last=row["last"],
                came=int(row["came"]),
                went=int(row["went"]),
                paid=paid,
                refunded=refunded,
                open_=int(row["open"]),
                ignored=int(row["ignored"]),
                without=without,
                elsewhere=int(await tx.scalar(sums_elsewhere(row["currency"], row["first"], row["last"]))),
            )
        )
    return found


async def transfers_alone(tx: Transaction, over: Reconciled) -> list[RowMapping]:
    """Return the newest transfers of the ledger that no line of the bank is matched to."""
    return await tx.rows(
        select(_act.receipt_number, _act.occurred_on, moved().label("amount_milli"), code_of(_act.currency).label("currency"), _act.reference, _student.student_code, _student.full_name)
        .join(Student, (_student.organization_id == _act.organization_id) & (_student.id == _act.student_id))
        .where(*transfers_without_line(over.currency, over.first, over.last))
        .order_by(_act.occurred_on.desc(), _act.receipt_number.desc(), _act.id)
        .limit(ALONE_SHOWN + 1)
    )  # fmt: skip


async def take(tx: Transaction, line: str, proposal: Proposal) -> None:
    """Decide that a line is what was proposed, as it was proposed. Raises GrowthError."""
    await tx.call(
        "private.match_bank_line",
        _id(line),
        proposal.code,
        proposal.act,
        cast(proposal.lines, JSONB(none_as_null=True)),
    )


async def match(tx: Transaction, line: str, code: str) -> None:
    """Match a line to money of a student, over the oldest that is owed. Raises GrowthError."""
    if not code.strip():
        raise GrowthError(Kind.INVALID, "Enter the code of a student.", field="student")
    await tx.call("private.match_bank_line", _id(line), code)


async def take_back(tx: Transaction, line: str, receipt: str) -> None:
    """Decide that a line took the payment of a receipt back. Raises GrowthError."""
    found = await tx.one(
        select(_act.id, _student.student_code)
        .join(Student, (_student.organization_id == _act.organization_id) & (_student.id == _act.student_id))
        .where(_act.receipt_number == receipt.strip().upper())
    )
    if found is None:
        raise GrowthError(Kind.MISSING, "No payment has this receipt.", field="receipt")
    try:
        await tx.call("private.match_bank_line", _id(line), found["student_code"], found["id"])
    except GrowthError as error:
        if error.field != "student":
            raise
        raise GrowthError(error.kind, "The payment of this receipt is of another amount, later, or returned already.", field="receipt") from error  # fmt: skip


async def ignore(tx: Transaction, line: str, reason: str) -> None:
    """Set a line aside with a reason. Raises GrowthError."""
    await tx.call("private.ignore_bank_line", _id(line), reason)


async def find_match(tx: Transaction, line: str) -> Matched:
    """Return what a line is matched to. Raises GrowthError where it is matched to nothing."""
    match = func.private.match_of_line(cast(_id(line), PG_UUID(as_uuid=True))).table_valued(
        column("act_id", PG_UUID(as_uuid=True)), "full_name", "kind", "currency", column("amount", Numeric), "receipt", column("occurred_on", Date), "parts", "is_entered", "needs_second"
    )  # fmt: skip
    row = await tx.one(select(match))
    if row is None:
        raise GrowthError(Kind.WRONG_STATE, "This line is matched to nothing any more.")
    return Matched(
        student=row["full_name"],
        is_refund=row["kind"] == "refund",
        currency=row["currency"],
        milli=int(row["amount"] * 1000),
        receipt=row["receipt"] or "",
        on=row["occurred_on"],
        parts=row["parts"] or "",
        is_entered=row["is_entered"],
        needs_second=row["needs_second"],
        act=row["act_id"],
    )


async def unmatch(tx: Transaction, line: str, act: UUID, reason: str, key: str) -> bool:
    """Undo the match of a line to an act, and take out what it had entered. Return whether it had been done before, with this key.

    Raises GrowthError, of the field `second` above the limit of one person; where the line is matched to another act by now, too.
    """
    return "again" in await tx.call("private.unmatch_bank_line", _id(line), act, reason, key)


async def match_certain(tx: Transaction) -> int:
    """Match every open line of which it is certain what it is; return how many."""
    return int(await tx.call("private.match_certain_lines"))


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise GrowthError(Kind.MISSING, "There is no such line of the bank.") from error
