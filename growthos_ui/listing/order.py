"""The order of a list: one key and the row's id, so that no two rows are ever equal."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Boolean,
    Date,
    DateTime,
    Integer,
    SmallInteger,
    String,
    TypeDecorator,
    Uuid,
    bindparam,
    cast,
    tuple_,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import ColumnElement, UnaryExpression
    from sqlalchemy.types import TypeEngine

    from growthos_ui.listing.ask import Cursor

# Row security keeps any other comparison away from an index, because it may leak what it compares:
# numeric, enums and jsonb among them (measured).
_LEAKPROOF = (String, Integer, BigInteger, SmallInteger, Date, DateTime, Uuid, Boolean)
_INFINITIES = {"infinity", "-infinity"}


@dataclass(frozen=True, slots=True)
class Order:
    """Rows by `key`, then by `id` in the same direction."""

    name: str
    key: ColumnElement[Any]
    id: ColumnElement[Any]
    is_descending: bool

    def by(self, *, backwards: bool = False) -> tuple[UnaryExpression[Any], UnaryExpression[Any]]:
        """Return the ORDER BY, or its reverse."""
        if self.is_descending != backwards:
            return (self.key.desc(), self.id.desc())
        return (self.key.asc(), self.id.asc())

    def beyond(self, cursor: Cursor, *, backwards: bool = False) -> ColumnElement[bool]:
        """Return "comes after the place", or before it: one row comparison, which an index serves at any depth."""
        place = tuple_(_value(cursor.key, self.key.type), _value(cursor.id, self.id.type))
        here = tuple_(self.key, self.id)
        return here < place if self.is_descending != backwards else here > place

    def takes(self, text: str) -> bool:
        """Tell whether the text can be a key of this order."""
        return _reads(text, self.key.type)


def is_leakproof(kind: TypeEngine[Any]) -> bool:
    """Tell whether row security lets an index serve comparisons of this type."""
    kind = _stored(kind)
    if isinstance(kind, DateTime):
        return bool(kind.timezone)
    # An Enum is a String to SQLAlchemy and not to PostgreSQL.
    return isinstance(kind, _LEAKPROOF) and kind.__visit_name__.lower() != "enum"


def _stored(kind: TypeEngine[Any]) -> TypeEngine[Any]:
    """Return the database's own type behind a Python-side wrapper, such as SQLModel's for moments in UTC."""
    return kind.impl_instance if isinstance(kind, TypeDecorator) else kind


def _value(text: str, kind: TypeEngine[Any]) -> ColumnElement[Any]:
    # The text is cast by the database: Python has no moment at minus infinity, where the unknown are sorted.
    return cast(bindparam(None, text, type_=String), kind)


def _reads(text: str, kind: TypeEngine[Any]) -> bool:
    kind = _stored(kind)
    try:
        return next((reads(text) for each, reads in _READERS.items() if isinstance(kind, each)), True)
    except ValueError:
        return False


def _is_moment(text: str) -> bool:
    return text in _INFINITIES or datetime.fromisoformat(text).tzinfo is not None


def _is_day(text: str) -> bool:
    return text in _INFINITIES or bool(date.fromisoformat(text))


def _is_whole(bits: int) -> Callable[[str], bool]:
    return lambda text: re.fullmatch(r"-?[0-9]{1,19}", text) is not None and abs(int(text)) < 2**bits


# The first that fits: BigInteger and SmallInteger are Integers too.
_READERS: dict[type[TypeEngine[Any]], Callable[[str], bool]] = {
    DateTime: _is_moment,
    Date: _is_day,
    Uuid: lambda text: bool(UUID(text)),
    Boolean: lambda text: text in {"true", "false"},
    BigInteger: _is_whole(63),
    SmallInteger: _is_whole(15),
    Integer: _is_whole(31),
}
