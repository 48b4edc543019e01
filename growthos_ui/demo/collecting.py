"""What the desk did about the demo's late installments: promises, contacts and pauses, made up by a rule and by nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from growthos_ui.demo.cast import FARAH, LAKESIDE, MALLORY, NORTHGATE, Member, School

if TYPE_CHECKING:
    from datetime import date

    import psycopg

COLLECTORS = {NORTHGATE: FARAH, LAKESIDE: MALLORY}
"""Who calls whoever is late, at each school."""
_STATEMENTS = Path(__file__).with_name("collecting.sql")


def collect(connection: psycopg.Connection[Any], school: School, by: Member, today: date) -> None:
    """Chase what is late at a school, or add what was done about it since; the caller commits."""
    connection.execute(
        """create temporary table collect_run on commit drop as
           select %s::uuid as organization_id, %s::text as timezone, %s::date as today, %s::uuid as taken_by""",
        (school.id, school.timezone, today, by.id),
    )
    connection.execute(_STATEMENTS.read_bytes())
