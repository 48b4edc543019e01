"""The secrets of a sign-in: the cookie's value, its hash, and the client token bound to the sign-in."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass, field
from uuid import UUID

_COOKIE = re.compile(r"([0-9a-f]{32})\.([A-Za-z0-9_-]{43})")
_BOUND = re.compile(r"([0-9a-f]{32})-([0-9]{1,9})-([0-9a-f]{32})")
_TAB_DIGITS = 32


@dataclass(frozen=True, slots=True)
class Cookie:
    """What the browser keeps: which sign-in, and the secret that proves it."""

    sign_in_id: UUID
    secret: str = field(repr=False)

    def written(self) -> str:
        """Return the cookie's value: `<sign-in, 32 hex digits>.<secret, 43 characters>`."""
        return f"{self.sign_in_id.hex}.{self.secret}"


@dataclass(frozen=True, slots=True)
class BoundToken:
    """The name of a tab's state: inside the sign-in's own name space, and only for these rights."""

    sign_in_id: UUID
    epoch: int
    tab: str

    def written(self) -> str:
        """Return the token as the state tree's key."""
        return f"{self.sign_in_id.hex}-{self.epoch}-{self.tab}"


def new_secret() -> str:
    """Return 256 random bits as 43 characters."""
    return secrets.token_urlsafe(32)


def hash_of(secret: str) -> bytes:
    """Return what the database keeps of a secret; sha256 suffices for 256 random bits."""
    return hashlib.sha256(secret.encode()).digest()


def proves(secret: str, token_hash: bytes) -> bool:
    """Tell, in constant time, whether the secret is the one whose hash was kept."""
    return hmac.compare_digest(hash_of(secret), token_hash)


def read_cookie(value: str | None) -> Cookie | None:
    """Return the parts of a cookie's value, or None when it has another shape."""
    found = _COOKIE.fullmatch(value or "")
    return Cookie(UUID(hex=found[1]), found[2]) if found else None


def bind(client_token: str, *, sign_in_id: UUID, epoch: int) -> BoundToken:
    """Return the token under which the tab's state is kept.

    The browser's own token is guessable and comes from outside, so it only tells the tabs of one
    sign-in apart: whoever presents another person's token reaches an empty tree of their own. A
    token that this server bound for the same sign-in comes back as it is (a duplicated tab).
    """
    known = parse(client_token)
    if known and (known.sign_in_id, known.epoch) == (sign_in_id, epoch):
        return known
    digest = hashlib.sha256(client_token.encode("utf-8", "surrogatepass")).hexdigest()
    return BoundToken(sign_in_id, epoch, digest[:_TAB_DIGITS])


def new_tab(*, sign_in_id: UUID, epoch: int) -> BoundToken:
    """Return a token for a tab that arrived with one already in use."""
    return BoundToken(sign_in_id, epoch, secrets.token_hex(_TAB_DIGITS // 2))


def parse(token: str | None) -> BoundToken | None:
    """Return the parts of a bound token, or None when this server cannot have bound it."""
    found = _BOUND.fullmatch(token or "")
    return BoundToken(UUID(hex=found[1]), int(found[2]), found[3]) if found else None
