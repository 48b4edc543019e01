"""What a request says of the browser that sent it (host, origin, cookies, address), and what is believed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_LOOPBACK_HOST = re.compile(r"(localhost|127\.0\.0\.1|\[::1\])(:[0-9]{1,5})?", re.IGNORECASE)
_NEXT_LENGTH_MAX = 1000


@dataclass(frozen=True, slots=True)
class Site:
    """Our site as browsers know it: `public_url` is its one address; a computer's own names work beside it."""

    public_url: str
    trusted_proxy_hops: int = 0

    @property
    def secure(self) -> bool:
        """Whether browsers reach this site by https."""
        return self.public_url.startswith("https:")

    @property
    def scheme(self) -> str:
        """The scheme that browsers use, whatever a proxy in front made of it."""
        return "https" if self.secure else "http"

    @property
    def cookie_name(self) -> str:
        """The sign-in cookie; `__Host-` makes the browser refuse one set by a sub-domain or without https."""
        return "__Host-growthos" if self.secure else "growthos"

    @property
    def form_cookie_name(self) -> str:
        """The cookie that ties a sign-in form to the browser it was drawn for."""
        return f"{self.cookie_name}-form"

    def knows_host(self, host: str | None) -> bool:
        """Tell whether a Host header names this site; any other name is a rebound or a mistake."""
        if not host:
            return False
        return host.lower() == self.netloc or _LOOPBACK_HOST.fullmatch(host) is not None

    def is_own_origin(self, origin: str | None, host: str | None) -> bool:
        """Tell whether a page of this very site, under the name it was asked by, sent the request."""
        if origin is None or host is None or not self.knows_host(host):
            return False
        scheme = self.scheme if host.lower() == self.netloc else "http"
        return origin == f"{scheme}://{host.lower()}"

    def client_ip(self, scope: Mapping[str, Any]) -> str | None:
        """Return the caller's address; X-Forwarded-For counts only behind that many trusted proxies."""
        peer = scope.get("client")
        found = peer[0] if peer else ""
        forwarded = [each.strip() for value in headers(scope, "x-forwarded-for") for each in value.split(",")]
        if 0 < self.trusted_proxy_hops <= len(forwarded):
            found = forwarded[-self.trusted_proxy_hops]
        try:
            address = ip_address(found)
        except ValueError:
            return None
        # A socket for both versions writes version 4 as ::ffff:…, all of it in one /64.
        return str(getattr(address, "ipv4_mapped", None) or address)

    def set_cookie(self, name: str, value: str, *, seconds: int, strict: bool = False) -> str:
        """Return a Set-Cookie header. Lax by default: a link from a mail must find its reader signed in."""
        parts = (f"{name}={value}", "Path=/", f"Max-Age={seconds}", "HttpOnly")
        return "; ".join((*parts, f"SameSite={'Strict' if strict else 'Lax'}", *(("Secure",) if self.secure else ())))

    @property
    def netloc(self) -> str:
        """The name and port of the public address."""
        return urlsplit(self.public_url).netloc.lower()


def headers(scope: Mapping[str, Any], name: str) -> list[str]:
    """Return every header of this name, in order."""
    wanted = name.encode()
    return [value.decode("latin-1") for key, value in scope["headers"] if key == wanted]


def header(scope: Mapping[str, Any], name: str) -> str | None:
    """Return the header of this name when there is exactly one: two of a kind are believed neither."""
    found = headers(scope, name)
    return found[0] if len(found) == 1 else None


def cookie(scope: Mapping[str, Any], name: str) -> str | None:
    """Return the cookie of this name when there is exactly one: with two, somebody is tossing cookies."""
    pairs = (part.strip().partition("=") for value in headers(scope, "cookie") for part in value.split(";"))
    found = [value for key, _, value in pairs if key == name]
    return found[0] if len(found) == 1 else None


def is_same_site_request(scope: Mapping[str, Any], site: Site) -> bool:
    """Tell whether a request that changes something came from our own page: Origin, and what the browser adds."""
    fetch_site = header(scope, "sec-fetch-site")
    return site.is_own_origin(header(scope, "origin"), header(scope, "host")) and fetch_site in {None, "same-origin"}


def safe_next(path: str | None) -> str:
    """Return a path of this site to go on to, or "/" for anything that could lead elsewhere."""
    wanted = path or "/"
    if len(wanted) > _NEXT_LENGTH_MAX or not _is_plain(wanted) or not wanted.startswith("/") or wanted.startswith("//"):
        return "/"
    parts = urlsplit(wanted)
    meant = unquote(unquote(parts.path))
    leads_away = parts.netloc or "//" in meant or "\\" in wanted + meant or not meant.isprintable()
    return "/" if leads_away or meant.startswith(("/auth/", "/_")) or meant == "/auth" else wanted


def _is_plain(text: str) -> bool:
    return all("!" <= each <= "~" for each in text)
