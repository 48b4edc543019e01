"""A list that is counted on fewer tables counts the same rows, for everybody."""

from __future__ import annotations

import pytest
from sqlalchemy import func

import pages  # noqa: F401  declares the screens and so the lists
from growthos_ui import db
from growthos_ui.listing.ask import Ask
from growthos_ui.listing.registry import every_listing
from tests.cast import CAST

pytestmark = pytest.mark.usefixtures("served")

LEAN = [listing for listing in every_listing() if listing.lean]
STAFF = [member.key for member in CAST if member.role != "student"]


@pytest.mark.parametrize("who", STAFF)
@pytest.mark.parametrize("listing", LEAN, ids=lambda listing: listing.name)
async def test_the_lean_count_is_the_number_of_rows(acting, listing, who):
    async with db.acting_as(await acting(who)) as tx:
        for ask in (Ask(), Ask(search="al"), Ask(search="stu")):
            rows = await tx.scalar(listing.narrowed(ask, func.count().label("rows")))
            assert await tx.scalar(listing.counted(ask)) == rows


def test_a_filter_on_a_joined_table_is_counted_on_the_whole_query():
    (marks,) = (listing for listing in LEAN if listing.name == "marks")
    assert "JOIN" not in str(marks.counted(Ask().filtered("status", ("approved",))))
    assert "JOIN" in str(marks.counted(Ask().filtered("course", ("6f1d3a52-94c1-5c5e-8f2b-0d6a4f7b9a10",))))
