"""A player reports what a learner has seen: it only grows, never faster than time, and opens the next recording by itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import psycopg
import pytest
from psycopg import DatabaseError, errors

from tests.cast import ALICE, NORTHGATE
from tests.database import Database, enter, sign_in
from tests.learning.sequence import Sequence
from tests.school import row_id

REPORT = "select private.record_watch_progress(%s, %s, %s)"
NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


@dataclass
class Player:
    """Alice's player: one transaction of hers, and a clock that only the owner can move."""

    database: Database
    connection: psycopg.Connection
    sequence: Sequence

    def report(self, number: int, *, seen: int, position: int = 0) -> Decimal:
        """Report seconds of a recording and return the percentage."""
        return self.connection.execute(REPORT, [self.sequence.recordings[number - 1], position, seen]).fetchone()[0]

    def refused(self, recording: UUID, position: int | None = 0, seen: int | None = 60) -> str:
        """Return why a report is refused."""
        with pytest.raises(DatabaseError) as refusal, self.connection.transaction():
            self.connection.execute(REPORT, [recording, position, seen])
        return refusal.value.diag.message_primary

    def wait(self, seconds: int) -> None:
        """Let so much time pass."""
        with self.database.as_owner() as owner:
            owner.execute("update dashboard.installation set frozen_at = frozen_at + %s", [timedelta(seconds=seconds)])


@pytest.fixture
def player(database: Database) -> Iterator[Player]:
    """Alice in a course of three recordings of 600 seconds, on a standing clock; nothing of it stays."""
    with database.as_owner() as owner:
        owner.execute("update dashboard.installation set frozen_at = %s", [NOON])
        sequence = Sequence(owner)
        sequence.one("update public.lesson_recordings set duration_seconds = 600 where id = any (%(recordings)s)")
        sequence.enrol()
    with psycopg.connect(database.app_url) as connection:
        enter(connection, sign_in(database, "alice"))
        yield Player(database, connection, sequence)
        connection.rollback()
    with database.as_owner() as owner:
        owner.execute("update public.course_enrollments set status = 'cancelled' where id = %s", [sequence.enrollment])
        owner.execute("update dashboard.installation set frozen_at = null")


def test_what_was_seen_grows_with_the_time_that_passed(player: Player) -> None:
    assert player.report(1, seen=600) == 10  # a first report brings a minute at most
    player.wait(60)
    assert player.report(1, seen=600) == 30  # played at double speed at most
    player.wait(600)
    assert player.report(1, seen=100) == 30  # what was seen stays seen
    player.wait(600)
    assert player.report(1, seen=10_000) == 100  # and is never more than there is


def test_watching_to_the_end_opens_the_next_and_is_remembered(player: Player) -> None:
    player.report(1, seen=60)
    player.wait(400)
    player.report(1, seen=600, position=590)
    facts = player.connection.execute(
        """select watched_duration, last_position, view_count, completed_at, first_watched_at from public.student_recordings
           where recording_id = %s""",
        [player.sequence.recordings[0]],
    ).fetchone()
    assert facts == (600, 590, 1, NOON + timedelta(seconds=400), NOON)
    assert player.report(2, seen=30) == 5


def test_a_new_view_begins_after_half_an_hour(player: Player) -> None:
    for pause in (0, 60, 1801):
        player.wait(pause)
        player.report(1, seen=1)
    views = "select view_count from public.student_recordings where recording_id = %s"
    assert player.connection.execute(views, [player.sequence.recordings[0]]).fetchone() == (2,)


def test_the_position_stays_within_the_recording(player: Player) -> None:
    player.report(1, seen=1, position=9_999)
    position = "select last_position from public.student_recordings where recording_id = %s"
    assert player.connection.execute(position, [player.sequence.recordings[0]]).fetchone() == (600,)


def test_a_recording_of_unknown_length_is_never_completed_by_reports(player: Player) -> None:
    with player.database.as_owner() as owner:
        owner.execute(
            "update public.lesson_recordings set duration_seconds = null where id = %s", [player.sequence.recordings[0]]
        )
    assert player.report(1, seen=600) == 0


def test_a_locked_recording_says_why(player: Player) -> None:
    with (
        pytest.raises(errors.ObjectNotInPrerequisiteState, match=r"watching\.locked") as refused,
        player.connection.transaction(),
    ):
        player.report(2, seen=60)
    assert refused.value.diag.message_detail == '{"reason": "previous_not_watched"}'


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ("update public.students set lms_status = 'suspended' where id = %(who)s", "suspended"),
        (
            "update public.course_enrollments set payment_status = 'pending' where id = %(enrollment)s",
            "fees_not_cleared",
        ),
        ("update public.course_enrollments set status = 'paused' where id = %(enrollment)s", "paused"),
        (
            "update public.course_enrollments set access_expires_at = '2026-05-04 11:00+00' where id = %(enrollment)s",
            "access_expired",
        ),
    ],
)
def test_without_access_nothing_is_watched(player: Player, change: str, reason: str) -> None:
    whose = {"who": ALICE.student_id, "enrollment": player.sequence.enrollment}
    with player.database.as_owner() as owner:
        owner.execute(change, whose)
    try:
        with (
            pytest.raises(errors.ObjectNotInPrerequisiteState, match=r"watching\.no_access") as refused,
            player.connection.transaction(),
        ):
            player.report(1, seen=60)
        assert refused.value.diag.message_detail == f'{{"reason": "{reason}"}}'
    finally:
        with player.database.as_owner() as owner:
            owner.execute("update public.students set lms_status = 'active' where id = %(who)s", whose)


def test_numbers_and_recordings_that_are_none_are_refused(player: Player) -> None:
    first = player.sequence.recordings[0]
    assert {player.refused(first, position, seen) for position, seen in ((-1, 5), (5, -1), (None, 5), (5, None))} == {
        "watching.out_of_range"
    }
    assert player.refused(row_id(NORTHGATE, "nothing")) == "unlock.recording_missing"


def test_another_schools_recording_is_missing(player: Player) -> None:
    from tests.cast import LAKESIDE

    assert player.refused(row_id(LAKESIDE, "recording 1.1")) == "unlock.recording_missing"


@pytest.mark.parametrize("who", ["sam", "nadia", "enzo", "maya"])
def test_only_learners_report(database: Database, who: str) -> None:
    with (
        database.acting_as(sign_in(database, who)) as connection,
        pytest.raises(errors.InsufficientPrivilege, match=r"watching\.not_a_learner"),
    ):
        connection.execute(REPORT, [row_id(NORTHGATE, "recording 1.1"), 0, 60])
