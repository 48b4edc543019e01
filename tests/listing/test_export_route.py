"""GET /export/<list>.csv answers with the file of the person who asks, or with a page that says why not."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from uuid import UUID

import pytest
from starlette.requests import ClientDisconnect

from growthos_ui.db import engine as pool
from growthos_ui.errors import GrowthError
from growthos_ui.listing.export import BYTE_ORDER_MARK
from growthos_ui.sign_in.store import SignIns
from growthos_ui.web import export
from growthos_ui.web.turns import Turns

pytestmark = pytest.mark.usefixtures("served")


async def test_the_whole_list_is_downloaded_as_a_file(get, acting, enrolled, owner):
    enrolled(730)
    nadia = await acting("nadia")
    answer = await get(nadia, "/export/pupils.csv?sort=code")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="pupils.csv"'
    assert answer.headers["cache-control"] == "no-store"
    lines = answer.content.decode().split("\r\n")
    assert lines[0] == f'{BYTE_ORDER_MARK}Code,Name,Course,Status,Points,"Progress, %",Enrolled,Last seen'
    assert len(lines) == 1 + 730 + 1
    told = "select description from public.admin_logs where action = 'export_downloaded' and session_id = %s"
    assert owner.execute(told, [nadia.sign_in_id]).fetchall() == [("Downloaded the list pupils as csv, 730 rows.",)]


async def test_two_people_at_the_same_address_get_two_files(get, acting, enrolled):
    rows = enrolled(40)
    maya = await acting("maya")
    mine = (await get(maya, "/export/pupils.csv")).text
    all_of_them = (await get(await acting("nadia"), "/export/pupils.csv")).text
    assert mine.count("STU") == sum(1 for row in rows if row["mentor_id"] == maya.user_id)
    assert all_of_them.count("STU") == 40


@pytest.mark.parametrize(
    ("address", "status", "sentence"),
    [
        ("/export/pupils.csv?status=gone", 400, "Status has no “gone”."),
        ("/export/pupils.csv?course=<script>", 400, "Course has no “&lt;script&gt;”."),
        ("/export/pupils.csv?sort=salary", 400, "This list does not sort by “salary”"),
        ("/export/teachers.csv", 404, "There is no such list to export."),
    ],
)
async def test_a_bad_address_gets_a_page_with_the_sentence(get, acting, enrolled, *, address, status, sentence):
    enrolled(3)
    answer = await get(await acting("nadia"), address)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "text/html; charset=utf-8")
    assert sentence in answer.text


async def test_who_may_see_the_list_but_not_take_it_away_is_told_so(get, acting, enrolled, owner):
    enrolled(3)
    tara = await acting("tara")
    answer = await get(tara, "/export/pupils.csv")
    assert answer.status_code == 403
    assert "Your role may not export the list of students." in answer.text
    refused = (
        "select description, sensitivity from public.admin_logs where action = 'access_denied' and session_id = %s"
    )
    told = "Was told: Your role may not export the list of students."
    assert owner.execute(refused, [tara.sign_in_id]).fetchall() == [(told, "restricted")]


async def test_who_may_not_see_the_list_gets_no_file_of_it(get, acting, enrolled):
    enrolled(3)
    assert (await get(await acting("marco"), "/export/pupils.csv")).status_code == 403


async def test_a_sign_in_that_ended_gets_no_file(get, acting, enrolled, owner):
    enrolled(3)
    actor = await acting("nadia")
    owner.execute("select private.end_sign_in(%s, 'revoked')", [actor.sign_in_id])
    answer = await get(actor, "/export/pupils.csv")
    assert answer.status_code == 401
    assert "STU" not in answer.text


async def test_a_failure_is_a_request_id_and_nothing_of_the_database(get, acting, enrolled, monkeypatch):
    enrolled(3)

    def broken(*_):
        raise RuntimeError("relation dashboard.secret does not exist")

    monkeypatch.setattr(export, "order_of", broken)
    answer = await get(await acting("nadia"), "/export/pupils.csv")
    assert answer.status_code == 500
    assert "Request " in answer.text
    assert "secret" not in answer.text


@pytest.mark.parametrize("who", ["nadia", "vera"], ids=["an admin", "an admin who only reads"])
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
async def test_a_file_is_written_down_in_the_audit(get, acting, enrolled, owner, *, who, kind):
    enrolled(3)
    actor = await acting(who)
    assert (await get(actor, f"/export/pupils.{kind}?status=active&sort=code")).status_code == 200
    kept = owner.execute(
        """select admin_id, organization_id, new_values, sensitivity from public.admin_logs
           where action = 'export_downloaded' and session_id = %s and new_values ->> 'format' = %s""",
        [actor.sign_in_id, kind],
    ).fetchall()
    values = {"list": "pupils", "filter": "sort=code&status=active", "format": kind, "rows": 2}
    assert kept == [(actor.user_id, actor.organization_id, values, "restricted")]


async def test_a_file_that_cannot_be_written_down_does_not_leave(get, acting, enrolled, monkeypatch):
    async def silent(*_, **__):
        raise ConnectionError

    enrolled(3)
    monkeypatch.setattr(SignIns, "note_export", silent)
    answer = await get(await acting("nadia"), "/export/pupils.csv")
    assert answer.status_code == 500
    assert "STU" not in answer.text


@pytest.mark.parametrize("place", ["WyJcdWQ4MDAiLCIwMDAwMDAwMC0wMDAwLTAwMDAtMDAwMC0wMDAwMDAwMDAwMDciXQ", "W1tb" * 900])
async def test_an_odd_place_gets_a_page_with_the_sentence(get, acting, enrolled, place):
    enrolled(3)
    answer = await get(await acting("nadia"), f"/export/pupils.csv?after={place}")
    assert answer.status_code == 400
    assert "names a place" in answer.text


async def test_a_third_file_at_once_has_to_wait_until_one_is_finished(get, acting, enrolled, monkeypatch):
    enrolled(3)
    go_on, lines = asyncio.Event(), export.csv_lines

    async def slow(*arguments):
        async for line in lines(*arguments):
            yield line
        await go_on.wait()

    monkeypatch.setattr(export, "csv_lines", slow)
    actor = await acting("nadia")
    running = [asyncio.create_task(get(actor, "/export/pupils.csv")) for _ in range(2)]
    await asyncio.sleep(0)
    third = await get(actor, "/export/pupils.csv")
    go_on.set()
    assert (third.status_code, "You are downloading 2 files already." in third.text) == (429, True)
    assert [(await each).status_code for each in running] == [200, 200]
    assert (await get(actor, "/export/pupils.csv")).status_code == 200


async def test_files_of_many_people_are_bounded_together_and_a_turn_comes_back():
    turns = Turns(at_once=2, patience_s=0.05)
    async with AsyncExitStack() as held:
        for number in range(2):
            await held.enter_async_context(turns.taken(UUID(int=number)))
        with pytest.raises(GrowthError, match="Many files are being made"):
            await held.enter_async_context(turns.taken(UUID(int=9)))
    for number in range(20):
        async with turns.taken(UUID(int=number)):
            pass


async def test_a_reader_who_leaves_gives_the_turn_and_the_connection_back(exports, acting, enrolled):
    enrolled(730)
    actor = await acting("nadia")

    async def gone(_message):
        raise OSError

    scope = {
        "type": "http", "asgi": {"spec_version": "2.4"}, "method": "GET", "path": "/export/pupils.csv", "query_string": b"",
        "headers": [], "actor": actor,
    }  # fmt: skip
    for _ in range(6):
        with pytest.raises(ClientDisconnect):
            await exports(scope, None, gone)
    assert pool.engine().pool.checkedout() == 0
