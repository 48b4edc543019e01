"""How to reach a learner, corrected: what two people correct at once is told to the second, with both values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import cast
from sqlalchemy.dialects.postgresql import JSONB

from growthos_ui.errors import GrowthError, Kind
from growthos_ui.people.account import phone_of
from growthos_ui.people.profile import questions

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from growthos_ui.db import Transaction

FIELDS = {"full_name": "Name", "email": "E-mail", "phone": "Phone"}
LENGTH_MAX = 200


async def find_contact(tx: Transaction, student: UUID) -> dict[str, str] | None:
    """Return name, address and number of a learner by field; None where there is no such learner to be seen."""
    row = await tx.one(questions.contact(student))
    return {name: row[name] or "" for name in FIELDS} if row else None


async def correct(tx: Transaction, student: UUID, typed: Mapping[str, str], seen: Mapping[str, str]) -> bool:
    """Save what differs from what was `seen`; return whether anything was changed.

    Raises GrowthError with the field: for what cannot be, and for what somebody else has changed since it was seen.
    """
    changed = {name: words for name in FIELDS if (words := typed[name].strip()) != seen[name]}
    if not changed:
        return False
    for name, words in changed.items():
        if not words:
            raise GrowthError(Kind.INVALID, f"{FIELDS[name]} is needed.", field=name)
    phone = phone_of(changed["phone"]) if "phone" in changed else None
    arguments = (changed.get("full_name"), changed.get("email"), phone, cast(dict(seen), JSONB))
    return bool(await tx.call("private.update_student_profile", student, *arguments))
