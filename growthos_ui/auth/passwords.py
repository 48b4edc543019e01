"""Passwords: argon2id in a worker thread, a few at a time, and as slow for an unknown account as for a known one."""

from __future__ import annotations

import asyncio
import secrets
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from growthos_ui.errors import GrowthError, Kind

LENGTH_MIN = 12
LENGTH_MAX = 256
# Four checks at once hold 256 MiB at most; whoever comes fifth waits a fraction of a second.
SLOTS = 4
_HASHER = PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=1)
_slots = ThreadPoolExecutor(SLOTS, thread_name_prefix="password")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What checking a password showed; `better_hash` is set when the stored one is older than today's cost."""

    right: bool
    better_hash: str | None = None


def normal(password: str) -> str:
    """Return the one form of a password: the same key strokes match on every keyboard and system."""
    return unicodedata.normalize("NFKC", password)


def require_acceptable(password: str) -> str:
    """Return the password in its one form, or raise Invalid: 12 to 256 characters, no other rule."""
    found = normal(password)
    if not LENGTH_MIN <= len(found) <= LENGTH_MAX:
        raise GrowthError(
            Kind.INVALID,
            f"A password has {LENGTH_MIN} to {LENGTH_MAX} characters.",
            field="password",
            remedy="A short sentence that only you know is a good one.",
        )
    return found


def hash_now(password: str) -> str:
    """Return the argon2id hash of an acceptable password; takes about 0.2 s of a core."""
    return _HASHER.hash(require_acceptable(password))


async def hash_of(password: str) -> str:
    """Return the argon2id hash of an acceptable password without stopping the event loop."""
    wanted = require_acceptable(password)
    return await asyncio.get_running_loop().run_in_executor(_slots, _HASHER.hash, wanted)


async def check(stored: str | None, password: str) -> Verdict:
    """Tell whether the password is the stored one. Without a stored one the work is done all the same."""
    tried = normal(password[: LENGTH_MAX + 1])
    return await asyncio.get_running_loop().run_in_executor(_slots, _check, stored, tried)


def _check(stored: str | None, password: str) -> Verdict:
    right = _matches(stored or _nobodys_hash(), password) and stored is not None and len(password) <= LENGTH_MAX
    if right and stored is not None and _HASHER.check_needs_rehash(stored):
        return Verdict(right=True, better_hash=_HASHER.hash(password))
    return Verdict(right=right)


def _matches(stored: str, password: str) -> bool:
    try:
        return _HASHER.verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobodys_hash() -> str:
    return _HASHER.hash(secrets.token_urlsafe(16))


def warm_up() -> None:
    """Make nobody's hash before the first stranger asks, so that the first answer is not the slowest."""
    _nobodys_hash()
