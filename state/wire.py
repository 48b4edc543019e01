"""What browsers send beside their acts: broken messages and reports of faults, each one short line of the log."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING, Any

from growthos_ui.oversight.written import of_a_page
from state.written import write_down

if TYPE_CHECKING:
    import reflex as rx

_log = logging.getLogger(__name__)

REPORT_LENGTH_MAX = 500
_ABOUT_WHERE = {"pathname": str, "asPath": str, "query": dict}


def on_frontend_exception(exception: Exception) -> None:
    """Write a fault of a page to the log. Its words come from a browser, so they may neither forge a line nor fill it."""
    said = one_line(str(exception))
    _log.error("fault in a page: %s", said)
    write_down(of_a_page(said), "")


def one_line(text: str) -> str:
    """Return the beginning of a text as one line of printable letters."""
    kept = text[:REPORT_LENGTH_MAX]
    return "".join(each if each.isprintable() else " " for each in kept) + ("…" if len(text) > len(kept) else "")


def refuse_broken_messages(app: rx.App) -> None:
    """Keep from the app what no page of ours sends; Reflex would write a traceback for each."""
    namespace = app.event_namespace
    if namespace is None:
        raise RuntimeError("the app has no socket for events")
    plain = namespace.on_event

    async def on_event(sid: str, data: Any = None) -> None:
        if not is_whole(data):
            _log.warning("message refused: it is no event")
            return
        try:
            await plain(sid, data)
        except Exception as error:  # noqa: BLE001 - the socket lives on; the sender knows what was sent
            _log.warning("message refused: %s", type(error).__name__)

    namespace.on_event = on_event


def is_whole(data: Any) -> bool:
    """Tell whether a message has the shape of an event, in letters that can be written down again."""
    match data:
        case {"name": str(), **rest}:
            about, payload = rest.get("router_data", {}), rest.get("payload", {})
        case _:
            return False
    if not isinstance(about, dict) or not isinstance(payload, dict):
        return False
    if not all(isinstance(about[name], kind) for name, kind in _ABOUT_WHERE.items() if name in about):
        return False
    try:
        json.dumps(data, ensure_ascii=False).encode()
    except (RecursionError, TypeError, ValueError):
        return False
    return True
