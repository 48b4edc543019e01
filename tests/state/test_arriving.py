"""A page that is loaded anew at another address: nothing of the one before stands on it."""

from __future__ import annotations

import pytest

from state.installment import InstallmentState
from state.people import StudentsState
from tests.screens import open_screen

HYDRATE, LOAD = "reflex___state____state.hydrate", "reflex___state____state.hydrate_and_load"


@pytest.mark.parametrize(
    ("says", "address", "stays"),
    [
        (HYDRATE, "/students?q=alice", True),
        (HYDRATE, "/students?q=ben", False),
        (HYDRATE, "/", False),
        # what a browser says first; it loads the page at once, so that of its own address new rows stand there afterwards
        (LOAD, "/", False),
        (LOAD, "/students?q=alice", True),
    ],
)
async def test_rows_of_another_address_are_forgotten_before_the_page_is_drawn(says, address, stays, pipeline, database):
    tab = await open_screen(pipeline, database, "nadia", "/students?q=alice")
    assert tab.shown(StudentsState, "rows")
    await tab.send(
        says, {"vars": {}, "hashes": []} if says == LOAD else None, pathname=address.partition("?")[0], asPath=address
    )
    assert (await tab.kept(StudentsState)).is_ready is stays


async def test_a_thing_of_another_address_is_forgotten_too(pipeline, database):
    tab = await open_screen(pipeline, database, "nadia", "/finance/installments/INV-none-1")
    assert (await tab.kept(InstallmentState)).face == "missing"
    await tab.send(HYDRATE, pathname="/finance/installments/INV-none-2", asPath="/finance/installments/INV-none-2")
    assert (await tab.kept(InstallmentState)).face == "loading"
