"""What is written down of a failure has no word of the database in it: its words hold what people typed."""

import psycopg
from sqlalchemy.exc import IntegrityError

from growthos_ui.oversight.written import written_of

SAID = "Failing row contains (Alice Ahmed, +923001234567)."


def test_a_failure_of_the_database_is_only_named() -> None:
    written = written_of(psycopg.errors.CheckViolation(SAID))
    assert (written.kind, written.message, written.code) == ("database", "CheckViolation", "23514")


def test_and_so_is_one_that_came_through_the_query_layer() -> None:
    written = written_of(IntegrityError("insert", {}, psycopg.errors.UniqueViolation(SAID)))
    assert (written.kind, written.message, written.code) == ("database", "UniqueViolation", "23505")
