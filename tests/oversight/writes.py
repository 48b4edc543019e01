"""What the database's functions write into the audit and into the activity, read from their bodies.

Only what stands where it is written counts: the argument of whoever writes, or the value of an insert's column. A word that a
function merely compares with is none.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    import psycopg

# Which argument says what was done, counted from nought; the functions that hand theirs on stand here, too.
AUDIT = {"log_admin_action": 1, "note_approval": 1, "follow_extension": 3, "put_lms_status": 5}
ACTIVITY = {"log_activity": 2, "log_staff_activity": 1}

_SAID = re.compile(r"^'([a-z_.]+)'$")
_CHOSEN = re.compile(r"\b(?:then|else)\s+'([a-z_.]+)'")


def bodies(owner: psycopg.Connection) -> list[str]:
    """Return the bodies of all our functions, without what is remarked in them."""
    rows = owner.execute("select prosrc from pg_proc where pronamespace = 'private'::regnamespace").fetchall()
    return [re.sub(r"--[^\n]*", "", body) for (body,) in rows]


def written(sources: list[str], table: str, column: str, writers: dict[str, int]) -> set[str]:
    """Return every word that one of the functions can write into the column, by itself or through those that write it."""
    return {
        word
        for source in sources
        for value in (*_arguments(source, writers), *_inserted(source, table, column))
        for word in _words(source, value)
    }


def _words(source: str, value: str) -> list[str]:
    """Return the word, or those of a choice; a constant is what it was declared as, and anything else is known to nobody."""
    if declared := re.search(rf"^\s*{re.escape(value)} constant text := ([^;]+);", source, re.MULTILINE):
        value = declared[1].strip()
    return _SAID.findall(value) or _CHOSEN.findall(value if value.startswith("case ") else "")


def _arguments(source: str, writers: dict[str, int]) -> Iterator[str]:
    for call in re.finditer(rf"\bprivate\.({'|'.join(writers)})\(", source):
        yield _parts(source[call.end() :])[writers[call[1]]]


def _inserted(source: str, table: str, column: str) -> Iterator[str]:
    for each in re.finditer(rf"\binsert into public\.{table}\s*\(([^)]+)\)\s*(values\s*\(|select\b)", source):
        columns = [name.strip() for name in each[1].split(",")]
        yield _parts(source[each.end() :])[columns.index(column)]


def _parts(text: str) -> list[str]:
    """Return what stands between the commas, up to the bracket that closes or the end of the columns of a select."""
    parts, depth, start = [], 0, 0
    for found in re.finditer(r"'(?:[^']|'')*'|[(\[]|[)\]]|,|;|\bfrom\b", text):
        sign = found[0]
        depth += (sign in "([") - (sign in ")]")
        if depth < 0 or (depth == 0 and sign in {",", ";", "from"}):
            parts.append(" ".join(text[start : found.start()].split()))
            start = found.end()
            if sign != ",":
                break
    return parts
