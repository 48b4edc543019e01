"""The outbox: each mail is taken by one sender, settled once, and never sent again by itself when nobody knows whether it went."""

from datetime import date, timedelta

import psycopg
import pytest

from tests.cast import LAKESIDE, NORTHGATE
from tests.database import Database, sign_in
from tests.finance.desk import freeze
from tests.support.mails import act, at_work, bill, empty_outbox, outbox

MARCH = date(2026, 3, 1)


@pytest.fixture
def waiting(database: Database):
    """Return a learner with a part of 900, whose reminder by hand is the only mail."""
    empty_outbox(database)
    student, [part] = bill(database, MARCH)
    act(database, "nadia", "remind_installment(%s)", part)
    return student, part


def take(worker: psycopg.Connection, **given: object) -> dict | None:
    values = {"lease": timedelta(minutes=5), "daily": 20} | given
    return worker.execute("select private.take_mail('mail.example', %(lease)s, %(daily)s)", values).fetchone()[0]


def end(worker: psycopg.Connection, mail: dict, outcome: str, answer: str = "") -> bool:
    call = "select private.end_mail(%s, %s, %s, 'A subject', 'Words.')"
    return worker.execute(call, [mail["id"], outcome, answer]).fetchone()[0]


def test_a_mail_knows_to_whom_it_goes_and_what_it_may_say(database: Database, waiting) -> None:
    with at_work(database) as worker:
        mail = take(worker)
        worker.rollback()
    assert mail["recipient"].endswith("@northgate.example")
    assert mail["message_id"] == f"<{mail['id']}@mail.example>"
    assert mail["facts"]["open"] == {"milli": 900000, "currency": "PKR"}
    assert mail["facts"]["due_date"] == {"day": "2026-03-06"}
    assert (mail["facts"]["name"], mail["version"], mail["attempt"]) == ("Newly Come", 0, 1)


def test_two_senders_never_take_the_same_mail(database: Database, waiting) -> None:
    with at_work(database) as first, at_work(database) as second:
        assert take(first) is not None
        assert take(second) is None


def test_nobody_takes_a_mail_of_another_school(database: Database, waiting) -> None:
    with at_work(database, LAKESIDE) as worker:
        assert take(worker) is None
        schools = {each for (each,) in worker.execute("select private.organizations_with_mail()")}
    assert schools == {NORTHGATE.id}


def test_what_was_sent_is_remembered_once(database: Database, waiting) -> None:
    student, _ = waiting
    with at_work(database) as worker:
        mail = take(worker)
        assert end(worker, mail, "sent")
        assert not end(worker, mail, "later", "too late")
        assert take(worker) is None
    assert outbox(database, student, "status, subject, body, last_error") == [("sent", "A subject", "Words.", None)]


def test_a_notice_that_was_sent_is_stamped_on_its_part(database: Database) -> None:
    empty_outbox(database)
    _, [part] = bill(database, MARCH)
    with at_work(database) as worker:
        worker.execute("select private.queue_notices(%s)", [MARCH])
        while mail := take(worker):
            end(worker, mail, "sent" if mail["part"] == str(part) else "refused")
    with database.as_owner() as owner:
        told = owner.execute(
            "select issue_notice_sent_at is not null from public.installment_plans where id = %s", [part]
        )
        assert told.fetchone() == (True,)


def test_one_that_fails_waits_longer_and_longer_and_gives_up_the_third_time(database: Database, waiting) -> None:
    student, _ = waiting
    seen = []
    for _ in range(3):
        with at_work(database) as worker:
            end(worker, take(worker), "later", "450 busy")
        with database.as_owner() as owner:
            seen += owner.execute(
                "select status, extract(epoch from next_attempt_at - private.now())::int / 60, last_error from dashboard.outbox where student_id = %s",
                [student],
            ).fetchall()
            owner.execute("update dashboard.outbox set next_attempt_at = private.now()")
    assert seen[:2] == [("waiting", 5, "450 busy"), ("waiting", 30, "450 busy")]
    assert seen[2][0] == "failed"


def test_the_message_id_is_the_same_for_each_attempt(database: Database, waiting) -> None:
    with at_work(database) as worker:
        first = take(worker)
        end(worker, first, "later", "450 busy")
    with database.as_owner() as owner:
        owner.execute("update dashboard.outbox set next_attempt_at = private.now()")
    with at_work(database) as worker:
        again = take(worker)
    assert (again["message_id"], again["attempt"]) == (first["message_id"], 2)


def test_found_sending_after_a_crash_it_is_unknown_and_only_a_person_sends_it_again(
    database: Database, waiting
) -> None:
    student, _ = waiting
    with at_work(database) as worker:
        mail = take(worker, lease=timedelta(0))
    with at_work(database) as worker:
        assert take(worker) is None
    [(status, why)] = outbox(database, student, "status, last_error")
    assert (status, why) == ("unknown", "The sender stopped while this mail was on its way.")
    act(database, "farah", "decide_mail(%s, true, 'They have not got it.')", mail["id"])
    with at_work(database) as worker:
        assert take(worker)["message_id"] == mail["message_id"]


def test_an_answer_that_comes_late_still_counts_until_somebody_decided(database: Database, waiting) -> None:
    student, _ = waiting
    with at_work(database) as worker:
        mail = take(worker, lease=timedelta(0))
    with at_work(database) as worker:
        take(worker)
        assert end(worker, mail, "sent")
    assert outbox(database, student, "status") == ["sent"]


