"""Columns of codes (`character(n)`), compared as what they are: made a text first, row security compares them last."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import String, cast, type_coerce
from sqlalchemy.types import TypeDecorator, UserDefinedType

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement


def code_of(column: Any) -> ColumnElement[str]:
    """Return the column to be selected, compared and grouped by; what it is compared with becomes what it is.

    The cast to a text could tell somebody of a row that it failed on. So the planner keeps it behind the policies: it
    takes no index for it, does not know how common a code is, and sorts by what is the same in every row.
    """
    return type_coerce(column, _Code())


class _AsItIs(UserDefinedType[str]):
    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        """Return the name of `character` without a length, which cuts nothing off."""
        return "bpchar"


class _Code(TypeDecorator[str]):
    """A string here, and `character` in what is asked."""

    impl = String
    cache_ok = True

    @property
    def python_type(self) -> type[str]:
        """Return what a value is here."""
        return str

    def bind_expression(self, bindparam: Any) -> ColumnElement[Any]:
        """Return the value in the type of the column."""
        return cast(bindparam, _AsItIs())
