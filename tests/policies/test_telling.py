"""What a refusal tells: a row of another organisation is exactly as missing as one that does not exist, and stays as it was."""

import re
from collections.abc import Iterator
from uuid import UUID

import psycopg
import pytest

from growthos_ui.db.catalogue import tables
from tests.cast import BY_KEY, LAKESIDE, NORTHGATE
from tests.database import Database, enter, sign_in
from tests.policies.calling import Function, arguments, facts, functions, may_call
from tests.policies.rows import tenant_column
from tests.policies.trials import attempt

NOBODY = UUID("00000000-0000-4000-8000-000000000000")
PEOPLE = ("sam", "nadia", "enzo", "maya", "tara", "alice")
# What the database keeps for its own ends, and the doings of the trial itself.
MOVING = ("dashboard.live_changes", "public.user_sessions")


@pytest.fixture(scope="module")
def every(database: Database) -> list[Function]:
    with database.as_owner() as owner:
        # Abroad a mentor is full: how full is nobody's business here.
        owner.execute(
            """update public.company_settings set settings = settings || '{"mentor": {"capacity": 1}}' where organization_id = %s""",
            [LAKESIDE.id],
        )
        found = [
            each
            for each in functions(owner)
            if {"authenticated", "growthos_staff", "growthos_support"} & set(each.holders)
        ]
    # Where a superadmin works is chosen among all organisations, which only superadmins see.
    found = [each for each in found if not each.signature.startswith("choose_organisation(")]
    return [each for each in found if any(kind == "uuid" for _, kind in each.needs)]


def _abroad(database: Database) -> str:
    """Return a digest of every row of the other school."""
    with database.as_owner() as owner:
        parts = [
            f"select '{table}' || md5(coalesce(string_agg(to_jsonb(t)::text, '' order by to_jsonb(t)::text), '')) as d"
            f" from {table} as t where {tenant_column(table)} = %(org)s"
            for table in tables(owner)
            if tenant_column(table) and table not in MOVING
        ]
        asked = f"select string_agg(d, E'\\n' order by d) from ({' union all '.join(parts)}) as every"
        return owner.execute(asked, {"org": LAKESIDE.id}).fetchone()[0]


def _told(connection: psycopg.Connection, function: Function, told: dict[str, object]) -> str:
    """Call the function and return all that the caller learns: the rows, or the whole refusal. Ids are one id."""
    words, bound = arguments(function, told)
    name = function.signature.partition("(")[0]
    try:
        with attempt(connection):
            learned = str(connection.execute(f"select * from private.{name}({words})", bound).fetchall())
    except psycopg.Error as error:
        learned = " ".join(map(str, (error.sqlstate, error.diag.message_primary, error.diag.message_detail)))
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "id", learned)


def _questions(
    function: Function, own: dict[str, object], foreign: dict[str, object]
) -> Iterator[tuple[str, dict[str, object], dict[str, object]]]:
    """Yield each id that the function is told, as a row abroad and as no row at all, the other ones being right."""
    for name, kind in function.needs:
        word = re.sub("^p_", "", name)
        if kind == "uuid" and isinstance(foreign.get(word), UUID):
            yield word, own | {word: foreign[word]}, own | {word: NOBODY}
    yield "everything", foreign, {name: NOBODY if isinstance(value, UUID) else value for name, value in foreign.items()}


@pytest.mark.parametrize("key", PEOPLE)
def test_a_row_abroad_is_as_missing_as_none(key: str, database: Database, every: list[Function]) -> None:
    member = BY_KEY[key]
    own, foreign = facts(member, NORTHGATE), facts(member, LAKESIDE)
    differs = []
    with database.acting_as(sign_in(database, member)) as connection:
        for function in every:
            if not may_call(connection, function):
                continue
            for word, abroad, nowhere in _questions(function, own, foreign):
                one, other = _told(connection, function, abroad), _told(connection, function, nowhere)
                if one != other:
                    differs.append(f"{function.signature} {word}: {one} / {other}")
    assert differs == []


@pytest.mark.parametrize("key", PEOPLE)
def test_no_function_writes_abroad(key: str, database: Database, every: list[Function]) -> None:
    member = BY_KEY[key]
    own, foreign = facts(member, NORTHGATE), facts(member, LAKESIDE)
    actor, before = sign_in(database, member), _abroad(database)
    with psycopg.connect(database.app_url) as connection:
        for function in every:
            for _, abroad, _ in _questions(function, own, foreign) if function.changes else ():
                words, bound = arguments(function, abroad)
                enter(connection, actor)
                try:
                    connection.execute(f"select private.{function.signature.partition('(')[0]}({words})", bound)
                    connection.commit()
                except psycopg.Error:
                    connection.rollback()
    assert _abroad(database) == before


@pytest.mark.parametrize("key", ["bea", "enzo"])
def test_a_form_whose_key_is_somebody_s_id_adds_a_person_as_any_other_does(key: str, database: Database) -> None:
    taken = BY_KEY[key].id
    add = "select (private.create_staff_user('new@northgate.example', 'New Person', null, 'mentor', p_key => %s) ->> 'person')::uuid"
    with database.acting_as(sign_in(database, BY_KEY["nadia"])) as connection:
        (made,) = connection.execute(add, [taken]).fetchone()
    assert made != taken
