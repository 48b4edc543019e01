"""The rules of unlocking against an independent reading of the document, for forty drawn learners at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID, uuid5

import psycopg
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.cast import NORTHGATE
from tests.database import Database
from tests.learning.sequence import Sequence

MANY = 40
NOON = datetime(2026, 5, 4, 7, tzinfo=UTC)  # noon in Karachi
PLACES = (1, 2, 3)
OPEN = {"bypass", "manually_unlocked", "already_watched", "sequential_disabled", "first_lesson", "requirements_met"}
BY_RULE = OPEN - {"manually_unlocked", "already_watched"}
# What a learner's latest version looks like, by the versions there are.
WORK: dict[str, tuple[str, ...]] = {
    "none": (),
    "waiting": ("pending",),
    "refused": ("declined",),
    "passed": ("approved",),
    "second": ("declined", "approved"),
    "again": ("declined", "pending"),
}
LATEST = {name: versions[-1] if versions else None for name, versions in WORK.items()}

Drawn = dict[str, Any]
SEEDS = st.integers(0, 2**32)


def some(chance: Random) -> set[int]:
    """Draw some of the three places."""
    return {place for place in PLACES if chance.random() < 0.5}


def draw_school(chance: Random) -> Drawn:
    """Draw the switches of the organisation and the content of a course."""
    return {
        "sequential": chance.random() < 0.7,
        "drip": chance.random() < 0.3,
        "drip_days": [chance.randint(0, 3) for _ in PLACES],
        "gates": some(chance),
        "third_asks_for_first": chance.random() < 0.5,
    }


def draw_learner(chance: Random) -> Drawn:
    """Draw a place in it and what its learner has done."""
    return {
        "status": chance.choice(["active", "active", "active", "completed", "paused", "cancelled"]),
        "paid": chance.choice(["paid", "paid", "partial", "waived", "pending", "refunded"]),
        "state": chance.choice(["active", "active", "active", "complete", "suspended", "inactive"]),
        "expired": chance.random() < 0.15,
        "sequential": chance.choice([None, True, False]),
        "drip": chance.choice([None, True, False]),
        "days_ago": chance.randint(0, 3),
        "watched": some(chance),
        "by_hand": some(chance) if chance.random() < 0.2 else set(),
        "work": {place: chance.choice(sorted(WORK)) for place in PLACES},
    }


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


class Drawing:
    """One drawn school with its learners, written in a few statements that a rollback takes away."""

    def __init__(self, connection: psycopg.Connection, learners: list[UUID], seed: int) -> None:
        chance = Random(seed)
        self.school = school = draw_school(chance)
        self.connection, self.learners = connection, [(who, draw_learner(chance)) for who in learners]
        connection.execute("set local growthos.counts_wait = 'on'")
        self.sequence = Sequence(connection)
        self.works = {place: self.sequence.ask_for_work(place) for place in sorted(school["gates"])}
        self._teach(school)
        self._enrol()

    def _teach(self, school: Drawn) -> None:
        one = self.sequence.one
        flags = f'{{"learning": {{"sequential_default": {str(school["sequential"]).lower()}, "drip_default": {str(school["drip"]).lower()}}}}}'
        one(
            "update public.company_settings set settings = %(flags)s::jsonb where organization_id = %(org)s",
            flags=flags,
        )
        one(
            """update public.available_lessons l set drip_days = d.days from unnest(%(lessons)s::uuid[], %(days)s::int[]) as d (id, days)
               where d.id = l.id""",
            days=school["drip_days"],
        )
        if school["third_asks_for_first"]:
            one(
                "update public.available_lessons set prerequisites = array[%(a)s::text] where id = %(b)s",
                a=self.sequence.lessons[0],
                b=self.sequence.lessons[2],
            )

    def _enrol(self) -> None:
        def each(name: str) -> list[Any]:
            return [learner[name] for _, learner in self.learners]

        ids = [who for who, _ in self.learners]
        one = self.sequence.one
        one(
            "update public.students s set lms_status = d.state from unnest(%(ids)s::uuid[], %(states)s::text[]) as d (id, state) where d.id = s.id",
            ids=ids,
            states=each("state"),
        )
        one(
            """insert into public.course_enrollments (organization_id, student_id, course_id, status, payment_status, enrolled_at,
                   access_expires_at, sequential_override, drip_override, list_price, final_price, currency, origin)
               select %(org)s, d.id, %(course)s, d.status, d.paid, private.now() - d.days * interval '1 day',
                   case when d.expired then private.now() - interval '1 hour' end, d.sequential, d.drip, 0, 0, 'PKR', 'import'
               from unnest(%(ids)s::uuid[], %(status)s::text[], %(paid)s::text[], %(days)s::int[], %(expired)s::bool[], %(sequential)s::bool[], %(drip)s::bool[])
                 as d (id, status, paid, days, expired, sequential, drip)""",
            ids=ids, status=each("status"), paid=each("paid"), days=each("days_ago"), expired=each("expired"),
            sequential=each("sequential"), drip=each("drip"),
        )  # fmt: skip
        self._pairs(
            """insert into public.student_recordings (organization_id, student_id, recording_id, completion_percentage, completed_at, origin)
               select %(org)s, d.who, d.what, 100, private.now(), 'import' from unnest(%(whos)s::uuid[], %(whats)s::uuid[]) as d (who, what)""",
            "watched",
        )
        self._pairs(
            """insert into public.sequential_unlocks (organization_id, student_id, recording_id, unlock_type, prerequisites_met, unlocked_by, reason)
               select %(org)s, d.who, d.what, 'manual', false, d.who, 'Ill' from unnest(%(whos)s::uuid[], %(whats)s::uuid[]) as d (who, what)""",
            "by_hand",
        )
        self._hand_in()

    def _pairs(self, statement: str, name: str) -> None:
        pairs = [
            (who, self.sequence.recordings[place - 1]) for who, learner in self.learners for place in learner[name]
        ]
        self.sequence.one(statement, whos=[who for who, _ in pairs], whats=[what for _, what in pairs])

    def _hand_in(self) -> None:
        rows = [
            (who, work, version, status)
            for who, learner in self.learners
            for place, work in self.works.items()
            for version, status in enumerate(WORK[learner["work"][place]], start=1)
        ]
        whos, works, versions, states = zip(*rows, strict=True) if rows else ((), (), (), ())
        self.sequence.one(
            """insert into public.student_assignments (organization_id, student_id, assignment_id, version, status, graded_at, origin)
               select %(org)s, d.who, d.work, d.version, d.status, case when d.status <> 'pending' then private.now() end, 'import'
               from unnest(%(whos)s::uuid[], %(works)s::uuid[], %(versions)s::int[], %(states)s::text[]) as d (who, work, version, status)""",
            whos=list(whos), works=list(works), versions=list(versions), states=list(states),
        )  # fmt: skip

    def states(self) -> dict[tuple[UUID, int], tuple[str, bool]]:
        """Return what the database says of each learner and place: the reason, and whether it is open."""
        found = self.connection.execute(
            """select d.id, u.place, u.reason, u.is_open from unnest(%s::uuid[]) as d (id)
               cross join lateral private.course_unlocks(d.id, %s) as u""",
            [[who for who, _ in self.learners], self.sequence.course],
        )
        return {(who, place): (reason, is_open) for who, place, reason, is_open in found}

    def watch_everywhere(self, place: int) -> None:
        """Everybody has watched one recording more."""
        self.sequence.one(
            """insert into public.student_recordings (organization_id, student_id, recording_id, completion_percentage, completed_at, origin)
               select %(org)s, id, %(it)s, 100, private.now(), 'import' from unnest(%(ids)s::uuid[]) as id
               on conflict (organization_id, student_id, recording_id) do nothing""",
            ids=[who for who, _ in self.learners], it=self.sequence.recordings[place - 1],
        )  # fmt: skip


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
