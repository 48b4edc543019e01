"""Every night learners are measured and ranked; a second run of a day writes the same, and nobody else's school is touched."""

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege, InvalidParameterValue
from psycopg.types.json import Jsonb

from tests.cast import ALICE, BEN, NADIA, NORTHGATE
from tests.database import Database, sign_in

POINTS = {"video": 10, "assignment": 20, "session": 15, "shopify": 25, "meta": 25, "rating": 2, "extra_enrolment": 5}
MEASURE = "select private.compute_student_performance(private.today())"
RANK = "select private.build_leaderboard()"


def ask(connection: psycopg.Connection, statement: str, *values: object):
    return connection.execute(statement, values or None).fetchone()[0]


@pytest.fixture
def nadia(database: Database):
    """A transaction of an admin in which nothing stays."""
    with database.acting_as(sign_in(database, NADIA)) as connection:
        yield connection


def measured(connection: psycopg.Connection, student=ALICE.student_id) -> dict[str, float]:
    rows = connection.execute(
        "select metric_type, metric_value from public.student_performance where student_id = %s and calculation_date >= private.today()",
        [student],
    )
    return {metric: float(value) for metric, value in rows}


@pytest.mark.parametrize(
    ("facts", "score"),
    [
        ((12, 5, 4, True, False, 2, 3), 321),  # V20 of the domain
        ((0, 0, 0, False, False, 1, 0), 0),
        ((0, 0, 0, False, True, 0, 0), 25),
    ],
)
def test_points_add_up_as_the_documents_say(database: Database, facts: tuple, score: int) -> None:
    with database.as_owner() as owner:
        found = owner.execute(
            "select private.leaderboard_score(%s, %s::bigint, %s::bigint, %s::bigint, %s, %s, %s::bigint, %s::bigint)",
            [Jsonb(POINTS), *facts],
        )
        assert found.fetchone() == (score,)


def test_a_learner_is_measured_from_what_they_did(nadia) -> None:
    assert ask(nadia, MEASURE) > 0
    found = measured(nadia)
    # one of two recordings, one of two works approved with 80; one class attended
    assert {name: found[name] for name in ("progress_pct", "video_completion_pct", "assignment_completion_pct", "average_score")} == {
        "progress_pct": 50, "video_completion_pct": 50, "assignment_completion_pct": 50, "average_score": 80,
    }  # fmt: skip
    assert found["engagement_score"] == ask(nadia, DETAIL, ALICE.student_id)["engagement"]["score"]
    assert (found["approval_rate"], found["on_time_rate"], found["attendance_rate"], found["streak_days"]) == (
        100,
        100,
        100,
        0,
    )


def test_what_has_no_rows_is_not_measured(nadia, database: Database) -> None:
    with database.as_owner() as owner:
        owner.execute("delete from public.session_attendance where student_id = %s", [BEN.student_id])
    ask(nadia, MEASURE)
    assert "attendance_rate" not in measured(nadia, BEN.student_id)


def test_a_second_run_writes_nothing_new(nadia) -> None:
    ask(nadia, MEASURE)
    first = measured(nadia)
    assert ask(nadia, MEASURE) == 0
    assert measured(nadia) == first


def test_only_today_and_yesterday_are_measured(nadia) -> None:
    for day in ("private.today() - 2", "private.today() + 1", "null"):
        with pytest.raises(InvalidParameterValue, match=r"measures\.day_is_over"), nadia.transaction():
            ask(nadia, f"select private.compute_student_performance({day})")


def test_the_ranking_is_by_score_and_again_the_same(nadia) -> None:
    ranked = ask(nadia, RANK)
    rows = "select student_id, metric_type, metric_value from public.student_performance where metric_type like 'leaderboard%' order by 2, 3, 1"
    first = nadia.execute(rows).fetchall()
    assert ask(nadia, RANK) == ranked
    assert nadia.execute(rows).fetchall() == first
    ranks = [int(value) for _, metric, value in first if metric == "leaderboard_rank"]
    assert ranks == list(range(1, ranked + 1))
    # one video, one approval, one class, a store, an ad account, one rating
    assert measured(nadia)["leaderboard_score"] == 10 + 20 + 15 + 25 + 25 + 2


def test_with_the_switch_off_nobody_is_ranked(database: Database) -> None:
    with database.acting_as(sign_in(database, "sam")) as connection:
        ask(connection, "select private.set_flag('leaderboard', false, 'No contest this year')")
        assert ask(connection, RANK) == 0


@pytest.mark.parametrize("who", ["enzo", "maya", "farah", "tara", "alice"])
@pytest.mark.parametrize("statement", [MEASURE, RANK])
def test_nobody_else_measures(database: Database, who: str, statement: str) -> None:
    with database.acting_as(sign_in(database, who)) as connection, pytest.raises(InsufficientPrivilege):
        ask(connection, statement)


