"""What `domain.reason` of the database means to a person: a kind, and words that may name the values of its detail."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from growthos_ui.db.reasons import (
    accounts,
    coursework,
    finance,
    growth,
    learning,
    mentoring,
    oversight,
    people,
    support,
)

if TYPE_CHECKING:
    from growthos_ui.errors import Kind

# A sentence with {values} of the detail in it, or what makes one of them.
Words = str | Callable[[dict[str, Any]], str]

# One reason, one place: whose noun it is.
REASONS: dict[str, tuple[Kind, Words]] = {
    **people.REASONS,
    **accounts.REASONS,
    **learning.REASONS,
    **coursework.REASONS,
    **mentoring.REASONS,
    **support.REASONS,
    **oversight.REASONS,
    **growth.REASONS,
    **finance.REASONS,
}
