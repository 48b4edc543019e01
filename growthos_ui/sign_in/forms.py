"""Our own HTML forms: each carries a token that only the browser it was drawn for can send back."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from starlette.responses import HTMLResponse

from growthos_ui.sign_in import pages
from growthos_ui.sign_in.browser import cookie

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request

    from growthos_ui.sign_in.browser import Site

BODY_BYTES_MAX = 10_000
FORM_LIVES_S = 3600
EMAIL_LENGTH_MAX = 254


class Forms:
    """Draws the forms of one site and recognises them when they come back."""

    def __init__(self, site: Site, secret: str) -> None:
        self._site = site
        self._secret = secret.encode()

    def drawn(self, request: Request, page: Callable[[str], str], *, status: int = 200) -> HTMLResponse:
        """Return the page that `page` draws around the form's token, and keep its other half in a cookie."""
        seed = cookie(request.scope, self._site.form_cookie_name) or secrets.token_urlsafe(24)
        answer = HTMLResponse(page(self._token(seed)), status, headers=page_headers())
        set_seed = self._site.set_cookie(self._site.form_cookie_name, seed, seconds=FORM_LIVES_S, strict=True)
        answer.headers.append("set-cookie", set_seed)
        return answer

    def is_ours(self, request: Request, token: str) -> bool:
        """Tell whether a form was drawn by us for this browser, and not too long ago."""
        seed = cookie(request.scope, self._site.form_cookie_name)
        return seed is not None and hmac.compare_digest(self._token(seed).encode(), token.encode())

    def forgotten(self) -> str:
        """Return the Set-Cookie header that ends the form's cookie."""
        return self._site.set_cookie(self._site.form_cookie_name, "", seconds=0, strict=True)

    def _token(self, seed: str) -> str:
        return hmac.new(self._secret, f"form {seed}".encode(), hashlib.sha256).hexdigest()


async def fields_of(request: Request) -> dict[str, str] | None:
    """Return the fields of a form that was sent, or None when its body is larger than any form of ours."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > BODY_BYTES_MAX:
            return None
    fields = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True)
    return {name: values[0] for name, values in fields.items()}


def email_in(fields: dict[str, str]) -> str:
    """Return the e-mail address that was typed, in the one form in which accounts have it; empty for no address.

    Nothing is cut: what is left of a longer address could be an account's, under another key of the throttle.
    """
    email = fields.get("email", "").strip().lower()
    return email if email.isprintable() and len(email) <= EMAIL_LENGTH_MAX else ""


def page_headers() -> dict[str, str]:
    """Return the headers of a page with a form: nothing but our own style may load, and nobody keeps it."""
    return {"content-security-policy": pages.CONTENT_SECURITY_POLICY, "cache-control": "no-store"}


def refusal(sentence: str, status: int) -> HTMLResponse:
    """Return a bare page that says why a request was not taken."""
    return HTMLResponse(pages.refusal_page(sentence), status, headers=page_headers())
