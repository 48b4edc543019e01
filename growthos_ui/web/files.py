"""/files/logo: the logo of the reader's organisation; and, for who may change settings, another one in its place.

What else is below /files/ has modules of its own: papers, proofs.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from growthos_ui import db
from growthos_ui.auth.denied import DENIED
from growthos_ui.auth.permissions import Permission
from growthos_ui.errors import GrowthError, Kind
from growthos_ui.growth.logo import BYTES_MAX, RULE, logo, show_logo
from growthos_ui.web import papers, proofs
from growthos_ui.web.answering import answered

if TYPE_CHECKING:
    from starlette.requests import Request

    from growthos_ui.auth.actor import Actor
    from growthos_ui.sign_in.store import SignIns

LOGO = "/files/logo"
# A picture is only ever drawn: opened by itself it may load and run nothing.
_ALONE = {"content-security-policy": "default-src 'none'; sandbox", "x-content-type-options": "nosniff"}
_MAY = Permission.GROWTH_SETTINGS_CHANGE


def app(sign_ins: SignIns) -> Starlette:
    """Return the routes below /files/. The gate in front of them puts the actor into the scope."""

    async def answer(request: Request) -> Response:
        actor: Actor = request.scope["actor"]
        asked = _show(request, actor) if request.method in {"GET", "HEAD"} else _change(request, actor)
        return await answered(request, asked, "logo failed", sign_ins)

    return Starlette(
        routes=[
            Route(LOGO, answer, methods=["GET", "HEAD", "PUT", "DELETE"]),
            *proofs.routes(sign_ins),
            *papers.routes(sign_ins),
        ]
    )


async def _show(request: Request, actor: Actor) -> Response:
    async with db.acting_as(actor) as tx:
        found = await tx.one(logo())
    if found is None:
        return PlainTextResponse("There is no logo.", HTTPStatus.NOT_FOUND)
    # The address names the bytes: another logo, or another organisation's, has another one.
    is_named = request.query_params.get("v") == found["digest"]
    kept = "private, max-age=31536000, immutable" if is_named else "no-store"
    return Response(found["image"], media_type=found["media_type"], headers={**_ALONE, "cache-control": kept})


async def _change(request: Request, actor: Actor) -> Response:
    if not actor.may(_MAY):
        raise GrowthError(Kind.FORBIDDEN, DENIED[_MAY])
    image = await _body(request) if request.method == "PUT" else None
    async with db.acting_as(actor) as tx:
        await show_logo(tx, image)
    return Response(status_code=HTTPStatus.NO_CONTENT)


async def _body(request: Request) -> bytes:
    """Return what was sent, and stop reading when it is more than a logo may be."""
    sent = bytearray()
    async for chunk in request.stream():
        sent += chunk
        if len(sent) > BYTES_MAX:
            raise GrowthError(Kind.INVALID, f"This picture is larger than 200 KB. {RULE}", field="logo")
    return bytes(sent)
