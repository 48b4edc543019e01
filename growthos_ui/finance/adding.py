"""Adding a student together with the first place and its bill: foretold as any enrolment is, and done once in one transaction."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from sqlalchemy import cast
from sqlalchemy.dialects.postgresql import JSONB

from growthos_ui import db
from growthos_ui.finance.enrolling_acts import Outcome, Seen, entered, request_of, require_told
from growthos_ui.finance.trying import undone, with_reason
from growthos_ui.people.account import phone_of

if TYPE_CHECKING:
    from growthos_ui.auth.actor import Actor
    from growthos_ui.db import Transaction
    from growthos_ui.finance.enrolling_acts import Typed

PERSON = ("full_name", "email", "phone", "company_name")
"""The boxes of the person; all others are about the place."""


@dataclass(frozen=True, slots=True)
class Added:
    """A student who was added: their code, whether by an earlier form with the same key, and whether the place waits for a second person."""

    code: str
    is_again: bool
    waits: bool = False


async def tried(actor: Actor, seen: Seen, typed: Typed) -> Outcome:
    """Return what the place would be, whoever gets it; nothing of it stays. Raises GrowthError where it would be refused."""
    form = _unsaid(seen, typed)

    async def trial(tx: Transaction) -> Outcome:
        answer = await tx.call("private.create_student_complete", form, None)
        return await entered(tx, UUID(answer["enrollment"]), is_again=False)

    return await undone(actor, trial)


async def agreed(actor: Actor, seen: Seen, typed: Typed) -> Outcome:
    """Return what the place is once a second person agrees to it; nothing of it stays. Raises GrowthError as `tried`."""
    form = _unsaid(seen, typed)

    async def trial(tx: Transaction) -> Outcome:
        would = await tx.call("private.try_newcomer_agreed", form)
        return await entered(tx, UUID(would["place"]), is_again=False)

    return await undone(actor, trial)


async def added(actor: Actor, seen: Seen, typed: Typed, *, key: str, told: Outcome | None) -> Added:
    """Add the student in one transaction. Sent twice with one key, they are added once.

    `told` is what its sender was told would come of it, if that was told. Raises GrowthError: the refusal, or Conflict where the
    price or the dates have changed meanwhile; then nothing was changed.
    """
    async with db.acting_as(actor) as tx:
        answer = await tx.call("private.create_student_complete", cast(_form(seen, typed), JSONB), key)
        is_again = "again" in answer
        if not is_again:
            require_told(await entered(tx, UUID(answer["enrollment"]), is_again=False), told)
        return Added(answer["student_code"], is_again)


async def added_and_asked(actor: Actor, seen: Seen, typed: Typed, *, key: str) -> Added:
    """Add the student, and ask a second person for the place, which is above the limit. Sent twice with one key, both are done once.

    Raises GrowthError: the refusal, of either.
    """
    async with db.acting_as(actor) as tx:
        answer = await tx.call("private.add_student_and_ask", cast(_form(seen, typed), JSONB), key)
        return Added(answer["student_code"], "again" in answer, waits=True)


def _form(seen: Seen, typed: Typed) -> dict[str, Any]:
    """Return the whole form as the database reads it. Raises GrowthError for what cannot be read."""
    person = {name: typed.get(name, "") for name in PERSON}
    return person | {"phone": phone_of(person["phone"]) or ""} | request_of("add", seen, typed)


def _unsaid(seen: Seen, typed: Typed) -> Any:
    """Return the form of a trial: the place as it was typed, for nobody yet."""
    return cast(request_of("add", seen, with_reason(typed)) | _somebody(), JSONB)


def _somebody() -> dict[str, str]:
    """Return a person whom there cannot be yet: what a place costs does not hang on whose it is."""
    return {
        "full_name": "(not said yet)",
        "email": f"{uuid4()}@unsaid.invalid",
        "phone": f"+99{secrets.randbelow(10**12):012}",
    }
