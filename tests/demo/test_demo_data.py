"""The demo: small, attributed, the same for the same day, and true to what its files say.

It is filled with every fourth of its learners here; with all of them it is where it is started (tests/doors/test_demo.py).
"""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest

from growthos_ui import db
from growthos_ui.db import checks
from growthos_ui.db.engine import make_engine
from growthos_ui.db.migrate import migrate
from growthos_ui.demo import cut, seed
from growthos_ui.demo.cast import NORTHGATE
from growthos_ui.learning.progress import charts
from growthos_ui.learning.progress.figures import clock, headline
from growthos_ui.listing.ask import Ask
from tests.cast import PASSWORD
from tests.database import address, sign_in
from tests.learning.oulad_folder import rows

BYTES_MAX = 3_000_000
ONE_IN = 4
# A Monday, and the Wednesday of the same week: a fresh demo moves its courses by as much on both.
FIRST_DAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
SECOND_DAY = FIRST_DAY + timedelta(days=2)
# What the tables hold of learners, without the moment at which a row was written.
FACTS = {
    "public.courses": "id", "public.batches": "id", "public.lesson_recordings": "id", "public.assignments": "id",
    "public.users": "id", "public.students": "id", "public.student_mentor_assignments": "id",
    "public.course_enrollments": "id", "public.student_recordings": "id", "public.user_activity_logs": "id",
    "public.student_assignments": "id", "public.student_performance": "id", "dashboard.student_progress": "id",
    "dashboard.learner_weeks": "enrollment_id, week", "dashboard.student_words": "student_id, word",
    "public.invoices": "id", "public.installment_plans": "id", "public.installment_payments": "id",
}  # fmt: skip
# What people work on stays as they left it: a later start adds to it, and brings nothing further.
WORKED_ON = {"public.support_tickets": "id", "public.support_ticket_replies": "id"}


def demo_on(server, name, at):
    """Return a filled demo database whose clock stands still at a moment."""
    server.create_database(name)
    made = address(server, name)
    migrate(owner_url=made.owner_url, passwords=server.passwords(), kind="demo")
    set_clock(made, at)
    seed.fill(owner_url=made.owner_url, password=PASSWORD)
    return made


def set_clock(database, at):
    with database.as_owner() as owner:
        owner.execute("update dashboard.installation set frozen_at = %s", [at])


def facts(database):
    written = "array['created_at', 'updated_at', 'password_hash', 'password_changed_at']"
    return {
        table: rows(
            database,
            f"select count(*), md5(string_agg((to_jsonb(t) - {written})::text, '' order by {key})) from {table} t",
        )
        for table, key in (FACTS | WORKED_ON).items()
    }


@pytest.fixture(scope="module")
def few(tmp_path_factory):
    """The files of the demo with every fourth of their learners, in the place of its own."""
    folder = tmp_path_factory.mktemp("few")
    for path in seed.DATA.glob("*/*.csv.gz"):
        read = pd.read_csv(path, dtype=str)
        if "id_student" in read:
            kept = sorted(pd.read_csv(path.with_name("studentInfo.csv.gz"), dtype=str).id_student)[::ONE_IN]
            read = read[read.id_student.isin(kept)]
        (folder / path.parent.name).mkdir(exist_ok=True)
        read.to_csv(folder / path.parent.name / path.name, index=False)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(seed, "DATA", folder)
        yield folder


@pytest.fixture(scope="module")
def demo(server, few):
    """The demo as it is filled on the first day."""
    made = demo_on(server, "demo_first", FIRST_DAY)
    yield made
    server.drop_database(made.name)


def test_the_data_is_small_and_carries_its_citation():
    assert sum(path.stat().st_size for path in seed.DATA.rglob("*") if path.is_file()) <= BYTES_MAX
    citation = (seed.DATA / "CITATION").read_text()
    assert "CC BY 4.0" in citation
    assert "10.1038/sdata.2017.171" in citation
    assert {path.name for path in seed.DATA.iterdir() if path.is_dir()} == set(cut.PRESENTATIONS)


