"""Files as a person brings them in, and lines of the bank as they match them and undo that."""

import hashlib
from datetime import date
from uuid import uuid4

import psycopg
import pytest
from psycopg.types.json import Jsonb

from tests.finance.desk import Desk, place_for

ENROLLED_ON = date(2025, 3, 1)
LIMIT = """update public.company_settings
    set settings = jsonb_set(settings, '{fees}', coalesce(settings -> 'fees', '{}') || jsonb_build_object('refund_approval_limit', %s::jsonb))"""


def take(connection: psycopg.Connection, kind: str, name: str = "a file") -> int:
    return connection.execute(
        "select private.take_import(%s, %s, %s, %s, %s)",
        [kind, name, hashlib.sha256(name.encode()).digest(), Jsonb(["Student"]), Jsonb([["X"]])],
    ).fetchone()[0]


def learner(connection, database, name="Zainab Qureshi", price="1000", parts=2):
    """A learner of that name who owes a price in parts, two halves."""
    user, student = uuid4(), uuid4()
    with database.as_owner() as owner:
        school = owner.execute("select id from public.organizations where slug = 'northgate'").fetchone()[0]
        owner.execute(
            "insert into public.users (id, organization_id, email, full_name, role) values (%s, %s, %s, %s, 'student')",
            [user, school, f"{user}@x.example", name],
        )
        owner.execute(
            "insert into public.students (id, organization_id, user_id) values (%s, %s, %s)", [student, school, user]
        )
    desk = Desk(connection, student, place_for(database, student, price=price, enrolled=ENROLLED_ON))
    desk.make_bill(parts)
    return desk


def bring(connection, rows, name="statement"):
    number = take(connection, "bank", f"{name} {uuid4()}")
    full = [{"row": at, "on": "2025-02-28", "currency": "PKR"} | row for at, row in enumerate(rows, 2)]
    return connection.execute("select private.import_bank(%s, %s)", [number, Jsonb(full)]).fetchone()[0]


def lines(connection, status="open"):
    return [
        row[0]
        for row in connection.execute(
            "select id from dashboard.bank_lines where status = %s and import_id in (select id from dashboard.imports where kind = 'bank') order by booked_on, created_at, id",
            [status],
        )
    ]


def proposals(connection):
    return connection.execute(
        "select student_code, receipt, points, is_certain from private.propose_matches(%s) order by line_id, points desc",
        [lines(connection)],
    ).fetchall()


def undo(connection, line, reason="It is somebody else's."):
    matched = connection.execute("select act_id from private.match_of_line(%s)", [line]).fetchone() or (None,)
    return connection.execute(
        "select private.unmatch_bank_line(%s, %s, %s) ->> 'act'", [line, *matched, reason]
    ).fetchone()[0]


def refused(connection, line, reason="It is somebody else's."):
    with pytest.raises(psycopg.Error) as why, connection.transaction():
        undo(connection, line, reason)
    return why.value.diag.message_primary
