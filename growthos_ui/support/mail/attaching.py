"""What goes with a mail: the invoice of an installment that was issued, the receipt of a payment; as they were issued."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from growthos_ui.finance import paper

if TYPE_CHECKING:
    from collections.abc import Mapping

    from psycopg import AsyncConnection


@dataclass(frozen=True, slots=True)
class Attachment:
    """A PDF and its name."""

    name: str
    body: bytes


async def attached_to(mail: Mapping[str, Any], connection: AsyncConnection[Any]) -> list[Attachment]:
    """Return what goes with a mail, within the job's own transaction; what was not issued yet is issued there.

    Raises GrowthError where there is no such paper.
    """
    calls = paper.AtWork(connection)
    match mail["kind"]:
        case "invoice_paid":
            found = await paper.receipt(calls, UUID(mail["act"]))
        case "installment_issued":
            found = await paper.invoice(calls, UUID(mail["invoice"]))
        case _:
            return []
    return [Attachment(found.file_name, found.body)]
