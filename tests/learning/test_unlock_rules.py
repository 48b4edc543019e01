"""The rules of unlocking against an independent reading of the document, for forty drawn learners at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.cast import NORTHGATE
from tests.database import Database
from tests.learning.drawing import PLACES, WORK, Drawing, Drawn
from tests.learning.sequence import Sequence

MANY = 40
NOON = datetime(2026, 5, 4, 7, tzinfo=UTC)  # noon in Karachi
OPEN = {"bypass", "manually_unlocked", "already_watched", "sequential_disabled", "first_lesson", "requirements_met"}
BY_RULE = OPEN - {"manually_unlocked", "already_watched"}
LATEST = {name: versions[-1] if versions else None for name, versions in WORK.items()}

SEEDS = st.integers(0, 2**32)


def verdict(school: Drawn, learner: Drawn, place: int) -> str:
    """Read the ten rules of the document, top down."""
    live = learner["status"] in {"active", "completed"} and not learner["expired"]
    sequential = school["sequential"] if learner["sequential"] is None else learner["sequential"]
    drip = school["drip"] if learner["drip"] is None else learner["drip"]
    rules = [
        (live and learner["sequential"] is False and learner["drip"] is False, "bypass"),
        (place in learner["by_hand"], "manually_unlocked"),
        (place in learner["watched"], "already_watched"),
        (not live, "not_enrolled"),
        (
            learner["paid"] not in {"paid", "partial", "waived"} or learner["state"] not in {"active", "complete"},
            "fees_not_cleared",
        ),
        (drip and learner["days_ago"] < school["drip_days"][place - 1], "drip_locked"),
        (not sequential, "sequential_disabled"),
        (place == 1, "first_lesson"),
        (place - 1 not in learner["watched"], "previous_not_watched"),
        (
            place - 1 in school["gates"] and LATEST[learner["work"].get(place - 1, "none")] is None,
            "previous_assignment_not_submitted",
        ),
        (
            place - 1 in school["gates"] and LATEST[learner["work"].get(place - 1, "none")] != "approved",
            "previous_assignment_not_approved",
        ),
        (place == 3 and school["third_asks_for_first"] and 1 not in learner["watched"], "prerequisite_missing"),
    ]
    return next((reason for holds, reason in rules if holds), "requirements_met")


@pytest.fixture(scope="module")
def learners(database: Database) -> list[UUID]:
    """Forty learners, on a clock that stands at noon."""
    numbers = [uuid5(NORTHGATE.id, f"drawn learner {number}") for number in range(MANY)]
    with database.as_owner() as owner:
        owner.execute("update dashboard.installation set frozen_at = %s", [NOON])
        owner.execute(
            """insert into public.users (id, organization_id, email, full_name, role)
               select id, %s, id || '@northgate.example', 'A Learner', 'student' from unnest(%s::uuid[]) as id""",
            [NORTHGATE.id, numbers],
        )
        owner.execute(
            "insert into public.students (id, organization_id, user_id) select id, %s, id from unnest(%s::uuid[]) as id",
            [NORTHGATE.id, numbers],
        )
    return numbers


# A class of forty is not worth shrinking: the failure names the learners that differ, and the seed makes the class anew.
OFTEN = settings(
    max_examples=6, deadline=None, phases=[Phase.reuse, Phase.generate], suppress_health_check=list(HealthCheck)
)


@contextmanager
def a_class(database: Database, learners: list[UUID], seed: int) -> Iterator[Drawing]:
    with database.as_owner() as owner, owner.transaction(force_rollback=True):
        yield Drawing(owner, learners, seed)


@OFTEN
@given(seed=SEEDS)
def test_every_recording_is_what_the_document_says(database: Database, learners: list[UUID], seed: int) -> None:
    with a_class(database, learners, seed) as drawing:
        whole = dict(drawing.learners)
        wrong = [
            (reason, verdict(drawing.school, whole[who], place), drawing.school, whole[who])
            for (who, place), (reason, is_open) in drawing.states().items()
            if reason != verdict(drawing.school, whole[who], place) or is_open is not (reason in OPEN)
        ]
        assert wrong == []


@OFTEN
@given(seed=SEEDS, place=st.sampled_from(PLACES))
def test_watching_more_never_locks_anything(database: Database, learners: list[UUID], seed: int, place: int) -> None:
    with a_class(database, learners, seed) as drawing:
        before = {key for key, (_, is_open) in drawing.states().items() if is_open}
        drawing.watch_everywhere(place)
        after = {key for key, (_, is_open) in drawing.states().items() if is_open}
        assert before <= after


@OFTEN
@given(seed=SEEDS)
def test_what_is_open_is_remembered_and_without_access_nothing_new_is(
    database: Database, learners: list[UUID], seed: int
) -> None:
    with a_class(database, learners, seed) as drawing:
        sequence, owner = drawing.sequence, drawing.connection
        lock = "select id, private.access_lock(id, %s) from unnest(%s::uuid[]) as id"
        locked = dict(owner.execute(lock, [sequence.course, learners]).fetchall())
        owner.execute("select private.sync_unlocks(id) from unnest(%s::uuid[]) as id", [learners])
        kept = owner.execute(
            "select student_id, recording_id from public.sequential_unlocks where recording_id = any (%s)",
            [sequence.recordings],
        ).fetchall()
        expected = {
            (who, sequence.recordings[place - 1])
            for (who, place), (reason, _) in drawing.states().items()
            if reason in BY_RULE and locked[who] is None
        }
        by_hand = {
            (who, sequence.recordings[place - 1]) for who, learner in drawing.learners for place in learner["by_hand"]
        }
        assert set(kept) == expected | by_hand


@settings(OFTEN, max_examples=10)
@given(days=st.integers(0, 40), hours=st.integers(0, 47))
def test_the_drip_opens_on_its_day_and_not_before(
    database: Database, learners: list[UUID], days: int, hours: int
) -> None:
    with database.as_owner() as owner, owner.transaction(force_rollback=True):
        sequence = Sequence(owner)
        sequence.enrol(drip_override=True, sequential_override=False, enrolled_at=NOON - timedelta(hours=hours))
        sequence.one(
            "update public.available_lessons set drip_days = %(days)s where id = %(it)s",
            days=days,
            it=sequence.lessons[1],
        )
        opens = sequence.one("select private.effective_drip_at(%(who)s, %(second)s)", second=sequence.recordings[1])
        for at, is_open in ((opens - timedelta(microseconds=1), False), (opens, True)):
            owner.execute("update dashboard.installation set frozen_at = %s", [at])
            assert sequence.state(2)[0] is is_open
