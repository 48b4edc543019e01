"""Days named from today on: the condition on rows and the words beside it mean the same days, and move with the day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from growthos_ui import db
from growthos_ui.listing.ask import ask_of
from growthos_ui.listing.filters import STRETCHES, stretches
from growthos_ui.listing.found import find
from growthos_ui.listing.words import span_words
from tests.listing.pupils import PUPILS

pytestmark = pytest.mark.usefixtures("served")

# Noon in Karachi, on the edges of weeks, months and years.
DAYS = [date(2026, 11, 25), date(2026, 3, 1), date(2028, 2, 29), date(2026, 12, 31), date(2027, 1, 1)]


def meant(name: str, today: date) -> tuple[date, date]:
    """Return the first and the last day, said once more in Python."""
    monday = today - timedelta(days=today.weekday())
    first = today.replace(day=1)
    after = (first + timedelta(days=31)).replace(day=1)
    before = (first - timedelta(days=1)).replace(day=1)
    back = {"today": 0, "last-7-days": 6, "last-30-days": 29, "last-90-days": 89}
    if name in back:
        return (today - timedelta(days=back[name]), today)
    return {
        "yesterday": (today - timedelta(days=1), today - timedelta(days=1)),
        "this-week": (monday, monday + timedelta(days=6)),
        "last-week": (monday - timedelta(days=7), monday - timedelta(days=1)),
        "this-month": (first, after - timedelta(days=1)),
        "last-month": (before, first - timedelta(days=1)),
    }[name]


@pytest.fixture
def today(owner):
    """Call it to let the day stand still."""

    def stand_still(day: date) -> None:
        owner.execute(
            "update dashboard.installation set frozen_at = %s", [datetime(day.year, day.month, day.day, 7, tzinfo=UTC)]
        )

    yield stand_still
    owner.execute("update dashboard.installation set frozen_at = null")


@pytest.mark.parametrize("day", DAYS, ids=str)
async def test_a_name_means_the_days_that_people_mean(acting, today, day):
    today(day)
    async with db.acting_as(await acting("nadia")) as tx:
        said = {row["value"]: (row["first_day"], row["last_day"]) for row in await tx.rows(stretches())}
    assert said == {name: meant(name, day) for name, _ in STRETCHES}


@pytest.mark.parametrize("name", [name for name, _ in STRETCHES])
async def test_the_rows_are_those_of_the_days_that_the_chip_says(acting, enrolled, today, name):
    rows = enrolled()
    today(date(2026, 1, 4))
    actor = await acting("nadia")
    named = await find(actor, PUPILS, path="/pupils", query=f"enrolled={name}")
    first, last = meant(name, date(2026, 1, 4))
    assert named.page.counts.all == sum(first <= row["enrolled_on"] <= last for row in rows)
    (chip,) = named.controls.chips
    assert chip["words"] == f"{dict(STRETCHES)[name]}, {span_words(first, last)}"
    spelt = await find(actor, PUPILS, path="/pupils", query=f"enrolled={first}..{last}")
    assert [row["id"] for row in spelt.rows] == [row["id"] for row in named.rows]


async def test_on_a_moment_the_days_are_those_of_the_organisation(acting, enrolled, today):
    rows = enrolled()
    today(date(2026, 4, 10))
    found = await find(await acting("nadia"), PUPILS, path="/pupils", query="seen=today&size=100")
    # Both moments of the list are on the tenth in Karachi, one of them still on the ninth in Greenwich.
    assert found.page.counts.all == sum(row["seen_at"] is not None for row in rows)


async def test_the_address_keeps_the_name_so_that_a_saved_view_moves_with_the_day(acting, enrolled, today):
    enrolled(3)
    today(date(2026, 1, 4))
    found = await find(await acting("nadia"), PUPILS, path="/pupils", query="enrolled=last-7-days")
    assert found.ask.query() == "enrolled=last-7-days"
    assert ask_of(PUPILS, found.ask.query()) == found.ask


async def test_the_menu_offers_one_name_at_a_time(acting, enrolled, today):
    enrolled(3)
    today(date(2026, 1, 4))
    found = await find(await acting("nadia"), PUPILS, path="/pupils", query="enrolled=today")
    options = {option["label"]: option for option in found.controls.menus["enrolled"]}
    assert options["Today, 4 Jan 2026"] == {"label": "Today, 4 Jan 2026", "href": "/pupils", "on": "true"}
    assert options["Yesterday, 3 Jan 2026"]["href"] == "/pupils?enrolled=yesterday"
