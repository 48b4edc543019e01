"""Bills for the tests of money: Alice's of the school, and new ones."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID, uuid4

import psycopg

from tests.cast import ALICE, NADIA, NORTHGATE
from tests.database import Database
from tests.school_ground import row_id

INVOICE = row_id(NORTHGATE, "invoice alice")
PART_1, PART_2 = (row_id(NORTHGATE, f"part {number} alice") for number in (1, 2))
PAYMENT = row_id(NORTHGATE, "payment alice")


@contextmanager
def undone(database: Database) -> Iterator[psycopg.Connection]:
    """Yield a transaction of the owner of which nothing stays."""
    with database.as_owner() as owner:
        yield owner
        owner.rollback()


def settle(owner: psycopg.Connection) -> None:
    """Ask now what is otherwise asked at the end of the transaction."""
    owner.execute("set constraints all immediate")
    owner.execute("set constraints all deferred")


def act(owner: psycopg.Connection, **given: object) -> UUID:
    """Enter an act of money of Alice's, without its lines: a transfer of 500 on 10 February, where nothing else is given."""
    values = {"id": uuid4(), "kind": "payment", "currency": "PKR", "amount": 500, "method": "bank_transfer"}
    values |= {"occurred_on": "2026-02-10", "reference": None, "reason": None, "key": str(uuid4())} | given
    owner.execute(_ACT, values | {"org": NORTHGATE.id, "student": ALICE.student_id, "by": NADIA.id})
    return values["id"]


_ACT = """insert into dashboard.money_acts (id, organization_id, student_id, kind, currency, amount, method, reference, reason,
                                            occurred_on, idempotency_key, request_hash, recorded_by)
    values (%(id)s, %(org)s, %(student)s, %(kind)s, %(currency)s, %(amount)s, %(method)s, %(reference)s, %(reason)s,
            %(occurred_on)s, %(key)s, sha256('request'), %(by)s)"""


def line(owner: psycopg.Connection, of: UUID, amount: int, part: UUID = PART_2, **given: object) -> None:
    """Add a line of an act to the ledger."""
    values = {"fee": 0, "reverses": None} | given
    owner.execute(
        """insert into public.installment_payments (organization_id, act_id, installment_id, amount, fee_amount, reverses_id)
           values (%(org)s, %(act)s, %(part)s, %(amount)s, %(fee)s, %(reverses)s)""",
        values | {"org": NORTHGATE.id, "act": of, "part": part, "amount": amount},
    )


def pass_night(database: Database) -> None:
    """Leave the states of the school's bills as the night of today would: they were planted on a day long ago."""
    with database.as_owner() as owner:
        owner.execute("select private.restate_parts(array(select p.id from public.installment_plans as p))")
