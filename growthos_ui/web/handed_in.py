"""POST /import/<kind>?name=…: a file that is handed in. Answers with the address of the page that shows what it would do.

POST /import/people: a list of students. Answers with the people in it; nothing of it is kept.
"""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from growthos_ui.auth.denied import DENIED
from growthos_ui.auth.permissions import Permission
from growthos_ui.errors import GrowthError, Kind
from growthos_ui.finance import newcomers
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
_MAY_ADD = Permission.PEOPLE_STUDENTS_CREATE


def app(sign_ins: SignIns, turns: Turns | None = None) -> Starlette:
    """Return the route below /import/. The gate in front of it puts the actor into the scope."""
    taken = turns or Turns()

    async def answer(request: Request) -> Response:
        return await answered(request, _take(request, taken), "file not taken", sign_ins)

    async def read(request: Request) -> Response:
        return await answered(request, _read(request, taken), "list not read", sign_ins)

    routes = [Route(PREFIX + path, to, methods=["POST"]) for path, to in (("people", read), ("{kind}", answer))]
    return Starlette(routes=routes)


async def _read(request: Request, turns: Turns) -> Response:
    actor: Actor = request.scope["actor"]
    if not actor.may(_MAY_ADD):
        raise GrowthError(Kind.FORBIDDEN, DENIED[_MAY_ADD])
    async with turns.taken(actor.sign_in_id):
        content = await _body(request, newcomers.BYTES_MAX)
        return PlainTextResponse(await asyncio.to_thread(newcomers.list_of, content))


async def _take(request: Request, turns: Turns) -> Response:
    actor: Actor = request.scope["actor"]
    if not actor.may(_MAY):
        raise GrowthError(Kind.FORBIDDEN, DENIED[_MAY])
    async with turns.taken(actor.sign_in_id):
        number = await take(
            actor, request.path_params["kind"], request.query_params.get("name", ""), await _body(request, BYTES_MAX)
        )
    return PlainTextResponse(f"{_PAGE}{number}", HTTPStatus.CREATED)


async def _body(request: Request, most: int) -> bytes:
    """Return what was sent, and stop reading when it is more than a file may be."""
    sent = bytearray()
    async for chunk in request.stream():
        sent += chunk
        if len(sent) > most:
            raise GrowthError(Kind.INVALID, f"This file is larger than {most // 10**6} MB. Split it.", field="file")
    return bytes(sent)
