"""POST /import/<kind>?name=…: a file that is handed in. Answers with the address of the page that shows what it would do."""

from __future__ import annotations

from http import HTTPStatus
from secrets import token_hex
from typing import TYPE_CHECKING

import structlog
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from growthos_ui.auth.denied import DENIED
from growthos_ui.auth.permissions import Permission
from growthos_ui.errors import GrowthError, Kind, SignInOver
from growthos_ui.finance.imports.bringing import take
from growthos_ui.finance.imports.sheet import BYTES_MAX
from growthos_ui.web.turns import Turns

if TYPE_CHECKING:
    from starlette.requests import Request

    from growthos_ui.auth.actor import Actor

PREFIX = "/import/"
_PAGE = "/finance/imports/"
_MAY = Permission.FINANCE_IMPORTS_CREATE
_log = structlog.get_logger("growthos.handed_in")
_STATUS = {
    Kind.INVALID: HTTPStatus.UNPROCESSABLE_ENTITY,
    Kind.FORBIDDEN: HTTPStatus.FORBIDDEN,
    Kind.MISSING: HTTPStatus.NOT_FOUND,
    Kind.DUPLICATE: HTTPStatus.CONFLICT,
    Kind.THROTTLED: HTTPStatus.TOO_MANY_REQUESTS,
    Kind.UNAVAILABLE: HTTPStatus.SERVICE_UNAVAILABLE,
}


def app(turns: Turns | None = None) -> Starlette:
    """Return the route below /import/. The gate in front of it puts the actor into the scope."""
    taken = turns or Turns()

    async def answer(request: Request) -> Response:
        try:
            return await _take(request, taken)
        except GrowthError as error:
            return PlainTextResponse(error.words(), _STATUS.get(error.kind, HTTPStatus.BAD_REQUEST))
        except SignInOver:
            return PlainTextResponse("Your sign-in has ended. Sign in again.", HTTPStatus.UNAUTHORIZED)
        except Exception as error:  # noqa: BLE001 - the person gets an id, the log gets the rest
            request_id = token_hex(6)
            _log.error("file not taken", request=request_id, exc_info=error)
            return PlainTextResponse(f"That did not work. Request {request_id}", HTTPStatus.INTERNAL_SERVER_ERROR)

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
