"""Which notices of installments are due on which day, each queued once; never on a wrong day, never to who does not want them."""

from datetime import date, timedelta
from uuid import UUID

import psycopg
import pytest
from psycopg.types.json import Jsonb

from tests.cast import LAKESIDE, NORTHGATE
from tests.database import Database
from tests.finance.desk import freeze
from tests.support.mails import act, at_work, bill, outbox

MARCH = date(2026, 3, 1)


def settings(database: Database, **fees: object) -> None:
    with database.as_owner() as owner:
        owner.execute(
            "update public.company_settings set settings = settings || %s where organization_id = %s",
            [Jsonb({"fees": fees}), NORTHGATE.id],
        )


def notices(database: Database, part: UUID, day: date) -> set[str]:
    with at_work(database) as worker:
        found = worker.execute(
            "select kind from private.due_installment_notices(%s) where installment = %s", [day, part]
        )
        return {kind for (kind,) in found}


def told_as_they_come(database: Database, part: UUID, first: date, days: int) -> dict[str, date]:
    """Walk through the days, with every notice sent on its day; return the day of each."""
    found: dict[str, date] = {}
    for day in (first + timedelta(number) for number in range(days)):
        freeze(database, day)
        for kind in notices(database, part, day):
            found[kind] = day
            with at_work(database) as worker:
                worker.execute("select private.mark_notice_sent(%s, %s)", [part, kind])
    return found


@pytest.mark.parametrize(
    ("window", "days"),
    [
        (30, {"installment_reminder_first": 10, "installment_reminder_final": 20}),
        (5, {"installment_reminder_first": 1, "installment_reminder_final": 3}),
        # Both would be the day of issue; the last one comes a day later, and that is the due day: never.
        (1, {"installment_reminder_first": 0}),
        (0, {}),
    ],
)
def test_the_ladder_stands_at_thirds_and_never_on_the_due_day(
    database: Database, window: int, days: dict[str, int]
) -> None:
    settings(database, window_days=window, gap_days=31)
    _, [part] = bill(database, MARCH)
    found = told_as_they_come(database, part, MARCH, window + 3)
    wanted = {kind: MARCH + timedelta(number) for kind, number in days.items()}
    wanted |= {"installment_issued": MARCH} if window else {}
    wanted |= {"installment_due": MARCH + timedelta(window), "installment_overdue": MARCH + timedelta(window + 1)}
    assert found == wanted


def test_more_time_begins_the_ladder_anew_on_its_own_day(database: Database) -> None:
    settings(database, window_days=5)
    _, [part] = bill(database, MARCH)
    told_as_they_come(database, part, MARCH, 9)
    freeze(database, date(2026, 3, 10))
    act(database, "nadia", "extend_installment(%s, '2026-03-20', 'A wedding.')", part)
    found = told_as_they_come(database, part, date(2026, 3, 10), 13)
    assert found == {
        "installment_reminder_first": date(2026, 3, 13),
        "installment_reminder_final": date(2026, 3, 16),
        "installment_due": date(2026, 3, 20),
        "installment_overdue": date(2026, 3, 21),
    }


def test_in_the_days_of_grace_nothing_is_overdue(database: Database) -> None:
    settings(database, window_days=5, grace_days=3)
    _, [part] = bill(database, MARCH)
    due = date(2026, 3, 6)
    assert [
        notices(database, part, due + timedelta(n)) & {"installment_due", "installment_overdue"} for n in (3, 4)
    ] == [
        {"installment_due"},
        {"installment_overdue"},
    ]
    settings(database, window_days=5)


