"""GET /export/<list>.csv and .xlsx: the whole filtered list as a file, made under the identity of the request."""

from __future__ import annotations

import asyncio
import tempfile
from contextlib import AsyncExitStack, aclosing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import structlog
from starlette.applications import Starlette
from starlette.responses import StreamingResponse
from starlette.routing import Route

from growthos_ui import db
from growthos_ui.auth.denied import DENIED
from growthos_ui.errors import GrowthError, Kind
from growthos_ui.listing.export import csv_lines, order_of
from growthos_ui.listing.options import find_labels
from growthos_ui.listing.registry import listing_named
from growthos_ui.listing.totals import find_total
from growthos_ui.listing.workbook import write_workbook
from growthos_ui.web.no_file import file_or_why
from growthos_ui.web.turns import Turns

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator

    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.types import Receive, Scope, Send

    from growthos_ui.auth.actor import Actor
    from growthos_ui.db import Transaction
    from growthos_ui.listing.export import Order
    from growthos_ui.listing.listing import Listing
    from growthos_ui.sign_in.store import SignIns

_log = structlog.get_logger("growthos.export")
_LINES_AT_ONCE = 200
_BYTES_AT_ONCE = 64 * 1024
_KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def app(sign_ins: SignIns, turns: Turns | None = None) -> Starlette:
    """Return the routes below /export/. The gate in front of them puts the actor into the scope."""
    return Starlette(routes=[Route("/export/{name}.{kind}", Exports(sign_ins, turns or Turns()).answer)])


class Exports:
    """Makes the files of one process. `sign_ins` is the door where each file is written down."""

    def __init__(self, sign_ins: SignIns, turns: Turns) -> None:
        self._sign_ins = sign_ins
        self._turns = turns

    async def answer(self, request: Request) -> Response:
        """Answer with the file, or with a page that says in a sentence why there is none."""
        async with AsyncExitStack() as held:
            return await file_or_why(request, self._file(request, held), self._sign_ins)

    async def _file(self, request: Request, held: AsyncExitStack) -> Response:
        actor: Actor = request.scope["actor"]
        kind = request.path_params["kind"]
        listing = _listing(request.path_params["name"], kind, actor)
        order = order_of(listing, request.url.query, actor)
        await held.enter_async_context(self._turns.taken(actor.sign_in_id))
        counted = _Counted()
        making = (_lines if kind == "csv" else _workbook)(actor, listing, order, counted)
        chunks = await held.enter_async_context(aclosing(making))
        # The first piece is made before the answer begins, so that a failure can still be one.
        first = await anext(chunks)
        await self._note(actor, listing, order, kind, counted.rows)
        return _File(_from(first, chunks), listing=listing, kind=kind, held=held.pop_all())

    async def _note(self, actor: Actor, listing: Listing, order: Order, kind: str, rows: int) -> None:
        """Write down who takes what away, before they have it: in the audit, and in the log."""
        query = order.ask.query()
        await self._sign_ins.note_export(actor.sign_in_id, listing=listing.name, query=query, kind=kind, rows=rows)
        _log.info(
            "list exported",
            listing=listing.name,
            kind=kind,
            query=query,
            rows=rows,
            columns=[column.name for column in order.columns],
            rows_named=len(order.rows),
            actor=str(actor.user_id),
            organization=str(actor.organization_id),
            sign_in=str(actor.sign_in_id),
        )


class _File(StreamingResponse):
    """The file on its way; what it holds is let go when it has arrived, or when its reader has gone."""

    def __init__(self, content: AsyncIterator[bytes], *, listing: Listing, kind: str, held: AsyncExitStack) -> None:
        headers = {
            "content-disposition": f'attachment; filename="{listing.name}.{kind}"',
            "cache-control": "no-store",
            "x-content-type-options": "nosniff",
        }
        super().__init__(content, media_type=_KINDS[kind], headers=headers)
        self._held = held

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the file."""
        async with self._held:
            await super().__call__(scope, receive, send)


def _listing(name: str, kind: str, actor: Actor) -> Listing:
    listing = listing_named(name)
    if listing is None or listing.export is None or kind not in _KINDS:
        raise GrowthError(Kind.MISSING, "There is no such list to export.")
    for permission in (listing.read, listing.export):
        if not actor.may(permission):
            raise GrowthError(Kind.FORBIDDEN, DENIED[permission])
    return listing


@dataclass(slots=True)
class _Counted:
    """How many rows the file has; known before its first piece is."""

    rows: int = 0


async def _lines(actor: Actor, listing: Listing, order: Order, counted: _Counted) -> AsyncGenerator[bytes, None]:
    """Yield the CSV in pieces of some hundred lines, all read in one transaction: one moment, one identity."""
    async with db.acting_as(actor) as tx:
        await find_labels(tx, listing, order.ask, {}, shown=())
        piece = list[str]()
        async with aclosing(csv_lines(tx, listing, order, ZoneInfo(actor.timezone))) as lines:
            async for line in lines:
                piece.append(line)
                if len(piece) >= _LINES_AT_ONCE:
                    counted.rows = counted.rows or await _rows_of(tx, listing, order)
                    yield "".join(piece).encode()
                    piece.clear()
        counted.rows = counted.rows or len(piece) - 1
        yield "".join(piece).encode()


async def _rows_of(tx: Transaction, listing: Listing, order: Order) -> int:
    """Return how many rows a file has that is too long to be counted first."""
    return len(order.rows) or (await find_total(tx, listing, order.ask, whole=True)).rows


async def _workbook(actor: Actor, listing: Listing, order: Order, counted: _Counted) -> AsyncGenerator[bytes, None]:
    """Yield the workbook from a file of its own, which is gone when the last piece was taken."""
    with tempfile.TemporaryDirectory(prefix="growthos-export-") as folder:
        file = Path(folder) / "list.xlsx"
        async with db.acting_as(actor) as tx:
            counted.rows = await write_workbook(tx, listing, order, file)
        with file.open("rb") as made:
            while piece := await asyncio.to_thread(made.read, _BYTES_AT_ONCE):
                yield piece


async def _from(first: bytes, rest: AsyncGenerator[bytes, None]) -> AsyncIterator[bytes]:
    yield first
    async for chunk in rest:
        yield chunk
