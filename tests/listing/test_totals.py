"""Totals are over all rows that the filters leave, never over the page, and say how they were made."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest

from tests.listing.tabs import go, open_tabs


@pytest.fixture
async def pipeline(database, owner):
    async with open_tabs(database) as opened:
        yield opened


@pytest.fixture
async def nadia(pipeline, acting):
    return pipeline.tab_of(await acting("nadia"))


def expected(rows: list[dict]) -> dict[str, str]:
    points = [row["points"] for row in rows if row["points"] is not None]
    tenths = [row["tenths"] for row in rows if row["tenths"] is not None]
    mean = (Decimal(sum(tenths)) / len(tenths)).quantize(Decimal(1), ROUND_HALF_UP)
    return {"points": f"{sum(points):,}", "tenths": f"{mean / 10:.1f}"}


async def test_every_page_and_order_has_the_totals_of_all_rows(nadia, enrolled):
    rows = enrolled()
    shown = await go(nadia, "/pupils?size=25")
    assert shown("totals") == expected(rows)
    for address in (shown("links")["next"], shown("links")["end"], "/pupils?sort=points"):
        assert (await go(nadia, address))("totals") == expected(rows)


async def test_a_filter_narrows_them_and_a_long_list_has_them_whole(nadia, enrolled):
    rows = enrolled(1_205)
    assert (await go(nadia, "/pupils"))("totals") == expected(rows)
    active = [row for row in rows if row["status"] == "active"]
    assert (await go(nadia, "/pupils?status=active"))("totals") == expected(active)


async def test_each_says_how_it_was_made_and_over_how_many(nadia, enrolled):
    rows = enrolled()
    shown = await go(nadia, "/pupils")
    known = sum(row["tenths"] is not None for row in rows)
    counted = sum(row["points"] is not None for row in rows)
    assert shown("totals_about") == {"points": f"Sum of {counted} pupils", "tenths": f"Mean of {known} pupils"}


async def test_a_mentor_has_the_totals_of_their_own_rows(pipeline, acting, enrolled):
    rows = enrolled()
    maya = await acting("maya")
    shown = await go(pipeline.tab_of(maya), "/pupils")
    assert shown("totals") == expected([row for row in rows if row["mentor_id"] == maya.user_id])


async def test_nothing_known_is_a_dash_and_no_zero(nadia, enrolled, owner):
    enrolled(3)
    owner.execute("update trial.pupils set tenths = null, points = null")
    assert (await go(nadia, "/pupils"))("totals") == {"points": "—", "tenths": "—"}
