"""Adding many students to one course at one price: each held against the rules first, then all of them in one statement."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Boolean, Integer, Text, Uuid, cast, column, func, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import DBAPIError

from growthos_ui import db
from growthos_ui.db.refusals import refusal_named
from growthos_ui.errors import GrowthError, Kind
from growthos_ui.finance.enrolling_acts import Outcome, Seen, entered, request_of, require_told
from growthos_ui.people.account import phone_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from growthos_ui.auth.actor import Actor
    from growthos_ui.db import Transaction
    from growthos_ui.finance.enrolling_acts import Typed
    from growthos_ui.finance.newcomers import Person

WITHIN_MS = 9_000
"""How long the database may take over a whole list: shorter than a server may hold what a tab remembers for itself."""
_CANCELLED = "57014"


@dataclass(frozen=True, slots=True)
class Became:
    """What became of one of a list: their code; or the sentence of why they were not added."""

    at: int
    code: str = ""
    is_again: bool = False
    waits: bool = False
    refusal: str = ""


async def refused(actor: Actor, people: tuple[Person, ...]) -> dict[int, str]:
    """Return whom of a list nobody could add now, by their number in it from 1 on, with the sentence of why."""
    found = func.private.newcomers_refused(cast(_forms(people), JSONB)).table_valued(
        column("at", Integer), column("reason", Text), column("detail", JSONB), name="refused"
    )
    async with db.acting_as(actor) as tx:
        return {row["at"]: _sentence(row) for row in await tx.call_rows(found)}


async def all_added(
    actor: Actor, seen: Seen, typed: Typed, people: tuple[Person, ...], *, key: str, told: Outcome | None
) -> list[Became]:
    """Add everybody of a list who can be added, in one transaction. Sent twice with one key, they are added once.

    `told` is what its sender was told that each of them gets, if that was told. Raises GrowthError: what is wrong with the place,
    Conflict where its price or its dates have changed meanwhile, or that so many take too long; then nobody was added.
    """
    place = cast(request_of("add", seen, typed), JSONB)
    found = func.private.add_students(cast(_forms(people), JSONB), place, key).table_valued(
        column("at", Integer), column("student_code", Text), column("enrollment", Uuid), column("again", Boolean),
        column("waits", Boolean), column("reason", Text), column("detail", JSONB), name="added",
    )  # fmt: skip
    async with db.acting_as(actor) as tx:
        await tx.scalar(select(func.set_config("statement_timeout", str(WITHIN_MS), True)))
        with _within():
            rows = await tx.call_rows(found)
        await _require_told(tx, [row["enrollment"] for row in rows if row["enrollment"] and not row["again"]], told)
        return sorted((_became(row) for row in rows), key=lambda each: each.at)


@contextmanager
def _within() -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) != _CANCELLED:
            raise
        raise GrowthError(
            Kind.INVALID,
            "So many take too long at once. Nobody was added.",
            field="people",
            remedy="Send half of the list.",
        ) from error


async def _require_told(tx: Transaction, places: list[UUID], told: Outcome | None) -> None:
    """Refuse places that came otherwise than their sender was told: one stands for all, which are alike."""
    if places:
        require_told(await entered(tx, places[0], is_again=False), told)


def _became(row: Any) -> Became:
    if row["reason"]:
        return Became(row["at"], refusal=_sentence(row))
    return Became(row["at"], row["student_code"], row["again"], row["waits"])


def _sentence(row: Any) -> str:
    names = {"full_name": "Name", "email": "E-mail", "phone": "Phone"}
    said = refusal_named(row["reason"], row["detail"])
    return f"{names.get(said.field or '', 'This row')}: {said.sentence}"


def _forms(people: tuple[Person, ...]) -> list[dict[str, str]]:
    return [{"full_name": each.name, "email": each.email, "phone": _phone(each.phone)} for each in people]


def _phone(written: str) -> str:
    """Return a number as it is kept, or what cannot be one as it was written: the database says what is wrong with it."""
    with suppress(GrowthError):
        return phone_of(written) or ""
    return written
