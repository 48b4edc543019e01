"""GET /export/<list>.csv answers with the file of the person who asks, or with a page that says why not."""

from __future__ import annotations

import httpx
import pytest

from growthos_ui.listing.export import BYTE_ORDER_MARK
from growthos_ui.web import export

pytestmark = pytest.mark.usefixtures("served")


async def get(actor, address: str) -> httpx.Response:
    inside = export.app()

    async def gate(scope, receive, send):
        await inside({**scope, "actor": actor}, receive, send)

    async with httpx.AsyncClient(transport=httpx.ASGITransport(gate), base_url="http://localhost") as agent:
        return await agent.get(address)


async def test_the_whole_list_is_downloaded_as_a_file(acting, enrolled):
    enrolled(730)
    answer = await get(await acting("nadia"), "/export/pupils.csv?sort=code")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="pupils.csv"'
    assert answer.headers["cache-control"] == "no-store"
    lines = answer.content.decode().split("\r\n")
    assert lines[0] == f'{BYTE_ORDER_MARK}Code,Name,Course,Status,Points,"Progress, %",Enrolled,Last seen'
    assert len(lines) == 1 + 730 + 1


async def test_two_people_at_the_same_address_get_two_files(acting, enrolled):
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
async def test_a_bad_address_gets_a_page_with_the_sentence(acting, enrolled, address, status, sentence):
    enrolled(3)
    answer = await get(await acting("nadia"), address)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "text/html; charset=utf-8")
    assert sentence in answer.text


async def test_who_may_see_the_list_but_not_take_it_away_is_told_so(acting, enrolled):
    enrolled(3)
    answer = await get(await acting("tara"), "/export/pupils.csv")
    assert answer.status_code == 403
    assert "Your role may not export the list of students." in answer.text


async def test_who_may_not_see_the_list_gets_no_file_of_it(acting, enrolled):
    enrolled(3)
    assert (await get(await acting("marco"), "/export/pupils.csv")).status_code == 403


async def test_a_sign_in_that_ended_gets_no_file(acting, enrolled, owner):
    enrolled(3)
    actor = await acting("nadia")
    owner.execute("select private.end_sign_in(%s, 'revoked')", [actor.sign_in_id])
    answer = await get(actor, "/export/pupils.csv")
    assert answer.status_code == 401
    assert "STU" not in answer.text


async def test_a_failure_is_a_request_id_and_nothing_of_the_database(acting, enrolled, monkeypatch):
    enrolled(3)

    def broken(*_):
        raise RuntimeError("relation dashboard.secret does not exist")

    monkeypatch.setattr(export, "order_of", broken)
    answer = await get(await acting("nadia"), "/export/pupils.csv")
    assert answer.status_code == 500
    assert "Request " in answer.text
    assert "secret" not in answer.text
