"""What a form names within itself, in lists and in boxes that may be left out: rows abroad are as missing there, too."""

import json
import re
from collections.abc import Iterator
from uuid import UUID, uuid4

import psycopg
import pytest

from tests.cast import BY_KEY, LAKESIDE, NORTHGATE
from tests.database import Database, sign_in
from tests.policies.trials import attempt

Ids = dict[str, UUID]
TABLES = {
    "student": "public.students", "course": "public.courses", "batch": "public.batches", "place": "public.course_enrollments",
    "part": "public.installment_plans", "invoice": "public.invoices", "act": "dashboard.money_acts", "line": "dashboard.bank_lines",
    "mentor": "public.student_mentor_assignments", "lesson": "public.available_lessons", "work": "public.student_assignments",
    "recording": "public.lesson_recordings",
}  # fmt: skip


def _ids(owner: psycopg.Connection, organization: UUID) -> Ids:
    """Return a row of each kind of a school; of a mentor the account."""
    found = {}
    for word, table in TABLES.items():
        column = "mentor_id" if word == "mentor" else "id"
        asked = f"select {column} from {table} where organization_id = %s order by 1 limit 1"
        (found[word],) = owner.execute(asked, [organization]).fetchone()
    return found


def _own(owner: psycopg.Connection) -> Ids:
    """Return rows of the own school that fit each other: somebody who owes something, and a course that they are not in."""
    debtor = owner.execute(
        """select p.id, p.student_id, c.id from public.installment_plans as p join public.courses as c on c.organization_id = p.organization_id
           where p.organization_id = %s and p.remaining_milli > 0 and p.status <> 'cancelled' and c.is_active and not exists (
             select from public.course_enrollments as e where e.student_id = p.student_id and e.course_id = c.id and e.status <> 'cancelled')
           order by 1, 3 limit 1""",
        [NORTHGATE.id],
    ).fetchone()
    return _ids(owner, NORTHGATE.id) | dict(zip(("part", "student", "course"), debtor, strict=True))


def _asked_for(at: Ids) -> Iterator[tuple[str, dict[str, object]]]:
    part, reason = str(at["part"]), "For a reason."
    yield (
        "refund",
        {"lines": [{"installment": part, "amount": "1"}], "method": "cash", "reason": reason, "on": "2026-03-02"},
    )
    yield "credit", {"installment": part, "amount": "1", "reason": reason}
    yield "write_off", {"installment": part, "reason": reason}
    yield "waive", {"installment": part, "reason": reason}
    yield "cancel", {"invoice": str(at["invoice"]), "reason": reason}
    yield "discount", {"invoice": str(at["invoice"]), "discount": {"amount": "1", "reason": reason}}
    yield "place", {"student": str(at["student"]), "course": str(at["course"]), "free": True, "reason": reason}
    yield "bill", {"enrollment": str(at["place"])}
    yield "leave", {"enrollment": str(at["place"]), "reason": reason}
    yield "unmatch", {"line": str(at["line"]), "act": str(at["act"]), "reason": reason}


def _forms(own: Ids, at: Ids) -> Iterator[tuple[str, list[object]]]:
    """Yield each call with what it is told, of which `at` is not the caller's."""
    somebody = {"full_name": "New One", "email": "new.one@northgate.example", "phone": "+923001234599"}
    lines = json.dumps(
        [{"installment": str(own["part"]), "amount": "1"}, {"installment": str(at["part"]), "amount": "1"}]
    )
    for place in ({"course": at["course"]}, {"course": own["course"], "batch": at["batch"]}):
        names = {name: str(each) for name, each in place.items()}
        yield "create_student_complete(%s, %s)", [json.dumps(somebody | names), str(uuid4())]
        yield "add_students(%s, %s, %s)", [json.dumps([somebody]), json.dumps(names), str(uuid4())]
        yield "enrol_and_bill(%s, %s, %s)", [own["student"], json.dumps(names), str(uuid4())]
    yield "enroll_student(%s, %s, %s)", [own["student"], own["course"], at["batch"]]
    for kind, request in _asked_for(at):
        yield "ask_for_approval(%s, %s, 'For a reason.', %s)", [kind, json.dumps(request), str(uuid4())]
    yield "refund_payments(%s, 'cash', 'Went away.', '2026-03-02', false, false)", [lines]
    yield "record_payment(%s, 2, '2026-03-02', 'cash', p_lines => %s)", [own["student"], lines]
    yield "match_bank_line(%s, 'STU000001', %s)", [own["line"], at["act"]]
    yield "match_bank_line(%s, 'STU000001', p_lines => %s)", [own["line"], lines]
    for name in ("remind_installments", "days_of", "past_of"):
        yield f"{name}(%s::uuid[])", [[at["part"]]]
    yield "propose_matches(%s::uuid[])", [[at["line"]]]
    yield "student_progress(%s, %s)", [own["student"], at["course"]]
    yield "pending_review_queue(50, '2020-01-01', %s)", [at["work"]]
    for box in ("course", "batch", "mentor"):
        yield f"schedule_session('A class', '2027-03-01 10:00+00', p_{box} => %s)", [at[box]]


ROWS = {
    "a pathway": "insert into public.courses (title, kind, component_course_ids) values ('x', 'pathway', array[%(course)s]::uuid[])",
    "what comes before": "update public.available_lessons set prerequisites = array[%(lesson)s::text]",
    "the gate of work": "update public.assignments set recording_id = %(recording)s",
    "whose work": "update public.assignments set mentor_id = %(mentor)s",
    "whose ticket": "update public.support_tickets set assigned_to = %(mentor)s",
}


def _learned(connection: psycopg.Connection, statement: str, told: object) -> str:
    """Return all that the caller learns: the rows, or the whole refusal. Ids are one id."""
    try:
        with attempt(connection):
            learned = str(connection.execute(statement, told).rowcount)
    except psycopg.Error as error:
        learned = " ".join(map(str, (error.sqlstate, error.diag.message_primary, error.diag.message_detail)))
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "id", learned)


@pytest.mark.parametrize("key", ["sam", "nadia", "enzo", "farah", "tara", "maya"])
def test_a_row_abroad_within_a_form_is_as_missing_as_none(key: str, database: Database) -> None:
    with database.as_owner() as owner:
        own, abroad = _own(owner), _ids(owner, LAKESIDE.id)
    nowhere = {word: uuid4() for word in abroad}
    with database.acting_as(sign_in(database, BY_KEY[key])) as connection:
        for (call, foreign), (_, none) in zip(_forms(own, abroad), _forms(own, nowhere), strict=True):
            asked = f"select * from private.{call}"
            assert _learned(connection, asked, foreign) == _learned(connection, asked, none), call
        for name, statement in ROWS.items():
            assert _learned(connection, statement, abroad) == _learned(connection, statement, nowhere), name
