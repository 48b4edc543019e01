"""What a person can write too long, or choose that is none, is answered by a sentence at its field and no request id."""

from __future__ import annotations

import re
import uuid
from datetime import UTC, date, datetime

import pytest
from psycopg.types.json import Jsonb
from sqlalchemy import column, delete, insert
from sqlalchemy import table as sql_table

from growthos_ui import db
from growthos_ui.db.reasons.checks import CHOICES, LENGTHS, LINKS, OTHERS, refused_by_check
from growthos_ui.db.reasons.keys import column_of
from growthos_ui.errors import GrowthError, Kind
from tests.cast import ALICE, NORTHGATE
from tests.school import row_id

_CHECKS = """select c.conname, pg_get_constraintdef(c.oid),
      (select a.attname from pg_attribute a where a.attrelid = c.conrelid and a.attnum = c.conkey[1])
    from pg_constraint as c where c.contype = 'c'"""


@pytest.fixture(scope="module")
def checks(database):
    with database.as_owner() as owner:
        return {name: (words, column) for name, words, column in owner.execute(_CHECKS)}


@pytest.mark.parametrize("name", LENGTHS)
def test_a_length_that_is_told_is_the_one_that_is_held(name, checks):
    (words, column), (field, least, most) = checks[name], LENGTHS[name]
    assert column == field
    assert max(int(number) for number in re.findall(r"<= (\d+)", words)) == most
    assert [int(number) for number in re.findall(r">= (\d+)", words)] == ([least] if least else [])


@pytest.mark.parametrize("name", [*LINKS, *CHOICES])
def test_a_link_and_a_choice_are_what_is_held(name, checks):
    words, column = checks[name]
    assert column == {**LINKS, **CHOICES}[name]
    assert ("https://" in words) is (name in LINKS)
    assert ("ANY (ARRAY[" in words) is (name in CHOICES)


def test_what_is_told_of_a_table_is_a_constraint_of_it(database):
    with database.as_owner() as owner:
        names = {
            name for (name,) in owner.execute("select conname from pg_constraint union select relname from pg_class")
        }
    assert set(OTHERS) <= names


def test_what_is_told_is_told_of_a_constraint_that_was_given_its_name():
    """PostgreSQL numbers those of several columns: one more of them, and the sentence is told of another."""
    assert [name for name in OTHERS if re.search(r"_check\d+$", name)] == []


async def refusal(acting, engine, function, *arguments):
    with pytest.raises(GrowthError) as refused:
        async with db.acting_as(await acting("nadia"), engine=engine) as tx:
            await tx.call(function, *arguments)
    return refused.value


def test_a_text_that_is_too_long_says_how_long_it_may_be():
    told = refused_by_check("money_acts_notes_check")
    assert told
    assert (told.kind, told.field, told.sentence) == (Kind.INVALID, "notes", "Notes: at most 2,000 characters.")


async def test_lines_that_are_none_are_refused_in_words(acting, engine):
    told = await refusal(acting, engine, "private.refund_payments", Jsonb({"a": 1}), "cash", "Why", date(2026, 3, 1))
    assert (told.kind, told.sentence[:14]) == (Kind.INVALID, "Something here")


async def test_a_key_that_is_too_long_is_refused_in_words(acting, engine):
    told = await refusal(
        acting, engine, "private.record_contact", ALICE.student_id, "phone", "no_answer", None, None, None, "k" * 201
    )
    assert (told.kind, told.sentence) == (Kind.INVALID, "Idempotency key: at most 200 characters.")


async def test_a_choice_that_nobody_offers_is_refused_at_its_field(acting, engine):
    told = await refusal(acting, engine, "private.open_ticket", ALICE.student_id, "Light", "It is dark.", "weather")
    assert (told.kind, told.field) == (Kind.INVALID, "category")


@pytest.mark.parametrize(("course", "kind"), [("not-a-course", Kind.INVALID), (str(uuid.UUID(int=7)), Kind.MISSING)])
async def test_a_course_that_is_none_is_refused_in_words(course, kind, acting, engine):
    form = {"full_name": "Zara Malik", "email": "zara@northgate.example", "phone": "+923001234567", "course": course}
    told = await refusal(acting, engine, "private.create_student_complete", Jsonb(form), None)
    assert told.kind is kind


# What a person chooses when content, classes and tickets are made; the rest is filled in by the database itself.
_KEYS = """select c.conname, a.attname from pg_constraint as c
    join pg_attribute as a on a.attrelid = c.conrelid and a.attnum = c.conkey[cardinality(c.conkey)]
    where c.contype = 'f' and c.conrelid = any (array['public.assignments', 'public.available_lessons', 'public.batches',
      'public.course_enrollments', 'public.lesson_recordings', 'public.modules', 'public.session_attendance',
      'public.success_sessions', 'public.support_ticket_replies', 'public.video_ratings']::regclass[])
      and cardinality(c.conkey) > 1 and a.attname <> 'parent_enrollment_id'"""


def test_each_key_by_which_something_is_chosen_says_what_is_missing(database):
    with database.as_owner() as owner:
        keys = owner.execute(_KEYS).fetchall()
    assert len(keys) > 15
    assert {name: column_of(name) for name, _ in keys} == dict(keys)


NOWHERE = uuid.UUID(int=7)
_CONTENT = (
    ("modules", {"course_id": NOWHERE, "module_number": 9, "title": "x"}, "There is no such course."),
    ("assignments", {"course_id": NOWHERE, "title": "x"}, "There is no such course."),
    ("batches", {"course_id": NOWHERE, "name": "x", "start_date": date(2026, 3, 2)}, "There is no such course."),
    ("lesson_recordings", {"lesson_id": NOWHERE, "title": "x", "video_url": "https://x.example"}, "There is no such lesson."),
)  # fmt: skip


@pytest.mark.parametrize(("table", "values", "sentence"), _CONTENT, ids=[table for table, _, _ in _CONTENT])
async def test_content_of_a_course_that_is_not_there_is_refused_at_its_field(table, values, sentence, acting, engine):
    new = insert(sql_table(table, *map(column, values), schema="public")).values(**values)
    with pytest.raises(GrowthError) as refused:
        async with db.acting_as(await acting("nadia"), engine=engine) as tx:
            await tx.change(new)
    told = refused.value
    assert (told.kind, told.sentence, told.field) == (Kind.MISSING, sentence, next(iter(values)))
    assert told.remedy


@pytest.mark.parametrize(
    ("audience", "field"),
    [((NOWHERE, None), "course_id"), ((None, NOWHERE), "batch_id"), (("course 1", "batch 2"), "batch_id")],
)
async def test_a_class_for_nobody_is_refused_at_its_field(audience, field, acting, engine):
    ids = [row_id(NORTHGATE, each) if isinstance(each, str) else each for each in audience]
    start = datetime(2027, 3, 1, 10, tzinfo=UTC)
    told = await refusal(acting, engine, "private.schedule_session", "A class", start, None, *ids)
    assert (told.kind, told.field) == (Kind.MISSING, field)


async def test_what_is_used_elsewhere_stays_and_says_so(acting, engine):
    gone = delete(sql_table("courses", column("id"), schema="public")).where(
        column("id") == row_id(NORTHGATE, "course 1")
    )
    with pytest.raises(GrowthError) as refused:
        async with db.acting_as(await acting("nadia"), engine=engine) as tx:
            await tx.change(gone)
    assert refused.value.sentence == "This is used elsewhere, so it stays. Nothing was changed."
