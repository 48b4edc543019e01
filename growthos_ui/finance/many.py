"""Acts on many installments at once: more time for all of them, or a reminder to all who owe. All of them or none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from growthos_ui.auth.permissions import Permission
from growthos_ui.db import columns_of
from growthos_ui.errors import GrowthError
from growthos_ui.finance.acts import REASON_LENGTH_MAX
from growthos_ui.finance.amounts import day_of
from growthos_ui.finance.models import InstallmentPlan, Invoice
from growthos_ui.listing.acts import Act
from growthos_ui.listing.boxes import Box
from growthos_ui.listing.words import day_words, number_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from sqlalchemy import Select

    from growthos_ui.db import Transaction

_part, _bill = columns_of(InstallmentPlan), columns_of(Invoice)
_NOUN = ("installment", "installments")


async def extend(tx: Transaction, parts: Sequence[UUID], said: Mapping[str, str]) -> str:
    """Give every one of these installments time until this day, for this reason, and say so.

    Raises GrowthError naming the installment that cannot have it, and none gets it.
    """
    to = day_of(said["extended_to"], field="extended_to")
    names = {row["id"]: f"{row['invoice_number']}-{row['installment_number']}" for row in await tx.rows(_named(parts))}
    for part in parts:
        try:
            await tx.call("private.extend_installment", part, to, said["reason"])
        except GrowthError as error:
            if error.field == "reason":
                raise
            raise GrowthError(error.kind, f"{names[part]}: {error.sentence} Nothing was changed.") from error
    return f"{number_of(len(parts), _NOUN)} {_are(len(parts))} now due on {day_words(to)}."


async def remind(tx: Transaction, parts: Sequence[UUID], _said: Mapping[str, str]) -> str:
    """Put a reminder of each of these installments into the outbox, and say how many, and why not the others."""
    counts = await tx.call("private.remind_installments", list(parts))
    told = [f"{number_of(counts['queued'], ('reminder', 'reminders'))} {_are(counts['queued'])} in the outbox now."]
    others = [f"{counts[name]} {words}" for name, words in _NOT_REMINDED if counts[name]]
    return " ".join([*told, *([f"Not reminded: {', '.join(others)}."] if others else [])])


_NOT_REMINDED = (
    ("today", "reminded today already"),
    ("settled", "with nothing to pay yet or any more"),
    ("paused", "promised or paused"),
    ("unwanted", "not written to"),
)

EXTEND = Act(
    name="extend",
    label="Extend",
    needs=Permission.FINANCE_INSTALLMENTS_CHANGE,
    noun=_NOUN,
    joins="",
    boxes=(Box("extended_to", "New due date", "day"), Box("reason", "Why", most=REASON_LENGTH_MAX)),
    run=extend,
    # Each is followed up to the access of its learner.
    most=200,
)
REMIND = Act(
    name="remind",
    label="Remind now",
    needs=Permission.FINANCE_INSTALLMENTS_CHANGE,
    noun=_NOUN,
    joins="of",
    confirm="A mail goes to each student for each installment that is owed, once a day. It cannot be called back once it is sent.",
    run=remind,
    most=500,
)


def _named(parts: Sequence[UUID]) -> Select[Any]:
    return (
        select(_part.id, _part.installment_number, _bill.invoice_number)
        .join_from(InstallmentPlan, Invoice, (_bill.organization_id == _part.organization_id) & (_bill.id == _part.invoice_id))
        .where(_part.id.in_(parts))
    )  # fmt: skip


def _are(number: int) -> str:
    return "is" if number == 1 else "are"
