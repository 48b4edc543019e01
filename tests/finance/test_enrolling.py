"""Enrolling, billing and ending on the learner's page: foretold whole, done once, refused at its box, four eyes above the limit."""

from __future__ import annotations

import asyncio
from datetime import date

import pytest
from psycopg.types.json import Jsonb

from state.dues import DuesState
from state.enrolling import EnrolState
from tests.cast import ALICE, NORTHGATE
from tests.database import sign_in
from tests.finance.desk import freeze, newcomer
from tests.finance.enrolling import ikebana, limited, opener, rows
from tests.school import row_id

START = date(2025, 3, 1)
WHY = "A scholarship."


@pytest.fixture(autouse=True)
def today(database):
    freeze(database, START)


@pytest.fixture
def student(database):
    return newcomer(database)


@pytest.fixture
def course(database):
    return ikebana(database, START)


@pytest.fixture
def at(pipeline, database, student):
    """Opens the learner's page as a person of the cast."""
    return opener(pipeline, database, student)


@pytest.mark.parametrize(
    ("key", "enrols", "acts"),
    [("sam", True, ["end"]), ("nadia", True, ["end"]), ("enzo", True, []), ("farah", True, []),
     ("maya", False, []), ("tara", False, []), ("vera", False, [])],
)  # fmt: skip
async def test_who_may_enrol_and_who_may_end(key, enrols, acts, at):
    page = await at(key, of=ALICE.student_id)
    assert await page.acts() == [acts]
    state = await page.open("enrol")
    assert (state.act == "enrol") is enrols
    await page.tab.send(EnrolState.put_away)
    state = await page.open("end", row_id(NORTHGATE, "enrollment alice"))
    assert (state.act == "end") is bool(acts)


async def test_the_plan_is_foretold_to_the_day_and_the_yen_and_one_form_is_one_place(at, course):
    page, lost = await at("enzo"), await at("enzo")
    await lost.open("enrol")
    state = await page.open("enrol")
    assert not state.may_discount
    chosen = next(each for each in state.courses if each.value == str(course))
    assert chosen.words == "Ikebana · JPY 1,000"
    state = await page.consider(course=course, parts="3")
    assert (state.most, [each.words for each in state.batches]) == (4, ["Spring, from 11 Mar 2025"])
    state = await page.consider(batch=state.batches[0].value)
    assert [(each.name, each.due, each.amount, each.then) for each in state.parts] == [
        ("1 of 3", "6 Mar 2025", "333", "Today"),
        ("2 of 3", "15 Apr 2025", "333", "10 Apr 2025"),
        ("3 of 3", "15 May 2025", "334", "10 May 2025"),
    ]
    assert rows(state) == {
        "Enrolment": ("None", "Active"),
        "Price": ("JPY 1,000", "JPY 1,000"),
        "Billed": ("0", "1,000"),
        "Access to it": ("Closed", "Once 1 of 3 is paid"),
        "Access until": ("—", "30 May 2025"),
    }
    assert page.kept() == []
    boxes = {"course": course, "batch": state.batches[0].value, "parts": "3", "key": state.key}
    state = await page.send(**boxes)
    assert (state.face, state.outcome) == ("done", "Enrolled: Ikebana.")
    assert page.kept() == [("active", "pending", "1000", ["333", "333", "334"])]
    assert (await page.tab.kept(DuesState)).sheets[0].left == "1,000"
    assert len(await page.acts()) == 1
    state = await lost.send(**boxes)
    assert state.outcome == "It was recorded before, and not a second time: Ikebana."
    assert len(page.kept()) == 1
    with page.database.acting_as(sign_in(page.database, "enzo")) as connection:
        again = "select private.enrol_and_bill(%s, %s, %s) ? 'again'"
        request = {"course": str(course), "batch": boxes["batch"], "parts": 3}
        assert connection.execute(again, [page.student, Jsonb(request), boxes["key"]]).fetchone() == (True,)
        with pytest.raises(Exception, match=r"finance\.key_used"):
            connection.execute(again, [page.student, Jsonb(request | {"parts": 2}), boxes["key"]])


@pytest.mark.parametrize(
    "other", [{"price": "amount", "discount": "200"}, {"price": "list"}, {"price": "free"}, {"parts": "1"}]
)
async def test_one_key_with_another_price_is_refused(other, at, course):
    page, lost = await at("nadia"), await at("nadia")
    await lost.open("enrol")
    state = await page.open("enrol")
    boxes = {"course": course, "parts": "2", "reason": WHY, "key": state.key}
    assert (await page.send(**boxes, price="amount", discount="100")).face == "done"
    state = await lost.send(**boxes | {"price": "amount", "discount": "100"} | other)
    assert (state.face, state.refusal) == ("asking", "This form was sent before with other values. Open it anew.")
    assert page.kept() == [("active", "pending", "900", ["450", "450"])]


