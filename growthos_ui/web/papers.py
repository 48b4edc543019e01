"""/files/<invoice|receipt|statement>/…: paper for whoever sees the money; the first download issues it.

/files/invoice/INV-STU000001-01.pdf           as its terms stand; ?revision=1 as it was issued first
/files/receipt/RCPT-000001.pdf
/files/statement/STU000001/PKR.pdf            as of today
/files/statement/STMT-000001.pdf              as it was issued
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from uuid import UUID

from starlette.responses import Response
from starlette.routing import Route

from growthos_ui import db
from growthos_ui.auth.denied import DENIED
from growthos_ui.auth.permissions import Permission
from growthos_ui.errors import GrowthError, Kind
from growthos_ui.finance.paper import naming
from growthos_ui.web.no_file import file_or_why
from growthos_ui.web.turns import Turns

if TYPE_CHECKING:
    from starlette.requests import Request

    from growthos_ui.auth.actor import Actor
    from growthos_ui.db import Transaction
    from growthos_ui.finance.paper import Document
    from growthos_ui.sign_in.store import SignIns

NEEDS = {
    "invoice": Permission.FINANCE_INVOICES_READ,
    "receipt": Permission.FINANCE_PAYMENTS_READ,
    "statement": Permission.FINANCE_INSTALLMENTS_READ,
}
_DIGITS_MAX = 6


def routes(sign_ins: SignIns) -> list[Route]:
    """Return the routes of paper. `sign_ins` is the door where each download is written down."""
    papers = _Papers(sign_ins)
    return [
        Route("/files/{kind:str}/{name:str}.pdf", papers.answer, methods=["GET"]),
        Route("/files/{kind:str}/{name:str}/{currency:str}.pdf", papers.answer, methods=["GET"]),
    ]


class _Papers:
    """Hands paper out, a few at once."""

    def __init__(self, sign_ins: SignIns) -> None:
        self._sign_ins = sign_ins
        self._turns = Turns()

    async def answer(self, request: Request) -> Response:
        """Answer with the PDF, or with a page that says in a sentence why there is none."""
        return await file_or_why(request, self._file(request), self._sign_ins)

    async def _file(self, request: Request) -> Response:
        actor: Actor = request.scope["actor"]
        kind = request.path_params["kind"]
        if kind not in NEEDS or "\0" in request.scope["path"]:
            raise GrowthError(Kind.MISSING, "There is no such document.")
        if not actor.may(NEEDS[kind]):
            raise GrowthError(Kind.FORBIDDEN, DENIED[NEEDS[kind]])
        async with self._turns.taken(actor.sign_in_id):
            async with db.acting_as(actor) as tx:
                document = await _document(tx, request, kind)
            await self._note(actor, document)
        return _pdf(document)

    async def _note(self, actor: Actor, document: Document) -> None:
        """Write down who takes what away, before they have it."""
        record = UUID(document.id) if document.id else None
        purpose = f"Downloaded the {document.kind} {document.number}."
        await self._sign_ins.note_look(actor.sign_in_id, table="documents", record=record, purpose=purpose)


async def _document(tx: Transaction, request: Request, kind: str) -> Document:
    name, currency = request.path_params["name"], request.path_params.get("currency")
    revision = request.query_params.get("revision")
    if currency is not None and kind == "statement":
        return await naming.account_of(tx, name, currency)
    if currency is not None:
        raise GrowthError(Kind.MISSING, "There is no such document.")
    if revision is not None or kind == "statement":
        return await naming.issued(tx, kind, name, _number(revision or "1"))
    return await (naming.invoice_named if kind == "invoice" else naming.receipt_named)(tx, name)


def _number(typed: str) -> int:
    if not typed.isdecimal() or len(typed) > _DIGITS_MAX:
        raise GrowthError(Kind.INVALID, "A revision is a number, such as 2.", field="revision")
    return int(typed)


def _pdf(document: Document) -> Response:
    name = re.sub(r"[^A-Za-z0-9 ._-]", "_", document.file_name)
    headers = {
        "content-disposition": f'attachment; filename="{name}"',
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
        "content-security-policy": "default-src 'none'; sandbox",
    }
    if document.digest:
        headers["etag"] = f'"{document.digest}"'
    return Response(document.body, media_type="application/pdf", headers=headers)
