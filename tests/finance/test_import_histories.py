"""Any file of payments comes to the same as its rows one after the other, and any file of bills adds up to its prices."""

from __future__ import annotations

from decimal import Decimal

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cast import FARAH
from tests.database import sign_in
from tests.finance.desk import Desk, days, freeze, newcomer, place_for
from tests.finance.test_import_files import TODAY, bring, course_of, wrong

UNITS = {"PKR": 2, "JPY": 0, "KWD": 3}
LEDGER = """select p.installment_number, p.amount_paid, p.penalty_paid, p.remaining_milli, p.penalty_remaining_milli, p.status
    from public.installment_plans as p join public.invoices as i on i.id = p.invoice_id
    where p.student_id = %s order by i.currency, i.invoice_number, p.installment_number"""

rows_of_files = st.lists(
    st.tuples(
        st.integers(0, 1), st.sampled_from(sorted(UNITS)), st.integers(1, 700), st.one_of(st.none(), st.integers(1, 3))
    ),
    min_size=1,
    max_size=7,
)


@pytest.fixture
def twins(database):
    """Two pairs of learners alike: a late bill with a fee and one to come, in each of three currencies."""
    freeze(database, TODAY)
    learners = [newcomer(database) for _ in range(4)]
    for learner in learners:
        for currency in UNITS:
            place = place_for(database, learner, price="900", currency=currency, enrolled=TODAY - days(40))
            with database.acting_as(sign_in(database, FARAH), keep=True) as connection:
                connection.execute("select private.create_invoice_with_plan(%s, 3)", [place])
    with database.as_owner() as owner:
        owner.execute(
            """update public.installment_plans set penalty_amount = 50, penalty_applied_on = '2025-02-20'
               where student_id = any(%s) and installment_number = 1""",
            [learners],
        )
        owner.execute(
            "select private.follow_money(array(select id from public.installment_plans where student_id = any(%s)))",
            [learners],
        )
    with database.acting_as(sign_in(database, FARAH)) as connection:
        yield connection, learners


def _named(connection, learner, currency, part):
    if part is None:
        return None
    return connection.execute(
        """select i.invoice_number || '-' || p.installment_number from public.installment_plans p join public.invoices i on i.id = p.invoice_id
           where p.student_id = %s and p.currency = %s and p.installment_number = %s""",
        [learner, currency, part],
    ).fetchone()[0]


def _row(connection, learner, number, each):
    _, currency, amount, part = each
    code = connection.execute("select student_code from public.students where id = %s", [learner]).fetchone()[0]
    name = _named(connection, learner, currency, part)
    return {
        "row": number,
        "student": code,
        "currency": currency,
        "amount": str(amount),
        "on": str(TODAY),
        "method": "cash",
        "part": name,
    }


def _one_by_one(connection, learner, row):
    """Record the row as a cashier would; whether it was taken."""
    lines = None
    if row["part"]:
        part = connection.execute(
            """select p.id from public.installment_plans p join public.invoices i on i.id = p.invoice_id
               where i.invoice_number || '-' || p.installment_number = %s""",
            [row["part"]],
        ).fetchone()[0]
        lines = psycopg.types.json.Jsonb([{"installment": str(part), "amount": row["amount"]}])
    try:
        with connection.transaction():
            connection.execute(
                "select private.record_payment(%s, %s, %s, 'cash', null, null, '[]', null, %s, %s)",
                [learner, Decimal(row["amount"]), TODAY, row["currency"], lines],
            )
    except psycopg.errors.InvalidParameterValue:
        return False
    return True


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked=rows_of_files)
def test_a_file_is_its_rows_one_after_the_other_those_that_name_an_installment_first(asked, twins):
    connection, learners = twins
    with connection.transaction(force_rollback=True):
        taken = []
        for number, each in sorted(enumerate(asked, 2), key=lambda pair: (pair[1][3] is None, pair[0])):
            if _one_by_one(connection, learners[each[0]], _row(connection, learners[each[0]], number, each)):
                taken.append((number, each))
        file = [_row(connection, learners[2 + each[0]], number, each) for number, each in sorted(taken)]
        whole = [_row(connection, learners[2 + each[0]], number, each) for number, each in enumerate(asked, 2)]
        assert bool(wrong(connection, "payments", whole)) == (len(taken) < len(asked))
        if file:
            assert bring(connection, "payments", file) == len(file)
        for learner in (0, 1):
            first, second = (connection.execute(LEDGER, [learners[at]]).fetchall() for at in (learner, learner + 2))
            assert first == second
        assert connection.execute("select private.standing_differs()").fetchall() == []


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(amounts=st.lists(st.integers(1, 10**7), min_size=1, max_size=12), currency=st.sampled_from(sorted(UNITS)))
def test_a_bill_of_a_file_is_its_parts(amounts, currency, database):
    freeze(database, TODAY)
    unit = Decimal(10) ** -UNITS[currency]
    student = newcomer(database)
    place = place_for(database, student, price=str(sum(amounts) * unit), currency=currency, enrolled=TODAY)
    with database.acting_as(sign_in(database, FARAH)) as connection:
        desk = Desk(connection, student, place)
        whose = {"student": desk.learner("student_code"), "course": course_of(desk).upper()}
        rows = [
            {"row": at + 2, **whose, "amount": str(each * unit), "due": str(TODAY + days(30 * at))}
            for at, each in enumerate(amounts)
        ]
        assert wrong(connection, "installments", rows) == []
        assert bring(connection, "installments", rows) == 1
        desk.bill = desk.ask("select id from public.invoices where enrollment_id = %s", place)
        assert desk.parts("amount") == [each * unit for each in amounts]
        assert desk.bill_says("amount") == sum(amounts) * unit
        connection.execute("set constraints all immediate")
        for differs in ("standing_differs", "past_differs", "owed_differs"):
            assert connection.execute(f"select private.{differs}()").fetchall() == []
