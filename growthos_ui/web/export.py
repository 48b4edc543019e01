"""GET /export/<list>.csv: the whole filtered list as a file, streamed under the identity of the request."""

from __future__ import annotations

from contextlib import aclosing
from html import escape
from http import HTTPStatus
from secrets import token_hex
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import structlog
from starlette.applications import Starlette
from starlette.responses import HTMLResponse, StreamingResponse
from starlette.routing import Route

from growthos_ui import db
from growthos_ui.auth.permissions import DENIED
from growthos_ui.errors import GrowthError, Kind, SignInOver
from growthos_ui.listing.ask import ask_of
from growthos_ui.listing.export import csv_lines
from growthos_ui.listing.found import find_labels
from growthos_ui.listing.registry import listing_named

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator

    from starlette.requests import Request
    from starlette.responses import Response

    from growthos_ui.auth.actor import Actor
    from growthos_ui.listing.ask import Ask
    from growthos_ui.listing.listing import Listing

_log = structlog.get_logger("growthos.export")
_STATUS = {
    Kind.FORBIDDEN: HTTPStatus.FORBIDDEN,
    Kind.MISSING: HTTPStatus.NOT_FOUND,
    Kind.UNAVAILABLE: HTTPStatus.SERVICE_UNAVAILABLE,
}
_LINES_AT_ONCE = 200


def app() -> Starlette:
    """Return the routes below /export/. The gate in front of them puts the actor into the scope."""
    return Starlette(routes=[Route("/export/{name}.csv", export)])


async def export(request: Request) -> Response:
    """Answer with the file, or with a page that says in a sentence why there is none."""
    actor: Actor = request.scope["actor"]
    try:
        listing = _listing(request.path_params["name"], actor)
        ask = ask_of(listing, request.url.query)
        chunks = _chunks(actor, listing, ask)
        # The first rows are fetched before the answer begins, so that a failure can still be one.
        first = await anext(chunks)
    except GrowthError as error:
        return _page(_STATUS.get(error.kind, HTTPStatus.BAD_REQUEST), error.words())
    except SignInOver:
        return _page(HTTPStatus.UNAUTHORIZED, "Your sign-in has ended. Sign in again.")
    except Exception as error:  # noqa: BLE001 - the person gets an id, the log gets the rest
        request_id = token_hex(6)
        _log.error("export failed", request=request_id, exc_info=error)
        return _page(HTTPStatus.INTERNAL_SERVER_ERROR, f"The file could not be made. Request {request_id}")
    _note(actor, listing, ask)
    return StreamingResponse(
        _from(first, chunks),
        media_type="text/csv; charset=utf-8",
        headers={
            "content-disposition": f'attachment; filename="{listing.name}.csv"',
            "cache-control": "no-store",
            "x-content-type-options": "nosniff",
        },
    )


def _listing(name: str, actor: Actor) -> Listing:
    listing = listing_named(name)
    if listing is None or listing.export is None:
        raise GrowthError(Kind.MISSING, "There is no such list to export.")
    for permission in (listing.read, listing.export):
        if not actor.may(permission):
            raise GrowthError(Kind.FORBIDDEN, DENIED[permission])
    return listing


async def _chunks(actor: Actor, listing: Listing, ask: Ask) -> AsyncGenerator[str, None]:
    """Yield the file in pieces of some hundred lines, all read in one transaction: one moment, one identity."""
    async with db.acting_as(actor) as tx:
        await find_labels(tx, listing, ask, {})
        columns, zone, lines = listing.columns_for(actor), ZoneInfo(actor.timezone), list[str]()
        async for line in csv_lines(tx, listing, ask, columns, zone):
            lines.append(line)
            if len(lines) >= _LINES_AT_ONCE:
                yield "".join(lines)
                lines.clear()
        yield "".join(lines)


async def _from(first: str, rest: AsyncGenerator[str, None]) -> AsyncIterator[str]:
    async with aclosing(rest):
        yield first
        async for chunk in rest:
            yield chunk


def _note(actor: Actor, listing: Listing, ask: Ask) -> None:
    """Write down who took what away. The row in admin_logs belongs here as well, once the law has a function for it."""
    _log.info(
        "list exported",
        listing=listing.name,
        query=ask.query(),
        actor=str(actor.user_id),
        organization=str(actor.organization_id),
        sign_in=str(actor.sign_in_id),
    )


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
