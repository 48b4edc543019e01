"""As of when money is told: the two values that every such statement takes, and what follows from them.

Each is made once: a statement of a strip of figures asks for the day some hundred times, and making it took longer than asking.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import Boolean, Date, bindparam, false, func, select

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

AS_OF, KNOWN_NOW = "as_of_day", "as_known_now"
"""The two values: the day, None for today, and whether to use what is known now."""


@cache
def asked_day() -> ColumnElement[Any]:
    """Return the day as of which is asked; null for today."""
    return bindparam(AS_OF, None, type_=Date)


@cache
def known_now() -> ColumnElement[bool]:
    """Return whether to use what is known now."""
    return func.coalesce(bindparam(KNOWN_NOW, None, type_=Boolean), false())


@cache
def day() -> ColumnElement[Any]:
    """Return the day as of which is asked: never later than today."""
    return select(func.least(asked_day(), func.private.today(), type_=Date)).scalar_subquery()


@cache
def end() -> ColumnElement[Any]:
    """Return the moment at which the day is over at the school."""
    return select(func.private.start_of_day(asked_day() + 1)).scalar_subquery()
