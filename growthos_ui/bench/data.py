"""`growthos bench data`: a hundred thousand generated learners on a scratch server, the same at every run of a day.

Generated means made up by a rule; every name in it says so. It is for measurements only and never part of the demo.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg

from growthos_ui.db.migrate import migrate
from growthos_ui.demo.billing import Tariff, bill
from growthos_ui.demo.cast import KENJI, LAKESIDE, MALLORY, MAYA, NADIA, NORTHGATE, Member, School, insert_cast
from growthos_ui.demo.collecting import collect
from growthos_ui.errors import GrowthError, Kind
from growthos_ui.learning.oulad import import_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

LEARNERS = 100_000
RECORDINGS_EACH = 10
BILLED = 10_000
PARTS_EACH = 10
MENTORS = 60
_STATEMENTS = Path(__file__).parent / "statements"
_STEPS = {"100_learners": "learners", "200_content": "courses", "300_learning": "what they did"}


@dataclass(frozen=True, slots=True)
class Generated:
    """What one organisation was given, counted in the database."""

    school: School
    learners: int
    enrolments: int
    recordings: int
    installments: int

    @property
    def words(self) -> str:
        """Return the counts as one line."""
        return (
            f"{self.school.name}: {self.learners:,} generated learners, {self.enrolments:,} enrolments,"
            f" {self.recordings:,} recordings watched, {self.installments:,} installments"
        )


def fill(
    owner_url: str,
    passwords: Mapping[str, str],
    *,
    learners: int = LEARNERS,
    recordings: int = RECORDINGS_EACH,
    billed: int = BILLED,
    oulad: Path | None = None,
    report: Callable[[str], None] | None = None,
) -> list[str]:
    """Migrate a scratch database and fill it; return what it holds as lines of words.

    Raises GrowthError(WRONG_STATE) where the database is not an empty scratch one.
    """
    migrate(owner_url=owner_url, passwords=passwords, kind="test", report=report)
    if oulad is None:
        made = generate(owner_url=owner_url, learners=learners, recordings=recordings, billed=billed, report=report)
        return [each.words for each in made]
    with psycopg.connect(owner_url) as owner:
        _require_scratch(owner)
        insert_cast(owner, {})
    say = report or (lambda _: None)
    imported = import_folder(
        owner_url=owner_url,
        folder=oulad,
        organization_slug=NORTHGATE.slug,
        mentors=[MAYA.id, KENJI.id, None],
        assigned_by=NADIA.id,
        report_progress=lambda words, _: say(words),
    )
    return imported.lines()


def generate(
    *,
    owner_url: str,
    learners: int = LEARNERS,
    recordings: int = RECORDINGS_EACH,
    billed: int = BILLED,
    report: Callable[[str], None] | None = None,
) -> list[Generated]:
    """Fill a migrated scratch database: the learners in one organisation, a tenth of them in a second one.

    Each learner watches so many `recordings`; the first `billed` of them owe a bill in ten parts.

    Raises GrowthError(WRONG_STATE) where the database is not one for tests, or holds learners already.
    """
    say = report or (lambda _: None)
    with psycopg.connect(owner_url) as owner:
        _require_scratch(owner)
        insert_cast(owner, {})
        owner.execute(
            "set local growthos.counts_wait = 'on'; set local work_mem = '256MB'; set local maintenance_work_mem = '512MB'"
        )
        made = [
            _fill(owner, NORTHGATE, NADIA, (learners, recordings, billed), say),
            _fill(owner, LAKESIDE, MALLORY, (learners // 10, recordings, billed // 10), say),
        ]
    with psycopg.connect(owner_url, autocommit=True) as owner:
        say("measuring the tables")
        owner.execute("vacuum (analyze)")
    return made


def _require_scratch(owner: psycopg.Connection) -> None:
    kind = owner.execute("select kind from dashboard.installation").fetchone()
    full = owner.execute("select exists (select from public.students)").fetchone()
    if kind != ("test",) or full != (False,):
        raise GrowthError(
            Kind.WRONG_STATE,
            "Generated learners go into an empty scratch database only.",
            remedy="Name another folder with --data-dir.",
        )


def _fill(
    owner: psycopg.Connection, school: School, head: Member, size: tuple[int, int, int], say: Callable[[str], None]
) -> Generated:
    learners, recordings, billed = size
    # A course holds at least as many as each watches; each takes every third one, round and round, so not thrice as many.
    in_a_course = max(40, recordings + (recordings % 3 == 0))
    owner.execute("drop table if exists bench_run, bench_learner, bench_course, bench_place, bench_staff")
    owner.execute(
        """create temporary table bench_run on commit drop as
           select %s::uuid as organization_id, %s::text as slug, %s::char(3) as currency, %s::int as learners,
                  %s::int as mentors, %s::uuid as assigned_by, %s::int as recordings, %s::int as in_a_course,
                  current_date as today""",
        (school.id, school.slug, school.currency, learners, MENTORS, head.id, recordings, in_a_course),
    )
    for name, about in _STEPS.items():
        say(f"{school.name}: {about}")
        owner.execute((_STATEMENTS / f"{name}.sql").read_bytes())
    say(f"{school.name}: counting progress")
    owner.execute("set local growthos.counts_wait = 'off'")
    owner.execute("select private.recount_progress(array(select enrollment_id from bench_place))")
    owner.execute("set local growthos.counts_wait = 'on'")
    say(f"{school.name}: bills and what came of them")
    _bill(owner, Tariff(school, 100_000, head, (head,)), billed)
    say(f"{school.name}: what the office wrote down")
    owner.execute((_STATEMENTS / "400_office.sql").read_bytes())
    counted = owner.execute(
        """select (select count(*) from public.students where organization_id = %(here)s),
                  (select count(*) from dashboard.student_progress where organization_id = %(here)s),
                  (select count(*) from public.student_recordings where organization_id = %(here)s),
                  (select count(*) from public.installment_plans where organization_id = %(here)s)""",
        {"here": school.id},
    ).fetchone()
    assert counted  # noqa: S101 - a select without FROM has a row
    return Generated(school, *counted)


def _bill(owner: psycopg.Connection, tariff: Tariff, billed: int) -> None:
    owner.execute(
        """create temporary table to_bill on commit drop as
           select enrollment_id from bench_place where turn = 1 and n <= %s""",
        (billed,),
    )
    day = owner.execute("select today from bench_run").fetchone()
    assert day  # noqa: S101 - bench_run has its one row
    bill(owner, tariff, day[0], parts=PARTS_EACH)
    collect(owner, tariff.school, tariff.recorded_by, day[0])
