"""What is taught stays coherent, whoever writes it: places in the order, parts of the same course, words for mentors only."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import psycopg
import pytest
from psycopg import errors

from tests.cast import LAKESIDE, MAYA, NADIA, NORTHGATE
from tests.database import Database, sign_in
from tests.school import row_id

COURSE, MODULE, LESSON = (row_id(NORTHGATE, what) for what in ("course 1", "module 1", "lesson 1.1"))
RECORDING, BATCH = row_id(NORTHGATE, "recording 1.1"), row_id(NORTHGATE, "batch 1")


@pytest.fixture
def owner(database: Database) -> Iterator[psycopg.Connection]:
    """The owner, who is above every policy and below every trigger; nothing of it stays."""
    with database.as_owner() as connection, connection.transaction(force_rollback=True):
        yield connection


@pytest.fixture
def maya(database: Database) -> Iterator[psycopg.Connection]:
    """A mentor whom somebody has given the whole tables by mistake: only the triggers stand between."""
    tables = ("modules", "available_lessons", "lesson_recordings")
    with database.as_owner() as connection:
        for table in tables:
            connection.execute(f"grant update on public.{table} to authenticated")
    with database.acting_as(sign_in(database, MAYA)) as connection:
        yield connection
    with database.as_owner() as connection:
        for table in tables:
            connection.execute(f"revoke update on public.{table} from authenticated")
            connection.execute(f"grant update (title) on public.{table} to authenticated")


@pytest.mark.parametrize(
    "change",
    [
        "public.lesson_recordings set video_url = 'https://elsewhere.example/1'",
        "public.lesson_recordings set position = 7",
        "public.lesson_recordings set is_active = false",
        "public.lesson_recordings set file_size = 1",
        "public.available_lessons set drip_days = 9",
        "public.available_lessons set lesson_number = lesson_number + 5",
        "public.modules set is_active = false",
        "public.modules set module_number = 9",
    ],
)
def test_a_mentor_changes_words_and_nothing_else_even_with_a_grant(maya: psycopg.Connection, change: str) -> None:
    table = change.split(maxsplit=1)[0]
    with pytest.raises(errors.InsufficientPrivilege, match=r"content\.mentor_wording_only"), maya.transaction():
        maya.execute(f"update {change} where organization_id = %s", [NORTHGATE.id])
    assert maya.execute(
        f"update {table} set title = 'Better words' where organization_id = %s", [NORTHGATE.id]
    ).rowcount


def test_a_mentor_adds_and_removes_nothing(database: Database) -> None:
    statements = (
        "insert into public.modules (organization_id, course_id, module_number, title) values (%(org)s, %(course)s, 9, 'Mine')",
        "delete from public.modules where organization_id = %(org)s",
        "delete from public.lesson_recordings where organization_id = %(org)s",
    )
    with database.acting_as(sign_in(database, MAYA)) as connection:
        for statement in statements:
            try:
                with connection.transaction():
                    assert connection.execute(statement, {"org": NORTHGATE.id, "course": COURSE}).rowcount == 0
            except errors.InsufficientPrivilege:
                continue


class TestTheOrder:
    """A lesson stands where its module stands."""

    LESSON_IN = """insert into public.available_lessons (organization_id, course_id, module_id, module_number, lesson_number, title)
        values (%s, %s, %s, %s, 9, 'Another')"""

    @pytest.mark.parametrize(("course", "number"), [("course 1", 2), ("course 2", 1)])
    def test_a_lesson_has_the_course_and_the_number_of_its_module(
        self, owner: psycopg.Connection, course: str, number: int
    ) -> None:
        with pytest.raises(errors.ForeignKeyViolation):
            owner.execute(self.LESSON_IN, [NORTHGATE.id, row_id(NORTHGATE, course), MODULE, number])

    def test_renumbering_a_module_takes_its_lessons_along(self, owner: psycopg.Connection) -> None:
        owner.execute("update public.modules set module_number = 5 where id = %s", [MODULE])
        numbers = owner.execute(
            "select distinct module_number from public.available_lessons where module_id = %s", [MODULE]
        )
        assert numbers.fetchall() == [(5,)]

    @pytest.mark.parametrize(
        "wanted", [LESSON, row_id(NORTHGATE, "lesson 2.1"), row_id(LAKESIDE, "lesson 1.2"), "no uuid"]
    )
    def test_a_lesson_asks_for_other_lessons_of_its_course(self, owner: psycopg.Connection, wanted: object) -> None:
        ask = "update public.available_lessons set prerequisites = array[%s] where id = %s"
        owner.execute(ask, [str(row_id(NORTHGATE, "lesson 1.2")), LESSON])
        with pytest.raises(errors.ForeignKeyViolation, match=r"lesson\.prerequisite_unknown"):
            owner.execute(ask, [str(wanted), LESSON])

    def test_two_recordings_of_a_lesson_do_not_share_a_place(self, owner: psycopg.Connection) -> None:
        with pytest.raises(errors.UniqueViolation):
            owner.execute(
                "insert into public.lesson_recordings (organization_id, lesson_id, title, video_url) values (%s, %s, 'Twin', 'https://video.example/t')",
                [NORTHGATE.id, LESSON],
            )


@pytest.mark.parametrize("part", [row_id(LAKESIDE, "course 1"), row_id(NORTHGATE, "no course")])
def test_a_pathway_is_made_of_courses_of_its_organisation(owner: psycopg.Connection, part: object) -> None:
    with pytest.raises(errors.ForeignKeyViolation, match=r"course\.part_unknown"):
        owner.execute(
            "insert into public.courses (organization_id, title, kind, component_course_ids) values (%s, 'Path', 'pathway', %s)",
            [NORTHGATE.id, [COURSE, part]],
        )


class TestTheStartOfABatch:
    """T11: drip dates were promised from it."""

    MOVE = "update public.batches set start_date = start_date + 7 where id = %s"

    @pytest.mark.parametrize(
        ("now", "may_move"),
        [
            (datetime(2026, 2, 1, 18, 59, tzinfo=UTC), True),  # the evening before, in Karachi
            (datetime(2026, 2, 1, 19, 0, tzinfo=UTC), False),  # midnight of the day
            (datetime(2026, 3, 1, tzinfo=UTC), False),
        ],
    )
    def test_it_moves_until_its_day_has_come(self, owner: psycopg.Connection, now: datetime, may_move: bool) -> None:
        owner.execute("update dashboard.installation set frozen_at = %s", [now])
        if may_move:
            assert owner.execute(self.MOVE, [BATCH]).rowcount == 1
            return
        with pytest.raises(errors.ObjectNotInPrerequisiteState, match=r"batch\.started"):
            owner.execute(self.MOVE, [BATCH])

    def test_everything_else_of_it_may_change(self, owner: psycopg.Connection) -> None:
        owner.execute("update dashboard.installation set frozen_at = '2026-03-01'")
        assert (
            owner.execute(
                "update public.batches set name = 'Spring', start_date = start_date where id = %s", [BATCH]
            ).rowcount
            == 1
        )


@pytest.mark.parametrize(
    "table",
    ["courses", "modules", "available_lessons", "lesson_recordings", "batches", "assignments", "course_enrollments"],
)
class TestEveryTable:
    """T1 to T3 on what is taught."""

    def test_a_row_never_moves_to_another_organisation(self, owner: psycopg.Connection, table: str) -> None:
        with pytest.raises((errors.InsufficientPrivilege, errors.ForeignKeyViolation)):
            owner.execute(
                f"update public.{table} set organization_id = %s where organization_id = %s",
                [LAKESIDE.id, NORTHGATE.id],
            )

    def test_a_change_is_dated(self, owner: psycopg.Connection, table: str) -> None:
        owner.execute(f"update public.{table} set updated_at = '2001-01-01' where organization_id = %s", [NORTHGATE.id])
        dates = owner.execute(
            f"select distinct updated_at = now() from public.{table} where organization_id = %s", [NORTHGATE.id]
        )
        assert dates.fetchall() == [(True,)]


def test_what_somebody_learnt_from_is_not_deleted(database: Database) -> None:
    with database.acting_as(sign_in(database, NADIA)) as connection:
        for table, row in (("lesson_recordings", RECORDING), ("available_lessons", LESSON), ("courses", COURSE)):
            with pytest.raises(errors.ForeignKeyViolation), connection.transaction():
                connection.execute(f"delete from public.{table} where id = %s", [row])


def test_a_new_row_belongs_to_the_actors_organisation(database: Database) -> None:
    with database.acting_as(sign_in(database, NADIA)) as connection:
        made = connection.execute(
            "insert into public.courses (title) values ('Unnamed') returning organization_id"
        ).fetchone()
    assert made == (NORTHGATE.id,)
