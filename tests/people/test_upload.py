"""Many students at once: each as one would come alone, whom something keeps out is told why, and a list that is sent twice is one."""

from __future__ import annotations

import csv
import io
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import pytest
from psycopg import DatabaseError
from psycopg.types.json import Jsonb

from growthos_ui.finance.newcomers import people_in
from state.uploading import UploadState
from tests.cast import ALICE, BEA, LAKESIDE
from tests.database import sign_in
from tests.finance.enrolling import limited, rows
from tests.learning.test_progress_summary import wait_until_somebody_waits
from tests.people.alike import BATCH, RECORDED, of_learner, pathway, recorded
from tests.people.test_adding_students import COURSE, PLACE, PRICED
from tests.school import row_id
from tests.screens import open_screen

if TYPE_CHECKING:
    from tests.database import Database

ADD = "select * from private.add_students(%s, %s, %s) order by at"
ORDER = ("Zoya Aslam", "Yasir Baig", "Xara Cheema")


def people(of: str, *names: str) -> list[dict[str, str]]:
    """Return people of these names, of whom nobody is there yet."""
    number = sum(map(ord, of)) * 100
    return [
        {"full_name": name, "email": f"{of}{at}@pupil.example", "phone": f"+9230055{number + at:06}"}
        for at, name in enumerate(names)
    ]


def listed(some: list[dict[str, str]]) -> list[str]:
    return [", ".join(each.values()) for each in some]


@pytest.fixture
def at(pipeline: Any, database: Database) -> Any:
    async def opened(key: str) -> Any:
        tab = await open_screen(pipeline, database, key, "/students/upload")
        tab.path = "/students/upload"
        return tab

    return opened


async def sent(tab: Any, lines: list[str], **boxes: str) -> Any:
    """Paste a list and send it."""
    await tab.send(UploadState.read, {"rows": lines})
    key = (await tab.kept(UploadState)).key
    await tab.send(UploadState.add, {"form": {"key": key} | PLACE | PRICED | boxes})
    return await tab.kept(UploadState)


@pytest.mark.parametrize(
    ("who", "place"),
    [
        ("enzo", {"parts": 3}),
        ("nadia", {"parts": 2, "discount": {"percentage": "10", "reason": "A gift."}, "batch": str(BATCH)}),
        ("sam", {"parts": 2, "discount": {"amount": "100", "reason": "A gift."}, "drip_override": True}),
        ("nadia", {"free": True, "reason": "Scholarship", "parts": 1}),
        ("sam", {"course": "a pathway", "parts": 2}),
    ],
)  # fmt: skip
def test_each_of_a_list_comes_as_one_would_come_alone(who: str, place: dict[str, Any], database: Database) -> None:
    of = f"{who}{len(place)}{place['parts']}"
    alone, *together = people(of, *ORDER, "Wafa Dar")
    place = {**place, "course": str(pathway(database) if "course" in place else COURSE)}
    recorded(database)
    with database.acting_as(sign_in(database, who), keep=True) as connection:
        connection.execute("select private.create_student_complete(%s)", [Jsonb(alone | place)])
        made = connection.execute(ADD, [Jsonb(together), Jsonb(place), of]).fetchall()
    assert [(row[0], *row[3:6]) for row in made] == [(at, False, False, None) for at in (1, 2, 3)]
    assert [row[1] for row in made] == sorted({row[1] for row in made})
    one = of_learner(database, alone["email"])
    assert len(one) > 8
    assert [RECORDED in row for row in one if '"success_session_added"' in row] == [True] * ("batch" in place)
    for each in together:
        assert of_learner(database, each["email"]) == one


def test_one_key_is_one_list_and_the_other_admins_hear_of_it_once(database: Database) -> None:
    some, place = people("again", *ORDER), Jsonb({"course": str(COURSE), "parts": 1})
    twice = some[0] | {"full_name": "Zoya Aslam Khan"}
    with database.acting_as(sign_in(database, "enzo"), keep=True) as connection:
        first = connection.execute(ADD, [Jsonb(some[:2]), place, "a list"]).fetchall()
        again = connection.execute(ADD, [Jsonb([*some, twice]), place, "a list"]).fetchall()
        assert [(row[1], row[3]) for row in again[:2]] == [(row[1], True) for row in first]
        assert [(row[3], row[5]) for row in again[2:]] == [(False, None), (False, "people.email_twice")]
        repeated = connection.execute(ADD, [Jsonb([*some, twice]), place, "a list"]).fetchall()
        assert [(row[3], row[5]) for row in repeated] == [(True, None)] * 3 + [(False, "people.email_twice")]
        other = [some[0] | {"full_name": "Somebody Else"}, some[1]]
        told = connection.execute(ADD, [Jsonb(other), place, "a list"]).fetchall()
        assert [row[5] for row in told] == ["finance.key_used", None]
        assert connection.execute(ADD, [Jsonb(other), place, "another"]).fetchone()[5] == "people.email_taken"
    with database.as_owner() as owner:
        heard = "select title, count(*), count(distinct user_id) from public.notifications where message = any (%s) group by 1 order by 1"
        one, two, three = (row[1] for row in again[:3])
        told = owner.execute(heard, [[f"With the codes {one} to {two}.", f"With the code {three}."]]).fetchall()
    assert told == [("1 new student", 2, 2), ("2 new students", 2, 2)]


