"""Settings as people type them: a value as text for its box, and a text as the value it means."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from growthos_ui.errors import GrowthError, Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

_YES, _NO = ("yes", "on", "true"), ("no", "off", "false")
_FLAGS, _LISTS = {"enabled", "required"}, {"options"}
_QUOTED_MAX = 40
_BOX, _HOST = r"[^][@\s<>(),;:\"\\]+", r"[^][@\s<>(),;:\"\\.]+"
_EMAIL = re.compile(rf"{_BOX}@{_HOST}(?:\.{_HOST})+")


def typed_of(kind: str, value: Any, choices: Sequence[str] = ()) -> str:
    """Return a value as it stands in its box; nothing where it is none. `numbers` have a box for each part."""
    match kind:
        case _ if value is None:
            return ""
        case "boolean":
            return "yes" if value else "no"
        case "emails":
            return "\n".join(value)
        case "objects":
            return "\n".join(" | ".join(_part_typed(part, one.get(part)) for part in choices) for one in value)
        case "number" | "integer":
            return number_words(value)
    return str(value)


def number_words(value: Any) -> str:
    """Return `3000`, `0.6` or `12.5`: no more digits than there are."""
    text = format(Decimal(str(value)), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def value_of(kind: str, typed: str, *, key: str, label: str, choices: Sequence[str] = ()) -> Any:
    """Return the value that a typed text means, ready for JSON; None for an empty box, which is the default.

    Raises GrowthError (Invalid) naming the setting; whether the value lies in its range the database says.
    """
    text = typed.strip()
    if not text:
        return None
    if kind in _READERS:
        try:
            return _READERS[kind](text)
        except ValueError as error:
            raise _refused(key, f"{label}: “{_short(text)}” is {_NOT[kind]}.") from error
    if kind == "emails":
        return _emails(text, key, label)
    if kind == "objects":
        return _objects(text, key, label, choices)
    return text


def numbers_of(typed: dict[str, str], *, key: str, label: str) -> dict[str, Any] | None:
    """Return the parts of a setting that has several numbers; None where every box is empty."""
    if not any(text.strip() for text in typed.values()):
        return None
    for part, text in typed.items():
        if not text.strip():
            raise _refused(key, f"{label}: give a number for {part.replace('_', ' ')} too, or empty them all.")
    return {part: value_of("number", text, key=key, label=label) for part, text in typed.items()}


def _number(text: str) -> int | float:
    try:
        number = Decimal(text.replace(",", "").replace(" ", ""))
    except InvalidOperation as error:
        raise ValueError(text) from error
    if not number.is_finite():
        raise ValueError(text)
    return int(number) if number == number.to_integral_value() else float(number)


def _whole(text: str) -> int:
    number = _number(text)
    if number != int(number):
        raise ValueError(text)
    return int(number)


def _yes_or_no(text: str) -> bool:
    if text.lower() not in _YES + _NO:
        raise ValueError(text)
    return text.lower() in _YES


def _day(text: str) -> str:
    return date.fromisoformat(text).isoformat()


_READERS = {"number": _number, "integer": _whole, "boolean": _yes_or_no, "date": _day}
_NOT = {
    "number": "no number",
    "integer": "no whole number",
    "boolean": "neither yes nor no",
    "date": "no day, such as 2026-04-10",
}


def _emails(text: str, key: str, label: str) -> list[str]:
    found = [each for each in re.split(r"[\s,;]+", text) if each]
    for each in found:
        if not _EMAIL.fullmatch(each):
            raise _refused(key, f"{label}: “{_short(each)}” is no e-mail address.")
    return found


def _objects(text: str, key: str, label: str, choices: Sequence[str]) -> list[dict[str, Any]]:
    lines = [line for line in text.splitlines() if line.strip()]
    return [_object(line, key, label, choices) for line in lines]


def _object(line: str, key: str, label: str, choices: Sequence[str]) -> dict[str, Any]:
    parts = [part.strip() for part in line.split("|")]
    if len(parts) != len(choices):
        raise _refused(key, f"{label}: “{_short(line)}” has not the parts {' | '.join(choices)}.")
    made: dict[str, Any] = {}
    for name, part in zip(choices, parts, strict=True):
        try:
            made[name] = _yes_or_no(part) if name in _FLAGS else _listed(part) if name in _LISTS else part
        except ValueError as error:
            raise _refused(key, f"{label}: say yes or no for {name} in “{_short(line)}”.") from error
    return made


def _listed(part: str) -> list[str]:
    return [each.strip() for each in part.split(";") if each.strip()]


def _part_typed(name: str, value: Any) -> str:
    if name in _FLAGS:
        return "yes" if value else "no"
    return "; ".join(value) if isinstance(value, list) else str(value or "")


def _refused(key: str, sentence: str) -> GrowthError:
    return GrowthError(Kind.INVALID, sentence, field=key)


def _short(text: str) -> str:
    return text if len(text) <= _QUOTED_MAX else f"{text[:_QUOTED_MAX]}…"
