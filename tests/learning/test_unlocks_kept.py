"""What the rules open is remembered, told to the learner, and repaired where rules or content have changed meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from psycopg import errors

from tests.cast import ALICE, BEA, NORTHGATE
from tests.database import Database, sign_in
from tests.learning.sequence import Sequence

SYNC = "select private.sync_student_unlocks(%s)"


@pytest.fixture
def sequence(database: Database) -> Iterator[Sequence]:
    """A fresh course of three recordings; nothing of it stays."""
    with database.as_owner() as connection, connection.transaction(force_rollback=True):
        yield Sequence(connection)


def sync(sequence: Sequence) -> int:
    return sequence.one("select private.sync_unlocks(%(who)s)")


def test_an_opened_recording_is_told_once(sequence: Sequence) -> None:
    sequence.enrol()
    sequence.watch(1)
    told = sequence.connection.execute(
        "select title from public.notifications where user_id = %s and type = 'content_unlocked' and dedupe_key = %s",
        [ALICE.id, f"unlocked {sequence.recordings[1]}"],
    )
    assert told.fetchall() == [("A recording is open",)]


def test_a_recording_that_waited_for_a_later_lesson_opens_with_it(sequence: Sequence) -> None:
    sequence.one(
        "update public.available_lessons set prerequisites = array[%(third)s::text] where id = %(second)s",
        second=sequence.lessons[1],
        third=sequence.lessons[2],
    )
    sequence.enrol()
    sequence.watch(1)
    assert sequence.unlocks() == [(1, "initial")]
    sequence.watch(3)
    assert sequence.unlocks() == [(1, "initial"), (2, "sequential")]


def test_what_was_taken_back_opens_anew_by_right(sequence: Sequence) -> None:
    sequence.enrol()
    sequence.one(
        """insert into public.sequential_unlocks
               (organization_id, student_id, recording_id, unlock_type, prerequisites_met, unlocked_by, reason, revoked_at, revoked_by)
           values (%(org)s, %(who)s, %(second)s, 'manual', false, %(user)s, 'Ill', now(), %(user)s)""",
        second=sequence.recordings[1],
        user=ALICE.id,
    )
    sequence.watch(1)
    row = sequence.connection.execute(
        "select unlock_type, prerequisites_met, revoked_at, unlocked_by from public.sequential_unlocks where recording_id = %s",
        [sequence.recordings[1]],
    ).fetchone()
    assert row == ("sequential", True, None, None)


def test_a_repair_finds_what_changed_content_has_opened(sequence: Sequence) -> None:
    sequence.enrol()
    sequence.watch(1)
    sync(sequence)
    sequence.one(
        "update public.lesson_recordings set is_active = false where id = %(second)s", second=sequence.recordings[1]
    )
    assert sequence.unlocks() == [(1, "initial"), (2, "sequential")]
    assert (sync(sequence), sync(sequence)) == (1, 0)
    assert sequence.unlocks() == [(1, "initial"), (2, "sequential"), (3, "sequential")]


@pytest.mark.parametrize(
    ("place", "found"),
    [
        ({"sequential_override": False, "drip_override": False}, [(1, "initial"), (2, "bypass"), (3, "bypass")]),
        ({"sequential_override": False}, [(1, "initial"), (2, "bypass"), (3, "bypass")]),
        ({"sequential_override": False, "drip_override": True}, [(1, "initial"), (2, "drip"), (3, "drip")]),
        ({"paid": "pending"}, []),
        ({"status": "paused"}, []),
    ],
)
def test_a_place_opens_what_its_rules_open(sequence: Sequence, place: dict, found: list) -> None:
    sequence.enrol(**place)
    assert sequence.unlocks() == found


def test_what_was_earned_without_access_opens_with_it(sequence: Sequence) -> None:
    sequence.enrol()
    sequence.one("update public.students set lms_status = 'suspended' where id = %(who)s")
    sequence.watch(1)
    assert sequence.unlocks() == [(1, "initial")]
    sequence.one("update public.students set lms_status = 'active' where id = %(who)s")
    assert sequence.unlocks() == [(1, "initial"), (2, "sequential")]


def test_a_place_with_everything_open_is_not_told_recording_by_recording(sequence: Sequence) -> None:
    sequence.enrol(sequential_override=False, drip_override=False)
    told = "select count(*) from public.notifications where user_id = %(user)s and type = 'content_unlocked' and dedupe_key = any (%(keys)s)"
    assert sequence.one(told, user=ALICE.id, keys=[f"unlocked {it}" for it in sequence.recordings]) == 0


def test_a_superadmin_repairs_and_nobody_else(database: Database) -> None:
    with database.acting_as(sign_in(database, "sam")) as connection:
        assert connection.execute(SYNC, [ALICE.student_id]).fetchone()[0] >= 0
        assert connection.execute(SYNC, [ALICE.student_id]).fetchone() == (0,)
        with pytest.raises(errors.NoDataFound, match=r"people\.student_missing"):
            connection.execute(SYNC, [BEA.student_id])
    for who in ("nadia", "enzo", "maya", "alice"):
        with database.acting_as(sign_in(database, who)) as connection, pytest.raises(errors.InsufficientPrivilege):
            connection.execute(SYNC, [ALICE.student_id])


def test_a_job_repairs_in_the_organisation_that_it_works_for(database: Database) -> None:
    with psycopg.connect(database.worker_url) as worker:
        with pytest.raises(errors.NoDataFound), worker.transaction():
            worker.execute(SYNC, [ALICE.student_id])
        worker.execute("select private.work_for(%s)", [NORTHGATE.id])
        assert worker.execute(SYNC, [ALICE.student_id]).fetchone()[0] >= 0
        with pytest.raises(errors.NoDataFound), worker.transaction():
            worker.execute(SYNC, [BEA.student_id])
        worker.rollback()


class TestTheDrip:
    """When the drip opens a recording, asked by itself."""

    DRIP = "select private.effective_drip_at(%(who)s, %(second)s)"

    def drip(self, sequence: Sequence) -> object:
        return sequence.one(self.DRIP, second=sequence.recordings[1])

    def test_it_is_local_midnight_after_so_many_days(self, sequence: Sequence) -> None:
        at = datetime.now(UTC)
        sequence.enrol(drip_override=True, enrolled_at=at)
        sequence.one("update public.available_lessons set drip_days = 2 where id = %(it)s", it=sequence.lessons[1])
        karachi = timedelta(hours=5)
        assert (
            self.drip(sequence)
            == datetime.combine((at + karachi).date() + timedelta(days=2), datetime.min.time(), UTC) - karachi
        )

    def test_a_batch_is_the_anchor_of_all_its_learners(self, sequence: Sequence) -> None:
        batch = sequence.one(
            """insert into public.batches (organization_id, name, course_id, start_date)
               values (%(org)s, 'Spring', %(course)s, '2026-03-02') returning id"""
        )
        sequence.enrol(drip_override=True, batch_id=batch)
        assert self.drip(sequence) == datetime(2026, 3, 1, 19, tzinfo=UTC)

    @pytest.mark.parametrize("place", [{"drip_override": False}, {"drip_override": True, "status": "cancelled"}])
    def test_without_a_drip_or_a_place_there_is_no_day(self, sequence: Sequence, place: dict) -> None:
        sequence.enrol(**place)
        assert self.drip(sequence) is None
