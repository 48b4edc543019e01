"""Options of a filter beyond the first two hundred: found by typing, kept in the address, refused when hidden."""

from __future__ import annotations

import pytest

from growthos_ui.listing.filters import OPTIONS_MAX
from tests.cast import NORTHGATE
from tests.listing.tabs import PupilsState, go, open_tabs, send

COUNT = OPTIONS_MAX + 60


@pytest.fixture
async def nadia(database, owner, acting, enrolled):
    enrolled(COUNT)
    owner.execute("update trial.pupils set course = 'Course ' || right(code, 4)")
    async with open_tabs(database) as pipeline:
        yield pipeline.tab_of(await acting("nadia"))


async def test_the_menu_offers_the_first_ones(nadia):
    shown = await go(nadia, "/pupils")
    assert len(shown("menus")["course"]) == OPTIONS_MAX + 1


async def test_typing_finds_the_others_and_choosing_one_works(nadia):
    await go(nadia, "/pupils")
    shown = await send(nadia, PupilsState.find_option, "/pupils", name="course", typed=" course  0258 ")
    found, without = shown("menus")["course"]
    assert without["label"] == "No course"
    assert found == {"label": "Course 0258", "href": "/pupils?course=Course+0258", "on": "false"}
    shown = await go(nadia, found["href"])
    assert [chip["words"] for chip in shown("chips")] == ["Course 0258"]
    assert [row["course"] for row in shown("rows")] == ["Course 0258"]


async def test_what_is_chosen_stays_in_sight_while_others_are_looked_for(nadia):
    await go(nadia, "/pupils?course=Course+0258")
    shown = await send(nadia, PupilsState.find_option, "/pupils?course=Course+0258", name="course", typed="0007")
    assert [(option["label"], option["on"]) for option in shown("menus")["course"]] == [
        ("Course 0258", "true"),
        ("Course 0007", "false"),
        ("No course", "false"),
    ]
    assert shown("menus")["course"][1]["href"] == "/pupils?course=Course+0007,Course+0258"


async def test_an_option_of_somebody_else_is_refused_like_one_that_does_not_exist(nadia, owner):
    owner.execute("update trial.pupils set course = 'Hidden' where organization_id <> %s", [NORTHGATE.id])
    shown = await go(nadia, "/pupils?course=Hidden")
    assert shown("refusal") == "Course has no “Hidden”. Choose from the menu."