def test_who_is_in_two_lists_that_are_sent_at_once_is_added_with_the_first_and_told_so_in_the_second(
    database: Database,
) -> None:
    some, place = people("race", *ORDER), Jsonb({"course": str(COURSE), "parts": 1})

    def second() -> list[tuple[Any, ...]]:
        with database.acting_as(sign_in(database, "enzo"), keep=True) as connection:
            other = [people("overlapping", "Wafa Dar")[0], *reversed(some)]
            return connection.execute(ADD, [Jsonb(other), place, "second"]).fetchall()

    with ThreadPoolExecutor() as elsewhere, database.acting_as(sign_in(database, "nadia"), keep=True) as connection:
        connection.execute(ADD, [Jsonb(some), place, "first"])
        waiting = elsewhere.submit(second)
        wait_until_somebody_waits(database)
        connection.commit()
        assert [row[5] for row in waiting.result(timeout=30)] == [None, *["people.email_taken"] * 3]


def test_what_is_wrong_with_the_place_keeps_all_out_and_nobody_is_added_who_may_not(database: Database) -> None:
    some = Jsonb(people("place", *ORDER))
    for who, place, told in (
        ("maya", {"course": str(COURSE), "parts": 1}, "permission denied"),
        ("tara", {"course": str(COURSE), "parts": 1}, "people.may_not_create"),
        ("vera", {"course": str(COURSE), "parts": 1}, "people.may_not_create"),
        ("enzo", {"course": str(COURSE), "parts": 1, "free": True, "reason": "x"}, "enrolment.free_not_allowed"),
        ("nadia", {"course": str(COURSE), "parts": 99}, "finance.parts_out_of_range"),
        ("nadia", {"course": str(row_id(LAKESIDE, "course 1")), "parts": 1}, "enrolment.course_missing"),
        ("nadia", {"course": str(COURSE), "parts": 1, "email": "x"}, None),
    ):
        with database.acting_as(sign_in(database, who)) as connection:
            if told is None:
                assert connection.execute(ADD, [some, Jsonb(place), "k"]).fetchone()[5] is None
                continue
            with pytest.raises(DatabaseError, match=told):
                connection.execute(ADD, [some, Jsonb(place), "k"])
    with database.acting_as(sign_in(database, "nadia")) as connection, pytest.raises(DatabaseError, match="too_many"):
        connection.execute("select * from private.newcomers_refused(%s)", [Jsonb([{}] * 501)])


@pytest.mark.parametrize(
    ("key", "opens"),
    [("sam", True), ("nadia", True), ("enzo", True), ("farah", True), ("maya", False), ("tara", False), ("vera", False)],
)  # fmt: skip
async def test_who_may_open_it(key: str, opens: bool, at: Any) -> None:
    state = await (await at(key)).kept(UploadState)
    assert (bool(state.act), bool(state.courses)) == (opens, opens)


async def test_whom_something_keeps_out_is_told_why_and_the_others_are_added(at: Any, database: Database) -> None:
    good, twin = people("mixed", "Zoya Aslam", "Yasir Baig")
    tab = await at("enzo")
    lines = [
        "Phone;Name;E-mail",
        f"{good['phone'].replace('+', '00')};{good['full_name']};{good['email'].upper()}",
        f"{twin['phone']};;{twin['email']}",
        f"{twin['phone']};Al;{twin['email']}",
        f"0300 1234567;Yasir Baig;{twin['email']}",
        f"+92 3OO 1234567;Yasir Baig;{twin['email']}",
        f"{twin['phone']} x12;Yasir Baig;{twin['email']}",
        f"{twin['phone']};Yasir Baig;{good['email']}",
        f"'{good['phone']};Yasir Baig;{twin['email']}",
        f"{twin['phone']};Yasir Baig;{ALICE.email}",
        f"{twin['phone']};Yasir Baig;{BEA.email}",
    ]
    await tab.send(UploadState.read, {"rows": lines})
    state = await tab.kept(UploadState)
    assert (state.counted, state.does) == ("10 rows: 1 can be added, 9 cannot be added", "Add 1 student")
    assert {each.at: each.said for each in state.rows} == {
        1: "Can be added",
        2: "Name: This must be filled in.",
        3: "Name: A name has 3 to 100 characters.",
        **dict.fromkeys((4, 5, 6), "Phone: A phone number begins with + and the country, then 7 to 14 digits more."),
        7: "E-mail: This address stands in row 1 already.",
        8: "Phone: This number stands in row 1 already.",
        9: "E-mail: This address cannot be used for another account.",
        10: "E-mail: This address cannot be used for another account.",
    }
    assert [each.at for each in state.rows] == [*range(2, 11), 1]
    await the_good_are_added(tab, lines, twin)


