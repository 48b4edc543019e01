"""The workbook holds what the screen holds, in cells of the right kind, and a second sheet that says what it is."""

from __future__ import annotations

import io
from zoneinfo import ZoneInfo

import openpyxl
import pytest

from growthos_ui.listing import workbook
from growthos_ui.listing.ask import ask_of
from growthos_ui.listing.found import find, find_total
from tests.listing.pupils import PUPILS

KARACHI = ZoneInfo("Asia/Karachi")

pytestmark = pytest.mark.usefixtures("served")


def sheet_of(content: bytes, name: str = "Rows"):
    return openpyxl.load_workbook(io.BytesIO(content))[name]


async def rows_of(get, actor, query: str = "") -> list[tuple]:
    answer = await get(actor, f"/export/pupils.xlsx?{query}")
    assert answer.status_code == 200, answer.text
    return list(sheet_of(answer.content).iter_rows(values_only=True))


@pytest.mark.parametrize("query", ["", "sort=full_name", "q=ayesha&sort=-points", "points=low&status=active"])
async def test_the_workbook_holds_the_rows_of_the_screen_in_their_order(get, acting, enrolled, query):
    enrolled(60)
    actor = await acting("nadia")
    head, *rows = await rows_of(get, actor, query)
    found = await find(actor, PUPILS, path="/pupils", query=ask_of(PUPILS, query).sized(100).query())
    assert list(head) == [column.label for column in PUPILS.columns]
    assert [row[0] for row in rows] == [row["code"] for row in found.rows]


async def test_the_sums_over_its_rows_are_the_totals_of_the_screen(get, acting, enrolled):
    enrolled(730)
    actor = await acting("nadia")
    head, *rows = await rows_of(get, actor, "status=active")
    total = await find_total(actor, PUPILS, ask_of(PUPILS, "status=active"))
    points = [row[head.index("Points")] for row in rows if row[head.index("Points")] is not None]
    progress = [row[head.index("Progress, %")] for row in rows if row[head.index("Progress, %")] is not None]
    assert len(rows) == total.rows
    assert sum(points) == total.values["points"]
    assert round(sum(progress) / len(progress), 1) == total.values["tenths"] / 10


async def test_numbers_are_numbers_days_are_days_and_moments_are_on_the_readers_clocks(get, acting, enrolled):
    rows = enrolled(20)
    head, *cells = await rows_of(get, await acting("nadia"), "sort=code")
    by_code = {row["code"]: row for row in rows}
    for cell in (dict(zip(head, line, strict=True)) for line in cells):
        row = by_code[cell["Code"]]
        assert cell["Points"] == row["points"]
        assert cell["Progress, %"] == (None if row["tenths"] is None else row["tenths"] / 10)
        assert cell["Enrolled"].date() == row["enrolled_on"]
        assert cell["Last seen"] == (row["seen_at"] and row["seen_at"].astimezone(KARACHI).replace(tzinfo=None))


async def test_text_that_looks_like_a_formula_stays_text_and_a_negative_number_a_number(get, acting, enrolled, owner):
    enrolled(2)
    owner.execute("update trial.pupils set full_name = '=1+1', points = -50")
    answer = await get(await acting("nadia"), "/export/pupils.xlsx")
    sheet = sheet_of(answer.content)
    name, points = sheet.cell(2, 2), sheet.cell(2, 5)
    assert (name.value, name.data_type) == ("=1+1", "s")
    assert (points.value, points.data_type) == (-50, "n")


async def test_the_second_sheet_says_what_the_first_is(get, acting, enrolled):
    enrolled(60)
    answer = await get(await acting("nadia"), "/export/pupils.xlsx?q=ayesha&status=active&sort=-points")
    lines = [row for row in sheet_of(answer.content, "About").iter_rows(values_only=True) if any(row)]
    said = {row[0]: row[1] for row in lines[: -len(PUPILS.columns)]}
    rows = sheet_of(answer.content).max_row - 1
    assert said["List"] == "Pupils"
    assert said["Rows"] == f"{rows}. Every row that search and filters leave."
    assert said["As of"].endswith("(Asia/Karachi)")
    assert said["Made by"] == "Nadia Rahman, Admin"
    assert said["Scope"] == "Northgate Academy: what Nadia Rahman may see there"
    assert (said["Search"], said["Status"], said["Order"]) == ("ayesha", "Active", "Points, most first")
    assert [row[0] for row in lines][-len(PUPILS.columns) :] == [column.label for column in PUPILS.columns]
    (points,) = (row for row in lines if row[0] == "Points")
    assert points[2].startswith("Sum of ")


async def test_only_the_selected_rows_are_taken_when_they_are_named(get, acting, enrolled):
    rows = enrolled(10)
    named = [str(rows[place]["id"]) for place in (1, 4)]
    for kind in ("csv", "xlsx"):
        answer = await get(await acting("nadia"), f"/export/pupils.{kind}?sort=code&rows={','.join(named)}")
        codes = (
            [line[:9] for line in answer.text.split("\r\n")[1:-1]]
            if kind == "csv"
            else [row[0] for row in sheet_of(answer.content).iter_rows(min_row=2, values_only=True)]
        )
        assert codes == [rows[1]["code"], rows[4]["code"]]


async def test_a_row_of_somebody_else_is_not_had_by_naming_it(get, acting, enrolled, owner):
    enrolled(3)
    (abroad,) = owner.execute(
        "select id from trial.pupils where organization_id <> %s limit 1", [(await acting("nadia")).organization_id]
    ).fetchone()
    answer = await get(await acting("nadia"), f"/export/pupils.csv?rows={abroad}")
    assert answer.text.count("\r\n") == 1


async def test_more_rows_than_a_sheet_holds_are_refused_and_none_is_left_out(get, acting, enrolled, monkeypatch):
    enrolled(12)
    monkeypatch.setattr(workbook, "ROWS_MAX", 10)
    answer = await get(await acting("nadia"), "/export/pupils.xlsx")
    assert answer.status_code == 400
    assert "A sheet of Excel holds 10 rows; these are 12. Take the CSV, or filter first." in answer.text


async def test_no_file_stays_behind(get, acting, enrolled, tmp_path, monkeypatch):
    import tempfile

    enrolled(12)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    await rows_of(get, await acting("nadia"))
    assert list(tmp_path.iterdir()) == []


async def test_a_mentor_gets_own_rows_only(get, acting, enrolled):
    rows = enrolled(40)
    maya = await acting("maya")
    _, *cells = await rows_of(get, maya)
    assert len(cells) == sum(row["mentor_id"] == maya.user_id for row in rows)
