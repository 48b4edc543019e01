"""Writes unexpected failures into the error log of the organisation, beside the answer and never in its way."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from time import monotonic
from uuid import UUID

from reflex_base.event.context import EventContext

from growthos_ui.auth import tokens
from growthos_ui.oversight.written import Written
from growthos_ui.web.assemble import perimeter

_log = logging.getLogger(__name__)

A_MINUTE_MAX = 20
"""Failures of one sign-in that are written down in a minute; the server's own log has them all."""

_writing: set[asyncio.Task[None]] = set()
_counted: Counter[UUID] = Counter()
_minute = 0


def write_down(written: Written, request: str) -> None:
    """Begin to write a failure of the present event down; without an event or a sign-in there is nobody to write it for."""
    sign_in_id = _sign_in_of_event()
    if sign_in_id is None or not _is_within(sign_in_id):
        return
    task = asyncio.get_running_loop().create_task(_write(sign_in_id, written, request))
    _writing.add(task)
    task.add_done_callback(_writing.discard)


async def all_written() -> None:
    """Wait until everything that was begun is written."""
    await asyncio.gather(*_writing)


async def _write(sign_in_id: UUID, written: Written, request: str) -> None:
    try:
        await perimeter.sign_ins.note_error(sign_in_id, written, request=request)
    except Exception as error:  # noqa: BLE001 - the failure is in the server's log already, under the same id
        _log.warning("request %s could not be written down: %s", request, type(error).__name__)


def _sign_in_of_event() -> UUID | None:
    """Return the sign-in that the gate bound the tab of this event to."""
    try:
        asyncio.get_running_loop()
        bound = tokens.parse(EventContext.get().token)
    except (LookupError, RuntimeError):
        return None
    return bound.sign_in_id if bound else None


def _is_within(sign_in_id: UUID) -> bool:
    global _minute  # noqa: PLW0603 - one count for the process
    minute = int(monotonic() // 60)
    if minute != _minute:
        _counted.clear()
        _minute = minute
    _counted[sign_in_id] += 1
    return _counted[sign_in_id] <= A_MINUTE_MAX
