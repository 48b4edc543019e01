"""/files/proofs/<id>: a proof of money, for whoever sees the money. PUT /files/proofs/<act>?name=… keeps one more with an act."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import TYPE_CHECKING
from uuid import UUID

from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from growthos_ui import db
from growthos_ui.auth.denied import DENIED
from growthos_ui.auth.permissions import Permission
from growthos_ui.errors import GrowthError, Kind
from growthos_ui.finance.proofs import BYTES_MAX, RULE, add_proof, find_proof
from growthos_ui.web.no_file import file_or_why
from growthos_ui.web.refused import write_down
from growthos_ui.web.turns import Turns

if TYPE_CHECKING:
    from starlette.requests import Request

    from growthos_ui.auth.actor import Actor
    from growthos_ui.sign_in.store import SignIns

PREFIX = "/files/proofs/"
_SEES, _ADDS = Permission.FINANCE_PAYMENTS_READ, Permission.FINANCE_PAYMENTS_CREATE
_NAME_LENGTH_MAX = 200


def routes(sign_ins: SignIns) -> list[Route]:
    """Return the route of proofs. `sign_ins` is the door where each download is written down."""
    turns = Turns()

    async def answer(request: Request) -> Response:
        if request.method == "PUT":
            return await file_or_why(request, _kept_or_why(request, turns, sign_ins), sign_ins)
        return await file_or_why(request, _show(request, sign_ins), sign_ins)

    return [Route(PREFIX + "{id:str}", answer, methods=["GET", "PUT"])]


async def _show(request: Request, sign_ins: SignIns) -> Response:
    actor: Actor = request.scope["actor"]
    _require(actor, _SEES)
    proof_id = _id(request)
    async with db.acting_as(actor) as tx:
        found = await find_proof(tx, proof_id)
    if found is None:
        raise GrowthError(Kind.MISSING, "There is no such proof.")
    await sign_ins.note_look(actor.sign_in_id, table="proof_files", record=proof_id, purpose="Downloaded a proof.")
    name = re.sub(r"[^A-Za-z0-9 ._-]", "_", found["name"])
    headers = {
        "content-disposition": f'attachment; filename="{name}"',
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
        "content-security-policy": "default-src 'none'; sandbox",
    }
    return Response(found["body"], media_type=found["media_type"], headers=headers)


async def _kept_or_why(request: Request, turns: Turns, sign_ins: SignIns) -> Response:
    """Keep a proof; a refusal is one sentence of plain text, for the page that sent it."""
    try:
        return await _keep(request, turns)
    except GrowthError as error:
        await write_down(request, error, sign_ins)
        return PlainTextResponse(error.words(), HTTPStatus.UNPROCESSABLE_ENTITY)


async def _keep(request: Request, turns: Turns) -> Response:
    actor: Actor = request.scope["actor"]
    _require(actor, _ADDS)
    act, name = _id(request), request.query_params.get("name", "").replace("\0", "")[-_NAME_LENGTH_MAX:]
    async with turns.taken(actor.sign_in_id):
        body = await _body(request)
        async with db.acting_as(actor) as tx:
            await add_proof(tx, act, name, body)
    return Response(status_code=HTTPStatus.NO_CONTENT)


def _require(actor: Actor, permission: Permission) -> None:
    if not actor.may(permission):
        raise GrowthError(Kind.FORBIDDEN, DENIED[permission])


def _id(request: Request) -> UUID:
    try:
        return UUID(request.path_params["id"])
    except ValueError as error:
        raise GrowthError(Kind.MISSING, "There is no such proof.") from error


async def _body(request: Request) -> bytes:
    """Return what was sent, and stop reading when it is more than a proof may be."""
    sent = bytearray()
    async for chunk in request.stream():
        sent += chunk
        if len(sent) > BYTES_MAX:
            raise GrowthError(Kind.INVALID, f"This file is too large. {RULE}", field="proof")
    return bytes(sent)
