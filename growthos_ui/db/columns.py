"""The columns of a table for select(): a model's own attributes are typed as the values that they hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlalchemy.sql.base import ReadOnlyColumnCollection
    from sqlmodel import SQLModel


def columns_of(model: type[SQLModel]) -> ReadOnlyColumnCollection[str, Any]:
    """Return the columns of a model, by name: `columns_of(Student).full_name`."""
    columns: ReadOnlyColumnCollection[str, Any] = model.__table__.c  # type: ignore[attr-defined]
    return columns
