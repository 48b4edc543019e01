"""Fills the demo: two schools, the cast, and real learners whose course began so long ago that today is mid-course.

Everything follows from the day: no chance, no clock but the database's. The learners are those of `demo/data`
(OULAD, CC BY 4.0), moved by whole weeks, with what they did up to today and nothing after it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg

from growthos_ui.auth.passwords import hash_now
from growthos_ui.demo.asking import ask
from growthos_ui.demo.billing import TARIFFS, bill_the_learners
from growthos_ui.demo.cast import (
    CAST,
    KENJI,
    LAKESIDE,
    MALLORY,
    MAYA,
    NADIA,
    NORTHGATE,
    OTTO,
    Member,
    School,
    insert_cast,
)
from growthos_ui.demo.collecting import COLLECTORS, collect
from growthos_ui.demo.places import enrol_the_cast
from growthos_ui.demo.reviewing import WORKSHOPS, hand_in_work
from growthos_ui.demo.teaching import teach
from growthos_ui.learning.oulad import import_folder

if TYPE_CHECKING:
    from collections.abc import Callable

    Progress = Callable[[str, float], None]

DATA = Path(__file__).parent / "data"
# Whole weeks put the Monday of this week on this day of the course or on one of the six after it: all days of
# a week show the same courses, each a day further.
_MID_COURSE_DAY = 120


@dataclass(frozen=True, slots=True)
class Cohort:
    """A presentation of `demo/data`, the school it plays in, and among whom its learners are dealt out."""

    folder: str
    school: School
    day_0: date
    mentors: tuple[Member | None, ...]
    assigned_by: Member

    @property
    def course(self) -> str:
        return self.folder.replace("_", " ")

    def shift_weeks(self, today: date) -> int:
        """Return by how many weeks the course moves so that `today` falls in its middle."""
        monday = today - timedelta(days=today.weekday())
        return ((monday - self.day_0).days - _MID_COURSE_DAY) // 7


# Half of the learners wait for a mentor: two mentors could not have them all, and there is somebody to give.
_SHARED = (MAYA, MAYA, KENJI, KENJI, None, None, None, None)
# One tutor had hundreds in these courses, so that a mentor may have as many here as the setting takes at most.
_STUDENTS_OF_A_MENTOR = 500
COHORTS = (
    Cohort("AAA_2013J", NORTHGATE, date(2013, 10, 1), _SHARED, NADIA),
    Cohort("BBB_2013B", NORTHGATE, date(2013, 2, 1), _SHARED, NADIA),
    Cohort("AAA_2014J", LAKESIDE, date(2014, 10, 1), (OTTO, OTTO, None), MALLORY),
)


def fill(*, owner_url: str, password: str, renew: bool = False, report_progress: Progress | None = None) -> None:
    """Fill a migrated database, or bring a filled one to today; at once when there is nothing to do.

    `password` is that of everybody in the cast who may sign in; those who are there keep theirs unless `renew`.
    Safe to repeat, also after an interruption.
    """
    with psycopg.connect(owner_url) as connection:
        connection.execute(
            """insert into dashboard.installation (kind) values ('demo')
               on conflict (id) do update set kind = 'demo' where installation.kind <> 'demo'"""
        )
        if renew or not _knows_the_cast(connection):
            hashed = hash_now(password)
            insert_cast(connection, {member.key: hashed for member in CAST})
            connection.execute(
                """update public.company_settings set settings = jsonb_set(settings, '{mentor}', %s::jsonb)
                   where not settings ? 'mentor'""",
                [f'{{"capacity": {_STUDENTS_OF_A_MENTOR}}}'],
            )
            if renew:
                _renew(connection, hashed)
    catch_up(owner_url=owner_url, report_progress=report_progress)


def catch_up(*, owner_url: str, report_progress: Progress | None = None) -> None:
    """Load what the learners did since the last start: seconds, and nothing when the day is the same."""
    for place, cohort in enumerate(COHORTS):
        with psycopg.connect(owner_url) as connection:
            today = _today(connection, cohort.school)
            loaded = _loaded(connection, cohort)
        if loaded and loaded[1] >= today:
            continue
        shift_weeks, since = loaded or (cohort.shift_weeks(today), None)
        import_folder(
            owner_url=owner_url,
            folder=DATA / cohort.folder,
            organization_slug=cohort.school.slug,
            shift_weeks=shift_weeks,
            until=today,
            since=since,
            mentors=[mentor.id if mentor else None for mentor in cohort.mentors],
            assigned_by=cohort.assigned_by.id,
            report_progress=_share_of(report_progress, cohort, place),
        )
    with psycopg.connect(owner_url) as connection:
        enrol_the_cast(connection)
        for tariff in TARIFFS:
            bill_the_learners(connection, tariff, _today(connection, tariff.school))
            collect(connection, tariff.school, COLLECTORS[tariff.school], _today(connection, tariff.school))
            ask(connection, tariff.school)
            teach(connection, tariff.school)
        for workshop in WORKSHOPS:
            hand_in_work(connection, workshop)


def _share_of(report: Progress | None, cohort: Cohort, place: int) -> Progress | None:
    """Return the progress of one cohort as its part of the whole."""
    if report is None:
        return None
    return lambda words, share: report(f"{cohort.course}: {words}", (place + share) / len(COHORTS))


def _renew(connection: psycopg.Connection[Any], hashed: str) -> None:
    """Give everybody in the cast the new password, which ends their sign-ins."""
    connection.execute(
        """update public.users
           set password_hash = %s, password_changed_at = clock_timestamp(), must_change_password = false
           where id = any (%s) and password_hash is distinct from %s""",
        (hashed, [member.id for member in CAST], hashed),
    )


def _knows_the_cast(connection: psycopg.Connection[Any]) -> bool:
    found = connection.execute(
        "select count(*) from public.users where id = any (%s)", ([m.id for m in CAST],)
    ).fetchone()
    return found == (len(CAST),)


def _today(connection: psycopg.Connection[Any], school: School) -> date:
    """Return the school's own day, by the database's clock: it stands still where a test has stopped it."""
    row = connection.execute("select (private.now() at time zone %s)::date", (school.timezone,)).fetchone()
    assert row, "a select without FROM has a row"  # noqa: S101 - for the type checker
    today: date = row[0]
    return today


def _loaded(connection: psycopg.Connection[Any], cohort: Cohort) -> tuple[int, date] | None:
    """Return the shift in weeks and the last day that were loaded, as the import wrote them into the audit."""
    row = connection.execute(
        """select (l.new_values ->> 'shift_weeks')::int, (l.new_values ->> 'until')::date
           from public.admin_logs l
           join public.courses c on c.organization_id = l.organization_id and l.new_values -> 'courses' ? c.id::text
           where l.organization_id = %s and l.action = 'job.import_oulad' and c.title = %s
           order by 2 desc limit 1""",
        (cohort.school.id, cohort.course),
    ).fetchone()
    return (row[0], row[1]) if row else None
