"""What a page of ours says over its websocket. Anything else is refused before it reaches a parser, which would only
write a traceback about it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from starlette.types import Message

_NAMESPACE = "/_event,"
_ALIVE = frozenset({"1", "2", "3"})  # close, ping, pong
_JOIN, _LEAVE, _SAY = (f"4{kind}{_NAMESPACE}" for kind in "012")
_SAID = frozenset({"event", "client_error"})
DEPTH_MAX = 64


def refusal_of(message: Message) -> str | None:
    """Return why a frame is not one of ours, in words that quote nothing of it; None when it is."""
    text = message.get("text")
    if text is None:
        return "it is binary"
    if text in _ALIVE or text in {_JOIN, _LEAVE}:
        return None
    if not text.startswith((_JOIN, _SAY)):
        return "it is no message of a page"
    return _refusal_of_words(text[len(_SAY) :], is_join=text.startswith(_JOIN))


def _refusal_of_words(words: str, *, is_join: bool) -> str | None:
    try:
        said = json.loads(words)
    except (ValueError, RecursionError):
        return "it is no JSON"
    if _is_deeper(said, DEPTH_MAX):
        return "it is nested too deep"
    if is_join:
        return None if isinstance(said, dict) else "it joins with no object"
    return None if _is_event(said) else "it is no event"


def _is_event(said: Any) -> bool:
    match said:
        case [str() as name, dict()]:
            return name in _SAID
    return False


def _is_deeper(said: Any, depth: int) -> bool:
    """Tell whether lists and objects stand in each other more often than this."""
    layer = [said]
    for _ in range(depth):
        layer = [
            inner
            for each in layer
            if isinstance(each, dict | list)
            for inner in (each.values() if isinstance(each, dict) else each)
        ]
        if not layer:
            return False
    return True
