"""What goes with a mail: the receipt of a payment, as it was issued."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from psycopg import AsyncConnection


@dataclass(frozen=True, slots=True)
class Attachment:
    """A PDF and its name."""

    name: str
    body: bytes


async def attached_to(mail: Mapping[str, Any], connection: AsyncConnection[Any]) -> list[Attachment]:  # noqa: ARG001
    """Return what goes with a mail, within the job's own transaction."""
    return []
