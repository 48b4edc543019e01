"""The policy map: who may do what to which rows, read from the catalogue of the database and put into plain words.

Policies are generated in one shape (sql/law/910): the tenant, then an arm for each power with a test of rows. What has
another shape is shown as it stands in the catalogue, so that nothing is hidden by a word.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import text

from growthos_ui.oversight.policy_functions import FUNCTIONS, written
from growthos_ui.oversight.policy_words import arms_of, words_of_arms

if TYPE_CHECKING:
    from collections.abc import Mapping

    from growthos_ui.db import Transaction

COMMANDS = ("read", "add", "change", "remove")
NOTHING = "—"
BY_FUNCTION = "by function"
_LETTERS = {"r": "read", "a": "add", "w": "change", "d": "remove"}


@dataclass(frozen=True, slots=True)
class Persona:
    """Somebody as the policies know them: the powers of role and capabilities, and the database role that is taken."""

    name: str
    title: str
    powers: frozenset[str]
    role: Literal["staff", "support", "others"]


PERSONAS = (
    Persona("superadmin", "Superadmin", frozenset({"superadmin"}), role="staff"),
    Persona("admin", "Admin", frozenset({"admin"}), role="staff"),
    Persona("enrollment_manager", "Enrolment manager", frozenset({"enrollment_manager"}), role="staff"),
    Persona("finance", "Finance", frozenset({"enrollment_manager", "finance"}), role="staff"),
    Persona("marketing", "Marketing", frozenset({"marketing"}), role="staff"),
    Persona("support", "Support", frozenset({"support"}), role="support"),
    Persona("mentor", "Mentor", frozenset({"mentor"}), role="others"),
    Persona("student", "Student", frozenset({"student"}), role="others"),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One table for one persona: what of each command, and which columns stay hidden."""

    table: str
    read: str
    add: str
    change: str
    remove: str
    hidden: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Law:
    """What the catalogue says of one table: its policies by command, what functions write for whom, and its columns."""

    table: str
    policies: Mapping[str, str]
    written: Mapping[str, frozenset[str]]
    columns: Mapping[str, tuple[str, ...]]


async def find_law(tx: Transaction) -> list[Law]:
    """Return the law of every table of the two rooms, as the catalogue has it at this moment."""
    functions = [dict(row) for row in await tx.rows(FUNCTIONS)]
    # What the office may call, support may call.
    writes = {
        role: written(functions, f"by_{of}")
        for role, of in (("staff", "staff"), ("support", "staff"), ("others", "others"))
    }
    return [_law(dict(row), writes) for row in await tx.rows(_CATALOGUE)]


def map_of(laws: list[Law], persona: Persona) -> list[Line]:
    """Return what a persona may do, table by table."""
    return [_line(law, persona) for law in laws]


def _law(row: dict[str, Any], writes: dict[str, dict[str, set[str]]]) -> Law:
    policies = {_LETTERS[each["command"]]: each["test"] for each in row["policies"] or ()}
    columns = {name: tuple(row["columns"][name] or ()) for name in row["columns"]}
    by_functions = {role: frozenset(found.get(row["name"], ())) for role, found in writes.items()}
    return Law(row["name"], policies, by_functions, columns)


def _line(law: Law, persona: Persona) -> Line:
    seen = _cell(law, "read", persona)
    hidden = () if seen == NOTHING else law.columns[f"hidden_from_{persona.role}"]
    changed = _cell(law, "change", persona)
    some = law.columns[f"changed_by_{persona.role}"]
    if changed not in {NOTHING, BY_FUNCTION}:
        # Without a column that may be changed there is nothing to change, whatever the policy says.
        changed = (
            _only(changed, some, law.columns["changed_by_staff"]) if some else _by_function(law, "change", persona)
        )
    return Line(law.table, seen, _cell(law, "add", persona), changed, _cell(law, "remove", persona), hidden)


def _cell(law: Law, command: str, persona: Persona) -> str:
    test = law.policies.get(command)
    arms = arms_of(test, persona.powers) if test else []
    words = words_of_arms(arms, law.table, persona.name)
    return words or (NOTHING if command == "read" else _by_function(law, command, persona))


def _by_function(law: Law, command: str, persona: Persona) -> str:
    return BY_FUNCTION if command in law.written[persona.role] else NOTHING


def _only(words: str, some: tuple[str, ...], every: tuple[str, ...]) -> str:
    return words if set(some) >= set(every) else f"{words}: {', '.join(some)}"


def _columns(condition: str) -> str:
    return f"""(select array_agg(a.attname::text order by a.attnum) from pg_catalog.pg_attribute as a
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and {condition})"""


def _privilege(role: str, privilege: str, *, held: bool) -> str:
    return f"{'' if held else 'not '}pg_catalog.has_column_privilege('{role}', c.oid, a.attnum, '{privilege}')"


# Roles and privileges are named in the text: the statement asks the catalogue only, and takes nothing from anybody.
_CATALOGUE: Any = text(
    f"""select n.nspname || '.' || c.relname as name,
      (select jsonb_agg(jsonb_build_object('command', p.polcmd, 'test',
                coalesce(pg_catalog.pg_get_expr(p.polqual, p.polrelid), pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid))))
         from pg_catalog.pg_policy as p
         where p.polrelid = c.oid and p.polpermissive and 'authenticated'::regrole = any (p.polroles)) as policies,
      jsonb_build_object(
        'hidden_from_staff', {_columns(_privilege("growthos_staff", "select", held=False))},
        'hidden_from_support', {_columns(_privilege("growthos_support", "select", held=False))},
        'hidden_from_others', {_columns(_privilege("authenticated", "select", held=False))},
        'changed_by_staff', {_columns(_privilege("growthos_staff", "update", held=True))},
        'changed_by_support', {_columns(_privilege("growthos_support", "update", held=True))},
        'changed_by_others', {_columns(_privilege("authenticated", "update", held=True))}) as columns
    from pg_catalog.pg_class as c join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
    where n.nspname in ('public', 'dashboard') and c.relkind in ('r', 'p') and c.relrowsecurity
    order by n.nspname desc, c.relname"""
)
