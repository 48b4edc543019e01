"""Answers of whoever hands out files: the file, or a page that says in a sentence why there is none."""

from __future__ import annotations

from contextlib import suppress
from html import escape
from http import HTTPStatus
from secrets import token_hex
from typing import TYPE_CHECKING

import structlog
from starlette.responses import HTMLResponse

from growthos_ui.errors import GrowthError, Kind, SignInOver
from growthos_ui.oversight.written import written_of
from growthos_ui.web.refused import write_down

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from starlette.requests import Request
    from starlette.responses import Response

    from growthos_ui.auth.actor import Actor
    from growthos_ui.sign_in.store import SignIns

_log = structlog.get_logger("growthos.files")
_STATUS = {
    Kind.FORBIDDEN: HTTPStatus.FORBIDDEN,
    Kind.MISSING: HTTPStatus.NOT_FOUND,
    Kind.UNAVAILABLE: HTTPStatus.SERVICE_UNAVAILABLE,
    Kind.THROTTLED: HTTPStatus.TOO_MANY_REQUESTS,
}


async def file_or_why(request: Request, file: Awaitable[Response], sign_ins: SignIns) -> Response:
    """Return the file that is being made, or the page that says why there is none; nothing of a fault is shown."""
    try:
        return await file
    except GrowthError as error:
        await write_down(request, error, sign_ins)
        return _page(_STATUS.get(error.kind, HTTPStatus.BAD_REQUEST), error.words())
    except SignInOver:
        return _page(HTTPStatus.UNAUTHORIZED, "Your sign-in has ended. Sign in again.")
    except Exception as error:  # noqa: BLE001 - the person gets an id, the log gets the rest
        request_id = token_hex(6)
        _log.error("file failed", request=request_id, exc_info=error)
        with suppress(Exception):  # the log has it already
            who: Actor = request.scope["actor"]
            await sign_ins.note_error(who.sign_in_id, written_of(error), request=request_id, url=request.url.path)
        return _page(HTTPStatus.INTERNAL_SERVER_ERROR, f"The file could not be made. Request {request_id}")


def _page(status: HTTPStatus, sentence: str) -> HTMLResponse:
    return HTMLResponse(_PAGE.format(sentence=escape(sentence)), status_code=status)


_PAGE = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>No file · Growth OS</title>
<link rel="stylesheet" href="/tokens.css"><link rel="stylesheet" href="/look.css"></head>
<body><main class="page"><div class="stop"><h1 class="title">There is no file</h1>
<p class="muted">{sentence}</p><div class="row"><a class="button button--primary" href="/">Go to Home</a></div></div></main></body>
</html>
"""
