"""POST /import/<kind>?name=…: a file that is handed in. Answers with the address of the page that shows what it would do."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from growthos_ui.auth.denied import DENIED
from growthos_ui.auth.permissions import Permission
from growthos_ui.errors import GrowthError, Kind
from growthos_ui.finance.imports.bringing import take
from growthos_ui.finance.imports.sheet import BYTES_MAX
from growthos_ui.web.answering import answered
from growthos_ui.web.turns import Turns

if TYPE_CHECKING:
    from starlette.requests import Request

    from growthos_ui.auth.actor import Actor
    from growthos_ui.sign_in.store import SignIns

PREFIX = "/import/"
_PAGE = "/finance/imports/"
_MAY = Permission.FINANCE_IMPORTS_CREATE


def app(sign_ins: SignIns, turns: Turns | None = None) -> Starlette:
    """Return the route below /import/. The gate in front of it puts the actor into the scope."""
    taken = turns or Turns()

    async def answer(request: Request) -> Response:
        return await answered(request, _take(request, taken), "file not taken", sign_ins)

    return Starlette(routes=[Route(PREFIX + "{kind}", answer, methods=["POST"])])


async def _take(request: Request, turns: Turns) -> Response:
    actor: Actor = request.scope["actor"]
    if not actor.may(_MAY):
        raise GrowthError(Kind.FORBIDDEN, DENIED[_MAY])
    async with turns.taken(actor.sign_in_id):
        number = await take(
            actor, request.path_params["kind"], request.query_params.get("name", ""), await _body(request)
        )
    return PlainTextResponse(f"{_PAGE}{number}", HTTPStatus.CREATED)


async def _body(request: Request) -> bytes:
    """Return what was sent, and stop reading when it is more than a file may be."""
    sent = bytearray()
    async for chunk in request.stream():
        sent += chunk
        if len(sent) > BYTES_MAX:
            raise GrowthError(Kind.INVALID, "This file is larger than 8 MB. Split it.", field="file")
    return bytes(sent)