def test_the_data_is_cut_from_the_published_set(tmp_path):
    folder = os.environ.get("GROWTHOS_OULAD")
    if not folder:
        pytest.skip("the whole OULAD set: set GROWTHOS_OULAD to its folder")
    cut.cut(Path(folder), tmp_path)
    for name in cut.PRESENTATIONS:
        for path in (tmp_path / name).iterdir():
            kept, made = (pd.read_csv(where / name / path.name) for where in (seed.DATA, tmp_path))
            pd.testing.assert_frame_equal(kept, made)


@pytest.mark.parametrize("cohort", seed.COHORTS, ids=lambda cohort: cohort.folder)
def test_today_falls_in_mid_course_by_whole_weeks(demo, cohort):
    ((start,),) = rows(demo, "select start_date from public.batches where name = %s", cohort.course)
    assert (start - cohort.day_0).days % 7 == 0
    assert 120 <= (FIRST_DAY.date() - start).days <= 132


def test_nothing_lies_in_the_future(demo):
    ((late,),) = rows(
        demo,
        """select count(*) from (
             select occurred_at from public.user_activity_logs union all select submitted_at from public.student_assignments
             union all select greatest(created_at, first_response_at, resolved_at, closed_at) from public.support_tickets
             union all select created_at from public.support_ticket_replies
             union all select last_watched_at from public.student_recordings union all select enrolled_at from public.course_enrollments
           ) events (at) where at > %s""",
        FIRST_DAY,
    )
    assert late == 0


def test_its_tickets_are_of_every_kind_and_wait_for_somebody(demo):
    ((kinds, urgencies, waiting),) = rows(
        demo,
        """select count(distinct category), count(distinct priority), count(*) filter (where status in ('open', 'in_progress'))
           from public.support_tickets""",
    )
    assert (kinds, urgencies) == (6, 4)
    assert 0 < waiting <= 200


def test_its_money_is_right_in_every_sum_and_shows_every_state(demo):
    assert checks.run(demo.owner_url) == []
    states = {state for (state,) in rows(demo, "select distinct status from public.installment_plans")}
    assert states >= {"overdue", "paid", "pending", "scheduled", "refunded", "waived", "cancelled"}
    ((extended, partly),) = rows(
        demo,
        """select count(extended_due_date), count(*) filter (where amount_paid > 0 and remaining_milli > 0)
           from public.installment_plans""",
    )
    assert min(extended, partly) > 0
    assert {each for (each,) in rows(demo, "select distinct currency from public.invoices")} == {"PKR", "GBP"}


def test_its_receipts_have_no_gaps(demo):
    found = rows(
        demo,
        """select count(*), max(right(receipt_number, 6)::int), max(c.value), max(occurred_on) from dashboard.money_acts a
           join dashboard.counters c on c.organization_id = a.organization_id and c.name = 'receipt'
           where receipt_number is not null group by a.organization_id""",
    )
    assert found
    assert all(number == last == counted and day <= FIRST_DAY.date() for number, last, counted, day in found)


def test_mentors_share_the_learners_and_some_have_none(demo):
    found = dict(
        rows(
            demo,
            """select coalesce(m.full_name, 'nobody') || ' at ' || o.slug, count(*) from public.students s
               join public.organizations o on o.id = s.organization_id left join public.users m on m.id = s.mentor_id
               where s.student_code like 'OU%%' group by 1""",
        )
    )
    assert set(found) == {
        "Maya Iqbal at northgate", "Kenji Arai at northgate", "nobody at northgate", "Otto Lang at lakeside", "nobody at lakeside",
    }  # fmt: skip
    assert min(found.values()) > 25


def test_the_casts_own_students_have_a_place_and_no_invented_figures(demo):
    found = rows(
        demo,
        """select full_name, recordings_completed, assignments_approved, last_activity_at from dashboard.student_progress
           where full_name in ('Alice Ahmed', 'Bea Marsh', 'Ben Yusuf') order by 1""",
    )
    assert found == [("Alice Ahmed", 0, 0, None), ("Bea Marsh", 0, 0, None), ("Ben Yusuf", 0, 0, None)]


