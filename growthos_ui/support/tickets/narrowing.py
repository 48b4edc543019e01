"""How the list of tickets is narrowed to those whose first answer is late, or due."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import false, or_

from growthos_ui.listing.filters import Choice, Values
from growthos_ui.support.tickets.queries import WAITING

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement


@dataclass(frozen=True, kw_only=True)
class Answered(Choice):
    """What became of the first answer. Those that wait for it are few, and are found by an index of their own."""

    def clause(self, column: ColumnElement[Any], values: Values) -> ColumnElement[bool]:
        """Return "is one of these"."""
        waiting = [WAITING[each] for each in values if each in WAITING]
        others = tuple(each for each in values if each not in WAITING)
        return or_(false(), *waiting, *((super().clause(column, others),) if others else ()))
