"""The sums of cohorts and recordings are never stale: after any writes they equal a count of the bare rows in Python."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import psycopg
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cast import MAYA, NORTHGATE
from tests.database import Database, sign_in
from tests.learning.counting import Counted, Row, rows
from tests.learning.test_progress_summary import (
    REFUSALS,
    WRITES,
    Write,
    ids,
    learners,
    what_becomes_of_learners,
    what_learners_do,
    write,
)
from tests.school import row_id

COHORT = ("enrolments", "live", "started", "near", "completed", "known", "progress_sum")
REACHED = (25, 75, 90)
STARS = range(1, 6)
RECORDING = (
    *("starts", "completions", "dropped", "watched_tenths_sum", "ratings", "stars_sum"),
    *(f"reached_{percent}" for percent in REACHED),
    *(f"stars_{stars}" for stars in STARS),
)
RATING = write(
    """insert into public.video_ratings (organization_id, student_id, recording_id, rating, feedback_text)
       values (%(org)s, %(who)s, %(recording)s, %(stars)s, 'So')
       on conflict (organization_id, student_id, recording_id) do update set rating = excluded.rating""",
    who=learners(), recording=ids("recording", st.sampled_from(["1.1", "1.2"])), stars=st.integers(1, 5),
)  # fmt: skip
REMOVAL = write("delete from public.video_ratings where student_id = %(who)s", who=learners())
MORE = st.lists(st.one_of(RATING, REMOVAL, *what_learners_do(), *what_becomes_of_learners()), max_size=10)


def cohorts(counted: Counted) -> Iterator[tuple[tuple[Any, ...], dict[str, int]]]:
    """Yield each enrolment's place and what it adds there."""
    for facts in counted.progress().values():
        live = facts["enrollment_status"] in {"active", "completed"}
        done = facts["enrollment_status"] == "completed"
        far = facts["progress_pct"] is not None and facts["progress_pct"] >= 80
        yield (
            (facts["course_id"], facts["batch_id"], facts["mentor_id"]),
            {
                "enrolments": 1,
                "live": live,
                "started": live and facts["last_activity_at"] is not None,
                "near": done or (live and far),
                "completed": done,
                "known": live and facts["progress_pct"] is not None,
                "progress_sum": (facts["progress_pct"] or 0) if live else 0,
            },
        )


def recordings(counted: Counted, connection: psycopg.Connection) -> Iterator[tuple[tuple[Any, ...], dict[str, int]]]:
    """Yield each watching and each rating with what it adds to its recording."""
    mentors = {id_: student["mentor_id"] for id_, student in counted.students.items()}
    watching = "student_id, recording_id, completion_percentage, completed_at"
    for row in rows(connection, "public.student_recordings", watching):
        tenths = round(row["completion_percentage"] * 10)
        yield (
            (row["recording_id"], mentors[row["student_id"]]),
            {
                "starts": 1,
                "completions": row["completed_at"] is not None,
                "dropped": tenths < 500,
                "watched_tenths_sum": tenths,
                **{f"reached_{percent}": tenths >= 10 * percent for percent in REACHED},
            },
        )
    for row in rows(connection, "public.video_ratings"):
        stars = {f"stars_{each}": row["rating"] == each for each in STARS}
        yield (
            (row["recording_id"], mentors[row["student_id"]]),
            {"ratings": 1, "stars_sum": row["rating"], **stars},
        )


def summed(facts: Iterator[tuple[tuple[Any, ...], dict[str, int]]]) -> dict[tuple[Any, ...], Counter[str]]:
    """Add everything twice: under its mentor and under nobody, which is all learners."""
    sums: dict[tuple[Any, ...], Counter[str]] = defaultdict(Counter)
    for (*place, mentor), adds in facts:
        for whose in {mentor, None}:
            sums[*place, whose].update({name: int(number) for name, number in adds.items()})
    return {key: +sum_ for key, sum_ in sums.items() if +sum_}


def kept(connection: psycopg.Connection, table: str, key: tuple[str, ...], names: tuple[str, ...]) -> dict[Any, Any]:
    """Return the kept sums by place; a row of zeros says nothing."""
    found: list[Row] = rows(connection, f"dashboard.{table}")
    sums = {tuple(row[name] for name in key): +Counter({name: row[name] for name in names}) for row in found}
    return {place: sum_ for place, sum_ in sums.items() if sum_}


def assert_sums_are_true(connection: psycopg.Connection) -> None:
    """Compare both tables of sums with what Python counts."""
    counted = Counted(connection)
    cohort_key, recording_key = ("course_id", "batch_id", "mentor_id"), ("recording_id", "mentor_id")
    assert kept(connection, "cohort_figures", cohort_key, COHORT) == summed(cohorts(counted))
    assert kept(connection, "recording_figures", recording_key, RECORDING) == summed(recordings(counted, connection))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True)
@given(writes=WRITES, more=MORE)
def test_after_any_writes_the_sums_equal_a_count_from_scratch(
    database: Database, writes: list[Write], more: list[Write]
) -> None:
    with database.as_owner() as connection, connection.transaction(force_rollback=True):
        for one in [*more, *writes]:
            with suppress(*REFUSALS), connection.transaction():
                one(connection)
        assert_sums_are_true(connection)


def test_a_mean_of_fewer_than_five_ratings_is_not_told(database: Database) -> None:
    recording = row_id(NORTHGATE, "recording 1.1")
    told = "select ratings, stars_tenths, stars_key from dashboard.recording_figures where recording_id = %s and mentor_id is null"
    with database.as_owner() as connection:
        (ratings, stars, key) = connection.execute(told, [recording]).fetchone()
        assert ratings < 5
        assert (stars, key) == (None, -1)
        connection.execute(
            "update dashboard.recording_figures set ratings = 5, stars_sum = 22 where recording_id = %s", [recording]
        )
        assert connection.execute(told, [recording]).fetchone() == (5, 44, 44)
        connection.rollback()


def test_every_reader_gets_one_row_for_a_recording(database: Database) -> None:
    for key, whose in (("nadia", None), ("tara", None), ("maya", MAYA.id)):
        with database.acting_as(sign_in(database, key)) as connection:
            found = connection.execute("select recording_id, mentor_id from dashboard.recording_figures").fetchall()
        assert found
        assert {mentor for _, mentor in found} == {whose}
        assert len({recording for recording, _ in found}) == len(found)
