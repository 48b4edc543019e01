"""The whole OULAD set: loaded in little memory, and every figure as an independent computation finds it."""

from datetime import date, timedelta
from functools import cache

import pandas as pd
import pytest

from growthos_ui import db
from growthos_ui.db.engine import make_engine
from growthos_ui.learning.progress import charts
from growthos_ui.learning.progress.figures import clock
from growthos_ui.listing.ask import Ask
from tests.database import sign_in

MEGABYTES_MAX = 1500
KEY = ["code_module", "code_presentation"]
LEARNER = [*KEY, "id_student"]
# Two presentations whose clicks are whole, each seen on a day in mid-course.
SEEN = (("AAA", "2014J", date(2014, 10, 1), 131), ("BBB", "2013B", date(2013, 2, 1), 118))


def rows(whole, sql, *values):
    with whole.database.as_owner() as owner:
        return owner.execute(sql, values).fetchall()


def published(whole, name):
    return read_once(whole.folder, name)


@cache
def read_once(folder, name):
    (path,) = folder.glob(f"{name}*.csv*")
    return pd.read_csv(path)


@pytest.fixture(scope="module")
def computed(whole_oulad):
    """One row a registration: what it should show, from the files alone."""
    whole = whole_oulad
    info, sites = published(whole, "studentInfo"), published(whole, "vle")
    tasks, marks, clicks = (published(whole, name) for name in ("assessments", "studentAssessment", "studentVle"))
    marks = marks.merge(tasks[["id_assessment", *KEY]], on="id_assessment")
    table = info.set_index(LEARNER)[["final_result"]]
    of_course = table.index.droplevel("id_student")
    table["sites"] = sites.groupby(KEY).size().reindex(of_course).to_numpy()
    table["tasks"] = tasks.groupby(KEY).size().reindex(of_course).to_numpy()
    table["visited"] = clicks.groupby(LEARNER).id_site.nunique()
    table["approved"] = marks.groupby(LEARNER).size()
    table["mean"] = marks.groupby(LEARNER).score.mean()
    table["last"] = clicks.groupby(LEARNER).date.max()
    return table.fillna({"visited": 0, "approved": 0}).astype({"visited": int, "approved": int})


def test_the_whole_set_is_loaded_in_little_memory(whole_oulad):
    assert whole_oulad.peak_megabytes < MEGABYTES_MAX


def test_the_report_counts_what_was_loaded_and_names_the_dirt(whole_oulad):
    assert whole_oulad.tables["course_enrollments"] == [32_593, 0, 0]
    assert whole_oulad.tables["students"] == [28_785, 0, 0]
    report = "\n".join(whole_oulad.lines)
    for fact in (
        "1,294,265 rows read",
        "11 rows without a day",
        "1,111 rows without imd_band",
        "45 rows without a registration day",
        "93 rows withdrawn without a day",
        "9 rows with a day of leaving but another result",
        "173 rows without a score",
    ):
        assert fact in report


def test_results_are_the_published_ones(whole_oulad):
    found = rows(whole_oulad, "select result, count(*) from dashboard.student_progress group by 1")
    assert dict(found) == {"pass": 12_361, "withdrawn": 10_156, "fail": 7_052, "distinction": 3_024}


def test_learners_by_module_are_the_published_ones(whole_oulad):
    found = rows(
        whole_oulad,
        """select left(c.title, 3), count(distinct c.id), count(*) from dashboard.student_progress p
           join public.courses c on c.id = p.course_id group by 1 order by 1""",
    )
    assert found == [
        ("AAA", 2, 748),
        ("BBB", 4, 7_909),
        ("CCC", 2, 4_434),
        ("DDD", 4, 6_272),
        ("EEE", 3, 2_934),
        ("FFF", 4, 7_762),
        ("GGG", 3, 2_534),
    ]


