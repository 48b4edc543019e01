"""GET /export/<list>.csv and .xlsx: the whole filtered list as a file, made under the identity of the request."""

from __future__ import annotations

import asyncio
import tempfile
from contextlib import aclosing
from html import escape
from http import HTTPStatus
from pathlib import Path
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
from growthos_ui.listing.export import csv_lines, order_of
from growthos_ui.listing.options import find_labels
from growthos_ui.listing.registry import listing_named
from growthos_ui.listing.workbook import write_workbook

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator

    from starlette.requests import Request
    from starlette.responses import Response

    from growthos_ui.auth.actor import Actor
    from growthos_ui.listing.export import Order
    from growthos_ui.listing.listing import Listing

_log = structlog.get_logger("growthos.export")
_STATUS = {
    Kind.FORBIDDEN: HTTPStatus.FORBIDDEN,
    Kind.MISSING: HTTPStatus.NOT_FOUND,
    Kind.UNAVAILABLE: HTTPStatus.SERVICE_UNAVAILABLE,
}
_LINES_AT_ONCE = 200
_BYTES_AT_ONCE = 64 * 1024
_KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def app() -> Starlette:
    """Return the routes below /export/. The gate in front of them puts the actor into the scope."""
    return Starlette(routes=[Route("/export/{name}.{kind}", export)])


async def export(request: Request) -> Response:
    """Answer with the file, or with a page that says in a sentence why there is none."""
    actor: Actor = request.scope["actor"]
    kind = request.path_params["kind"]
    try:
        listing = _listing(request.path_params["name"], kind, actor)
        order = order_of(listing, request.url.query, actor)
        chunks = _lines(actor, listing, order) if kind == "csv" else _workbook(actor, listing, order)
        # The first piece is made before the answer begins, so that a failure can still be one.
        first = await anext(chunks)
    except GrowthError as error:
        return _page(_STATUS.get(error.kind, HTTPStatus.BAD_REQUEST), error.words())
    except SignInOver:
        return _page(HTTPStatus.UNAUTHORIZED, "Your sign-in has ended. Sign in again.")
    except Exception as error:  # noqa: BLE001 - the person gets an id, the log gets the rest
        request_id = token_hex(6)
        _log.error("export failed", request=request_id, exc_info=error)
        return _page(HTTPStatus.INTERNAL_SERVER_ERROR, f"The file could not be made. Request {request_id}")
    _note(actor, listing, order, kind)
    return StreamingResponse(
        _from(first, chunks),
        media_type=_KINDS[kind],
        headers={
            "content-disposition": f'attachment; filename="{listing.name}.{kind}"',
            "cache-control": "no-store",
            "x-content-type-options": "nosniff",
        },
    )


def _listing(name: str, kind: str, actor: Actor) -> Listing:
    listing = listing_named(name)
    if listing is None or listing.export is None or kind not in _KINDS:
        raise GrowthError(Kind.MISSING, "There is no such list to export.")
    for permission in (listing.read, listing.export):
        if not actor.may(permission):
            raise GrowthError(Kind.FORBIDDEN, DENIED[permission])
    return listing


async def _lines(actor: Actor, listing: Listing, order: Order) -> AsyncGenerator[bytes, None]:
    """Yield the CSV in pieces of some hundred lines, all read in one transaction: one moment, one identity."""
    async with db.acting_as(actor) as tx:
        await find_labels(tx, listing, order.ask, {})
        lines = list[str]()
        async for line in csv_lines(tx, listing, order, ZoneInfo(actor.timezone)):
            lines.append(line)
            if len(lines) >= _LINES_AT_ONCE:
                yield "".join(lines).encode()
                lines.clear()
        yield "".join(lines).encode()


async def _workbook(actor: Actor, listing: Listing, order: Order) -> AsyncGenerator[bytes, None]:
    """Yield the workbook from a file of its own, which is gone when the last piece was taken."""
    with tempfile.TemporaryDirectory(prefix="growthos-export-") as folder:
        file = Path(folder) / "list.xlsx"
        async with db.acting_as(actor) as tx:
            await write_workbook(tx, listing, order, file)
        with file.open("rb") as made:
            while piece := await asyncio.to_thread(made.read, _BYTES_AT_ONCE):
                yield piece


async def _from(first: bytes, rest: AsyncGenerator[bytes, None]) -> AsyncIterator[bytes]:
    async with aclosing(rest):
        yield first
        async for chunk in rest:
            yield chunk


def _note(actor: Actor, listing: Listing, order: Order, kind: str) -> None:
    """Write down who took what away. The row in admin_logs belongs here as well, once the law has a function for it."""
    _log.info(
        "list exported",
        listing=listing.name,
        kind=kind,
        query=order.ask.query(),
        columns=[column.name for column in order.columns],
        rows_named=len(order.rows),
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
