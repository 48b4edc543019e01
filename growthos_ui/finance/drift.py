"""Billing drift: where what a place costs and what was billed for it do not agree, and what would put it right."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, String, Uuid, cast, column, func, select
from sqlalchemy.dialects.postgresql import JSONB

from growthos_ui import db
from growthos_ui.auth.permissions import Permission
from growthos_ui.db import columns_of
from growthos_ui.errors import GrowthError, Kind
from growthos_ui.finance.amounts import MILLI, number_of
from growthos_ui.finance.asking import SECOND, ask
from growthos_ui.finance.queries import currencies
from growthos_ui.finance.trying import undone, with_reason
from growthos_ui.learning.models import Course
from growthos_ui.learning.naming import by_learner
from growthos_ui.listing.columns import Badge, Code, Column, Link, Mark, Reading, Text
from growthos_ui.listing.filters import Choice, Related
from growthos_ui.listing.listing import Listing
from growthos_ui.listing.money import Money, money_words
from growthos_ui.people.models import Student

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from sqlalchemy import RowMapping, Select

    from growthos_ui.auth.actor import Actor
    from growthos_ui.db import Transaction

_student, _course = columns_of(Student), columns_of(Course)
_MILLI = ("expected_milli", "billed_milli", "difference_milli", "list_milli")
_IDS = ("id", "student_id", "enrollment_id", "invoice_id", "course_id")
_drift: Any = func.private.detect_billing_drift().table_valued(
    *(column(name, Uuid) for name in _IDS),
    *(column(name, String) for name in ("currency", "kind")),
    *(column(name, BigInteger) for name in _MILLI),
    column("invoice_number", String),
    name="drift",
)
KINDS = (
    Mark("unbilled", "Not billed", "ring", "warn", is_tinted=True),
    Mark("too_much", "Billed too much", "alarm", "bad", is_tinted=True),
    Mark("too_little", "Billed too little", "half", "warn", is_tinted=True),
    Mark("no_place", "Bill without a place", "struck", "bad", is_tinted=True),
    Mark("covered", "Covered by a pathway", "returned", "warn", is_tinted=True),
)
WORDS = {each.value: each.words for each in KINDS}
ABOUT = {
    "unbilled": "Bill the place",
    "too_much": "Give a discount over the difference",
    "too_little": "Look at it: a bill never becomes dearer",
    "no_place": "Cancel the invoice: nothing was paid on it",
    "covered": "Look at it: take the place back, or credit its bill",
}
FIXES = {"unbilled": "Bill the place", "too_much": "Give the discount", "no_place": "Cancel the invoice"}
"""What can be put right at once, and what the button says."""


@dataclass(frozen=True, kw_only=True)
class Fix(Column):
    """What would put a row right: its words, and the id of the row where a button can do it."""

    @property
    def reads(self) -> tuple[str, ...]:
        """The kind, and the row itself."""
        return (self.name, "id")

    def words(self, value: Any, reading: Reading) -> str:  # noqa: ARG002
        """Return `Give a discount over the difference`."""
        return ABOUT[value]

    def plain(self, value: Any, reading: Reading) -> str:
        """Return the same."""
        return self.words(value, reading)

    def cells(self, row: Mapping[str, Any], reading: Reading) -> dict[str, str]:
        """Return the words, the button's, and the id; no button where somebody has to look first."""
        does = FIXES.get(row[self.name], "")
        return super().cells(row, reading) | {f"{self.name}__does": does, f"{self.name}__id": str(row["id"])}


def drift() -> Select[Any]:
    """Return every finding, with whose it is and of which course."""
    return (
        select(
            *_drift.c,
            _drift.c.kind.label("fix"),
            _student.student_code,
            _student.full_name,
            _course.title.label("course_title"),
        )
        .join_from(_drift, Student, _student.id == _drift.c.student_id)
        .outerjoin(Course, _course.id == _drift.c.course_id)
    )


