"""Files that prove payments and refunds: kept with the act, read by whoever may see the money."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from growthos_ui.auth.permissions import Permission
from growthos_ui.db import columns_of
from growthos_ui.finance.models import ProofFile

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from sqlalchemy import RowMapping, Select

    from growthos_ui.db import Transaction

BYTES_MAX = 8 * 1024 * 1024
RULE = "A proof is a picture (PNG, JPEG, WebP) or a PDF of at most 8 MB."
SHOWN_MAX = 400
PROVED_BY = {"payment": Permission.FINANCE_PAYMENTS_CREATE, "refund": Permission.FINANCE_INSTALLMENTS_DECIDE}
"""Which entries of the ledger take proof, and the permission that adding one takes."""
_proof = columns_of(ProofFile)


@dataclass
class Proof:
    """One file, by name and address."""

    name: str = ""
    href: str = ""


async def find_proofs(tx: Transaction, acts: Sequence[UUID]) -> dict[UUID, list[Proof]]:
    """Return the proofs of each of these acts, in the order in which they came."""
    found: dict[UUID, list[Proof]] = defaultdict(list)
    for row in await tx.rows(_named(acts)) if acts else []:
        found[row["act_id"]].append(Proof(name=row["name"], href=f"/files/proofs/{row['id']}"))
    return found


async def find_proof(tx: Transaction, proof_id: UUID) -> RowMapping | None:
    """Return a proof with its bytes; None where there is none, or none that the actor may see."""
    return await tx.one(select(_proof.name, _proof.media_type, _proof.body).where(_proof.id == proof_id))


async def add_proof(tx: Transaction, act: UUID, name: str, body: bytes) -> None:
    """Keep a file as proof of an act; the same file again is there already. Raises GrowthError as the database refuses."""
    await tx.call("private.add_proof", act, name, body)


def _named(acts: Sequence[UUID]) -> Select[Any]:
    return (
        select(_proof.id, _proof.act_id, _proof.name)
        .where(_proof.act_id.in_(acts))
        .order_by(_proof.added_at, _proof.id)
        .limit(SHOWN_MAX)
    )