async def test_another_course_sets_back_what_hangs_on_it(at, course, database):
    with database.as_owner() as owner:
        other = owner.execute(
            """insert into public.courses (organization_id, title, price, currency, max_installments, is_published)
               values (%s, 'Origami', 600, 'JPY', 3, true) returning id""",
            [NORTHGATE.id],
        ).fetchone()[0]
    page = await at("enzo")
    state = await page.open("enrol")
    await page.consider(course=course)
    state = await page.consider(batch=(await page.state()).batches[0].value, parts="3")
    assert len(state.parts) == 3
    state = await page.consider(course=other)
    assert ([each.amount for each in state.parts], state._typed["batch"]) == (["600"], "")
    state = await page.consider(parts="2")
    assert [each.amount for each in state.parts] == ["300", "300"]
    assert (await page.send()).face == "done"
    assert page.kept() == [("active", "pending", "600", ["300", "300"])]


@pytest.mark.parametrize(
    ("boxes", "field", "told"),
    [
        ({"course": ""}, "course", "Choose a course."),
        ({"parts": "9"}, "parts", "Choose between 1 and 4 installments."),
        ({"price": "amount", "discount": "10.5", "reason": WHY}, "discount", "An amount in JPY has no decimals."),
        ({"price": "percentage", "discount": "101", "reason": WHY}, "discount", "at most 100 percent"),
        ({"price": "percentage", "discount": "10", "reason": " "}, "reason", "Say why."),
        ({"price": "free", "reason": ""}, "reason", "Say why."),
    ],
)
async def test_what_cannot_be_is_told_at_its_box_and_what_was_typed_stays(boxes, field, told, at, course):
    page = await at("nadia")
    await page.open("enrol")
    await page.consider(course=course)
    state = await page.send(**{"course": course, "parts": "2", **boxes})
    assert (state.face, state.field) == ("asking", field)
    assert told in state.refusal
    assert {name: state._typed[name] for name in boxes} == boxes
    assert page.kept() == []


@pytest.mark.parametrize(
    ("boxes", "became"),
    [
        ({"price": "amount", "discount": "100"}, ("active", "pending", "900", ["450", "450"])),
        ({"price": "percentage", "discount": "33.35"}, ("active", "pending", "667", ["333", "334"])),
        ({"price": "percentage", "discount": "100"}, ("active", "waived", "0", [])),
        ({"price": "free"}, ("active", "waived", "0", [])),
    ],
)
async def test_a_discount_and_a_free_place_are_an_admins_to_give(boxes, became, at, course):
    clerk = await at("enzo")
    await clerk.open("enrol")
    state = await clerk.send(course=course, parts="2", reason=WHY, **boxes)
    assert (state.face, clerk.kept()) == ("asking", [])
    assert "admin" in state.refusal
    page = await at("nadia")
    await page.open("enrol")
    state = await page.consider(course=course, parts="2", **boxes)
    assert rows(state)["Price"] == ("JPY 1,000", f"JPY {became[2]}")
    assert (await page.send(course=course, parts="2", reason=WHY, **boxes)).face == "done"
    assert page.kept() == [became]


async def test_two_who_enrol_at_once_make_one_place(at, course):
    pages = [await at("nadia"), await at("enzo")]
    for page in pages:
        await page.open("enrol")
    states = await asyncio.gather(*(page.send(course=course, parts="2") for page in pages))
    assert sorted(state.face for state in states) == ["asking", "done"]
    page, late = next((page, state) for page, state in zip(pages, states, strict=True) if state.face == "asking")
    assert late.refusal == "The student has a place in this course already."
    assert str(course) not in [each.value for each in late.courses]
    assert len(page.kept()) == 1


@pytest.mark.parametrize("key", ["enzo", "nadia"])
async def test_a_price_that_changed_meanwhile_is_told_before_anything_is_done(key, at, course, database):
    page = await at(key)
    await page.open("enrol")
    await page.consider(course=course)
    await page.consider(parts="2")
    if key == "nadia":  # back at the list price, whatever stood in the box of the discount
        await page.consider(price="amount", discount="100")
        await page.consider(price="list")
    with database.as_owner() as owner:
        owner.execute("update public.courses set price = 1200 where id = %s", [course])
    state = await page.send()
    assert state.refusal.startswith("This has changed since it was shown.")
    assert (rows(state)["Price"][1], page.kept()) == ("JPY 1,200", [])
    assert (await page.send()).face == "done"
    assert page.kept() == [("active", "pending", "1200", ["600", "600"])]


@pytest.fixture
def limit(database):
    """Above 50 a second person has to agree, for as long as the test lasts."""
    yield from limited(database, 50)


@pytest.mark.usefixtures("limit")
@pytest.mark.parametrize(
    ("boxes", "asked", "became"),
    [
        ({"price": "amount", "discount": "100"}, ("bill", "100"), ("active", "pending", "900", ["450", "450"])),
        ({"price": "free"}, ("place", "1000"), ("active", "waived", "0", [])),
    ],
)
async def test_above_the_limit_a_cheaper_place_waits_whole_for_a_second_person(boxes, asked, became, at, course):
    page = await at("nadia")
    await page.open("enrol")
    boxes = {"course": course, "parts": "2", **boxes}
    state = await page.consider(**boxes)
    assert (state.needs_second, [each.amount for each in state.parts]) == (True, became[3])
    assert rows(state)["Price"] == ("JPY 1,000", f"JPY {became[2]}")
    assert page.kept() == []
    state = await page.send(reason=WHY, **boxes)
    assert (state.face, state.needs_second, page.kept()) == ("done", True, [])
    assert page.agree() == asked
    assert page.kept() == [became]
