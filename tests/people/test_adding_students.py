"""One dialog adds a student with the first place and its bill; what cannot be is told at its box, and one form is one student."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from state.adding import AddStudentState
from state.toasts import ToastState
from tests.cast import ALICE, BEA, NORTHGATE
from tests.database import sign_in
from tests.finance.enrolling import limited, rows
from tests.school import row_id
from tests.screens import open_screen

if TYPE_CHECKING:
    from tests.database import Database

COURSE = row_id(NORTHGATE, "course 1")
PERSON = {"full_name": " Zoya  Aslam ", "email": "Zoya@pupil.example", "phone": "0092 300 5550188", "company_name": ""}
PLACE = {"course": str(COURSE), "batch": "", "parts": "2", "order": "", "drip": ""}
PRICED = {"price": "list", "discount": "", "reason": ""}


@pytest.fixture
def at(pipeline: Any, database: Database) -> Any:
    async def opened(key: str) -> Any:
        tab = await open_screen(pipeline, database, key, "/students")
        tab.path = "/students"
        await tab.send(AddStudentState.open)
        return tab

    return opened


async def sent(tab: Any, **boxes: str) -> Any:
    key = (await tab.kept(AddStudentState)).key
    await tab.send(AddStudentState.add, {"form": {"key": key} | PERSON | PLACE | PRICED | boxes})
    return await tab.kept(AddStudentState)


def goes(tab: Any) -> str:
    """Return the page that the browser was told to open last; nothing where it stays where it is."""
    told = [str(event.payload["path"]) for event in tab.events if event.name == "_redirect"]
    return told[-1] if told else ""


def found(database: Database, email: str) -> list[tuple[Any, ...]]:
    """Return whoever has this address: name, company, and the price and the installments of each place."""
    with database.as_owner() as owner:
        return owner.execute(
            """select u.full_name, u.phone, s.company_name, trim_scale(e.final_price)::int, e.payment_status, array(
                 select trim_scale(p.amount)::int from public.installment_plans p join public.invoices i on i.id = p.invoice_id
                 where i.enrollment_id = e.id order by p.installment_number)
               from public.users u join public.students s on s.user_id = u.id
               left join public.course_enrollments e on e.student_id = s.id where u.email = %s""",
            [email],
        ).fetchall()


@pytest.mark.parametrize(
    ("key", "opens"),
    [("sam", True), ("nadia", True), ("enzo", True), ("farah", True), ("maya", False), ("tara", False), ("vera", False)],
)  # fmt: skip
async def test_who_may_add(key: str, opens: bool, at: Any) -> None:
    state = await (await at(key)).kept(AddStudentState)
    assert ((state.act == "add"), bool(state.courses)) == (opens, opens)
    assert state.may_discount is (key in {"sam", "nadia"})


async def test_the_place_is_foretold_whoever_gets_it_and_one_form_is_one_student(at: Any, database: Database) -> None:
    tab, lost = await at("enzo"), await at("enzo")
    for name, value in (PLACE | {"full_name": "Zo"}).items():
        await tab.send(AddStudentState.note, {"name": name, "value": value})
    await tab.send(AddStudentState.consider)
    await tab.send(AddStudentState.note, {"name": "parts", "value": "2"})
    await tab.send(AddStudentState.consider)
    state = await tab.kept(AddStudentState)
    assert [(each.name, each.amount) for each in state.parts] == [("1 of 2", "1,500.00"), ("2 of 2", "1,500.00")]
    assert rows(state)["Billed"] == ("0.00", "3,000.00")
    assert found(database, "zoya@pupil.example") == []
    key = state.key
    state = await sent(tab)
    opened = goes(tab)
    code = opened.rpartition("/")[2]
    made = [("Zoya Aslam", "+923005550188", None, 3000, "pending", [1500, 1500])]
    assert (state.act, found(database, "zoya@pupil.example")) == ("", made)
    said = await tab.kept(ToastState)
    assert (said.title, said.words[:19]) == ("Zoya Aslam is added", f"{code}, enrolled")
    again = await sent(lost, key=key)
    said = await lost.kept(ToastState)
    assert said.title == "Zoya Aslam was added before, and not a second time"
    assert (again.act, goes(lost), found(database, "zoya@pupil.example")) == ("", opened, made)


@pytest.mark.parametrize(("address", "page"), [("/students?status=active", ""), ("/coursework/marks", "/students")])
async def test_the_palette_opens_the_dialog_over_the_list_and_leaves_that_as_it_stands(
    address: str, page: str, pipeline: Any, database: Database
) -> None:
    tab = await open_screen(pipeline, database, "nadia", address)
    await tab.send(AddStudentState.open, pathname=address.partition("?")[0], asPath=address)
    await tab.send(AddStudentState.arrive, pathname="/students", asPath="/students")
    assert (goes(tab), (await tab.kept(AddStudentState)).act) == (page, "add")


@pytest.mark.parametrize(
    ("boxes", "field", "told"),
    [
        ({"full_name": " "}, "full_name", "This must be filled in."),
        ({"email": "zoya"}, "email", "This is no e-mail address."),
        ({"email": ALICE.email}, "email", "This address cannot be used for another account."),
        ({"email": BEA.email}, "email", "This address cannot be used for another account."),
        ({"phone": "0300 5550188"}, "phone", "A phone number begins with + and the country"),
        ({"phone": ""}, "phone", "This must be filled in."),
        ({"course": ""}, "course", "Choose a course."),
        ({"price": "percentage", "discount": "101", "reason": "A gift."}, "discount", "at most 100 percent"),
        ({"price": "free", "reason": ""}, "reason", "Say why."),
    ],
)
async def test_what_cannot_be_is_told_at_its_box_and_nothing_is_lost(
    boxes: dict[str, str], field: str, told: str, at: Any, database: Database
) -> None:
    tab = await at("nadia")
    state = await sent(tab, **{"email": "else@pupil.example", "phone": "+923005550166", **boxes})
    assert (state.act, state.field, goes(tab)) == ("add", field, "")
    assert told in state.refusal
    typed = {"email": "else@pupil.example"} | boxes
    assert {name: state._typed[name] for name in typed} == typed
    assert state._typed["full_name"] == boxes.get("full_name", PERSON["full_name"])
    assert found(database, "else@pupil.example") == []


@pytest.fixture
def limit(database: Database) -> Any:
    """Above 50 a second person has to agree, for as long as the test lasts."""
    yield from limited(database, 50)


@pytest.mark.usefixtures("limit")
@pytest.mark.parametrize(
    ("name", "boxes", "became"),
    [
        ("free", {"price": "free"}, (0, "waived", [])),
        ("less", {"price": "amount", "discount": "100"}, (2900, "pending", [1450, 1450])),
    ],
)
async def test_above_the_limit_the_student_is_added_and_the_place_waits(
    name: str, boxes: dict[str, str], became: tuple[Any, ...], at: Any, database: Database
) -> None:
    tab, lost = await at("nadia"), await at("nadia")
    form = {"email": f"{name}@pupil.example", "phone": f"+92300555020{len(became[2])}", "reason": "A gift.", **boxes}
    for box, value in (PLACE | PRICED | {"reason": "A gift.", **boxes}).items():
        await tab.send(AddStudentState.note, {"name": box, "value": value})
    await tab.send(AddStudentState.consider)
    await tab.send(AddStudentState.note, {"name": "parts", "value": "2"})
    await tab.send(AddStudentState.consider)
    state = await tab.kept(AddStudentState)
    assert (state.needs_second, [int(float(each.amount.replace(",", ""))) for each in state.parts]) == (True, became[2])
    key = state.key
    state = await sent(tab, **form)
    assert (state.refusal, (await tab.kept(ToastState)).tone) == ("", "info")
    assert [row[3:] for row in found(database, form["email"])] == [(None, None, [])]
    await sent(lost, key=key, **form)
    assert (await lost.kept(ToastState)).title.endswith("was added before, and not a second time")
    other = await sent(await at("nadia"), key=key, **form | {"company_name": "Aslam & Co"})
    assert other.refusal == "This form was sent before with other values. Open it anew."
    with database.acting_as(sign_in(database, "sam"), keep=True) as connection:
        connection.execute(
            """select private.decide_approval(a.id, true) from dashboard.money_approvals a
               join public.students s on s.id = a.student_id where a.status = 'waiting' and s.full_name = 'Zoya Aslam'""",
        )
    assert [row[3:] for row in found(database, form["email"])] == [became]
