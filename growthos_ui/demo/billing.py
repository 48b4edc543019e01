"""Bills for places in courses, with what came of them up to today: the demo's money, and that of measurements."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from growthos_ui.demo.cast import ENZO, FARAH, LAKESIDE, MALLORY, NADIA, NORTHGATE, Member, School

if TYPE_CHECKING:
    from datetime import date

    import psycopg

PARTS = 6
_STATEMENTS = Path(__file__).with_name("billing.sql")
# One place in three: enough for every state, and the demo still starts in a moment.
_ONE_IN = 3


@dataclass(frozen=True, slots=True)
class Tariff:
    """What a place costs at a school, who keeps its books, and who gives the places."""

    school: School
    price: int
    recorded_by: Member
    enrolled_by: tuple[Member, ...]


TARIFFS = (Tariff(NORTHGATE, 60_000, ENZO, (ENZO, FARAH, NADIA)), Tariff(LAKESIDE, 480, MALLORY, (MALLORY,)))


def bill_the_learners(connection: psycopg.Connection[Any], tariff: Tariff, today: date) -> None:
    """Bill one imported place in three, or add what happened since it was; the caller commits."""
    connection.execute(
        """create temporary table to_bill on commit drop as
           select e.id as enrollment_id from public.course_enrollments as e
           join public.students as s on s.organization_id = e.organization_id and s.id = e.student_id
           where e.organization_id = %s and e.origin = 'import' and s.student_code like 'OU%%'
             and ('x' || substr(md5(e.id || ' billed'), 1, 7))::bit(28)::int %% %s = 0""",
        (tariff.school.id, _ONE_IN),
    )
    bill(connection, tariff, today)


def bill(connection: psycopg.Connection[Any], tariff: Tariff, today: date, *, parts: int = PARTS) -> None:
    """Bill the places in the temporary table to_bill (enrollment_id); the caller commits."""
    connection.execute(
        """create temporary table bill_run on commit drop as
           select %s::uuid as organization_id, %s::text as timezone, %s::date as today, %s::numeric as price, %s::int as parts,
                  %s::uuid as recorded_by, %s::uuid[] as enrolled_by""",
        (
            tariff.school.id,
            tariff.school.timezone,
            today,
            tariff.price,
            parts,
            tariff.recorded_by.id,
            [each.id for each in tariff.enrolled_by],
        ),
    )
    connection.execute(_STATEMENTS.read_bytes())
