"""The calendar shows each session on its day of the organisation, and the days when lessons open; the address says which page."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from growthos_ui.mentoring.sessions import calendar
from growthos_ui.mentoring.sessions.calendar import page_of
from state.calendar import CalendarState
from tests.cast import NORTHGATE
from tests.school import row_id
from tests.screens import open_screen


@pytest.fixture(scope="module")
def march(database):
    """In March 2027, at Northgate (UTC+5): one late on the 9th by UTC, which is the 10th there, and five on the 20th; a batch with a drip."""
    ids = [NORTHGATE.id, row_id(NORTHGATE, "course 1"), row_id(NORTHGATE, "batch 1")]
    insert = """insert into public.success_sessions (organization_id, title, course_id, batch_id, start_time, end_time, status)
                values (%s, %s, %s, %s, %s, %s + interval '1 hour', 'upcoming')"""
    with database.as_owner() as owner:
        for title, *at in (("Late", 9, 21), *((f"Busy {hour}", 20, hour) for hour in range(5, 10))):
            start = datetime(2027, 3, *at, tzinfo=UTC)
            owner.execute(insert, [ids[0], title, *ids[1:], start, start])
        owner.execute(
            "insert into public.batches (organization_id, name, course_id, start_date) values (%s, 'Spring', %s, '2027-03-01')",
            ids[:2],
        )
        owner.execute(
            "update public.available_lessons set drip_days = 3 where course_id = %s and lesson_number = 1", ids[1:2]
        )
        owner.execute("update public.courses set drip_enabled = true where id = %s", ids[1:2])


async def shown(pipeline, database, key, query):
    tab = await open_screen(pipeline, database, key, f"/calendar?{query}")
    return await tab.kept(CalendarState)


async def test_each_stands_on_its_day_there_and_a_full_day_says_how_many_more(march, pipeline, database, monkeypatch):
    kept = await shown(pipeline, database, "nadia", "month=2027-03")
    days = {each.iso: each for each in kept.days}
    assert (kept.title, kept.days[0].iso, kept.days[-1].iso) == ("March 2027", "2027-03-01", "2027-04-04")
    [late] = days["2027-03-10"].sessions
    assert (late.title, late.time, days["2027-03-09"].is_empty) == ("Late", "02:00", True)
    full = days["2027-03-20"]
    assert ([each.title for each in full.sessions], full.more) == (["Busy 5", "Busy 6", "Busy 7"], "2 more")
    assert full.href == "/sessions?when=2027-03-20..2027-03-20&sort=start_time"
    assert days["2027-04-01"].is_outside
    kept = await shown(pipeline, database, "enzo", "week=2027-03-18")
    assert (kept.title, kept.is_week, len(kept.days)) == ("15\u201321 Mar 2027", True, 7)
    assert len(kept.days[5].sessions) == 5
    monkeypatch.setattr(calendar, "OF_A_WEEK_MAX", 2)
    full = (await shown(pipeline, database, "enzo", "week=2027-03-18")).days[5]
    assert ([each.title for each in full.sessions], full.more) == (["Busy 5"], "4 more")


async def test_lessons_open_at_the_start_of_a_batch_or_as_they_drip(march, pipeline, database):
    opens = {
        each.iso: each.opens for each in (await shown(pipeline, database, "tara", "month=2027-03")).days if each.opens
    }
    assert opens["2027-03-04"][0].startswith("Spring: ")
    assert set(opens) <= {"2027-03-01", "2027-03-04"}


async def test_a_mentor_sees_their_own_and_marketing_none_and_a_bad_address_says_so(march, pipeline, database):
    kept = await shown(pipeline, database, "otto", "month=2027-03")
    assert (kept.face, sum(len(each.sessions) for each in kept.days)) == ("ready", 0)
    kept = await shown(pipeline, database, "nadia", "month=2027-13")
    assert (kept.face, kept.fault) == ("refused", "There is no month “2027-13”. Give a month as 2026-12.")
    assert (await shown(pipeline, database, "marco", "month=2027-03")).face == "loading"


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ({}, date(2026, 11, 30), date(2027, 1, 3)),
        ({"month": "2027-02"}, date(2027, 2, 1), date(2027, 2, 28)),
        ({"week": "2027-01-01"}, date(2026, 12, 28), date(2027, 1, 3)),
    ],
)
def test_a_page_is_of_whole_weeks(asked, first, last):
    page = page_of(asked, date(2026, 12, 9))
    assert (page.first, page.last) == (first, last)
