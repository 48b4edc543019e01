"""The file holds what the screen holds: same rows, same order, same headings; text stays text, numbers stay numbers."""

from __future__ import annotations

import csv
import io
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from growthos_ui import db
from growthos_ui.listing.ask import Ask, ask_of
from growthos_ui.listing.export import BYTE_ORDER_MARK, csv_lines, order_of, plain_text, safe_text
from growthos_ui.listing.found import find
from tests.listing.pupils import PUPILS

KARACHI = ZoneInfo("Asia/Karachi")


async def exported(actor, query: str) -> str:
    async with db.acting_as(actor) as tx:
        order = order_of(PUPILS, query, actor)
        return "".join([line async for line in csv_lines(tx, PUPILS, order, KARACHI)])


def table(text: str) -> list[list[str]]:
    assert text.startswith(BYTE_ORDER_MARK)
    assert text.endswith("\r\n")
    return list(csv.reader(io.StringIO(text.removeprefix(BYTE_ORDER_MARK), newline="")))


@pytest.mark.usefixtures("served")
@pytest.mark.parametrize(
    "query", ["", "sort=full_name", "q=ayesha&sort=-points", "points=low&status=active", "before=end"]
)
async def test_the_file_holds_the_rows_of_the_screen_in_their_order(acting, enrolled, query):
    enrolled(60)
    actor = await acting("nadia")
    head, *rows = table(await exported(actor, query))
    asked = ask_of(PUPILS, query).first().sized(100)
    found = await find(actor, PUPILS, path="/pupils", query=asked.query())
    assert head == [column.label for column in PUPILS.columns]
    assert [row[0] for row in rows] == [row["code"] for row in found.rows]
    assert len(rows) == found.page.counts.all


@pytest.mark.usefixtures("served")
async def test_the_file_has_no_cap(acting, enrolled):
    enrolled(2_600)
    _, *rows = table(await exported(await acting("nadia"), "sort=code"))
    assert len(rows) == 2_600
    assert [row[0] for row in rows] == sorted(row[0] for row in rows)


@pytest.mark.usefixtures("served")
async def test_a_mentor_takes_away_only_their_own(acting, enrolled):
    rows = enrolled(60)
    actor = await acting("maya")
    _, *taken = table(await exported(actor, ""))
    assert {row[0] for row in taken} == {row["code"] for row in rows if row["mentor_id"] == actor.user_id}


@pytest.mark.usefixtures("served")
async def test_cells_are_typed_for_a_spreadsheet(acting, enrolled, owner):
    enrolled(1)
    owner.execute("""
        update trial.pupils set full_name = '=cmd|''/c calc''!A1', points = -1234, tenths = 619, course = null,
          status = 'suspended', enrolled_on = '2026-01-02', seen_at = '2026-04-09 20:00+00'""")
    _, row = table(await exported(await acting("nadia"), ""))
    assert row == [
        "STU000000",
        "'=cmd|'/c calc'!A1",
        "",
        "Suspended",
        "-1234",
        "61.9",
        "2026-01-02",
        "2026-04-10 01:00:00",
    ]


# The last two lines begin with full-width signs, blanks and marks that are not seen.
DANGEROUS = [
    "=1+1", "+1", "-1", "@SUM(A1)", "|x", "%x", "\tx", "\rx", "\nx", " =1", "\u00a0=1", "\ufeff=1", "\u200b=1", "\u3000=1",
    "\uff1d1", "\uff0b1", "\uff0d1", "\uff20x", " \ufeff\uff1d1", "'=1", "''=1", "\x01=1", "\u202e=1",
]  # fmt: skip
HARMLESS = ["", "Ayesha", "O'Neil", "1+1", "a=b", "'quoted'", "—", "2026-04-10", " leading", "é", "#tag"]


@pytest.mark.parametrize("text", DANGEROUS, ids=ascii)
def test_text_that_a_spreadsheet_would_run_is_escaped(text):
    assert safe_text(text) == f"'{text}"


@pytest.mark.parametrize("text", HARMLESS, ids=ascii)
def test_other_text_is_left_alone(text):
    assert safe_text(text) == text


@given(st.text())
def test_the_escape_can_be_taken_off(text):
    assert plain_text(safe_text(text)) == text


@given(st.lists(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\0")), min_size=1))
def test_any_text_survives_the_file(cells):
    from growthos_ui.listing.export import _line

    assert next(csv.reader(io.StringIO(_line(cells), newline=""), strict=True), [""]) == cells


def test_place_and_size_of_the_page_do_not_matter():
    assert "limit" not in str(PUPILS.narrowed(Ask(size=25))).lower()
