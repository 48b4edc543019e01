"""Ways to narrow lists of learners by what is known of each of them elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import String as Words
from sqlalchemy import Uuid, column, false, func, or_, select

from growthos_ui.listing.filters import Choice

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

    from growthos_ui.listing.filters import Values


@dataclass(frozen=True, kw_only=True)
class Fees(Choice):
    """Learners with one of these fee flags, on the column that names them: the flag alone, for whoever sees no money too."""

    def clause(self, column: ColumnElement[Any], values: Values) -> ColumnElement[bool]:
        """Return "has one of these flags"; who is neither due nor overdue is clear."""
        late = [value for value in values if value != "clear"]
        tests = [column.in_(_flagged(late))] if late else []
        return or_(false(), *tests, *([column.not_in(_flagged())] if "clear" in values else []))


def _flagged(flags: list[str] | None = None) -> Any:
    found = func.private.fee_flags().table_valued(column("student_id", Uuid), column("flag", Words)).alias("flagged")
    learners = select(found.c.student_id)
    return learners.where(found.c.flag.in_(flags)) if flags else learners
