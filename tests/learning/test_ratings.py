"""A recording is rated by who has watched it, and a very low rating reaches the admins once."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID, uuid5

import psycopg
import pytest
from psycopg import errors

from tests.cast import ALICE, NORTHGATE
from tests.database import Database, sign_in
from tests.school import row_id

RECORDING = row_id(NORTHGATE, "recording 1.2")
ALERTS = (
    "select title, message from public.notifications where type = 'low_rating_alert' and user_id = %s order by title"
)
NADIA = "select id from public.users where full_name = 'Nadia Rahman'"


@pytest.fixture
def owner(database: Database) -> Iterator[psycopg.Connection]:
    with database.as_owner() as connection, connection.transaction(force_rollback=True):
        yield connection


def watch(connection: psycopg.Connection, student: UUID) -> None:
    connection.execute(
        "insert into public.student_recordings (organization_id, student_id, recording_id, completion_percentage) values (%s, %s, %s, 100)",
        [NORTHGATE.id, student, RECORDING],
    )


def rate(connection: psycopg.Connection, student: UUID, stars: int, words: str | None = "Poor sound") -> None:
    connection.execute(
        """insert into public.video_ratings (organization_id, student_id, recording_id, rating, feedback_text) values (%s, %s, %s, %s, %s)
           on conflict (organization_id, student_id, recording_id) do update set rating = excluded.rating""",
        [NORTHGATE.id, student, RECORDING, stars, words],
    )


def alerts(connection: psycopg.Connection) -> list[tuple[str, str]]:
    (nadia,) = connection.execute(NADIA).fetchone()
    return connection.execute(ALERTS, [nadia]).fetchall()


def learner(connection: psycopg.Connection, number: int) -> UUID:
    """Another learner of the school."""
    user, student = uuid5(ALICE.id, f"rater {number}"), uuid5(ALICE.student_id, f"rater {number}")
    connection.execute(
        "insert into public.users (id, organization_id, email, full_name, role) values (%s, %s, %s, 'A Rater', 'student')",
        [user, NORTHGATE.id, f"rater-{number}@northgate.example"],
    )
    connection.execute(
        "insert into public.students (id, organization_id, user_id) values (%s, %s, %s)", [student, NORTHGATE.id, user]
    )
    return student


def test_what_was_not_watched_is_not_rated(database: Database) -> None:
    with (
        database.acting_as(sign_in(database, "alice")) as connection,
        pytest.raises(errors.ObjectNotInPrerequisiteState, match=r"rating\.not_watched"),
    ):
        connection.execute(
            "insert into public.video_ratings (organization_id, student_id, recording_id, rating) values (%s, %s, %s, 5)",
            [NORTHGATE.id, ALICE.student_id, RECORDING],
        )


def test_one_star_reaches_the_admins_once(owner: psycopg.Connection) -> None:
    watch(owner, ALICE.student_id)
    for stars in (2, 1, 3, 1):
        rate(owner, ALICE.student_id, stars)
    assert alerts(owner) == [("One star for Recording 1.2", "Poor sound")]


def test_two_stars_are_no_alarm(owner: psycopg.Connection) -> None:
    watch(owner, ALICE.student_id)
    rate(owner, ALICE.student_id, 2)
    assert alerts(owner) == []


def test_five_ratings_below_two_on_average_are_one_more_alarm(owner: psycopg.Connection) -> None:
    for number, stars in enumerate((1, 2, 2, 2)):
        student = learner(owner, number)
        watch(owner, student)
        rate(owner, student, stars)
    assert [title for title, _ in alerts(owner)] == ["One star for Recording 1.2"]
    watch(owner, ALICE.student_id)
    rate(owner, ALICE.student_id, 2)
    assert alerts(owner)[1] == ("Recording 1.2 is rated below two stars", "1.8 on average, of 5 ratings.")