async def the_good_are_added(tab: Any, lines: list[str], twin: dict[str, str]) -> None:
    """And the file says of everybody what became of them; the others are taken again, to the same place."""
    state = await sent(tab, lines, parts="2")
    assert (state.face, state.counted) == ("done", "10 rows: 1 added, 9 not added")
    assert [each.code[:3] for each in state.rows if each.at == 1] == ["STU"]
    file = list(csv.reader(io.StringIO(unquote(state.result.partition(",")[2]).lstrip("\ufeff"))))
    assert [file[0], file[1][-1], file[4][1:4], len(file)] == [
        ["Row", "Name", "E-mail", "Phone", "Code", "Result"], "Added", ["Yasir Baig", twin["email"], "0300 1234567"], 11,
    ]  # fmt: skip
    await tab.send(UploadState.take_again)
    state = await tab.kept(UploadState)
    assert (state.face, len(people_in(state.start["people"])), state.start["parts"], state.good) == (
        "asking",
        9,
        "2",
        0,
    )


async def test_the_place_is_foretold_and_what_is_wrong_with_it_is_told_at_its_box(at: Any) -> None:
    tab = await at("nadia")
    for name, value in (PLACE | PRICED).items():
        await tab.send(UploadState.note, {"name": name, "value": value})
    await tab.send(UploadState.consider)
    await tab.send(UploadState.note, {"name": "parts", "value": "2"})
    await tab.send(UploadState.consider)
    state = await tab.kept(UploadState)
    assert ([each.amount for each in state.parts], rows(state)["Billed"]) == (["1,500.00"] * 2, ("0.00", "3,000.00"))
    lines = listed(people("box", *ORDER))
    for boxes, field, told in (
        ({"course": ""}, "course", "Choose a course."),
        ({"price": "percentage", "discount": "101", "reason": "A gift."}, "discount", "at most 100 percent"),
        ({"price": "free"}, "reason", "why"),
        ({"first_due": "2001-01-01"}, "first_due", "Choose a day from"),
    ):
        state = await sent(tab, lines, **boxes)
        assert (state.face, state.field, state.is_busy) == ("asking", field, False)
        assert told in state.refusal
        assert state.good == len(ORDER)
    state = await sent(tab, ["no list", '"'])
    assert (state.face, state.field) == ("asking", "people")
    state = await sent(await at("nadia"), [])
    assert (state.field, state.refusal) == ("people", "Nobody is in the list.")


async def test_what_fails_once_is_asked_again_and_what_was_done_stays_told(
    at: Any, pipeline: Any, monkeypatch: Any
) -> None:
    tab, lines = await at("nadia"), listed(people("fails", *ORDER))

    async def fails(*_: Any) -> Any:
        raise OSError

    with monkeypatch.context() as away:
        away.setattr("state.uploading.refused", fails)
        with suppress(OSError):
            await tab.send(UploadState.read, {"rows": lines})
    await tab.send(UploadState.read, {"rows": lines})
    assert (await tab.kept(UploadState)).good == len(ORDER)
    assert (await sent(tab, [*lines, "Nobody"])).counted == "4 rows: 3 added, 1 not added"
    with monkeypatch.context() as away:
        away.setattr("state.newcomer_form.find_offers", fails)
        with suppress(OSError):
            await tab.send(UploadState.take_again)
    state = await tab.kept(UploadState)
    assert (state.face, state.counted, len(state.rows)) == ("done", "4 rows: 3 added, 1 not added", 4)
    await tab.send(UploadState.load)
    await tab.send(UploadState.take_again)
    state = await tab.kept(UploadState)
    assert (state.face, state.counted, state.result) == ("asking", "1 row: 1 cannot be added", "")
    assert [type(each) for each in pipeline.faults] == [OSError, OSError]
    pipeline.faults.clear()


@pytest.fixture
def limit(database: Database) -> Any:
    """Above 50 a second person has to agree, for as long as the test lasts."""
    yield from limited(database, 50)


@pytest.mark.usefixtures("limit")
async def test_above_the_limit_each_is_added_and_each_place_waits(at: Any, database: Database) -> None:
    some = people("limit", *ORDER)
    tab = await at("nadia")
    free = {"price": "free", "reason": "A gift."}
    state = await sent(tab, listed(some), **free)
    assert (state.face, state.refusal, {each.said for each in state.rows}) == (
        "done", "", {"Added, the place waits for a second person"},
    )  # fmt: skip
    one, *others = [of_learner(database, each["email"]) for each in some]
    assert others == [one] * 2
    with database.acting_as(sign_in(database, "sam"), keep=True) as connection:
        decided = connection.execute(
            """select private.decide_approval(a.id, true) from dashboard.money_approvals a join public.students s on s.id = a.student_id
               join public.users u on u.id = s.user_id where a.status = 'waiting' and u.email like 'limit%'""",
        ).fetchall()
    assert len(decided) == len(some)
    again = await sent(await at("nadia"), listed(some), key=state.key, **free)
    assert {each.said for each in again.rows} == {"Added before, and not a second time"}
    assert (state.is_waiting, again.is_waiting, again.counted) == (True, False, "3 rows: 3 added before")
