"""Receivables in a tab: each installment as it stood on a day, for those who may see all the money of the school."""

from __future__ import annotations

from datetime import timedelta

import pytest

from state.actor import ActorState
from state.receivables import ReceivablesState
from tests.finance.seven import START, plant_seven_lines
from tests.screens import open_screen

PATH = "/finance/receivables"


@pytest.fixture(scope="module", autouse=True)
def seven_lines(database):
    plant_seven_lines(database)


async def shown(pipeline, database, key, query):
    tab = await open_screen(pipeline, database, key, f"{PATH}?{query}")
    return await tab.kept(ReceivablesState)


async def test_an_installment_says_where_it_stands_and_what_remains(pipeline, database):
    found = await shown(pipeline, database, "farah", "currency=USD&standing=1-30")
    assert [(row["standing"], row["remaining_milli"]) for row in found.rows] == [("1–30 days late", "30,000.00")]


async def test_it_stood_otherwise_on_a_day_before(pipeline, database):
    day = START + timedelta(days=5)
    found = await shown(pipeline, database, "nadia", f"as_of={day}&currency=USD&standing=not-due")
    assert sorted(row["remaining_milli"] for row in found.rows) == ["20,000.00", "30,000.00"]
    assert next(chip["words"] for chip in found.chips) == "6 Mar 2025"


async def test_a_day_before_the_school_began_is_empty_and_says_why(pipeline, database):
    found = await shown(pipeline, database, "nadia", "as_of=2020-01-01&currency=USD")
    assert found.rows == []
    assert found.emptiness == "no-match"


async def test_a_day_that_is_none_is_refused_in_a_sentence(pipeline, database):
    found = await shown(pipeline, database, "nadia", "as_of=yesterday")
    assert "As of has no “yesterday”" in found.refusal


@pytest.mark.parametrize("key", ["enzo", "maya", "tara", "marco"])
async def test_others_are_refused_and_told_so(key, pipeline, database):
    tab = await open_screen(pipeline, database, key, PATH)
    assert (await tab.kept(ReceivablesState)).rows == []
    assert tab.shown(ActorState, "refusal")
