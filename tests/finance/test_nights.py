"""What a night does to money: parts are issued and fall due, fees are charged once, access closes; a day done twice changes nothing."""

from datetime import date
from decimal import Decimal

import psycopg
import pytest
from psycopg.types.json import Jsonb

from tests.cast import LAKESIDE, NADIA, NORTHGATE
from tests.database import sign_in
from tests.finance.desk import Desk, days, freeze, newcomer, place_for

START = date(2025, 3, 1)
QUIET = {"issued": 0, "changed": 0, "fees": 0, "reminded": 0, "suspended": 0, "requests": 0}


def night(database, day: date, organization=NORTHGATE) -> dict:
    freeze(database, day)
    with psycopg.connect(database.worker_url) as worker:
        worker.execute("select private.work_for(%s)", [organization.id])
        return worker.execute("select private.refresh_installments()").fetchone()[0]


@pytest.fixture
def desk(database):
    """A newcomer's bill of 600.00 in two parts, kept; what else the school owes is settled first, so that it is quiet."""
    night(database, START)
    student = newcomer(database)
    place = place_for(database, student, price="600", enrolled=START)
    with database.acting_as(sign_in(database, NADIA), keep=True) as connection:
        made = Desk(connection, student, place)
        made.make_bill(2)
        connection.execute("commit")
    with database.as_owner() as owner:
        made.connection = owner
        owner.autocommit = True
        yield made


def pay(database, desk: Desk, amount: str) -> None:
    with database.acting_as(sign_in(database, NADIA), keep=True) as connection:
        Desk(connection, desk.student, desk.place, desk.bill).pay(amount)
        connection.execute("commit")


def test_the_first_part_paid_lets_the_learner_in(database, desk) -> None:
    assert desk.learner() == "inactive"
    pay(database, desk, "300")
    assert desk.learner("lms_status, course_access, fees_cleared") == ("active", True, False)


def test_access_closes_when_a_part_is_overdue_and_opens_when_none_is(database, desk) -> None:
    pay(database, desk, "300")
    night(database, START + days(31))
    assert desk.parts() == ["paid", "pending"]
    night(database, START + days(35))
    assert (desk.parts()[1], desk.learner()) == ("due", "active")
    night(database, START + days(36))
    assert (desk.parts()[1], desk.learner("lms_status, lms_status_source, course_access")) == (
        "overdue",
        ("suspended", "fees", False),
    )
    pay(database, desk, "300")
    assert desk.learner("lms_status, course_access, fees_cleared") == ("active", True, True)


def test_a_suspension_by_hand_is_not_lifted_by_money(database, desk) -> None:
    pay(database, desk, "300")
    with database.as_owner() as owner:
        owner.execute(
            "update public.students set lms_status = 'suspended', lms_status_source = 'manual', suspension_reason = 'x' where id = %s",
            [desk.student],
        )
    pay(database, desk, "300")
    assert desk.learner() == "suspended"


def test_more_time_brings_a_learner_back_who_was_out_for_fees(database, desk) -> None:
    pay(database, desk, "300")
    night(database, START + days(40))
    with database.acting_as(sign_in(database, NADIA), keep=True) as connection:
        connection.execute(
            "select private.extend_installment(%s, %s, 'They asked.')", [desk.parts("id")[1], START + days(60)]
        )
        connection.execute("commit")
    assert (desk.parts()[1], desk.learner()) == ("pending", "active")


def test_a_day_that_was_done_changes_nothing_the_second_time(database, desk) -> None:
    night(database, START + days(50))
    assert night(database, START + days(50)) == {"day": str(START + days(50)), **QUIET}


def test_a_late_fee_is_charged_once_and_rounded_half_up(database, desk) -> None:
    with database.as_owner() as owner:
        owner.execute(
            """update public.company_settings set settings = settings || '{"fees": {"penalty_type": "percentage", "penalty_amount": 3.335}}'
               where organization_id = %s""",
            [NORTHGATE.id],
        )
        owner.execute(
            """insert into public.feature_flags (organization_id, flag_name, is_enabled, reason) values (%s, 'late_penalty', true, 'A test.')
               on conflict (organization_id, flag_name) do update set is_enabled = true""",
            [NORTHGATE.id],
        )
    night(database, START + days(6))
    night(database, START + days(7))
    assert desk.parts("penalty_amount, penalty_remaining_milli")[0] == (Decimal("10.01"), 10_010)
    with database.as_owner() as owner:
        lines = owner.execute(
            """select l.admin_id, l.new_values, l.target_student_id = p.student_id from public.admin_logs as l
               join public.installment_plans as p on p.id = l.record_id and p.invoice_id = %s where l.action = 'penalty_applied'""",
            [desk.bill],
        ).fetchall()
        assert lines == [(None, {"penalty_amount": 10.01, "penalty_applied_on": str(START + days(6))}, True)]
        owner.execute("update public.feature_flags set is_enabled = false where flag_name = 'late_penalty'")


@pytest.mark.parametrize(
    ("currency", "kind", "fee"),
    [("PKR", "fixed", "50"), ("USD", "fixed", "0"), ("USD", "percentage", "150"), ("PKR", "percentage", "150")],
)
def test_a_fixed_late_fee_is_in_the_currency_of_the_organisation_and_on_no_other_bill(
    database, desk, currency, kind, fee
) -> None:
    with database.acting_as(sign_in(database, NADIA), keep=True) as connection:
        place = place_for(database, desk.student, price="600", currency=currency, enrolled=START)
        bill = Desk(connection, desk.student, place).make_bill(2)
    with psycopg.connect(database.owner_url) as owner, owner.transaction(force_rollback=True):
        settings = Jsonb({"fees": {"penalty_type": kind, "penalty_amount": 50}})
        owner.execute(
            "update public.company_settings set settings = settings || %s where organization_id = %s",
            [settings, NORTHGATE.id],
        )
        owner.execute(
            """insert into public.feature_flags (organization_id, flag_name, is_enabled, reason) values (%s, 'late_penalty', true, 'A test.')
               on conflict (organization_id, flag_name) do update set is_enabled = true""",
            [NORTHGATE.id],
        )
        owner.execute("select private.charge_late_fees(%s, %s)", [NORTHGATE.id, START + days(6)])
        charged = "select penalty_amount from public.installment_plans where invoice_id = %s and installment_number = 1"
        assert owner.execute(charged, [bill]).fetchone() == (Decimal(fee),)


def test_nobody_but_a_job_runs_the_night(database) -> None:
    with (
        database.acting_as(sign_in(database, NADIA)) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute("select private.refresh_installments()")


def test_a_night_of_one_organisation_leaves_the_other_alone(database, desk) -> None:
    before = desk.parts()
    night(database, START + days(80), LAKESIDE)
    assert desk.parts() == before
