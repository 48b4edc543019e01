"""The days of a plan: chosen where somebody is enrolled, told at their box where they cannot be, and agreed to by a second person."""

from __future__ import annotations

from datetime import date

import pytest

from state.finance import ApprovalsState
from tests.finance.desk import days, freeze, newcomer
from tests.finance.enrolling import ikebana, limited, opener
from tests.screens import open_screen

START = date(2025, 3, 1)
WHY = "A scholarship."
APPROVALS = "/finance/approvals"


@pytest.fixture(autouse=True)
def today(database):
    freeze(database, START)


@pytest.fixture
def course(database):
    return ikebana(database, START)


@pytest.fixture
def at(pipeline, database):
    """Opens the page of a new learner as a person of the cast."""
    return opener(pipeline, database, newcomer(database))


@pytest.fixture
def meant(pipeline, database):
    """Tells what somebody else, who is about to agree to what waits, reads of it."""

    async def read():
        tab = await open_screen(pipeline, database, "sam", APPROVALS)
        waits = next(
            row["id"]
            for row in tab.shown(ApprovalsState, "rows")
            if row["status"] == "Waits" and "Ikebana" in row["about"]
        )
        for event, payload in (
            (ApprovalsState.pick, {"said": f"1 {waits}"}),
            (ApprovalsState.prepare, {"name": "agree"}),
        ):
            await tab.send(event, payload, pathname=APPROVALS, asPath=APPROVALS)
        return tab.shown(ApprovalsState, "meant")[0]

    return read


@pytest.mark.parametrize(
    ("boxes", "plan"),
    [
        ({"first_due": "2025-03-20"}, ["20 Mar 2025 · Today", "5 Apr 2025 · 31 Mar 2025", "5 May 2025 · 30 Apr 2025"]),
        ({"run_from": "2025-04-01"}, ["6 Mar 2025 · Today", "6 May 2025 · 1 May 2025", "5 Jun 2025 · 31 May 2025"]),
        (
            {"first_due": "2025-05-05", "run_from": "2025-04-01", "batch": "Spring"},
            ["5 May 2025 · Today", "6 May 2025 · 1 May 2025", "5 Jun 2025 · 31 May 2025"],
        ),
    ],
)
async def test_the_days_of_a_plan_are_chosen(boxes, plan, at, course):
    page = await at("enzo")
    await page.open("enrol")
    state = await page.consider(course=course)
    assert (state.usual_due, state.usual_start) == ("Usually 6 Mar 2025", "Today")
    batch = {"batch": state.batches[0].value} if "batch" in boxes else {}
    state = await page.consider(parts="3", **boxes | batch)
    assert [f"{each.due} · {each.then}" for each in state.parts] == plan
    told = [(each.name, each.due, each.amount) for each in state.parts]
    assert (await page.send()).face == "done"
    assert [(each.name, each.due, each.amount) for each in (await page.state()).parts] == told


@pytest.mark.parametrize(
    ("boxes", "via"),
    [
        ({"first_due": "2025-03-20", "run_from": "2025-04-01"}, {"price": "free"}),
        ({"price": "amount", "discount": "100", "reason": WHY}, {"price": "list"}),
    ],
)
async def test_what_is_foretold_is_what_stands_in_the_boxes_that_were_drawn_anew(boxes, via, at, course):
    page = await at("nadia")
    await page.open("enrol")
    usual = await page.consider(course=course, parts="2")
    usual = [(each.due, each.then, each.amount) for each in usual.parts]
    await page.consider(**boxes)
    await page.consider(**via)
    state = await page.consider(price=boxes.get("price", "list"))
    assert [state._typed[name] for name in boxes if name != "price"] == ["", ""]
    state = await page.consider(price="list")
    assert [(each.due, each.then, each.amount) for each in state.parts] == usual
    state = await page.send(first_due="", run_from="")
    assert (state.face, [(each.due, each.then, each.amount) for each in state.parts]) == ("done", usual)


@pytest.mark.parametrize(
    ("boxes", "told"),
    [
        ({"first_due": "2025-02-28"}, "Choose a day from 1 Mar 2025 to 2 Mar 2026."),
        ({"first_due": "2026-03-03"}, "Choose a day from 1 Mar 2025 to 2 Mar 2026."),
        ({"first_due": "tomorrow"}, "Choose a day."),
        ({"first_due": "2025-04-05"}, "The first installment is due before the second, which is due on 5 Apr 2025."),
        ({"run_from": "2025-02-28"}, "Choose a day from 1 Mar 2025 to 2 Mar 2026."),
    ],
)
async def test_days_that_cannot_be_are_told_at_their_box(boxes, told, at, course):
    page = await at("nadia")
    await page.open("enrol")
    await page.consider(course=course, parts="2")
    state = await page.send(**boxes)
    assert (state.face, state.field, state.refusal) == ("asking", next(iter(boxes)), told)
    assert (page.kept(), {name: state._typed[name] for name in boxes}) == ([], boxes)


@pytest.fixture
def limit(database):
    """Above 50 a second person has to agree, for as long as the test lasts."""
    yield from limited(database, 50)


@pytest.mark.usefixtures("limit")
@pytest.mark.parametrize(("later", "plan"), [(0, ["2025-03-03", "2025-04-15"]), (6, ["2025-03-07", "2025-04-15"])])
async def test_a_second_person_agrees_to_the_chosen_days_and_to_today_where_one_is_over(later, plan, at, course, meant):
    page = await at("nadia")
    await page.open("enrol")
    boxes = {"course": course, "parts": "2", "price": "amount", "discount": "100"}
    boxes |= {"first_due": "2025-03-03", "run_from": "2025-03-11"}
    await page.consider(**boxes)
    state = await page.send(reason=WHY, **boxes | {"first_due": "2025-02-28"})
    assert (state.field, state.refusal) == ("first_due", "Choose a day from 1 Mar 2025 to 2 Mar 2026.")
    assert (await page.send(reason=WHY, **boxes)).face == "done"
    freeze(page.database, START + days(later))
    said = await meant()
    assert "Ikebana, first installment due 3 Mar 2025, later ones from 11 Mar 2025 · asked by" in said
    assert said.endswith("a chosen day that is over becomes the day of agreeing") is (later > 0)
    assert page.agree() == ("bill", "100")
    with page.database.as_owner() as owner:
        found = owner.execute(
            """select array(select p.due_date::text from public.installment_plans p where p.invoice_id = i.id order by p.installment_number),
                      l.new_values ->> 'first_due', l.new_values ->> 'run_from'
               from public.invoices i join public.admin_logs l on l.record_id = i.id and l.action = 'invoice_created'
               where i.student_id = %s""",
            [page.student],
        ).fetchall()
    assert found == [(plan, plan[0], "2025-03-11")]
