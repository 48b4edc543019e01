"""Questions that somebody may stop while the database still works on them, each under a name that the asker gave it."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from growthos_ui.errors import Stopped

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from uuid import UUID

    from sqlalchemy.ext.asyncio import AsyncConnection

STOPPED_MAX = 1_000
WITHIN_S = 5.0


@dataclass
class _Question:
    sign_in_id: UUID
    connection: Any
    is_stopped: bool = False
    stopping: asyncio.Lock = field(default_factory=asyncio.Lock)


class Running:
    """The questions of this process that are being asked, and those that were stopped before their turn came."""

    def __init__(self) -> None:
        self._asked: dict[str, _Question] = {}
        self._before: OrderedDict[tuple[str, UUID], None] = OrderedDict()

    @asynccontextmanager
    async def named(self, run: str, sign_in_id: UUID, connection: AsyncConnection) -> AsyncIterator[None]:
        """Let what is asked on this connection be stopped under the name, by the same sign-in.

        Raises Stopped where it was stopped, before or while it ran.
        """
        if (run, sign_in_id) in self._before:
            del self._before[run, sign_in_id]
            raise Stopped
        raw = await connection.get_raw_connection()
        question = self._asked[run] = _Question(sign_in_id, raw.driver_connection)
        try:
            yield
        except Exception as error:
            if question.is_stopped:
                raise Stopped from error
            raise
        finally:
            del self._asked[run]
            # A request to stop that is on its way must not reach whoever gets this connection next.
            async with question.stopping:
                pass

    async def stop(self, run: str, sign_in_id: UUID) -> None:
        """Have the database stop working on it; one whose turn has not come is not asked at all."""
        question = self._asked.get(run)
        if question is None:
            self._before[run, sign_in_id] = None
            while len(self._before) > STOPPED_MAX:
                self._before.popitem(last=False)
        elif question.sign_in_id == sign_in_id:
            async with question.stopping:
                if self._asked.get(run) is question:
                    question.is_stopped = True
                    await question.connection.cancel_safe(timeout=WITHIN_S)


running = Running()
