"""Calls each function that people may call, as each of the cast, about rows of a school; undone at once."""

import re
from dataclasses import dataclass
from uuid import UUID

import psycopg
from psycopg import errors

from growthos_ui.auth.permissions import Role
from tests.cast import ALICE, BEA, BEN, NORTHGATE, Member, School
from tests.policies.trials import attempt
from tests.school_ground import HEADS, MENTORS, row_id

NO_RIGHT, REFUSED, LET_IN, DONE, NOTHING = "·", "—", "(yes)", "yes", "none"
# The caller's check, read only, or no sign-in that is good for it.
_LAW = (errors.InsufficientPrivilege, errors.ReadOnlySqlTransaction, errors.InvalidAuthorizationSpecification)


@dataclass(frozen=True)
class Function:
    """A function of the schema private: what it must be told, and who holds the right to call it."""

    oid: int
    signature: str
    needs: tuple[tuple[str, str], ...]
    changes: bool
    variadic: bool
    holders: tuple[str, ...]


def functions(owner: psycopg.Connection) -> list[Function]:
    """Return every function that is no trigger's, by signature."""
    return [
        Function(oid, signature, tuple(zip(names, types, strict=True)), changes, variadic, tuple(holders))
        for oid, signature, names, types, changes, variadic, holders in owner.execute(_FUNCTIONS)
    ]


_FUNCTIONS = """
    select p.oid, replace(p.oid::regprocedure::text, 'private.', ''),
           coalesce(p.proargnames[:p.pronargs - p.pronargdefaults], '{}')::text[],
           array(select format_type(t.type, null) from unnest(p.proargtypes) with ordinality as t (type, place)
                 where t.place <= p.pronargs - p.pronargdefaults order by t.place),
           p.provolatile = 'v', p.provariadic <> 0,
           array(select a.grantee::regrole::text from aclexplode(p.proacl) as a where a.grantee <> p.proowner
                 union select 'growthos_operations' where p.proowner = 'growthos_operations'::regrole order by 1)
    from pg_proc as p
    where p.pronamespace = 'private'::regnamespace and p.prokind = 'f' and p.prorettype <> 'trigger'::regtype
    order by 2"""


WORDS = {
    "reason": "For a reason.",
    "role": "mentor",
    "flag": "leaderboard",
    "decision": "approved",
    "status": "present",
    "key": "risk.no_login_days",
    "value": "9",
    "values": '{"risk.no_login_days": 9}',
    "name": "Some Body",
    "email": "some.body@school.example",
    "topics": ["notifications"],
    "since": None,
    "powers": ["admin"],
    "roles": ["admin"],
    "capability": "finance",
    "currency": "PKR",
    "amount": "1",
    "on": "true",
    "day": "2026-03-01",
    "start": "2027-03-01 15:00+00",
    "title": "Another",
    "message": "Words.",
    "subject": "Words.",
    "text": "Words.",
}


def facts(member: Member, school: School) -> dict[str, object]:
    """Return what arguments are called and what they say: rows of the school that are, where possible, this person's."""
    home = school == member.school
    learner = _learner(member) if home else (ALICE if school == NORTHGATE else BEA)
    mentor = member if home and member.role is Role.MENTOR else MENTORS[school.slug][0]
    ids = {
        "student": learner.student_id, "user": learner.id, "mentor": mentor.id, "to": HEADS[school.slug].id,
        "organization": school.id, "organization_id": school.id, "ticket": row_id(school, f"ticket {learner.student_id}"),
        "session": row_id(school, f"session {mentor.id}"), "place": row_id(school, f"enrollment {learner.key}"),
    }  # fmt: skip
    rows = {"course": "course 1", "batch": "batch 1", "module": "module 1", "recording": "recording 1.1"}
    rows |= {"assignment": "assignment 1.2", "work": "assignment 1.2"}
    return {**ids, **{name: row_id(school, what) for name, what in rows.items()}, **WORDS}


def _learner(member: Member) -> Member:
    """Return the person themself, or a learner of theirs, or one of the school."""
    if member.role is Role.STUDENT:
        return member
    theirs = [each for each in (ALICE, BEN, BEA) if each.mentor == member.key]
    return (theirs or [ALICE if member.school == NORTHGATE else BEA])[0]


# What an argument of another name says.
_BY_TYPE = {
    "uuid": UUID(int=0),
    "text": "x",
    "jsonb": "{}",
    "boolean": "false",
    "integer": "1",
    "text[]": "{}",
    "date": "2026-03-01",
    "timestamp with time zone": "2027-03-01 15:00+00",
}


def _argument(told: dict[str, object], name: str, kind: str) -> object:
    """Return what the argument is told, where that is of its type: a name may mean an id here and words there."""
    fits = name in told and isinstance(told[name], UUID) == (kind == "uuid")
    return told[name] if fits else _BY_TYPE.get(kind)


def arguments(function: Function, told: dict[str, object]) -> tuple[str, list[object]]:
    """Return the arguments of a call as SQL, and what to bind."""
    words = [
        f"{'variadic ' if function.variadic and at == len(function.needs) - 1 else ''}{name} => %s::{kind}"
        for at, (name, kind) in enumerate(function.needs)
    ]
    bound = [_argument(told, re.sub("^p_", "", name), kind) for name, kind in function.needs]
    return ", ".join(words), bound


def call(
    connection: psycopg.Connection, function: Function, told: dict[str, object]
) -> tuple[str, list[tuple[object, ...]]]:
    """Call the function and undo it; return how it went, and what it answered."""
    words, bound = arguments(function, told)
    name = function.signature.partition("(")[0]
    try:
        with attempt(connection):
            rows = connection.execute(f"select * from private.{name}({words})", bound).fetchall()
    except _LAW:
        return REFUSED, []
    except psycopg.Error:
        return LET_IN, []
    says = any(value not in (None, False, 0, "", []) for row in rows for value in row)
    return DONE if says or function.changes else NOTHING, rows


def may_call(connection: psycopg.Connection, function: Function) -> bool:
    """Say whether the present role holds the right."""
    return connection.execute("select has_function_privilege(%s::oid, 'execute')", [function.oid]).fetchone()[0]
