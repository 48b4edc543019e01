"""One line of the audit, told: what changed, from what to what, for whom and from where."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from growthos_ui.listing.words import UNKNOWN, moment_words
from growthos_ui.oversight import queries
from growthos_ui.oversight.words import ACTIONS, TABLES, column_words, description_words, named

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import tzinfo

    from growthos_ui.db import Transaction

VALUE_LENGTH_MAX = 600


@dataclass(frozen=True, slots=True)
class Changed:
    """One column: its name, and its value before and after in words."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A row in words. `kind` is "update", "insert" or "delete": whether there was a before and an after.

    `facts` are names and what they are, `texts` headings and what stands under them letter by letter.
    """

    title: str
    description: str
    kind: str = "update"
    changes: tuple[Changed, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    texts: tuple[tuple[str, str], ...] = ()


async def find_entry(tx: Transaction, entry_id: UUID, zone: tzinfo) -> Told | None:
    """Return an entry in words, or None where there is none that the actor may see."""
    row = await tx.one(queries.entry(entry_id))
    if row is None:
        return None
    ids = sorted({each for values in (row["old_values"], row["new_values"]) for each in _ids_in(values)})
    names = {str(each["id"]): each["name"] for each in await tx.rows(queries.names_of(ids))} if ids else {}
    return told(dict(row), names, zone)


def told(row: Mapping[str, Any], names: Mapping[str, str], zone: tzinfo) -> Told:
    """Return a row of the audit in words; `names` are those behind the ids that the reader may see."""
    before, after = row["old_values"] or {}, row["new_values"] or {}
    kind = "update" if before and after else "delete" if before else "insert"
    return Told(
        title=named(row["action"], ACTIONS),
        description=description_words(row["description"]),
        kind=kind,
        changes=tuple(
            Changed(column_words(name), value_words(before.get(name), names), value_words(after.get(name), names))
            for name in sorted(before.keys() | after.keys())
        ),
        facts=tuple(_facts(row, zone)),
    )


def _facts(row: Mapping[str, Any], zone: tzinfo) -> Iterator[tuple[str, str]]:
    yield "When", f"{moment_words(row['timestamp'], zone)}:{row['timestamp'].astimezone(zone):%S}"
    yield "Who", row["actor_name"]
    if row["actor_role"]:
        yield "Role at the time", named(row["actor_role"], {})
    if row["on_behalf_of"]:
        yield "On behalf of", row["other_name"] or "Somebody whom you may not see"
    if row["person_name"]:
        yield "Person affected", f"{row['person_name']} · {row['student_code']}"
    yield "Table", named(row["table_name"], TABLES)
    yield "Record", row["record"] or UNKNOWN
    yield "Sensitivity", named(row["sensitivity"], {"normal": "Ordinary"})
    yield from ((name, str(row[key])) for name, key in _TRACES if row[key])


# Where it came from; what nobody wrote down is left out.
_TRACES = (("Request", "request_id"), ("Address", "address"), ("Sign-in", "session_id"))


def value_words(value: Any, names: Mapping[str, str]) -> str:
    """Return one value of a column: yes or no, a person's name where it is known, lists and objects as JSON."""
    match value:
        case None:
            return UNKNOWN
        case bool():
            return "Yes" if value else "No"
        case str():
            return _short(names.get(value, value)) or "Empty"
        case dict() | list():
            return _short(json.dumps(value, ensure_ascii=False, sort_keys=True))
    return str(value)


def _short(text: str) -> str:
    return text if len(text) <= VALUE_LENGTH_MAX else f"{text[:VALUE_LENGTH_MAX]}…"


def _ids_in(values: Mapping[str, Any] | None) -> Iterator[UUID]:
    for value in (values or {}).values():
        try:
            yield UUID(value)
        except (TypeError, ValueError, AttributeError):
            continue
