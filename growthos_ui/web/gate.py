"""The perimeter: without a live sign-in there is no page, no file and no websocket, only /auth/ and health."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, quote, urlencode

import psycopg

from growthos_ui.auth import tokens
from growthos_ui.errors import SignInOver
from growthos_ui.sign_in.browser import cookie, header
from growthos_ui.web import stop
from growthos_ui.web.sockets import Close, Socket, actor_of_socket, refuse

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from growthos_ui.auth.actor import Actor
    from growthos_ui.sign_in.browser import Site
    from growthos_ui.sign_in.store import SignIns
    from growthos_ui.web.headers import Dress
    from growthos_ui.web.shared import Shared
    from growthos_ui.web.sockets import OpenSockets

log = logging.getLogger(__name__)

SOCKET_PATH = "/_event"
# What the sign-in page needs; the rest of it is under /auth/ itself.
OPEN_FILES = frozenset({"/favicon.svg", "/favicon.ico", "/fonts/InterVariable.woff2"})
# What Reflex serves besides pages: none of it is for browsers here.
SHUT = ("/_upload", "/_all_routes", "/auth-codespace", "/sitemap.xml", SOCKET_PATH)
_SOCKET_HEADERS = frozenset(
    {b"host", b"origin", b"user-agent", b"accept-language", b"upgrade", b"connection"}
    | {b"sec-websocket-" + each for each in (b"key", b"version", b"protocol", b"extensions")}
)
# The addresses inside that take something: only from a page of this very site.
TAKING = {
    "/import/": frozenset({"POST"}),
    "/files/logo": frozenset({"PUT", "DELETE"}),
    "/files/proofs/": frozenset({"PUT"}),
    stop.PREFIX: frozenset({"POST"}),
}
_PATH_LENGTH_MAX = 2000
_QUERY_LENGTH_MAX = 8000


class Gate:
    """An ASGI application around the whole app. What passes inside carries `scope["actor"]` and no cookie."""

    def __init__(
        self, inside: ASGIApp, *, site: Site, sign_ins: SignIns, sockets: OpenSockets, shared: Shared, dress: Dress
    ) -> None:
        self._inside = inside
        self._site = site
        self._sign_ins = sign_ins
        self._sockets = sockets
        self._shared = shared
        self._dress = dress

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, refuse or pass on one request."""
        if scope["type"] == "lifespan":
            await self._inside(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._websocket(scope, receive, send)
        else:
            await self._http(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        path, host = scope["path"], header(scope, "host")
        send = self._dress.on(send, path=path)
        if path in {"/healthz", "/readyz"}:
            return await self._inside(scope, receive, send)
        if not self._site.knows_host(host):
            return await _answer(send, 421, "This site has another name.")
        if len(path) > _PATH_LENGTH_MAX or len(scope["query_string"]) > _QUERY_LENGTH_MAX:
            return await _answer(send, 414, "This address is too long.")
        # Behind a proxy the server sees http; redirects built inside must still lead to https.
        scope = {**scope, "scheme": self._site.scheme}
        if path.startswith("/auth/"):
            return await self._inside(scope, receive, send)
        return await self._http_inside(scope, receive, send)

    async def _http_inside(self, scope: Scope, receive: Receive, send: Send) -> None:
        if refusal := self._refusal(scope):
            return await _answer(send, *refusal)
        if scope["path"] in OPEN_FILES:
            return await self._inside(_without_cookies(scope), receive, send)
        try:
            actor = await self._sign_ins.by_cookie(cookie(scope, self._site.cookie_name))
            if _is_document(scope):
                await self._sign_ins.touch(actor.sign_in_id)
        except SignInOver:
            return await _to_sign_in(scope, send)
        except psycopg.Error as error:
            log.warning("a request could not be checked (%s)", type(error).__name__)
            return await _answer(send, 503, "The database does not answer. Please try again in a moment.")
        return await self._inside({**_without_cookies(scope), "actor": actor}, receive, send)

    def _refusal(self, scope: Scope) -> tuple[int, str] | None:
        """Return why nobody may ask this, signed in or not."""
        path, method = scope["path"], scope["method"]
        if _is_shut(path):
            return 404, "There is nothing here."
        if method in {"GET", "HEAD"}:
            return None
        if not any(path.startswith(place) and method in methods for place, methods in TAKING.items()):
            return 405, "This address is only for reading."
        if not self._site.is_own_origin(header(scope, "origin"), header(scope, "host")):
            return 403, "This was not sent by a page of this site."
        return None

    async def _websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        host, origin = header(scope, "host"), header(scope, "origin")
        if scope["path"].rstrip("/") != SOCKET_PATH or not self._site.is_own_origin(origin, host):
            log.warning("websocket refused: path=%.60r origin=%.120r", scope["path"], origin)
            return await _refuse_handshake(receive, send)
        if not self._shared.is_there:
            return await _refuse_handshake(receive, send)
        try:
            actor = await self._sign_ins.by_cookie(cookie(scope, self._site.cookie_name))
        except SignInOver:
            return await refuse(receive, send, Close.SIGN_IN_OVER, scope.get("subprotocols") or [])
        except psycopg.Error as error:
            log.warning("a websocket could not be checked (%s)", type(error).__name__)
            return await _refuse_handshake(receive, send)
        return await self._admit(scope, receive, send, actor)

    async def _admit(self, scope: Scope, receive: Receive, send: Send, actor: Actor) -> None:
        query = parse_qs(scope["query_string"].decode("latin-1"))
        client_token = (query.get("token") or [""])[0]
        token = tokens.bind(client_token, sign_in_id=actor.sign_in_id, epoch=actor.epoch).written()
        socket = Socket(actor, token, receive, send)
        if not self._sockets.admit(socket):
            return await refuse(receive, send, Close.TOO_MANY, scope.get("subprotocols") or [])
        before = actor_of_socket.set(actor)
        try:
            await self._inside(self._bound(scope, token), socket.receive, socket.send)
        finally:
            actor_of_socket.reset(before)
            self._sockets.leave(socket)

    def _bound(self, scope: Scope, token: str) -> Scope:
        """Return the handshake as Reflex may see it: the bound token, no cookie, no header that it does not need."""
        return {
            **scope,
            "scheme": "wss" if self._site.secure else "ws",
            "query_string": urlencode({"token": token, "EIO": "4", "transport": "websocket"}).encode(),
            "headers": [(key, value) for key, value in scope["headers"] if key in _SOCKET_HEADERS],
        }


def _is_shut(path: str) -> bool:
    return any(path == each or path.startswith(f"{each}/") for each in SHUT)


def _is_document(scope: Scope) -> bool:
    return "text/html" in (header(scope, "accept") or "") and not scope["path"].startswith("/assets/")


def _without_cookies(scope: Scope) -> Scope:
    return {**scope, "headers": [(key, value) for key, value in scope["headers"] if key != b"cookie"]}


async def _to_sign_in(scope: Scope, send: Send) -> None:
    """Send a reader to the sign-in page and back afterwards; a program or a file gets a plain 401."""
    if not _is_document(scope):
        return await _answer(send, 401, "Please sign in.")
    query = scope["query_string"].decode("latin-1")
    wanted = quote(scope["path"]) + (f"?{query}" if query else "")
    return await _answer(send, 303, "", (b"location", f"/auth/sign-in?next={quote(wanted, safe='')}".encode()))


async def _answer(send: Send, status: int, sentence: str, *more: tuple[bytes, bytes]) -> None:
    body = sentence.encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode()), *more]
    start: Message = {"type": "http.response.start", "status": status, "headers": headers}
    await send(start)
    await send({"type": "http.response.body", "body": body})


async def _refuse_handshake(receive: Receive, send: Send) -> None:
    """Close before accepting: the browser sees HTTP 403 and nothing more."""
    await receive()
    await send({"type": "websocket.close", "code": int(Close.REFUSED)})
