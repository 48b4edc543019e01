"""What people call jobs, and what those found."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

JOBS = {
    "daily": "Daily: installments and access",
    "performance": "Measures of students",
    "risk": "Students at risk",
    "recovery": "Quiet students",
    "leaderboard": "Leaderboard",
    "tickets": "Late and resolved tickets",
    "sessions": "Sessions",
    "reviews": "Late reviews",
    "sign_ins": "Sign-ins that are over",
    "retention": "What is kept no longer",
}
_FOUND = {
    "issued": "issued",
    "changed": "changed state",
    "fees": "late fees",
    "reminded": "reminded",
    "for_fees": "suspended for fees",
    "as_planned": "suspended as planned",
    "newcomers": "unpaid newcomers suspended",
    "let_in": "let in again",
    "expired": "ended access",
    "warned": "told of waiting work",
    "late": "told of what is late",
    "idle": "ended after a rest",
    "expired_sign_ins": "ended by their age",
    "sign_ins": "old sign-ins removed",
    "errors": "resolved errors removed",
    "news": "read notifications removed",
    "requests": "requests expired",
}
NOTHING = "nothing to do"


def found_words(counts: Mapping[str, int] | None) -> str:
    """Return `3 issued, 1 suspended for fees`, in the order of the work; what was not found is left out."""
    order = list(_FOUND)
    found = sorted(
        ((name, number) for name, number in (counts or {}).items() if number),
        key=lambda each: (order.index(each[0]) if each[0] in order else len(order), each[0]),
    )
    return ", ".join(f"{number:,} {_FOUND.get(name, name.replace('_', ' '))}" for name, number in found) or NOTHING
