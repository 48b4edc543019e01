"""Search on the real list of students finds every name, whatever its letters."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from growthos_ui.listing.found import find
from growthos_ui.people.tables import STUDENTS
from tests.cast import ALICE

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
