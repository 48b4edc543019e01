"""Refusals about settings, branding and switches."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from growthos_ui.errors import Kind

if TYPE_CHECKING:
    from collections.abc import Callable

TYPES_OF_ANSWERS = "; a type is text, single_choice, multi_choice, number, file or rating"
"""What is said of the questions of a list, beside their parts."""


def range_words(kind: str, low: Any = None, high: Any = None, choices: list[str] | None = None) -> str:
    """Return what a setting must be, as the end of "… must be …", from its line in private.setting_keys()."""
    one_of = ", ".join(choices or [])
    match kind:
        case "number" | "integer":
            noun = "a whole number" if kind == "integer" else "a number"
            return f"{noun} {_between(low, high)}"
        case "choice":
            return f"one of {one_of}"
        case "numbers":
            return f"a number {_between(low, high)} for each of {one_of}"
        case "objects":
            types = TYPES_OF_ANSWERS if "type" in one_of else ""
            return f"a list of at most {high}, each with {one_of}{types}"
        case "emails":
            return f"a list of at most {high} e-mail addresses"
    return _NOUNS[kind] + (f" of at most {high} characters" if high is not None else "")


def _between(low: Any, high: Any) -> str:
    if high is None:
        return f"of at least {low}"
    return f"from {low} to {high}"


_NOUNS = {
    "boolean": "yes or no",
    "date": "a day, such as 2026-04-10",
    "email": "an e-mail address",
    "text": "text",
    "url": "an address that begins with https://",
}


def _out_of_range(detail: dict[str, Any]) -> str:
    words = range_words(detail["kind"], detail.get("low"), detail.get("high"), detail.get("choices"))
    return f"{detail['key']} must be {words}."


REASONS: dict[str, tuple[Kind, str | Callable[[dict[str, Any]], str]]] = {
    "setting.not_allowed": (Kind.FORBIDDEN, "Your role may not change {key}."),
    "setting.company_missing": (Kind.MISSING, "This organisation has no settings yet."),
    "setting.unknown": (Kind.INVALID, "There is no setting {key}."),
    "setting.too_large": (Kind.INVALID, "All settings together are too long. Shorten the lists."),
    "setting.wrong_kind": (Kind.INVALID, _out_of_range),
    "setting.out_of_range": (Kind.INVALID, _out_of_range),
    "setting.not_below_gap": (Kind.INVALID, "{key} must be less than fees.gap_days."),
    "setting.sum_not_one": (Kind.INVALID, "The parts of {key} must add up to 1."),
    "setting.after_the_deadline": (Kind.INVALID, "{key} must not be after mentor.review_sla_hours."),
    "setting.before_start": (Kind.INVALID, "{key} must not be before banner.start."),
    "flag.not_allowed": (Kind.FORBIDDEN, "Only a superadmin may switch {flag}."),
    "flag.unknown": (Kind.INVALID, "There is no switch {flag}."),
    "flag.reason_required": (Kind.INVALID, "Say why {flag} is switched, in 3 to 500 characters."),
}
