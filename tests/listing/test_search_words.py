"""Search on the real list of students finds every name, whatever its letters, with a slip in it too; and who calls from a number."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from growthos_ui.listing.found import find
from growthos_ui.people.tables import STUDENTS
from tests.cast import ALICE, BEN

pytestmark = pytest.mark.usefixtures("served")


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Łucja Kowalska", "łuc"),
        ("Ömer Şahin", "ÖM"),
        ("María José Ortega", "josé ort"),
        ("Sean O'Brien-Khan", "o'bri kha"),
        ("Élodie Ñuñez", "ñuñ él"),
    ],
)
async def test_a_student_is_found_by_the_start_of_each_name(acting, owner, name, typed):
    owner.execute("update public.users set full_name = %s where id = %s", [name, ALICE.id])
    found = await find(await acting("nadia"), STUDENTS, path="/students", query=f"q={quote(typed)}")
    assert {row["full_name"] for row in found.rows} == {name}


async def test_a_student_is_found_by_code_in_either_case(acting):
    actor = await acting("nadia")
    every = await find(actor, STUDENTS, path="/students", query="sort=student_code")
    code = every.rows[0]["student_code"]
    found = await find(actor, STUDENTS, path="/students", query=f"q={code.lower()}")
    assert {row["student_code"] for row in found.rows} == {code}


@pytest.mark.parametrize("typed", ["ahmd", "Ahemd", "ahmwd", "ahmedd", "amhed sidiqui"])
async def test_a_name_with_a_slip_in_it_is_found_where_nobody_is_called_like_that(acting, owner, typed):
    owner.execute("update public.users set full_name = 'Ahmed Siddiqui' where id = %s", [ALICE.id])
    for key in ("nadia", "maya"):
        found = await find(await acting(key), STUDENTS, path="/students", query=f"q={quote(typed)}")
        assert {row["full_name"] for row in found.rows} == {"Ahmed Siddiqui"}, key
        assert found.ask.search in {"ahmed", "ahmed siddiqui"}
        assert (found.moved, found.instead) == (
            found.ask.address("/students"),
            f"Nothing for “{typed}”: this is “{found.ask.search}”",
        )


async def test_who_is_called_as_it_was_typed_comes_alone(acting, owner):
    owner.execute("update public.users set full_name = 'Sara Malik' where id = %s", [ALICE.id])
    owner.execute("update public.users set full_name = 'Zara Malik' where id = %s", [BEN.id])
    found = await find(await acting("nadia"), STUDENTS, path="/students", query="q=zara")
    assert {row["full_name"] for row in found.rows} == {"Zara Malik"}


@pytest.mark.parametrize(
    "typed",
    ["+92 300 765-4321", "0300 7654321", "7654321", "54321", "3007654", "alice.new@learners.example", "ALICE.new@"],
)
async def test_a_caller_is_found_by_a_piece_of_the_number_or_by_the_address_but_not_by_a_mentor(acting, owner, typed):
    owner.execute(
        "update public.users set full_name = 'Alice New', phone = '+923007654321', email = 'alice.new@learners.example' where id = %s",
        [ALICE.id],
    )
    query = f"q={quote(typed)}"
    found = await find(await acting("nadia"), STUDENTS, path="/students", query=query)
    assert {row["full_name"] for row in found.rows} == {"Alice New"}
    assert not (await find(await acting("maya"), STUDENTS, path="/students", query=query)).rows


async def test_a_number_or_an_address_that_was_given_up_finds_nobody(acting, owner):
    owner.execute(
        "update public.users set phone = '+923331112223', email = 'given.up@learners.example' where id = %s", [ALICE.id]
    )
    owner.execute(
        "update public.users set phone = '+923334445556', email = 'alice@learners.example' where id = %s", [ALICE.id]
    )
    for typed in ("0333 1112223", "given.up@learners.example"):
        found = await find(await acting("nadia"), STUDENTS, path="/students", query=f"q={quote(typed)}")
        assert not found.rows, typed


async def test_what_is_near_nobody_finds_nobody(acting):
    found = await find(await acting("nadia"), STUDENTS, path="/students", query="q=qwrtzp")
    assert (found.rows, found.emptiness, found.instead) == ([], "no-match", "")
