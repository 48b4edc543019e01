"""From staging to the tables of the school: one statement for each table, in the order of their keys."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Any

from growthos_ui.learning.oulad.report import TableLoaded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from psycopg import Connection

# Each statement with the staging table whose rows it offers: what it neither puts in nor changes was there already.
STATEMENTS = (
    ("100_courses", "oulad_presentation"),
    ("110_modules", "oulad_part"),
    ("120_available_lessons", "oulad_part"),
    ("130_lesson_recordings", "oulad_site"),
    ("140_batches", "oulad_presentation"),
    ("150_assignments", "oulad_assessment"),
    ("160_users", "oulad_learner"),
    ("170_user_roles", "oulad_learner"),
    ("180_students", "oulad_learner"),
    (
        "185_student_mentor_assignments",
        """(select from oulad_learner l, oulad_run run
            where run.mentors[1 + l.id_student % cardinality(run.mentors)] is not null) dealt""",
    ),
    ("190_course_enrollments", "oulad_registration"),
    ("200_student_recordings", "oulad_visit"),
    ("210_user_activity_logs", "oulad_day"),
    ("220_student_assignments", "oulad_mark"),
    ("230_student_performance", "(select from oulad_registration where result_known) known"),
)


def statement(name: str) -> str:
    """Return the text of one of the files in `statements`."""
    return (files("growthos_ui.learning.oulad") / "statements" / f"{name}.sql").read_text(encoding="utf-8")


def load(connection: Connection[Any]) -> Iterator[TableLoaded]:
    """Fill the tables, one at a time; yield what became of each. `students` comes last, with their standing."""
    students = None
    for name, offered_by in STATEMENTS:
        new, changed = _counted(connection, name)
        offered = (connection.execute(f"select count(*) from {offered_by}".encode()).fetchone() or (0,))[0]
        loaded = TableLoaded(name.partition("_")[2], new, changed, offered - new - changed)
        if loaded.table == "students":
            students = loaded
        else:
            yield loaded
    if students:
        _, changed = _counted(connection, "240_students")
        yield TableLoaded(students.table, students.new, changed, students.there - changed)


def _counted(connection: Connection[Any], name: str) -> tuple[int, int]:
    """Run one statement that returns `is_new` for each row it touched; return how many are new, how many are not."""
    counting = (
        f"with touched as (\n{statement(name)}\n)\n"
        "select count(*) filter (where is_new), count(*) filter (where not is_new) from touched"
    )
    new, changed = connection.execute(counting.encode()).fetchone() or (0, 0)
    if new:
        # Nothing else counts a table inside this transaction, and the next statements join what it holds now.
        connection.execute(f"analyze public.{name.partition('_')[2]}".encode())
    return new, changed
