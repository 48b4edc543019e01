"""The policy map: generated from the catalogue, and the same as what was found by trying."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from growthos_ui.auth.permissions import Capability
from growthos_ui.oversight.policies import BY_FUNCTION, NOTHING, PERSONAS, find_law, map_of
from growthos_ui.oversight.policy_words import arms_of, split, words_of_arms
from state.actor import ActorState
from state.policies import PoliciesState
from tests.cast import CAST
from tests.screens import open_screen

PATH = "/oversight/policies"
MATRIX = Path(__file__).parents[1] / "policies" / "policy_matrix.txt"
BY_NAME = {each.name: each for each in PERSONAS}
COMMANDS = {"SELECT": "read", "INSERT": "add", "UPDATE": "change", "DELETE": "remove"}


@pytest.fixture
async def laws(acting, database):
    from growthos_ui import db
    from growthos_ui.db.engine import make_engine

    engine = make_engine(database.app_url)
    async with db.acting_as(await acting("sam"), engine=engine) as tx:
        yield await find_law(tx)
    await engine.dispose()


def persona_of(member):
    held = [each.value for each in member.capabilities if each is not Capability.READ_ONLY]
    return BY_NAME[held[0] if held else member.role.value]


def tried():
    """Yield (table, member, command, reached) out of the reviewed matrix."""
    table, by_key = "", {member.key: member for member in CAST}
    for line in MATRIX.read_text().splitlines():
        if head := re.match(r"((?:public|dashboard)\.\w+) ", line):
            table = head[1]
        elif row := re.match(r"  (\w+), .{20,}?  +(\S+) +(\S+) +(\S+) +(\S+)$", line):
            for command, cell in zip(COMMANDS, row.groups()[1:], strict=True):
                yield table, by_key[row[1]], command, cell not in {"0", "—"}


async def test_the_map_says_what_the_reviewed_matrix_found_by_trying(laws):
    maps = {persona.name: {line.table: line for line in map_of(laws, persona)} for persona in PERSONAS}
    reaches: dict[tuple[str, str, str], bool] = {}
    for table, member, command, reached in tried():
        if Capability.READ_ONLY in member.capabilities and command != "SELECT":
            assert not reached
            continue
        place = (table, persona_of(member).name, COMMANDS[command])
        # One of a kind is enough: a mentor to whom no ticket is assigned has none to change.
        reaches[place] = reaches.get(place, False) or reached
    said = {place: getattr(maps[place[1]][place[0]], place[2]) for place in reaches}
    assert len(said) > 1_000
    differs = [place for place, words in said.items() if (words not in {NOTHING, BY_FUNCTION}) != reaches[place]]
    assert differs == []


async def test_every_test_of_a_policy_has_its_words(laws):
    shown = {
        getattr(line, command)
        for persona in PERSONAS
        for line in map_of(laws, persona)
        for command in COMMANDS.values()
    }
    raw = [each for each in shown if re.search(r"[<>=(]|IN |NULL|ANY", each)]
    assert raw == [], "give each test of rows its words in growthos_ui/oversight/policy_words.py"


async def test_the_columns_that_nobody_sees_are_named(laws):
    admin = {line.table: line for line in map_of(laws, BY_NAME["admin"])}
    assert admin["public.users"].hidden == ("password_hash", "mfa_secret")
    mentor = {line.table: line for line in map_of(laws, BY_NAME["mentor"])}
    assert {"email", "phone", "password_hash"} <= set(mentor["public.users"].hidden)
    assert mentor["public.lesson_recordings"].change.endswith(": title")


async def test_what_only_functions_change_is_said_for_those_who_may_call_them(laws):
    admin = {line.table: line for line in map_of(laws, BY_NAME["admin"])}
    mentor = {line.table: line for line in map_of(laws, BY_NAME["mentor"])}
    assert (admin["public.company_settings"].change, mentor["public.company_settings"].change) == (BY_FUNCTION, NOTHING)
    assert admin["public.students"].change == BY_FUNCTION
    assert {admin["dashboard.migrations"].add, admin["public.admin_logs"].remove} == {NOTHING}


async def test_a_superadmin_reads_the_map_of_each_role(pipeline, database):
    tab = await open_screen(pipeline, database, "sam", f"{PATH}?as=mentor")
    kept = await tab.kept(PoliciesState)
    students = next(each for each in kept.lines if each.table == "public.students")
    assert (kept.persona, students.title, students.read) == ("mentor", "Students", "assigned students")


@pytest.mark.parametrize("key", ["nadia", "maya", "tara"])
async def test_the_map_is_for_superadmins(key, pipeline, database):
    tab = await open_screen(pipeline, database, key, PATH)
    assert not tab.shown(PoliciesState, "lines")
    assert tab.shown(ActorState, "refusal") == "Only a superadmin sees the policy map."


ME = "( SELECT private.actor_id() AS actor_id)"
HERE = "(organization_id = ( SELECT private.org_id() AS org_id))"
OFFICE = "(( SELECT private.holding(VARIADIC ARRAY['admin'::text]) AS holding) IS NOT NULL)"
MENTORS = "(( SELECT private.holding(VARIADIC ARRAY['mentor'::text]) AS holding) IS NOT NULL)"


def test_a_policy_is_read_arm_by_arm():
    test = f"({HERE} AND (({OFFICE} AND true) OR ({MENTORS} AND (mentor_id = {ME}))))"
    assert words_of_arms(arms_of(test, frozenset({"admin"})), "public.students", "admin") == "all of the organisation"
    assert words_of_arms(arms_of(test, frozenset({"mentor"})), "public.students", "mentor") == "assigned students"
    assert arms_of(test, frozenset({"student"})) == []


def test_what_has_another_shape_is_shown_as_it_stands():
    assert (
        words_of_arms(arms_of("(colour = 'red'::text)", frozenset({"admin"})), "public.x", "admin")
        == "colour = 'red'::text"
    )


def test_a_test_is_split_at_its_outermost_level_only():
    assert split("((a AND b) OR (c))", "OR") == ["a AND b", "c"]
    assert split("(a OR b)", "AND") == ["a OR b"]
