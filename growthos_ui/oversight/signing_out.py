"""Ending the sign-ins of others: all of them or none. Their open pages leave at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import String as Words
from sqlalchemy import column, select, values

from growthos_ui.auth.permissions import Permission
from growthos_ui.errors import GrowthError, Kind
from growthos_ui.listing.acts import Act
from growthos_ui.listing.words import number_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from sqlalchemy import Select

    from growthos_ui.db import Transaction

_NOUN = ("sign-in", "sign-ins")
REASONS = (
    ("left", "The person left"),
    ("lost", "The device was lost"),
    ("unknown", "Nobody knows this device"),
    ("shared", "The account was shared"),
    ("other", "Another reason"),
)
_reason = values(column("value", Words), column("label", Words), name="reason").data(list(REASONS))


def reasons() -> Select[Any]:
    """Return why a sign-in may be ended, as the dialog offers it."""
    return select(_reason.c.value, _reason.c.label)


async def end_sign_ins(tx: Transaction, sign_ins: Sequence[UUID], said: Mapping[str, str]) -> str:
    """End these sign-ins for a reason, and say how many were still open.

    Raises GrowthError, and none ends, when one is the actor's own, a superadmin's or of nowhere.
    """
    why = dict(REASONS).get(said["choice"])
    if why is None:
        raise GrowthError(Kind.INVALID, "Choose why.", field="choice")
    # In one order, so that two at once wait for each other instead of locking each other out.
    ended = [await tx.call("private.revoke_session", each, why) for each in sorted(sign_ins)]
    return f"{number_of(sum(ended), _NOUN)} ended. Open pages there have left."


END_SIGN_INS = Act(
    name="end",
    label="End sign-in",
    needs=Permission.OVERSIGHT_SIGN_INS_MANAGE,
    noun=_NOUN,
    asks="Why",
    options=reasons,
    run=end_sign_ins,
    most=200,
)
