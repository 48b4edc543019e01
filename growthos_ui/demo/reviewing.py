"""Work to review: a course of assignments with learners of its own, made up by a rule and by nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from growthos_ui.demo.cast import KENJI, LAKESIDE, MALLORY, MAYA, NADIA, NORTHGATE, OTTO, Member, School

if TYPE_CHECKING:
    import psycopg

_STATEMENTS = Path(__file__).with_name("reviewing.sql")


@dataclass(frozen=True, slots=True)
class Workshop:
    """Where there is work to review: the school, the course whose calendar it follows, and who decides where there is no mentor."""

    school: School
    beside: str
    head: Member
    mentors: tuple[Member, ...]
    learners: int


WORKSHOPS = (
    Workshop(NORTHGATE, "AAA 2013J", NADIA, (MAYA, KENJI, MAYA, KENJI), 170),
    Workshop(LAKESIDE, "AAA 2014J", MALLORY, (OTTO, OTTO), 40),
)


def hand_in_work(connection: psycopg.Connection[Any], workshop: Workshop) -> None:
    """Hand in what was due by now and decide it, or what has come since; the caller commits."""
    school = workshop.school
    connection.execute(
        """create temporary table review_run on commit drop as
           select %s::uuid as organization_id, %s::text as slug, %s::text as timezone, %s::char(3) as currency, %s::uuid as head,
                  %s::uuid[] as mentors, %s::int as learners, %s::text as beside""",
        (
            school.id,
            school.slug,
            school.timezone,
            school.currency,
            workshop.head.id,
            [each.id for each in workshop.mentors],
            workshop.learners,
            workshop.beside,
        ),
    )
    connection.execute(_STATEMENTS.read_bytes())