def test_the_same_day_again_changes_nothing(demo):
    before = facts(demo)
    seed.fill(owner_url=demo.owner_url, password=PASSWORD)
    assert facts(demo) == before


@pytest.mark.parametrize("course", ["AAA 2013J", "BBB 2013B"])
async def test_the_overview_says_what_pandas_finds_in_the_files(demo, few, course):
    folder = few / course.replace(" ", "_")
    ((start,),) = rows(demo, "select start_date from public.batches where name = %s", course)
    day = (FIRST_DAY.date() - start).days
    clicks = pd.read_csv(folder / "studentVle.csv.gz").query("date <= @day")
    expected = expected_progress(folder, clicks, day)
    figures, weeks = await overview(demo, course)
    assert int(figures["active_7_days"].value.replace(",", "")) == clicks[clicks.date > day - 7].id_student.nunique()
    assert figures["mean_progress"].value == f"{expected.mean():.1f}%"
    assert figures["median_progress"].value == f"{expected.median():.1f}%"
    by_week = clicks.groupby(
        clicks.date.map(lambda number: monday(start + timedelta(days=number)))
    ).id_student.nunique()
    first = monday(FIRST_DAY.date()) - timedelta(days=7 * (len(weeks) - 1))
    assert weeks == [int(by_week.get(first + timedelta(days=7 * number), 0)) for number in range(len(weeks))]


def expected_progress(folder, clicks, day):
    """Return the progress in per cent of everybody who is enrolled and has not withdrawn by the day, from the files."""
    read = {
        name: pd.read_csv(folder / f"{name}.csv.gz")
        for name in ("studentInfo", "studentRegistration", "vle", "assessments")
    }
    marks = pd.read_csv(folder / "studentAssessment.csv.gz").query("date_submitted <= @day")
    learners = read["studentRegistration"].merge(
        read["studentInfo"], on=["code_module", "code_presentation", "id_student"]
    )
    left = (learners.final_result == "Withdrawn") & (learners.date_unregistration <= day)
    learners = learners[(learners.date_registration.fillna(0) <= day) & ~left].set_index("id_student")
    visited = clicks.groupby("id_student").id_site.nunique().reindex(learners.index).fillna(0)
    approved = marks.groupby("id_student").size().reindex(learners.index).fillna(0)
    sites, tasks = len(read["vle"]), len(read["assessments"])
    progress = ((120 * visited * tasks + 80 * approved * sites + sites * tasks) // (2 * sites * tasks)).astype(int)
    # Alice and Ben have a place in one of the courses each, and have done nothing.
    return pd.concat([progress, pd.Series([0])])


def monday(day):
    return day - timedelta(days=day.weekday())


async def overview(database, course):
    """Return the figures by name and the sizes of the weekly chart, as Nadia sees them for one course."""
    ((course_id,),) = rows(
        database, "select id from public.courses where title = %s and organization_id = %s", course, NORTHGATE.id
    )
    engine = make_engine(database.app_url)
    try:
        async with db.acting_as(sign_in(database, "nadia"), engine=engine) as tx:
            ask, at = Ask().filtered("course", (str(course_id),)), await clock(tx)
            figures = {figure.name: figure for figure in await headline(tx, ask, at)}
            drawn = await charts.weeks(tx, ask, at)
            return figures, [mark.size for series in drawn.series for mark in series.marks]
    finally:
        await engine.dispose()


# Last in the file: it moves the shared demo to another day.
def test_a_later_start_loads_the_days_since_as_a_fresh_demo_has_them(demo, server):
    set_clock(demo, SECOND_DAY)
    seed.catch_up(owner_url=demo.owner_url)
    fresh = demo_on(server, "demo_second", SECOND_DAY)
    caught_up, anew = facts(demo), facts(fresh)
    assert {table for table in FACTS if caught_up[table] != anew[table]} == set()
    server.drop_database(fresh.name)
