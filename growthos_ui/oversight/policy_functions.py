"""Which tables functions of the database write, and which database role may call them: from their own text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_WRITES = re.compile(r"\b(insert\s+into|update|delete\s+from)\s+((?:public|dashboard)\.\w+)", re.IGNORECASE)
_CALLS = re.compile(r"\bprivate\.(\w+)\s*\(")
_COMMANDS = {"insert": "add", "update": "change", "delete": "remove"}

FUNCTIONS: Any = text(
    """select f.proname as name, string_agg(f.prosrc, ' ') as body,
         bool_or(pg_catalog.has_function_privilege('growthos_staff', f.oid, 'execute')) as by_staff,
         bool_or(pg_catalog.has_function_privilege('authenticated', f.oid, 'execute')) as by_others
       from pg_catalog.pg_proc as f
       where f.pronamespace = 'private'::regnamespace and f.prokind = 'f' and f.prorettype <> 'trigger'::regtype
       group by f.proname"""
)


def written(functions: Iterable[Mapping[str, Any]], role: str) -> dict[str, set[str]]:
    """Return, by table, the commands that functions carry out which this role ("by_staff", "by_others") may call.

    What a function calls counts as its own; what triggers do does not: nobody calls them.
    """
    by_name = {each["name"]: each for each in functions}
    found: dict[str, set[str]] = {}
    for name in _reached(by_name, [each["name"] for each in by_name.values() if each[role]]):
        for verb, table in _WRITES.findall(by_name[name]["body"]):
            found.setdefault(table.lower(), set()).add(_COMMANDS[verb.split()[0].lower()])
    return found


def _reached(by_name: Mapping[str, Mapping[str, Any]], begin: list[str]) -> set[str]:
    """Return these functions and all that they call, each once."""
    seen: set[str] = set()
    waiting = list(begin)
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        waiting += [each for each in _CALLS.findall(by_name[name]["body"]) if each in by_name]
    return seen