def test_a_day_is_queued_once_and_the_mail_goes_from_nine_on(database: Database) -> None:
    student, _ = bill(database, MARCH)
    with at_work(database) as worker:
        first = worker.execute("select private.queue_notices(%s)", [MARCH]).fetchone()[0]
        assert worker.execute("select private.queue_notices(%s)", [MARCH]).fetchone()[0] == {}
    assert first["installment_issued"] >= 1
    [(kind, status, at)] = outbox(database, student, "kind, status, next_attempt_at at time zone 'Asia/Karachi'")
    assert (kind, status, f"{at:%H:%M}") == ("installment_issued", "waiting", "12:00")
    early, _ = bill(database, MARCH)
    with database.as_owner() as owner:
        owner.execute("update dashboard.installation set frozen_at = '2026-03-01 00:05+05'")
    with at_work(database) as worker:
        worker.execute("select private.queue_notices()")
    assert [f"{at:%H:%M}" for at in outbox(database, early, "next_attempt_at at time zone 'Asia/Karachi'")] == ["09:00"]


def test_who_opted_out_hears_it_in_the_dashboards_news_and_gets_no_mail(database: Database) -> None:
    student, [part] = bill(database, MARCH)
    with database.as_owner() as owner:
        owner.execute(
            "insert into public.student_details (organization_id, student_id, contact_preferences) values (%s, %s, %s)",
            [NORTHGATE.id, student, Jsonb({"email_opt_in": False})],
        )
    with at_work(database) as worker:
        worker.execute("select private.queue_notices(%s)", [MARCH])
    assert outbox(database, student) == []
    with database.as_owner() as owner:
        told = owner.execute(
            """select count(*) from public.notifications n join public.students s on s.user_id = n.user_id
               where s.id = %s and n.type = 'installment_issued'""",
            [student],
        ).fetchone()
    assert told == (1,)
    assert notices(database, part, MARCH) == set()


def pause(database: Database, test: str) -> None:
    """Let reminders rest for the parts of which the test is true."""
    with database.as_owner() as owner:
        owner.execute(
            f"""create or replace function private.paused_parts(p_organization uuid, p_day date) returns setof uuid
                language sql stable security definer set search_path = '' as $$ select id from public.installment_plans where {test} $$"""
        )


def test_reminders_rest_while_they_are_paused(database: Database) -> None:
    _, [part] = bill(database, MARCH)
    freeze(database, date(2026, 3, 7))
    pause(database, f"id = '{part}'")
    assert notices(database, part, date(2026, 3, 7)) == set()
    pause(database, "false")
    assert notices(database, part, date(2026, 3, 7)) == {"installment_overdue"}


def test_a_payment_and_a_refund_write_their_mails_themselves(database: Database) -> None:
    student, [part] = bill(database, MARCH)
    act(database, "enzo", "record_installment_payment(%s, 400, '2026-03-01', 'cash')", part)
    assert outbox(database, student) == [("invoice_paid", "waiting")]
    act(
        database, "nadia", "refund_payments(%s, 'cash', 'They moved.', '2026-03-01', true, true, null, null, null)",
        Jsonb([{"installment": str(part), "amount": "400"}]),
    )  # fmt: skip
    assert outbox(database, student, "kind") == ["invoice_paid", "refund_processed"]


def test_a_refused_payment_leaves_no_mail(database: Database) -> None:
    student, [part] = bill(database, MARCH)
    with pytest.raises(psycopg.Error, match=r"finance\.too_much"):
        act(database, "enzo", "record_installment_payment(%s, 4000, '2026-03-01', 'cash')", part)
    assert outbox(database, student) == []


def test_a_reminder_by_hand_goes_once_a_day_and_by_whom_it_may(database: Database) -> None:
    student, [part] = bill(database, MARCH)
    assert act(database, "farah", "remind_installment(%s)", part) is not None
    assert act(database, "nadia", "remind_installment(%s)", part) is None
    freeze(database, MARCH + timedelta(1))
    assert act(database, "sam", "remind_installment(%s)", part) is not None
    assert outbox(database, student, "kind") == ["installment_reminder"] * 2
    for who in ("enzo", "maya", "tara"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            act(database, who, "remind_installment(%s)", part)


def test_the_other_school_is_told_nothing_of_this_one(database: Database) -> None:
    student, _ = bill(database, MARCH)
    with at_work(database, LAKESIDE) as worker:
        worker.execute("select private.queue_notices(%s)", [MARCH])
    assert outbox(database, student) == []
