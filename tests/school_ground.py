"""What every part of the small school stands on: ids by name, who heads it, who mentors there."""

from uuid import UUID, uuid5

import psycopg

from tests.cast import KENJI, MALLORY, MAYA, NADIA, OTTO, School

HEADS = {"northgate": NADIA, "lakeside": MALLORY}
MENTORS = {"northgate": (MAYA, KENJI), "lakeside": (OTTO,)}


def row_id(school: School, what: str) -> UUID:
    """Return the id of a row of the school: `course 1`, `recording 2`, `enrollment alice` …"""
    return uuid5(school.id, what)


def run(connection: psycopg.Connection, school: School, statement: str, **values: object) -> None:
    """Run one statement as the owner; it may name the school as org and its admin as head."""
    connection.execute(statement, {"org": school.id, "head": HEADS[school.slug].id, **values})
