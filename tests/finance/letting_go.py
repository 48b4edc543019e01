"""Every way in which money is let go of: what does it at once, what a second person is asked for, and what became of it then."""

from __future__ import annotations

from dataclasses import dataclass, field
from json import dumps
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

from tests.cast import NADIA
from tests.database import sign_in
from tests.finance.desk import Desk, newcomer, place_for

if TYPE_CHECKING:
    from datetime import date

    from tests.database import Database

_OFF = {"amount": "250", "reason": "Why"}
_LINES = [{"installment": "<part>", "amount": "300"}]


@dataclass(frozen=True)
class Way:
    """`does` and `became` are statements, `request` what is asked for; `amount` is what goes."""

    does: str
    request: dict[str, Any]
    amount: str
    became: str
    starts: str = "billed"
    more: dict[str, Any] = field(default_factory=dict)


WAYS = {
    "refund": Way(
        "select private.refund_payments(jsonb_build_array(jsonb_build_object('installment', %(part)s, 'amount', 300)), 'cash', 'Why', private.today())",
        {"lines": _LINES, "method": "cash", "reason": "Why", "on": "<today>", "owed": False, "suspend": False},
        "300.000",
        "select amount_refunded = 300 from public.installment_plans where id = %(part)s",
        starts="paid",
    ),
    "write_off": Way(
        "select private.write_off_installment(%(part)s, 'Why')",
        {"installment": "<part>", "reason": "Why"},
        "510.000",
        "select status = 'waived' and amount_written_off = 500 from public.installment_plans where id = %(part)s",
    ),
    "credit": Way(
        "select private.credit_installment(%(part)s, 250, 'Why')",
        {"installment": "<part>", "amount": "250", "reason": "Why"},
        "250.000",
        "select amount_credited = 250 from public.installment_plans where id = %(part)s",
    ),
    "discount": Way(
        'select private.apply_discount(%(bill)s, \'{"amount": 250, "reason": "Why"}\')',
        {"invoice": "<bill>", "discount": _OFF},
        "250.000",
        "select amount = 750 from public.invoices where id = %(bill)s",
    ),
    "waive": Way(
        "select private.waive_penalty(%(part)s, 'Why')",
        {"installment": "<part>", "reason": "Why"},
        "210.000",
        "select penalty_remaining_milli = 0 and remaining_milli > 0 from public.installment_plans where id = %(part)s",
        more={"fee": 210},
    ),
    "cancel": Way(
        "select private.cancel_invoice(%(bill)s, 'Why')",
        {"invoice": "<bill>", "reason": "Why"},
        "1010.000",
        "select status = 'cancelled' from public.invoices where id = %(bill)s",
    ),
    "leave": Way(
        "select private.cancel_enrollment(%(place)s, 'Why')",
        {"enrollment": "<place>", "reason": "Why"},
        "1010.000",
        "select status = 'cancelled' from public.course_enrollments where id = %(place)s",
    ),
    "place": Way(
        'select private.enroll_student(%(stranger)s, %(course)s, null, \'{"free": true, "reason": "Why"}\')',
        {"student": "<stranger>", "course": "<course>", "reason": "Why"},
        "1000.000",
        "select final_price = 0 from public.course_enrollments where student_id = %(stranger)s",
        starts="placed",
    ),
    "bill": Way(
        'select private.create_invoice_with_plan(%(place)s, 2, \'{"amount": 250, "reason": "Why"}\')',
        {"enrollment": "<place>", "parts": 2, "discount": _OFF, "reason": "Why"},
        "250.000",
        "select amount = 750 from public.invoices where enrollment_id = %(place)s",
        starts="placed",
    ),
}


def stage(database: Database, way: Way, day: date) -> dict[str, Any]:
    """Make what a way needs: a place of 1,000, billed in two parts of which the first has a late fee, or paid; return the ids."""
    desk = Desk(None, newcomer(database), None)
    desk.place = place_for(database, desk.student, price="1000", enrolled=day)
    if way.starts != "placed":
        with database.acting_as(sign_in(database, NADIA), keep=True) as connection:
            desk.connection = connection
            desk.make_bill(2)
            if way.starts == "paid":
                desk.pay(500)
    with database.as_owner() as owner:
        desk.connection = owner
        part = desk.parts("id")[0] if desk.bill else None
        if way.starts == "billed":
            fee = way.more.get("fee", 10)
            owner.execute(
                "update public.installment_plans set penalty_amount = %s, penalty_applied_on = %s where id = %s",
                [fee, day, part],
            )
        course = desk.ask("select course_id from public.course_enrollments where id = %s", desk.place)
        today = str(day)
    stranger = newcomer(database) if way.starts == "placed" else None
    return {
        "student": desk.student,
        "part": part,
        "bill": desk.bill,
        "place": desk.place,
        "course": course,
        "stranger": stranger,
        "today": today,
    }


def asked_for(connection: psycopg.Connection, kind: str, ids: dict[str, Any]) -> dict[str, Any]:
    """Ask a second person for a way; return the answer."""
    asked = [kind, _request(kind, ids)]
    return connection.execute("select private.ask_for_approval(%s, %s::jsonb, 'Why')", asked).fetchone()[0]


def tried(connection: psycopg.Connection, kind: str, ids: dict[str, Any]) -> dict[str, Any]:
    """Do a way as if a second person had agreed; return the answer. No transaction keeps it."""
    answer = connection.execute("select private.try_agreed(%s, %s::jsonb)", [kind, _request(kind, ids)]).fetchone()[0]
    assert connection.execute(WAYS[kind].became, ids).fetchone() == (True,)
    return answer


def _request(kind: str, ids: dict[str, Any]) -> str:
    words = dumps(WAYS[kind].request)
    for name, value in ids.items():
        words = words.replace(f"<{name}>", str(value))
    return words


def where_it_waits(database: Database, way: Way, ids: dict[str, Any]) -> str:
    """Return where an act first waits for another of the same person on the same learner, which has all of their rows, too."""
    with database.as_owner() as owner:
        for each in {ids["student"], ids["stranger"]}:
            mine = f"growthos.let_go {NADIA.id} {each}"
            owner.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [mine])
        for table in ("installment_plans", "invoices", "course_enrollments"):
            owner.execute(f"select from public.{table} where student_id = %s for update", [ids["student"]])
        with database.acting_as(sign_in(database, NADIA)) as behind:
            behind.execute("set local lock_timeout = '50ms'")
            with pytest.raises(psycopg.errors.LockNotAvailable) as stopped:
                behind.execute(way.does, ids)
        owner.rollback()
    return stopped.value.diag.context or ""
