"""The headers of every answer: what the browser may do with it, and how long it may keep it."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from starlette.types import Message, Send

    from growthos_ui.sign_in.browser import Site

Header = tuple[bytes, bytes]

_ALWAYS: tuple[Header, ...] = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=(), payment=(), usb=()"),
)
_HTTPS_ONLY: Header = (b"strict-transport-security", b"max-age=31536000; includeSubDomains")

_A_YEAR = b"max-age=31536000, immutable"
_INLINE_SCRIPT = re.compile(r"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", re.DOTALL | re.IGNORECASE)
# The one built file that is rewritten at start, with the port of this process.
_REWRITTEN = "/assets/reflex-env-"


@dataclass(frozen=True, slots=True)
class Dress:
    """Puts the headers on the answers of one site; `hashes` name the inline scripts of the built pages."""

    site: Site
    hashes: Iterable[str] = ()

    def page_policy(self) -> str:
        """Return the content security policy of a page: our own scripts, no eval, our own socket.

        No word of the request is in it. Under a computer's own names 'self' is the socket too; older browsers
        need it named, under the public address.
        """
        socket = f"{'wss' if self.site.secure else 'ws'}://{self.site.netloc}"
        return "; ".join(
            (
                "default-src 'none'",
                " ".join(("script-src 'self'", *self.hashes)),
                # The components of the interface write style attributes; without this no page stands.
                "style-src 'self' 'unsafe-inline'",
                "img-src 'self' data: blob:",
                "font-src 'self' data:",
                f"connect-src 'self' {socket}",
                "worker-src 'self' blob:",
                "manifest-src 'self'",
                "form-action 'self'",
                "frame-ancestors 'none'",
                "base-uri 'none'",
                "object-src 'none'",
            )
        )

    def on(self, send: Send, *, path: str) -> Send:
        """Return a `send` that dresses the start of the answer."""

        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": self.headers(message, path=path)}
            await send(message)

        return dressed

    def headers(self, message: Message, *, path: str) -> list[Header]:
        """Return the headers of an answer with ours added; what the answer says of itself stays."""
        own = [(key.lower(), value) for key, value in message.get("headers", ()) if key.lower() != b"server"]
        said = dict(own)
        is_page = said.get(b"content-type", b"").startswith(b"text/html")
        added = [*_ALWAYS, *((_HTTPS_ONLY,) if self.site.secure else ())]
        if is_page:
            added.append((b"content-security-policy", self.page_policy().encode()))
        added.append((b"cache-control", _caching(path, status=message["status"])))
        return own + [each for each in added if each[0] not in said]


def script_hashes(build: Path) -> tuple[str, ...]:
    """Return the policy's names for every inline script of the built pages, each once."""
    found: dict[str, None] = {}
    for page in sorted(build.rglob("*.html")):
        for script in _INLINE_SCRIPT.findall(page.read_text("utf-8")):
            if script:
                digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
                found[f"'sha256-{digest}'"] = None
    return tuple(found)


def _caching(path: str, *, status: int) -> bytes:
    """Return how long an answer may be kept: files named by their hash for ever, pages not at all."""
    if status not in {200, 206, 304}:
        return b"no-store"
    if path.startswith("/assets/") and not path.startswith(_REWRITTEN):
        return b"private, " + _A_YEAR
    if path.startswith("/fonts/"):
        return b"public, " + _A_YEAR
    return b"no-cache" if path.endswith((".js", ".css", ".svg", ".ico", ".png")) else b"no-store"
