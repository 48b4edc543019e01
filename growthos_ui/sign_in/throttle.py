"""How often a password may be guessed: per account and address, per account, per address."""

from __future__ import annotations

import hashlib
import hmac
import logging
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address, ip_network
from typing import TYPE_CHECKING, Literal

import psycopg
from starlette.background import BackgroundTask

if TYPE_CHECKING:
    from growthos_ui.sign_in.store import SignIns

log = logging.getLogger(__name__)

WINDOW = timedelta(minutes=15)
TRIES_BY_ACCOUNT_AND_ADDRESS = 5
# A stranger elsewhere must not lock a person out cheaply, and an office shares one address.
TRIES_BY_ACCOUNT = 50
TRIES_BY_ADDRESS = 50
_V6_NETWORK_BITS = 64
_MADE = "select array(select private.tries_made(k.key, %s) from unnest(%s::text[]) with ordinality as k (key, n) order by k.n) as tries"


Locks = Literal["everywhere", "here"] | None


@dataclass(frozen=True, slots=True)
class Count:
    """Where the counting of a try left it: seconds to wait, or how many tries are left after this one.

    `locks` says whose wait begins with this try if it is wrong: of the account from everywhere, of the account at this address,
    or of nobody in particular.
    """

    wait_s: float = 0.0
    tries_left: int = TRIES_BY_ACCOUNT_AND_ADDRESS
    locks: Locks = None

    @property
    def must_wait(self) -> bool:
        """Whether the try must not even be looked at."""
        return self.wait_s > 0


@dataclass(frozen=True, slots=True)
class Throttle:
    """Counts tries in the database, so that all servers count together. It keeps no address: only keyed hashes."""

    sign_ins: SignIns
    secret: str

    async def count(self, *, email: str, ip: str | None) -> Count:
        """Count a try, before its password is looked at: parallel guesses cannot slip past a count that is made first."""
        keys = self.keys(email=email, ip=ip)
        limits = [TRIES_BY_ACCOUNT_AND_ADDRESS, TRIES_BY_ACCOUNT, TRIES_BY_ADDRESS]
        counted = await self.sign_ins.ask(
            "select private.count_attempt(%s, %s, %s) as refused_until", keys, limits, WINDOW
        )
        refused_until = counted and counted["refused_until"]
        if refused_until:
            return Count(wait_s=max(1.0, (refused_until - datetime.now(UTC)).total_seconds()))
        made = await self.sign_ins.ask(_MADE, WINDOW, keys)
        left = [
            limit - tries for limit, tries in zip(limits, made["tries"] if made else [0] * len(limits), strict=True)
        ]
        locks: Locks = "everywhere" if left[1] <= 0 else "here" if left[0] <= 0 else None
        return Count(tries_left=max(0, min(left)), locks=locks)

    async def give_back(self, *, email: str, ip: str | None) -> None:
        """Forgive what a person mistyped before they got it right, and only that."""
        await self.sign_ins.ask("select private.return_attempt(%s)", self.keys(email=email, ip=ip))

    def after_wrong(self, count: Count, *, email: str, ip: str | None) -> BackgroundTask | None:
        """Return what follows a wrong password once it was answered: its last try is written down.

        After the answer, so that an account that there is takes no longer than one that there is not.
        """
        return BackgroundTask(self._note_lock, email, ip, count.locks == "everywhere") if count.locks else None

    async def _note_lock(self, email: str, ip: str | None, everywhere: bool) -> None:  # noqa: FBT001 - by position in a task
        try:
            await self.sign_ins.note_lock(email, ip, everywhere=everywhere)
        except psycopg.Error as error:
            log.warning("a lock could not be written down: %s", type(error).__name__)

    def keys(self, *, email: str, ip: str | None) -> list[str]:
        """Return the keys of the three counters, in the order of their limits."""
        network = _network(ip)
        return [self._key("both", f"{email}|{network}"), self._key("account", email), self._key("address", network)]

    def _key(self, kind: str, value: str) -> str:
        digest = hmac.new(self.secret.encode(), f"throttle {kind} {value}".encode(), hashlib.sha256)
        return f"{kind}:{digest.hexdigest()[:40]}"


def _network(ip: str | None) -> str:
    """Return the address, or the /64 that one IPv6 customer owns."""
    if ip is None:
        return "unknown"
    found = ip_address(ip)
    return str(ip_network((found, _V6_NETWORK_BITS), strict=False)) if found.version == 6 else str(found)  # noqa: PLR2004
