"""Billing a place and ending one on the learner's page: foretold whole, done once, four eyes on the whole of it."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import psycopg
import pytest

from state.dues import DuesState
from state.toasts import ToastState
from tests.cast import ALICE
from tests.database import sign_in
from tests.finance.desk import Desk, freeze, newcomer, place_for
from tests.finance.enrolling import limited, opener, rows
from tests.finance.letting_go import tried

START = date(2025, 3, 1)
WHY = "A scholarship."


@pytest.fixture(autouse=True)
def today(database):
    freeze(database, START)


@pytest.fixture
def student(database):
    return newcomer(database)


@pytest.fixture
def at(pipeline, database, student):
    """Opens the learner's page as a person of the cast."""
    return opener(pipeline, database, student)


@pytest.fixture
def limit(database):
    """Above 50 a second person has to agree, for as long as the test lasts."""
    yield from limited(database, 50)


async def test_above_the_limit_an_enrolment_ends_with_its_credit_when_a_second_person_agrees(at, place, limit):
    page = await at("nadia")
    await page.open("end", place)
    state = await page.consider(credit="yes")
    assert (state.needs_second, [each.then for each in state.parts]) == (True, ["Credited", "Cancelled", "Cancelled"])
    assert rows(state)["To come of its bill"] == ("JPY 800", "JPY 0")
    state = await page.send(credit="yes", reason=WHY)
    assert (state.needs_second, page.kept()[0][0]) == (True, "active")
    assert page.agree() == ("leave", "800")
    assert page.kept() == [("cancelled", "paid", "900", ["300"])]


@pytest.mark.parametrize(
    ("key", "told"), [("nadia", "only_tried"), ("enzo", "not_allowed"), ("farah", "not_allowed"), ("maya", "denied")]
)
def test_what_is_only_tried_as_if_somebody_had_agreed_is_kept_by_nobody(key, told, place, limit, database):
    with pytest.raises(psycopg.Error, match=told), database.acting_as(sign_in(database, key), keep=True) as connection:
        tried(connection, "leave", {"place": place})
    with database.as_owner() as owner:
        kept = "select status from public.course_enrollments where id = %s"
        assert owner.execute(kept, [place]).fetchone() == ("active",)


async def test_what_is_let_go_of_at_an_end_is_one_amount_whatever_it_is_made_of(at, student, database, limit):
    """Neither the cancelled parts nor the credit is above the limit, both together are."""
    made = place_for(database, student, price="90", enrolled=START, currency="PKR")
    with database.acting_as(sign_in(database, "nadia"), keep=True) as connection:
        desk = Desk(connection, student, made)
        desk.make_bill(2)
        desk.pay(10)
    page = await at("nadia")
    await page.open("end", made)
    assert (await page.consider(credit="")).forecast == ""
    state = await page.consider(credit="yes")
    assert state.forecast == "PKR 80.00 is above the limit of PKR 50.00: a second person has to agree."


@pytest.fixture
def place(database, student):
    """A place of 900 yen in three parts; 100 came of the first."""
    made = place_for(database, student, price="900", enrolled=START, currency="JPY")
    with database.acting_as(sign_in(database, "nadia"), keep=True) as connection:
        desk = Desk(connection, student, made)
        desk.make_bill(3)
        desk.pay(100)
    return made


@pytest.mark.parametrize(
    ("credit", "then"),
    [("", ("Stays owed: 200", "JPY 200")), ("yes", ("Credited", "JPY 0"))],
)
async def test_what_was_paid_in_part_stays_owed_or_is_credited(credit, then, at, place):
    page = await at("nadia")
    state = await page.open("end", place)
    assert state.begun == "JPY 200"
    state = await page.consider(credit=credit)
    assert [each.then for each in state.parts] == [then[0], "Cancelled", "Cancelled"]
    assert rows(state)["To come of its bill"] == ("JPY 800", then[1])
    state = await page.send(credit=credit, reason=" ")
    assert (state.field, page.kept()[0][0]) == ("reason", "active")
    other, late = await at("sam"), await at("sam")
    await other.open("end", place)
    await late.open("end", place)
    assert (await page.send(credit=credit, reason="They moved away.")).face == "done"
    assert (await page.tab.kept(DuesState)).sheets[0].left == ("0" if credit else "200")
    assert await page.acts() == [[]]
    lost = {"key": (await page.state()).key, "credit": credit}
    state = await other.send(reason="They moved away.", **lost)
    assert (state.face, state.outcome[:22]) == ("done", "It was recorded before")
    await late.send(reason="They moved away.")
    assert "has ended meanwhile" in (await late.state()).refusal
    with page.database.as_owner() as owner:
        written = "select count(*) from public.admin_logs where action = 'enrollment_cancelled' and record_id = %s"
        assert owner.execute(written, [place]).fetchone() == (1,)


async def test_money_that_came_while_the_dialog_was_open_is_seen_first(at, place, student, database):
    page = await at("nadia")
    await page.open("end", place)
    with database.acting_as(sign_in(database, "enzo"), keep=True) as connection:
        Desk(connection, student, place).ask(
            "select private.record_payment(%s, 100, private.today(), 'cash', p_currency => 'JPY')", student
        )
    state = await page.send(reason="They moved away.")
    assert state.refusal.startswith("This has changed since it was shown.")
    assert (state.begun, page.kept()[0][0]) == ("JPY 100", "active")


async def test_a_place_without_a_bill_is_billed_and_only_once(at, student, database):
    made = place_for(database, student, price="900", enrolled=START, currency="JPY")
    page, other, lost = await at("enzo"), await at("nadia"), await at("enzo")
    assert await page.acts() == [["bill"]]
    await lost.open("bill", made)
    await other.open("bill", made)
    state = await page.open("bill", made)
    assert [each.amount for each in (await page.consider(parts="2")).parts] == ["450", "450"]
    state = await page.send()
    assert state.face == "done"
    key = state.key
    state = await lost.send(parts="2", key=key)
    assert (state.face, state.outcome[:22]) == ("done", "It was recorded before")
    state = await other.send(parts="3", price="percentage", discount="50", reason=WHY)
    assert state.refusal == "This place has an invoice already."
    assert page.kept() == [("active", "pending", "900", ["450", "450"])]


async def test_a_place_of_somebody_else_is_no_place_of_this_page(at, place):
    page = await at("nadia", of=ALICE.student_id)
    for name in (place, uuid4(), "x"):
        assert (await page.open("end", name)).act == ""
        assert page.tab.shown(ToastState, "title") == "This is not possible now"