@pytest.mark.parametrize("lasting", ["paid", "moved", "left"])
def test_what_is_no_longer_right_is_dropped_with_its_reason(database: Database, waiting, lasting: str) -> None:
    student, part = waiting
    if lasting == "paid":
        act(database, "enzo", "record_installment_payment(%s, 900, '2026-03-01', 'cash')", part)
    elif lasting == "moved":
        act(database, "nadia", "extend_installment(%s, '2026-03-20', 'A wedding.')", part)
    else:
        with database.as_owner() as owner:
            owner.execute(
                "update public.users set is_active = false where id = (select user_id from public.students where id = %s)",
                [student],
            )
    with at_work(database) as worker:
        while mail := take(worker):
            assert mail["kind"] != "installment_reminder"
            end(worker, mail, "sent")
    status, why = outbox(database, student, "status, last_error")[0]
    assert status == "dropped"
    assert why in {"Nothing is owed any more.", "The due day has moved.", "The account is closed."}


def test_an_address_gets_so_many_a_day_and_the_rest_waits(database: Database) -> None:
    empty_outbox(database)
    student, [part] = bill(database, MARCH)
    for number in range(3):
        act(database, "enzo", "record_installment_payment(%s, %s, '2026-03-01', 'cash')", part, number + 1)
    with at_work(database) as worker:
        for _ in range(2):
            end(worker, take(worker, daily=2), "sent")
        assert take(worker, daily=2) is None
    assert sorted(outbox(database, student, "status")) == ["sent", "sent", "waiting"]
    freeze(database, MARCH + timedelta(2))
    with at_work(database) as worker:
        assert take(worker, daily=2) is not None
    freeze(database, MARCH)


def test_who_decides_says_why_and_it_is_written_down(database: Database, waiting) -> None:
    student, _ = waiting
    [mail] = outbox(database, student, "id")
    with pytest.raises(psycopg.Error, match="reason_required"):
        act(database, "nadia", "decide_mail(%s, false, ' ')", mail)
    with pytest.raises(psycopg.Error, match=r"mail\.settled"):
        act(database, "nadia", "decide_mail(%s, true, 'Again.')", mail)
    for who in ("enzo", "maya", "tara"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            act(database, who, "decide_mail(%s, false, 'No.')", mail)
    act(database, "nadia", "decide_mail(%s, false, 'They phoned.')", mail)
    assert outbox(database, student, "status, last_error") == [("dropped", "They phoned.")]
    with database.as_owner() as owner:
        noted = owner.execute(
            "select count(*) from public.admin_logs where action = 'mail_dropped' and record_id = %s", [mail]
        )
        assert noted.fetchone() == (1,)


def test_people_read_the_outbox_and_change_nothing_of_it(database: Database, waiting) -> None:
    with (
        database.acting_as(sign_in(database, "sam")) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute("update dashboard.outbox set status = 'sent'")
    with (
        database.acting_as(sign_in(database, "sam")) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute("select private.take_mail('x')")


def save(database: Database, who: str, subject: str, body: str, version: int = 0) -> int:
    return act(database, who, "save_mail_template('installment_due', %s, %s, true, %s)", subject, body, version)


def test_each_change_of_the_words_is_a_version_and_the_slower_of_two_is_told(database: Database) -> None:
    assert save(database, "nadia", "Due: {open}", "Dear {name}") == 1
    with pytest.raises(psycopg.Error, match=r"mail\.template_changed"):
        save(database, "sam", "Due", "Dear {name}")
    assert save(database, "sam", "Due", "Dear {name}", 1) == 2


@pytest.mark.parametrize(
    ("subject", "body", "reason"),
    [
        ("{opne}", "x", "mail.word_unknown"),
        ("x", "Dear {name", "mail.braces"),
        ("x", "{receipt}", "mail.word_unknown"),
        ("x\nBcc: all@x.example", "x", "mail.subject_missing"),
        (" ", "x", "mail.subject_missing"),
        ("x", "\n ", "mail.text_missing"),
    ],
)
def test_words_that_nothing_stands_for_are_refused(database: Database, subject: str, body: str, reason: str) -> None:
    with pytest.raises(psycopg.Error, match=reason):
        save(database, "nadia", subject, body)


def test_a_kind_that_is_off_is_not_written(database: Database) -> None:
    student, [part] = bill(database, MARCH)
    act(database, "nadia", "save_mail_template('invoice_paid', 'x', 'x', false, 1)")
    act(database, "enzo", "record_installment_payment(%s, 9, '2026-03-01', 'cash')", part)
    assert outbox(database, student) == []


def test_a_preview_is_of_a_learner_of_ones_own_school(database: Database) -> None:
    student, _ = bill(database, MARCH)
    assert act(database, "nadia", "preview_mail('installment_due', %s)", student)["open"] == {
        "milli": 900000,
        "currency": "PKR",
    }
    assert act(database, "nadia", "preview_mail('invoice_paid', %s)", student) is None
    assert act(database, "mallory", "preview_mail('installment_due', %s)", student) is None
    assert act(database, "enzo", "preview_mail('installment_due', %s)", student) is None