def test_the_job_measures_its_organisation_alone(database: Database) -> None:
    with psycopg.connect(database.worker_url) as worker:
        with pytest.raises(InsufficientPrivilege), worker.transaction():
            ask(worker, RANK)
        worker.execute("select private.work_for(%s)", [NORTHGATE.id])
        ask(worker, RANK)
        worker.commit()
    with database.as_owner() as owner:
        schools = owner.execute(
            "select distinct organization_id from public.student_performance where metric_type = 'leaderboard_rank'"
        )
        assert schools.fetchall() == [(NORTHGATE.id,)]


SUMMARY = "select private.get_student_analytics_summary(%s, %s, %s, %s)"
DETAIL = "select private.get_student_engagement_detail(%s)"


def test_learners_are_told_page_by_page_as_they_are_asked_for(nadia) -> None:
    def names(*asked: object) -> list[str]:
        return [each["full_name"] for each in ask(nadia, SUMMARY, *asked)["students"]]

    everybody = names(1, 100, None, "full_name")
    assert everybody == sorted(everybody)
    assert ask(nadia, SUMMARY, 1, 100, None, "full_name")["total"] == len(everybody) > 2
    assert [name for page in range(1, len(everybody) + 1) for name in names(page, 1, None, "-full_name")] == everybody[
        ::-1
    ]
    assert names(1, 25, "ali ahm", "progress") == ["Alice Ahmed"]
    assert names(1, 25, "nobody", "-last_activity") == []
    (alice,) = ask(nadia, SUMMARY, 1, 25, "alice", "student_code")["students"]
    assert [alice[name] for name in ("recordings_completed", "recordings_in_scope", "progress_pct")] == [1, 2, 50]
    for asked in ((0, 25, None, "full_name"), (1, 101, None, "full_name"), (1, 25, None, "salary")):
        with pytest.raises(InvalidParameterValue, match=r"analytics\."), nadia.transaction():
            ask(nadia, SUMMARY, *asked)


def test_a_mentor_is_told_of_own_learners_and_of_no_other(database: Database) -> None:
    with database.acting_as(sign_in(database, "maya")) as maya:
        assert {each["full_name"] for each in ask(maya, SUMMARY, 1, 25, None, "full_name")["students"]} == {
            "Alice Ahmed"
        }
        assert ask(maya, DETAIL, ALICE.student_id)["full_name"] == "Alice Ahmed"
        assert ask(maya, DETAIL, BEN.student_id) is None
    for who in ("enzo", "tara", "alice"):
        with database.acting_as(sign_in(database, who)) as connection, pytest.raises(InsufficientPrivilege):
            ask(connection, DETAIL, ALICE.student_id)


def test_one_learner_is_told_with_what_they_watched_and_handed_in(nadia) -> None:
    told = ask(nadia, DETAIL, ALICE.student_id)
    course = next(each for each in told["courses"] if each["recordings_completed"])
    assert [each["completed_at"] is not None for each in course["videos"]].count(True) == 1
    assert {each["state"] for each in course["assignments"]} <= {"approved", "locked", "not_submitted"}
    assert "approved" in {each["state"] for each in course["assignments"]}


def test_engagement_mixes_what_is_known_of_the_last_days(database: Database) -> None:
    """Ben has nothing of seven days; then one video more than the others, work, and two days with a sign-in."""
    with database.as_owner() as owner:
        parts = "select video_7d, submission_7d, attendance_30d, login_7d, score from private.engagement_of(array[%s::uuid], %s)"
        owner.execute("delete from public.session_attendance where student_id = %s", [BEN.student_id])
        assert owner.execute(parts, [BEN.student_id, "2030-01-01"]).fetchone() == (0, 0, None, 0, 0)
        work = "select max(submitted_at) from public.student_assignments where student_id = %s"
        (day,) = owner.execute(work, [BEN.student_id]).fetchone()
        owner.execute(
            "update public.student_recordings set completed_at = %s where student_id = %s", [day, BEN.student_id]
        )
        owner.execute(
            """insert into public.user_activity_logs (organization_id, user_id, student_id, activity_type, occurred_at)
               select %s, %s, %s, 'login', %s - away * interval '1 day' from unnest(array[0, 0, 1]) as away""",
            [NORTHGATE.id, BEN.id, BEN.student_id, day],
        )
        # no class: 0.4 × 100 + 0.3 × 100 + 0.1 × 28.6, of 0.8
        assert owner.execute(parts, [BEN.student_id, day.date()]).fetchone() == (100, 100, None, 29, 91)


def test_days_at_risk_are_those_of_the_open_episode(database: Database) -> None:
    with database.as_owner() as owner:
        owner.execute("select private.work_for(%s)", [NORTHGATE.id])
        owner.execute("delete from dashboard.risk_episodes where student_id = %s", [ALICE.student_id])
        owner.execute(
            """insert into dashboard.risk_episodes (organization_id, student_id, opened_on, never_started, reasons, checked_on)
               values (%s, %s, private.today() - 5, false, '{"no_login": {"value": 8, "needed": 7}}', private.today())""",
            [NORTHGATE.id, ALICE.student_id],
        )
        days = "select metric_value from private.measured(private.today()) where metric_type = 'risk_days' and student_id = %s"
        assert owner.execute(days, [ALICE.student_id]).fetchall() == [(5,)]