DRIFT = Listing(
    name="drift",
    title="Drift",
    noun=("finding", "findings"),
    source=drift,
    columns=(
        Code(name="student_code", label="Code", starts_hidden=True),
        Link(name="full_name", label="Student", card="title", href="/students/{student_code}", code="student_code"),
        Text(name="course_title", label="Course", card="sub"),
        Code(name="invoice_number", label="Invoice", card="pair"),
        Badge(name="kind", label="Finding", marks=KINDS, card="state"),
        Text(name="currency", label="Currency", is_quiet=True, card="sub"),
        Money(name="expected_milli", label="Expected", total="sum", card="pair", about="What the place costs, after its discount"),
        Money(name="billed_milli", label="Billed", total="sum", card="pair"),
        Money(name="difference_milli", label="Difference", sort_by="difference_milli", total="sum", card="pair", about="Billed, less expected"),
        Fix(name="fix", label="What puts it right", card="pair"),
    ),
    filters=(
        Choice(name="kind", label="Finding", choices=tuple(WORDS.items())),
        Related(name="currency", label="Currency", options=currencies),
    ),
    search=by_learner(),
    sort="-difference_milli",
    read=Permission.FINANCE_DRIFT_READ,
    export=Permission.FINANCE_DRIFT_READ,
    absent="A finding appears here when a place and its bill differ by more than one unit of the currency.",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding as its dialog tells it."""

    kind: str
    student: str
    code: str
    course: str
    expected: str
    billed: str
    difference: str


async def find_finding(tx: Transaction, finding: UUID) -> Finding | None:
    """Return a finding in words; None where it is none any more."""
    row = await _row(tx, finding)
    if row is None:
        return None
    told = (money_words(row[name], row["currency"]) for name in _MILLI[:3])
    return Finding(row["kind"], row["full_name"], row["student_code"], row["course_title"] or "", *told)


async def put_right(tx: Transaction, finding: UUID, typed: Mapping[str, str]) -> None:
    """Do what puts a finding right, by the function that anybody uses for it.

    Raises GrowthError: Conflict where it is none any more, WrongState where somebody has to look first, and what the
    database refuses.
    """
    row = await _require_row(tx, finding)
    match row["kind"]:
        case "unbilled":
            parts = int(number_of(typed.get("parts", ""), field="parts"))
            await tx.call("private.create_invoice_with_plan", row["enrollment_id"], parts, None)
        case "too_much":
            await tx.call("private.apply_discount", row["invoice_id"], cast(_discount(row, typed), JSONB))
        case "no_place":
            await tx.call("private.cancel_invoice", row["invoice_id"], typed.get("reason", ""))
        case _:
            raise GrowthError(Kind.WRONG_STATE, "Somebody has to look at this first.")


async def why_a_second(actor: Actor, finding: UUID) -> str:
    """Return why a second person has to agree to putting a finding right; nothing where one does it alone. It is tried and undone."""
    try:
        await undone(actor, lambda tx: put_right(tx, finding, with_reason({})))
    except GrowthError as error:
        return error.sentence if error.field == SECOND else ""
    return ""


async def ask_to_put_right(actor: Actor, finding: UUID, typed: Mapping[str, str], key: str) -> None:
    """Ask a second person to put a finding right, where it lets go of more than one may.

    Raises GrowthError as `put_right` and `asking.ask` do.
    """
    async with db.acting_as(actor) as tx:
        row = await _require_row(tx, finding)
    if row["kind"] == "too_much":
        act, request = "discount", {"invoice": str(row["invoice_id"]), "discount": _discount(row, typed)}
    else:
        act, request = "cancel", {"invoice": str(row["invoice_id"]), "reason": typed.get("reason", "")}
    await ask(actor, act, request, typed, key)


def _discount(row: RowMapping, typed: Mapping[str, str]) -> dict[str, str]:
    less = Decimal(row["list_milli"] - row["expected_milli"]) / MILLI
    return {"amount": str(less), "reason": typed.get("reason", "")}


async def _require_row(tx: Transaction, finding: UUID) -> RowMapping:
    row = await _row(tx, finding)
    if row is None:
        raise GrowthError(Kind.CONFLICT, "This has been put right meanwhile.")
    return row


async def _row(tx: Transaction, finding: UUID) -> RowMapping | None:
    return await tx.one(drift().where(_drift.c.id == finding))
