"""Columns arranged by hand: kept for the person and the list, beyond the sign-in, and followed by the file."""

from __future__ import annotations

import pytest

from tests.listing.tabs import PupilsState, go, open_tabs, send

DECLARED = ["code", "full_name", "course", "status", "points", "tenths", "enrolled_on", "seen_at"]


@pytest.fixture
async def pipeline(database, owner):
    async with open_tabs(database) as opened:
        yield opened
    owner.execute("delete from dashboard.list_layouts where listing = 'pupils'")


@pytest.fixture
def tab(pipeline, acting):
    async def signed_in(key: str):
        return pipeline.tab_of(await acting(key))

    return signed_in


def names(shown) -> list[str]:
    return [column["name"] for column in shown("columns")]


async def arrange(tab, step: str, name: str, number: int = 0):
    return await send(tab, PupilsState.arrange, "/pupils", step=step, name=name, number=number)


async def test_moved_hidden_sized_and_pinned_columns_stand_so_at_the_next_sign_in(tab, enrolled):
    enrolled(3)
    nadia = await tab("nadia")
    await go(nadia, "/pupils")
    await arrange(nadia, "up", "full_name")
    await arrange(nadia, "hide", "course")
    await arrange(nadia, "width", "status", 180)
    shown = await arrange(nadia, "pin", "code")
    again = await go(await tab("nadia"), "/pupils")
    for seen in (shown, again):
        assert names(seen) == ["full_name", "code", "status", "points", "tenths", "enrolled_on", "seen_at"]
        assert [column["pinned"] for column in seen("columns")][:3] == ["true", "true", "false"]
        assert [column["width"] for column in seen("columns")][2] == "180px"
    assert "course" not in again("rows")[0], "a column that is put away is not even asked for"
    assert names(await go(await tab("sam"), "/pupils")) == DECLARED


async def test_back_to_the_columns_of_the_role(tab, enrolled):
    enrolled(3)
    nadia = await tab("nadia")
    await go(nadia, "/pupils")
    await arrange(nadia, "hide", "course")
    shown = await send(nadia, PupilsState.restore, "/pupils")
    assert names(shown) == DECLARED


async def test_what_the_hand_did_in_the_browser_is_read_and_nonsense_refused(tab, enrolled):
    enrolled(3)
    nadia = await tab("nadia")
    await go(nadia, "/pupils")
    shown = await send(nadia, PupilsState.arrange_said, "/pupils", said="1 to seen_at 0")
    assert names(shown)[0] == "seen_at"
    shown = await send(nadia, PupilsState.size_column, "/pupils", name="seen_at", px="240")
    assert shown("columns")[0]["width"] == "240px"


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
async def test_the_file_has_the_columns_of_the_screen_in_their_order(get, tab, acting, enrolled, kind):
    from tests.listing.test_workbook import sheet_of

    enrolled(3)
    nadia = await tab("nadia")
    await go(nadia, "/pupils")
    await arrange(nadia, "to", "seen_at", 0)
    shown = await arrange(nadia, "hide", "tenths")
    answer = await get(await acting("nadia"), shown("links")["export" if kind == "csv" else "workbook"])
    labels = [column["label"] for column in shown("columns")]
    assert labels[0] == "Last seen"
    if kind == "csv":
        assert answer.content.decode().removeprefix("\ufeff").split("\r\n")[0].split(",") == labels
    else:
        assert [cell.value for cell in sheet_of(answer.content)[1]] == labels


async def test_a_column_that_the_reader_may_not_see_is_not_had_by_naming_it(get, acting, enrolled):
    enrolled(3)
    answer = await get(await acting("nadia"), "/export/pupils.csv?columns=code,mentor_id")
    assert answer.status_code == 400
    assert "This list has no column “mentor_id”." in answer.text


async def test_a_sign_in_that_only_reads_arranges_for_the_tab_alone(tab, enrolled, owner):
    enrolled(3)
    vera = await tab("vera")
    shown = await go(vera, "/pupils")
    assert shown("may_keep") is not True
    shown = await arrange(vera, "hide", "course")
    assert "course" not in names(shown)
    assert names(await go(await tab("vera"), "/pupils")) == DECLARED
