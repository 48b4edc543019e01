"""A school and a class of learners drawn from a seed, and written in a few statements, for the tests of the rules."""

from __future__ import annotations

from random import Random
from typing import Any
from uuid import UUID

import psycopg

from tests.learning.sequence import Sequence

PLACES = (1, 2, 3)
# What a learner's latest version looks like, by the versions there are.
WORK: dict[str, tuple[str, ...]] = {
    "none": (),
    "waiting": ("pending",),
    "refused": ("declined",),
    "passed": ("approved",),
    "second": ("declined", "approved"),
    "again": ("declined", "pending"),
}
Drawn = dict[str, Any]


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
