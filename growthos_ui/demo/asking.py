"""What the demo's learners ask for help with, and what is said about it: made up by a rule and by nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from growthos_ui.demo.cast import ENZO, LAKESIDE, MALLORY, NORTHGATE, TARA, Member, School

if TYPE_CHECKING:
    import psycopg

DESKS: dict[School, tuple[Member, ...]] = {NORTHGATE: (TARA, TARA, ENZO), LAKESIDE: (MALLORY,)}
"""Who answers, at each school."""
_STATEMENTS = Path(__file__).with_name("asking.sql")


def ask(connection: psycopg.Connection[Any], school: School) -> None:
    """Let the learners of a school ask, up to this moment; the caller commits."""
    connection.execute(
        """create temporary table ask_run on commit drop as
           select %s::uuid as organization_id, %s::text as timezone, private.now() as moment, %s::uuid[] as desk""",
        (school.id, school.timezone, [each.id for each in DESKS[school]]),
    )
    connection.execute(_STATEMENTS.read_bytes())
