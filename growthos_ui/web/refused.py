"""What is refused to somebody who is signed in is written into the audit, beside the answer and never in its way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog

from growthos_ui.errors import GrowthError, Kind

if TYPE_CHECKING:
    from starlette.requests import Request

    from growthos_ui.auth.actor import Actor
    from growthos_ui.sign_in.store import SignIns

_log = structlog.get_logger("growthos.refused")


async def write_down(request: Request, error: GrowthError, sign_ins: SignIns) -> None:
    """Write a refusal down; any other error is nothing of the kind."""
    if error.kind is not Kind.FORBIDDEN:
        return
    who: Actor = request.scope["actor"]
    try:
        await sign_ins.note_refusal(who.sign_in_id, of="files", sentence=error.words())
    except Exception as failed:  # noqa: BLE001 - the refusal stands all the same
        _log.warning("a refusal could not be written down", error=type(failed).__name__)
