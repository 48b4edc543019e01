"""The list of files that were handed in, and handing one in over HTTP: whose, which, and what is refused in a sentence."""

from __future__ import annotations

import pytest
from httpx import ASGITransport, AsyncClient

from growthos_ui import db
from growthos_ui.sign_in.store import SignIns
from growthos_ui.web import handed_in
from state.imports import ImportsState
from tests.database import sign_in
from tests.screens import offered, open_screen

PATH = "/finance/imports"
FILE = b"Student,Amount,Date\nSTU000001,100,2026-02-03\n"


@pytest.fixture
async def hand_in(database):
    """`await hand_in("farah", FILE)` sends a file behind the gate, which says who it is."""
    await db.open_(database.app_url)

    async def send(key, content, kind="payments", name="march.csv"):
        who = sign_in(database, key)

        async def known(scope, receive, answer):
            await handed_in.app(SignIns())({**scope, "actor": who}, receive, answer)

        async with AsyncClient(transport=ASGITransport(known), base_url="http://localhost:8321") as client:
            return await client.post(f"/import/{kind}", params={"name": name}, content=content)

    yield send
    await db.close()


async def test_a_file_is_answered_with_the_page_that_shows_it_and_twice_is_the_same(hand_in):
    first = await hand_in("farah", FILE)
    assert (first.status_code, first.text[:17]) == (201, "/finance/imports/")
    assert (await hand_in("nadia", FILE, name="again.csv")).text == first.text
    assert (await hand_in("mallory", FILE)).text == "/finance/imports/2"


@pytest.mark.parametrize("key", ["enzo", "maya", "tara", "marco", "vera"])
async def test_who_may_not_is_told_so(key, hand_in):
    answer = await hand_in(key, FILE)
    assert (answer.status_code, answer.text) == (403, "Your role may not bring in files of bills and payments.")


@pytest.mark.parametrize(
    ("content", "kind", "status", "said"),
    [
        (b"", "payments", 422, "This file is empty."),
        (b"x" * 8_000_001, "payments", 422, "This file is larger than 8 MB. Split it."),
        (FILE, "gifts", 404, "There is no such kind of file."),
    ],
)
async def test_what_is_no_file_is_refused(content, kind, status, said, hand_in):
    answer = await hand_in("farah", content, kind)
    assert (answer.status_code, answer.text) == (status, said)


async def test_a_name_is_only_a_name(hand_in, database):
    await hand_in("farah", b"a,b\n1,2\n", name="../../etc/<b>pass\nwd</b>.csv")
    with database.as_owner() as owner:
        assert (
            owner.execute("select file_name from dashboard.imports order by number desc limit 1").fetchone()[0]
            == "b_.csv"
        )


async def test_whom_a_file_lists_is_told_to_whoever_may_add_students_and_nothing_of_it_is_kept(hand_in):
    for key in ("sam", "nadia", "enzo", "farah"):
        answer = await hand_in(key, "Name;E-mail;Phone\nZoë Vale;zoe@x.example;+92300\n".encode("cp1252"), "people")
        assert (answer.status_code, answer.text) == (200, "Zoë Vale,zoe@x.example,+92300\n")
    for key in ("maya", "tara", "marco", "vera"):
        answer = await hand_in(key, b"Zoe Vale,z@x.example,+92300", "people")
        assert (answer.status_code, answer.text) == (403, "Your role may not add students.")
    for content, said in (
        (b"", "Nobody is in this file."),
        (b"x" * 1_000_001, "This file is larger than 1 MB. Split it."),
        (b"a,b,c\n" * 501, "These are 501 students. At most 500 are added at a time: split the list."),
        (b"GIF89a\0", "This file is neither a CSV nor an XLSX file."),
        (b"PK\x03\x04", "This workbook cannot be read. Save it anew as .xlsx or .csv."),
    ):
        answer = await hand_in("enzo", content, "people")
        assert (answer.status_code, answer.text) == (422, said)


@pytest.mark.parametrize("key", ["sam", "nadia", "farah", "vera"])
async def test_the_office_and_finance_see_the_files_of_their_organisation(key, pipeline, database):
    tab = await open_screen(pipeline, database, key, PATH)
    names = [row["file_name"] for row in tab.shown(ImportsState, "rows")]
    assert "payments.csv" in names
    assert names.count("payments.csv") == 1
    assert "Imports" in offered(tab)


@pytest.mark.parametrize("key", ["enzo", "maya", "tara", "marco"])
async def test_others_are_offered_none(key, pipeline, database):
    tab = await open_screen(pipeline, database, key, PATH)
    assert "Imports" not in offered(tab)
    assert not tab.shown(ImportsState, "rows")
