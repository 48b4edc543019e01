"""Helpers for tests of mails: bills on chosen days, the job's connection, and what stands in the outbox."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any
from uuid import UUID

import psycopg

from tests.cast import NORTHGATE
from tests.database import Database, sign_in
from tests.finance.desk import Desk, freeze, newcomer, place_for


@contextmanager
def at_work(database: Database, school: Any = NORTHGATE) -> Iterator[psycopg.Connection]:
    """Yield a transaction of the job for a school; it is kept."""
    with psycopg.connect(database.worker_url) as worker:
        worker.execute("select private.work_for(%s)", [school.id])
        yield worker


def bill(
    database: Database, enrolled: date, *, price: str = "900", parts: int = 1, currency: str = "PKR"
) -> tuple[UUID, list[UUID]]:
    """Bill a newcomer on a day; return the learner and the parts in order."""
    student = newcomer(database)
    freeze(database, enrolled)
    place = place_for(database, student, price=price, enrolled=enrolled, currency=currency)
    with database.acting_as(sign_in(database, "nadia"), keep=True) as connection:
        desk = Desk(connection, student, place)
        desk.make_bill(parts)
        return student, desk.parts("id")


def act(database: Database, who: str, call: str, *values: Any) -> Any:
    """Call a function in somebody's name, and keep what it did."""
    with database.acting_as(sign_in(database, who), keep=True) as connection:
        return connection.execute(f"select private.{call}", values or None).fetchone()[0]


def outbox(database: Database, student: UUID, columns: str = "kind, status") -> list[Any]:
    """Return what is in the outbox for a learner, oldest first."""
    with database.as_owner() as owner:
        found = owner.execute(
            f"select {columns} from dashboard.outbox where student_id = %s order by created_at, kind", [student]
        )
        rows = found.fetchall()
    return rows if "," in columns else [value for (value,) in rows]


def empty_outbox(database: Database) -> None:
    """Leave nothing to send."""
    with database.as_owner() as owner:
        owner.execute("delete from dashboard.outbox")
