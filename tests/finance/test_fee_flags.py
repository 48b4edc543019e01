"""The fee flag of learners in lists and on their pages: clear, due or overdue, for mentors too, and no amount with it."""

from __future__ import annotations

from datetime import date

import psycopg
import pytest

from state.people import StudentsState
from state.student import StudentState
from tests.cast import ALICE, BEA, NADIA
from tests.database import sign_in
from tests.finance.desk import days, freeze
from tests.finance.dialogs import make_bill
from tests.screens import open_screen

TODAY = date(2026, 3, 20)


@pytest.fixture(autouse=True)
def today(database):
    freeze(database, TODAY)


async def flags(pipeline, database, key, query=""):
    tab = await open_screen(pipeline, database, key, f"/students{query}")
    return {row["full_name"]: row["fee_flag"] for row in tab.shown(StudentsState, "rows")}


async def test_a_mentor_reads_the_flag_of_each_of_their_learners(pipeline, database):
    assert await flags(pipeline, database, "maya") == {"Alice Ahmed": "Overdue"}
    office = await flags(pipeline, database, "nadia")
    assert office["Alice Ahmed"] == "Overdue"
    assert set(office.values()) <= {"Overdue", "Due", "Clear"}


@pytest.mark.parametrize("key", ["nadia", "enzo", "tara", "maya", "kenji"])
async def test_the_filter_leaves_those_with_the_flag(key, pipeline, database):
    every = await flags(pipeline, database, key)
    for value, words in (("overdue", "Overdue"), ("due", "Due"), ("clear", "Clear")):
        named = {name for name, flag in every.items() if flag == words}
        assert set(await flags(pipeline, database, key, f"?fees={value}")) == named


async def test_the_flag_is_the_state_of_what_is_owed_and_moves_with_the_day(pipeline, database):
    with database.as_owner() as owner:
        (due,) = owner.execute(
            "select min(due_key) from public.installment_plans where student_id = %s", [ALICE.student_id]
        ).fetchone()
    for day, words in ((due - days(1), "Clear"), (due, "Due"), (due + days(1), "Overdue")):
        freeze(database, day)
        assert (await flags(pipeline, database, "maya"))["Alice Ahmed"] == words
        tab = await open_screen(pipeline, database, "maya", f"/students/{code_of(database, ALICE)}")
        assert (await tab.kept(StudentState)).learner.fees == words.lower()


def code_of(database, member):
    with database.as_owner() as owner:
        asked = "select student_code from public.students where id = %s"
        return owner.execute(asked, [member.student_id]).fetchone()[0]


def test_it_is_what_the_states_say_for_everybody_and_nobody_of_elsewhere_is_in_it(database):
    make_bill(database, day=TODAY - days(5))
    freeze(database, TODAY)
    with database.acting_as(sign_in(database, NADIA)) as connection:
        flagged = dict(connection.execute("select * from private.fee_flags()").fetchall())
        learners = [row[0] for row in connection.execute("select id from public.students").fetchall()]
        each = {one: connection.execute("select private.student_fee_flag(%s)", [one]).fetchone()[0] for one in learners}
        states = connection.execute(
            """select p.student_id, array_agg(private.installment_state(p.remaining_milli, p.penalty_remaining_milli, p.amount_paid,
                 p.amount_refunded, p.amount_written_off, p.issue_date, p.effective_due_date, p.status = 'cancelled', private.today(), 0))
               from public.installment_plans as p group by 1"""
        ).fetchall()
    for learner, found in states:
        assert each[learner] == ("overdue" if "overdue" in found else "due" if "due" in found else "clear")
    assert flagged == {one: flag for one, flag in each.items() if flag != "clear"}
    assert BEA.student_id not in flagged


@pytest.mark.parametrize("key", ["kenji", "marco"])
def test_who_may_not_see_a_learner_is_told_no_flag(key, database):
    with database.acting_as(sign_in(database, key)) as connection:
        assert ALICE.student_id not in dict(connection.execute("select * from private.fee_flags()").fetchall())
        with pytest.raises(psycopg.errors.NoDataFound, match=r"people\.student_missing"):
            connection.execute("select private.student_fee_flag(%s)", [ALICE.student_id])
