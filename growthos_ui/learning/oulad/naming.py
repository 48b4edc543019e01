"""Rows of the set under the names they bear in the database: uuid5 of the organisation and the natural key.

PostgreSQL has no SHA-1 of its own, so the keys pass through Python, a few thousand at a time. The same learner,
site or mark gets the same id in every import, which is what makes an import safe to repeat.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha1
from itertools import count
from typing import TYPE_CHECKING, Any
from uuid import UUID

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from psycopg import Connection

_CHUNK_ROWS = 5_000
_cursor_numbers = count()


def name_of(organization_id: UUID, key: str) -> UUID:
    """Return uuid5(organisation, "oulad/" + key), without the detour through uuid.uuid5's own checks."""
    digest = sha1(organization_id.bytes + b"oulad/" + key.encode(), usedforsecurity=False).digest()
    return UUID(bytes=digest[:16], version=5)


@dataclass(frozen=True, slots=True)
class Named:
    """A staging table of rows that have got their ids. `ids` maps each id column to the key it is the name of.

    A key is a format of the query's columns: "site/{id_site}".
    """

    table: str
    ids: dict[str, str]
    query: str

    def fill(self, connection: Connection[Any], organization_id: UUID) -> int:
        """Run the query, name each row, put it into the table; return how many rows there are."""
        columns = "".join(f"null::uuid as {name}, " for name in self.ids)
        shape = f"create temporary table {self.table} on commit drop as select {columns}q.* from ({self.query}) q with no data"
        connection.execute(shape.encode())
        rows = 0
        with connection.cursor(name=f"{self.table}_{next(_cursor_numbers)}") as source:
            source.execute(self.query.encode())
            names = self._namer([column.name for column in source.description or ()], organization_id)
            while chunk := source.fetchmany(_CHUNK_ROWS):
                self._copy(connection, map(names, chunk))
                rows += len(chunk)
        connection.execute(f"analyze {self.table}".encode())
        return rows

    def _namer(self, columns: list[str], organization_id: UUID) -> Callable[[tuple[Any, ...]], tuple[Any, ...]]:
        # "{id_site}" becomes "{3}": formatting by position is much the faster.
        keys = [
            key.format_map({name: f"{{{place}}}" for place, name in enumerate(columns)}) for key in self.ids.values()
        ]

        def named(row: tuple[Any, ...]) -> tuple[Any, ...]:
            return (*(name_of(organization_id, key.format(*row)) for key in keys), *row)

        return named

    def _copy(self, connection: Connection[Any], rows: Iterator[tuple[Any, ...]]) -> None:
        with connection.cursor().copy(f"copy {self.table} from stdin".encode()) as copy:
            for row in rows:
                copy.write_row(row)
