"""Who may call what is function_matrix.txt, made by calling; a function that is missing there fails.

Write it anew with GROWTHOS_WRITE_MATRIX=1, and read the difference as you would read a change of the law.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cast import CAST, LAKESIDE, NORTHGATE, Member
from tests.database import Database, sign_in
from tests.policies.calling import DONE, LET_IN, NO_RIGHT, NOTHING, REFUSED, Function, call, facts, functions, may_call

MATRIX = Path(__file__).with_name("function_matrix.txt")
PEOPLE = ("authenticated", "growthos_staff")
OTHERS = ("growthos_app", "growthos_sign_in", "growthos_worker", "growthos_operations")
HEAD = f"""What each person gets from each function that people may call, about rows of their own (a mentor: of a learner of theirs).
{DONE}: done. {NOTHING}: called, and told nothing. {LET_IN}: let in, and refused for another reason (a state, a value).
{REFUSED}: refused. {NO_RIGHT}: no right to call it."""
Answers = dict[tuple[str, str], tuple[str, list[tuple[object, ...]]]]


@pytest.fixture(scope="module")
def every(database: Database) -> list[Function]:
    with database.as_owner() as owner:
        return functions(owner)


@pytest.fixture(scope="module")
def answers(database: Database, every: list[Function]) -> dict[str, Answers]:
    """What everybody was answered about their own school (`own`) and about the other (`abroad`)."""
    found: dict[str, Answers] = {"own": {}, "abroad": {}}
    for member in CAST:
        abroad = LAKESIDE if member.school == NORTHGATE else NORTHGATE
        own, foreign = facts(member, member.school), facts(member, abroad)
        with database.acting_as(sign_in(database, member)) as connection:
            for function in _for_people(every):
                key = function.signature, member.key
                if not may_call(connection, function):
                    found["own"][key] = NO_RIGHT, []
                    continue
                found["own"][key] = call(connection, function, own)
                if any(kind == "uuid" for _, kind in function.needs):
                    found["abroad"][key] = call(connection, function, foreign)
    return found


def _for_people(every: list[Function]) -> list[Function]:
    return [function for function in every if set(function.holders) & set(PEOPLE)]


def test_the_matrix_is_the_one_in_git(every: list[Function], answers: dict[str, Answers]) -> None:
    written = "\n".join([*_rows(every, answers["own"]), *_others(every)]) + "\n"
    if os.environ.get("GROWTHOS_WRITE_MATRIX"):
        MATRIX.write_text(written)
    assert written == MATRIX.read_text()


def _rows(every: list[Function], own: Answers) -> Iterator[str]:
    yield HEAD
    for title, changes in (("Look", False), ("Change", True)):
        yield f"\n{title:52}" + "".join(f"{member.key:>8}" for member in CAST)
        for function in _for_people(every):
            if function.changes == changes:
                name = function.signature.partition("(")[0]
                yield f"  {name:50}" + "".join(f"{own[function.signature, member.key][0]:>8}" for member in CAST)


def _others(every: list[Function]) -> Iterator[str]:
    for role in OTHERS:
        yield f"\nMay be called by {role}"
        yield from (f"  {function.signature}" for function in every if role in function.holders)
    yield "\nMay be called by nobody but the owner's own functions and triggers"
    yield from (f"  {function.signature}" for function in every if not function.holders)


def test_people_find_one_function_of_a_name(every: list[Function]) -> None:
    names = [function.signature.partition("(")[0] for function in _for_people(every)]
    assert len(names) == len(set(names))


def _answered(how: str, rows: list[tuple[object, ...]]) -> bool:
    return how == DONE and any(value not in (None, False, 0, "", []) for row in rows for value in row)


# Functions that say something of a row abroad, each with what it says.
SAYS_ABROAD: dict[str, str] = {}


@pytest.mark.parametrize("member", CAST, ids=lambda member: member.key)
def test_no_function_reaches_into_another_organisation(member: Member, answers: dict[str, Answers]) -> None:
    reached = {
        signature: rows
        for (signature, key), (how, rows) in answers["abroad"].items()
        if key == member.key and _answered(how, rows)
    }
    assert {signature for signature in reached if signature.partition("(")[0] not in SAYS_ABROAD} == set()


def test_who_reads_only_changes_nothing_by_a_function(every: list[Function], answers: dict[str, Answers]) -> None:
    done = {
        function.signature
        for function in _for_people(every)
        if function.changes and answers["own"][function.signature, "vera"][0] == DONE
    }
    assert done == set()
