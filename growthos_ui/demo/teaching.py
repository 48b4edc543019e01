"""When the demo's mentors teach live, and who comes: made up by a rule and by nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from growthos_ui.demo.cast import KENJI, LAKESIDE, MAYA, NORTHGATE, OTTO, Member, School

if TYPE_CHECKING:
    import psycopg

HOSTS: dict[School, tuple[Member, ...]] = {NORTHGATE: (MAYA, KENJI), LAKESIDE: (OTTO,)}
"""Who hosts, at each school, one after the other."""
_STATEMENTS = Path(__file__).with_name("teaching.sql")


def teach(connection: psycopg.Connection[Any], school: School) -> None:
    """Let the mentors of a school have taught up to this moment, and plan what is to come; the caller commits."""
    connection.execute(
        """create temporary table teach_run on commit drop as
           select %s::uuid as organization_id, %s::text as timezone, private.now() as moment, %s::uuid[] as hosts""",
        (school.id, school.timezone, [each.id for each in HOSTS[school]]),
    )
    connection.execute(_STATEMENTS.read_bytes())
