"""Active in seven days: counted by the acts of those days, bounded at both ends, and compared like for like."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from growthos_ui.learning.progress.figures import headline
from growthos_ui.learning.progress.metrics import ACTIVE
from growthos_ui.listing.ask import Ask
from growthos_ui.metrics.clock import clock
from growthos_ui.metrics.measure import measure
from growthos_ui.metrics.narrowing import Days, Week
from growthos_ui.people.tables import STUDENTS
from tests.cast import NORTHGATE

TODAY = date(2026, 2, 15)


@pytest.fixture(scope="module")
def days_by_enrolment(database):
    """The local days of every act, from the bare rows."""
    with database.as_owner() as owner:
        found = owner.execute(
            "select enrollment_id, occurred_at from public.user_activity_logs where enrollment_id is not null and organization_id = %s",
            [NORTHGATE.id],
        ).fetchall()
    days = {}
    for enrolment, at in found:
        days.setdefault(enrolment, set()).add(at.astimezone(ZoneInfo("Asia/Karachi")).date())
    return days


def active(days_by_enrolment, first, last):
    return sum(any(first <= day <= last for day in days) for days in days_by_enrolment.values())


def test_it_counts_who_did_something_on_those_days_and_before_them(reading, days_by_enrolment):
    (numbers,), _ = reading.run("nadia", lambda tx: measure(tx, (ACTIVE,), Ask(), TODAY))
    week = timedelta(days=7)
    first = TODAY - timedelta(days=6)
    assert numbers["over"] == active(days_by_enrolment, first, TODAY) > 0
    assert numbers["before"] == active(days_by_enrolment, first - week, TODAY - week) > 0


def test_an_act_dated_after_today_makes_nobody_active_now_and_hides_nobody_who_was(reading, days_by_enrolment):
    """The bug behind it: the last act was asked for, with an open end."""
    dated_ahead = {each for each, days in days_by_enrolment.items() if max(days) > TODAY}
    assert dated_ahead
    address = Ask().filtered("did", Days(7).values(TODAY))

    async def listed(tx):
        return {row["id"] for row in await tx.rows(STUDENTS.narrowed(address, STUDENTS.selected["id"].label("id")))}

    first = TODAY - timedelta(days=6)
    expected = {each for each, days in days_by_enrolment.items() if any(first <= day <= TODAY for day in days)}
    assert reading.run("nadia", listed) == expected
    assert dated_ahead - expected
    assert dated_ahead & expected


def test_the_tile_compares_with_as_many_days_before(reading):
    async def tile(tx):
        return (await headline(tx, Ask(), await clock(tx)))[1]

    found = reading.run("nadia", tile)
    assert found.scope == "9–15 Feb"
    assert found.change.on.startswith("on the 7 d before, ")
    assert found.change.tone in {"good", "bad"}


def test_periods_have_the_same_number_of_days_and_touch():
    for each in (Days(7), Days(30), Week()):
        first, last = each.ends(TODAY)
        before = Week(back=1) if isinstance(each, Week) else Days(each.days, back=1)
        earlier_first, earlier_last = before.ends(TODAY)
        assert earlier_last + timedelta(days=1) == first
        assert last - first == earlier_last - earlier_first
