"""Lines of the bank: which are open, what each may be and why, what was decided, and the difference to the ledger."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import String, cast, func, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import UUID as PG_UUID

from growthos_ui.db import columns_of
from growthos_ui.errors import GrowthError, Kind
from growthos_ui.finance.imports.measures import statement_sums, transfer_sums, transfers_without_line
from growthos_ui.finance.imports.models import BankLine
from growthos_ui.finance.models import MoneyAct
from growthos_ui.people.models import Student

if TYPE_CHECKING:
    from sqlalchemy import RowMapping

    from growthos_ui.db import Transaction

LINES_SHOWN = 50
STATUSES = ("open", "matched", "ignored")
_line, _act, _student = columns_of(BankLine), columns_of(MoneyAct), columns_of(Student)


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a line may be: money of this student, or their payment that stands already, where there is a receipt."""

    code: str
    student: str
    receipt: str
    points: int
    reasons: tuple[str, ...]
    is_certain: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the bank, and what it may be, the best first."""

    row: RowMapping
    proposals: list[Proposal] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Reconciled:
    """One currency over the days of its lines, in thousandths. The difference is the sum of its four causes."""

    currency: str
    first: Any
    last: Any
    came: int
    entered: int
    open_: int
    ignored: int
    without: int
    other_days: int

    @property
    def difference(self) -> int:
        """What came in by the bank less what was entered."""
        return self.came - self.entered

    @property
    def unexplained(self) -> int:
        """What no row explains: nothing, or something is wrong."""
        return self.difference - (self.open_ + self.ignored - self.without + self.other_days)


async def find_lines(tx: Transaction, status: str) -> list[Line]:
    """Return the newest lines of a status; open ones with their proposals."""
    rows = await tx.rows(
        select(*_line, _act.receipt_number, _student.student_code, _student.full_name)
        .outerjoin(MoneyAct, (_act.organization_id == _line.organization_id) & (_act.id == _line.act_id))
        .outerjoin(Student, (_student.organization_id == _act.organization_id) & (_student.id == _act.student_id))
        .where(_line.status == status)
        .order_by(_line.booked_on.desc(), _line.id)
        .limit(LINES_SHOWN + 1)
    )
    found = await _proposed(tx, [row["id"] for row in rows]) if status == "open" and rows else {}
    return [Line(row, found.get(row["id"], [])) for row in rows]


async def _proposed(tx: Transaction, ids: list[UUID]) -> dict[UUID, list[Proposal]]:
    proposals = func.private.propose_matches(cast(ids, ARRAY(PG_UUID(as_uuid=True)))).table_valued(
        "line_id", "student_code", "full_name", "receipt", "points", "reasons", "is_certain"
    )
    found: dict[UUID, list[Proposal]] = {}
    for row in await tx.rows(select(proposals).order_by(proposals.c.points.desc(), proposals.c.student_code)):
        found.setdefault(row["line_id"], []).append(
            Proposal(
                code=row["student_code"],
                student=row["full_name"],
                receipt=row["receipt"] or "",
                points=row["points"],
                reasons=tuple(row["reasons"]),
                is_certain=row["is_certain"],
            )
        )
    return found


async def reconciled(tx: Transaction) -> list[Reconciled]:
    """Return the bank and the ledger side by side, one for each currency of which there are lines."""
    found = []
    for row in await tx.rows(statement_sums()):
        ledger = await tx.one(transfer_sums(row["currency"], row["first"], row["last"]))
        entered, without = (ledger["entered"], ledger["without"]) if ledger else (0, 0)
        found.append(
            Reconciled(
                currency=row["currency"],
                first=row["first"],
                last=row["last"],
                came=int(row["came"]),
                entered=int(entered),
                open_=int(row["open"]),
                ignored=int(row["ignored"]),
                without=int(without),
                other_days=int(row["matched"]) - (int(entered) - int(without)),
            )
        )
    return found


async def transfers_alone(tx: Transaction, over: Reconciled) -> list[RowMapping]:
    """Return the newest transfers of the ledger that no line of the bank is matched to."""
    return await tx.rows(
        select(_act.receipt_number, _act.occurred_on, _act.amount_milli, cast(_act.currency, String).label("currency"), _act.reference, _student.student_code, _student.full_name)
        .join(Student, (_student.organization_id == _act.organization_id) & (_student.id == _act.student_id))
        .where(*transfers_without_line(over.currency, over.first, over.last))
        .order_by(_act.occurred_on.desc(), _act.receipt_number.desc())
        .limit(LINES_SHOWN)
    )  # fmt: skip


async def match(tx: Transaction, line: str, code: str, receipt: str = "") -> None:
    """Match a line to money of a student, or to their payment of this receipt. Raises GrowthError."""
    if not code.strip():
        raise GrowthError(Kind.INVALID, "Enter the code of a student.", field="student")
    await tx.call("private.match_bank_line", _id(line), code, receipt or None)


async def ignore(tx: Transaction, line: str, reason: str) -> None:
    """Set a line aside with a reason. Raises GrowthError."""
    await tx.call("private.ignore_bank_line", _id(line), reason)


async def match_certain(tx: Transaction) -> int:
    """Match every open line of which it is certain what it is; return how many."""
    return int(await tx.call("private.match_certain_lines"))


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise GrowthError(Kind.MISSING, "There is no such line of the bank.") from error