def test_visits_days_and_marks_are_all_there(whole_oulad):
    counts = """select (select count(*) from public.student_recordings where completed_at is not null),
                       (select count(*) from public.user_activity_logs where activity_type = 'video_watched'),
                       (select count(*) from public.student_assignments where status = 'approved'),
                       (select count(*) from public.student_assignments where score is null)"""
    assert rows(whole_oulad, counts) == [(149_259, 202_215, 173_912, 173)]


def half_up(dividend, divisor):
    """Return dividend / divisor rounded half up, in whole numbers."""
    return (2 * dividend + divisor) // (2 * divisor)


def test_progress_of_every_registration_is_what_pandas_finds(whole_oulad, computed):
    found = pd.DataFrame(
        rows(
            whole_oulad,
            """select left(c.title, 3), right(c.title, 5), ltrim(p.student_code, 'OU0')::int, p.progress_pct, p.video_tenths,
                      p.assignment_tenths, p.average_score_tenths, p.last_activity_at, b.start_date
               from dashboard.student_progress p join public.courses c on c.id = p.course_id
               join public.batches b on b.id = p.batch_id""",
        ),
        columns=[*LEARNER, "progress", "video", "work", "average", "last_at", "start"],
    ).set_index(LEARNER)
    both = computed.join(found, how="outer")
    assert len(both) == len(computed) == 32_593
    assert (both.video == half_up(1000 * both.visited, both.sites)).all()
    assert (both.work == half_up(1000 * both.approved, both.tasks)).all()
    # 0.6 and 0.4 of two fractions, in whole numbers: 60 v/s + 40 a/t
    mixed = half_up(60 * both.visited * both.tasks + 40 * both.approved * both.sites, both.sites * both.tasks)
    assert (both.progress == mixed).all()
    scored = both[both["mean"].notna()]
    assert ((scored.average.astype(float) / 10 - scored["mean"]).abs() <= 0.0500001).all()
    assert both[both["mean"].isna()].average.isna().all()
    active = both[both["last"].notna()]
    days = pd.to_datetime(active.last_at, utc=True).dt.tz_convert("Asia/Karachi").dt.tz_localize(None).dt.normalize()
    assert ((days - pd.to_datetime(active.start)).dt.days == active["last"]).all()
    assert both[both["last"].isna()].last_at.isna().all()


@pytest.mark.parametrize(("module", "presentation", "day_0", "day"), SEEN, ids=str)
async def test_weekly_active_learners_in_mid_course_are_what_pandas_finds(
    whole_oulad, module, presentation, day_0, day
):
    today = day_0 + timedelta(days=day)
    clicks = published(whole_oulad, "studentVle").query("code_module == @module and code_presentation == @presentation")
    by_week = clicks.groupby(
        clicks.date.map(lambda number: monday(day_0 + timedelta(days=number)))
    ).id_student.nunique()
    drawn = await weeks_seen(whole_oulad, f"{module} {presentation}", today)
    shown = [mark.size for series in drawn.series for mark in series.marks]
    first = monday(today) - timedelta(days=7 * (len(shown) - 1))
    assert shown == [int(by_week.get(first + timedelta(days=7 * number), 0)) for number in range(len(shown))]
    assert sum(shown) > 0


def monday(day):
    return day - timedelta(days=day.weekday())


async def weeks_seen(whole, course, today):
    """Return the weekly chart as Nadia sees it for one course, on a clock that stands still."""
    with whole.database.as_owner() as owner:
        owner.execute(
            "update dashboard.installation set frozen_at = (%s + time '12:00') at time zone 'Asia/Karachi'", [today]
        )
        (course_id,) = owner.execute("select id from public.courses where title = %s", [course]).fetchone()
    engine = make_engine(whole.database.app_url)
    try:
        async with db.acting_as(sign_in(whole.database, "nadia"), engine=engine) as tx:
            ask, at = Ask().filtered("course", (str(course_id),)), await clock(tx)
            return await charts.weeks(tx, ask, at)
    finally:
        await engine.dispose()
        with whole.database.as_owner() as owner:
            owner.execute("update dashboard.installation set frozen_at = null")
