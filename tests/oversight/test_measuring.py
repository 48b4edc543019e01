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
