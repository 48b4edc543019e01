"""What a function of the database refused, as a sentence. SQL raises `domain.reason`; the words are in `reasons`."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from growthos_ui.db.reasons import REASONS
from growthos_ui.db.reasons.checks import refused_by_check
from growthos_ui.db.reasons.keys import refused_by_key
from growthos_ui.errors import GrowthError, Kind

if TYPE_CHECKING:
    from sqlalchemy.exc import DBAPIError

_OURS = re.compile(r"[a-z_]+\.[a-z_]+")
_TOGETHER = (
    Kind.WRONG_STATE,
    "Somebody else is changing the same at this moment. Nothing was changed here. Try again.",
)
_UNREADABLE = (Kind.INVALID, "Something here is not written as it has to be. Nothing was changed.")
_STATES = {
    # waited too long for another's change, or both waited for each other
    "40001": _TOGETHER,
    "40P01": _TOGETHER,
    "55P03": _TOGETHER,
    # a name, a number, a list or a day that is none: only somebody who writes the request by hand sends such a one
    **dict.fromkeys(("22P02", "22007", "22023", "2201W", "2201X"), _UNREADABLE),
    "22008": (Kind.INVALID, "There is no such day. Nothing was changed."),
    "22003": (Kind.INVALID, "A number here is too large. Nothing was changed."),
    "23503": (Kind.MISSING, "Something that this names is not there. Nothing was changed."),
    "25006": (Kind.FORBIDDEN, "This sign-in only reads. Nothing was changed."),
    "42501": (Kind.FORBIDDEN, "Your role may not change this. Nothing was changed."),
}

# Something is not there, or is still used: of the second the server says one of two.
_KEYS = ("23503", "23001")


def refusal_of(error: DBAPIError) -> GrowthError | None:
    """Return the refusal in words that may be shown, or None for a failure that nobody meant.

    The sentence names the values of the refusal's own detail, and `field` the input it is about.
    """
    return refused_by(error.orig)


def refused_by(original: object) -> GrowthError | None:
    """Return the same for the driver's own error, as jobs and commands meet it."""
    said: Any = getattr(original, "diag", None)
    reason = getattr(said, "message_primary", None) or ""
    if reason in REASONS:
        return refusal_named(reason, _detail(getattr(said, "message_detail", None)))
    # a reason of ours without a sentence is a defect, whatever its code
    state = getattr(original, "sqlstate", None) or ""
    found = None if _OURS.fullmatch(reason) else _STATES.get(state)
    constraint = getattr(said, "constraint_name", None) or ""
    checked = refused_by_key(constraint, reason) if state in _KEYS else refused_by_check(constraint)
    return checked or (GrowthError(*found) if found else None)


def refusal_named(reason: str, detail: dict[str, Any]) -> GrowthError:
    """Return the refusal of a reason that is known, such as `finance.too_much`, with the values of its detail."""
    kind, words = REASONS[reason]
    sentence = words(detail) if callable(words) else words.format_map(defaultdict(str, detail))
    return GrowthError(kind, sentence, field=detail.get("field") or detail.get("key"))


def _detail(text: str | None) -> dict[str, Any]:
    """Return the JSON object beside the reason; empty where there is none, or it is no object of ours."""
    try:
        found = json.loads(text or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
