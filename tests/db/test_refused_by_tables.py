"""What a person can write too long, or choose that is none, is answered by a sentence at its field and no request id."""

from __future__ import annotations

import re
import uuid
from datetime import date

import pytest
from psycopg.types.json import Jsonb

from growthos_ui import db
from growthos_ui.db.reasons.checks import CHOICES, LENGTHS, LINKS, OTHERS, refused_by_check
from growthos_ui.errors import GrowthError, Kind
from tests.cast import ALICE

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
