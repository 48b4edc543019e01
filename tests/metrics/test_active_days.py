"""Active in seven days: counted by the acts of those days, bounded at both ends, and compared like for like."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from growthos_ui.errors import GrowthError
from growthos_ui.learning.progress.figures import headline
from growthos_ui.learning.progress.metrics import ACTIVE
from growthos_ui.listing.ask import Ask, ask_of
from growthos_ui.metrics.clock import clock
from growthos_ui.metrics.explain import explain
from growthos_ui.metrics.measure import measure
from growthos_ui.metrics.spans import Days, Week
from growthos_ui.people.tables import STUDENTS
from tests.cast import NORTHGATE
from tests.metrics.asking import AT, TODAY

KARACHI = ZoneInfo("Asia/Karachi")


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
        days.setdefault(enrolment, set()).add(at.astimezone(KARACHI))
    return days


def active(days_by_enrolment, first, last, until=None):
    end = datetime.combine(last + timedelta(days=1), datetime.min.time(), KARACHI) if until is None else until
    return sum(any(first <= act.date() and act < end for act in acts) for acts in days_by_enrolment.values())


def test_it_counts_who_did_something_on_those_days_and_before_them(reading, days_by_enrolment):
    (numbers,), _ = reading.run("nadia", lambda tx: measure(tx, (ACTIVE,), Ask(), AT))
    week = timedelta(days=7)
    first = TODAY - timedelta(days=6)
    assert numbers["over"] == active(days_by_enrolment, first, TODAY) > 0
    assert numbers["before"] == active(days_by_enrolment, first - week, TODAY - week, AT.now - week) > 0


def test_an_act_dated_after_today_makes_nobody_active_now_and_hides_nobody_who_was(reading, days_by_enrolment):
    """The bug behind it: the last act was asked for, with an open end."""
    dated_ahead = {each for each, days in days_by_enrolment.items() if max(days).date() > TODAY}
    assert dated_ahead
    address = Ask().filtered("did", Days(7).values(AT))

    async def listed(tx):
        return {row["id"] for row in await tx.rows(STUDENTS.narrowed(address, STUDENTS.selected["id"].label("id")))}

    first = TODAY - timedelta(days=6)
    expected = {each for each, days in days_by_enrolment.items() if any(first <= act.date() <= TODAY for act in days)}
    assert reading.run("nadia", listed) == expected
    assert dated_ahead - expected
    assert dated_ahead & expected


def test_the_tile_compares_with_as_many_days_before(reading):
    async def tile(tx):
        return (await headline(tx, Ask(), await clock(tx)))[1]

    found = reading.run("nadia", tile)
    assert found.scope == "9–15 Feb · 12:00"
    assert found.change.on.endswith(" in 7 d before")
    assert found.change.tone in {"good", "bad"}


def test_periods_have_the_same_number_of_days_and_touch():
    for each in (Days(7), Days(30), Week()):
        first, last = each.ends(TODAY)
        before = Week(back=1) if isinstance(each, Week) else Days(each.days, back=1)
        earlier_first, earlier_last = before.ends(TODAY)
        assert earlier_last + timedelta(days=1) == first
        assert last - first == earlier_last - earlier_first


def test_an_act_after_this_hour_a_week_ago_is_not_compared_with_a_day_that_is_not_over(reading, database):
    """The bug behind it: an unfinished today was held against a whole day."""

    async def before(tx):
        (numbers,), _ = await measure(tx, (ACTIVE,), Ask(), AT)
        return numbers["before"]

    was = reading.run("nadia", before)
    act = """insert into public.user_activity_logs
        (organization_id, user_id, student_id, activity_type, occurred_at, reference_table, reference_id)
        select p.organization_id, p.user_id, p.student_id, 'video_watched', %(at)s, 'course_enrollments', p.id
        from dashboard.student_progress p where p.organization_id = %(org)s and not exists (
          select from public.user_activity_logs l where l.enrollment_id = p.id and l.occurred_at >= '2026-02-02')
        order by p.id limit 1"""
    week_ago = AT.now - timedelta(days=7)
    with database.as_owner() as owner:
        owner.execute(act, {"org": NORTHGATE.id, "at": week_ago + timedelta(minutes=1)})
    assert reading.run("nadia", before) == was
    with database.as_owner() as owner:
        owner.execute(act, {"org": NORTHGATE.id, "at": week_ago - timedelta(minutes=1)})
    assert reading.run("nadia", before) == was + 1


def test_the_panel_says_until_which_hour_it_compares_and_opens_those_rows(reading):
    explained = reading.run("nadia", lambda tx: explain(tx, ACTIVE, Ask()))
    facts = dict(explained.facts)
    assert facts["Period"] == "9–15 Feb 2026, today until 12:00"
    assert facts["Compared with"].startswith("2–8 Feb 2026, the last day until 12:00: ")
    assert explained.before == "/students?did=2026-02-02..2026-02-08T12:00"


@pytest.mark.parametrize("value", ["2026-02-02..T12:00", "2026-02-02..2026-02-08T24:00", "2026-02-02..2026-02-08T1200"])
def test_an_hour_that_is_none_is_refused(value):
    with pytest.raises(GrowthError):
        ask_of(STUDENTS, f"did={value}")
