"""What a request beside the pages answers when it goes wrong: a sentence, or the id under which the log has the rest."""

from __future__ import annotations

from http import HTTPStatus
from secrets import token_hex
from typing import TYPE_CHECKING

import structlog
from starlette.responses import PlainTextResponse, Response

from growthos_ui.errors import GrowthError, Kind, SignInOver
from growthos_ui.web.refused import write_down

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from starlette.requests import Request

    from growthos_ui.sign_in.store import SignIns

_log = structlog.get_logger("growthos.answering")
_STATUS = {
    Kind.INVALID: HTTPStatus.UNPROCESSABLE_ENTITY,
    Kind.FORBIDDEN: HTTPStatus.FORBIDDEN,
    Kind.MISSING: HTTPStatus.NOT_FOUND,
    Kind.DUPLICATE: HTTPStatus.CONFLICT,
    Kind.THROTTLED: HTTPStatus.TOO_MANY_REQUESTS,
    Kind.UNAVAILABLE: HTTPStatus.SERVICE_UNAVAILABLE,
}


async def answered(request: Request, work: Awaitable[Response], about: str, sign_ins: SignIns) -> Response:
    """Return the answer of the work, or the sentence of what refused it; `about` names the work in the log."""
    try:
        return await work
    except GrowthError as error:
        await write_down(request, error, sign_ins)
        return PlainTextResponse(error.words(), _STATUS.get(error.kind, HTTPStatus.BAD_REQUEST))
    except SignInOver:
        return PlainTextResponse("Your sign-in has ended. Sign in again.", HTTPStatus.UNAUTHORIZED)
    except Exception as error:  # noqa: BLE001 - the person gets an id, the log gets the rest
        request_id = token_hex(6)
        _log.error(about, request=request_id, exc_info=error)
        return PlainTextResponse(f"That did not work. Request {request_id}", HTTPStatus.INTERNAL_SERVER_ERROR)
