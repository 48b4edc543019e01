"""Who may make a file now: few at once, so that files never take the connections that screens live on."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from growthos_ui.errors import GrowthError, Kind

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from uuid import UUID

# Of one process. Its pool gives out twice db.engine.POOL_SIZE connections, and a slow download keeps one for long.
FILES_AT_ONCE = 4
FILES_PER_SIGN_IN = 2
_PATIENCE_S = 10.0


class Turns:
    """Counts the files that are being made. Who waits for a turn holds no connection."""

    def __init__(self, *, at_once: int = FILES_AT_ONCE, patience_s: float = _PATIENCE_S) -> None:
        self._free = asyncio.Semaphore(at_once)
        self._patience_s = patience_s
        self._of: Counter[UUID] = Counter()

    @asynccontextmanager
    async def taken(self, sign_in_id: UUID) -> AsyncIterator[None]:
        """Hold a turn while the block runs; raise GrowthError (Throttled) when there is none."""
        if self._of[sign_in_id] >= FILES_PER_SIGN_IN:
            raise _no_turn(f"You are downloading {FILES_PER_SIGN_IN} files already. Wait until one is finished.")
        self._of[sign_in_id] += 1
        try:
            await self._wait()
            try:
                yield
            finally:
                self._free.release()
        finally:
            self._of[sign_in_id] -= 1
            if not self._of[sign_in_id]:
                del self._of[sign_in_id]

    async def _wait(self) -> None:
        try:
            async with asyncio.timeout(self._patience_s):
                await self._free.acquire()
        except TimeoutError as error:
            raise _no_turn("Many files are being made just now. Please try again in a moment.") from error


def _no_turn(sentence: str) -> GrowthError:
    return GrowthError(Kind.THROTTLED, sentence)
