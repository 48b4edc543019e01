"""The error log: what failed unexpectedly, one failure told, and whether it was looked at."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import String, case, column, literal, select, values

from growthos_ui.auth.permissions import Permission
from growthos_ui.db import columns_of
from growthos_ui.errors import GrowthError, Kind
from growthos_ui.learning.tables import holds
from growthos_ui.listing.acts import Act
from growthos_ui.listing.columns import Badge, Code, Mark, Person, Text
from growthos_ui.listing.filters import Choice, DayRange, Flag
from growthos_ui.listing.listing import Listing
from growthos_ui.listing.search import Search
from growthos_ui.listing.words import moment_words, number_of
from growthos_ui.oversight.columns import Instant, Named, Opener
from growthos_ui.oversight.entries import Told
from growthos_ui.oversight.models import ErrorLog
from growthos_ui.people.models import User

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import tzinfo
    from uuid import UUID

    from sqlalchemy import Select

    from growthos_ui.db import Transaction

_error = columns_of(ErrorLog)
_accounts: Any = User.__table__  # type: ignore[attr-defined]
_whose = _accounts.alias("whose")
_resolver = _accounts.alias("resolver")
_NOUN = ("error", "errors")
SEVERITIES = (
    Mark("critical", "Critical", "alarm", "bad", is_tinted=True),
    Mark("error", "Error", "ring", "bad"),
    Mark("warning", "Warning", "half", "warn"),
    Mark("info", "Info", "dot", "neutral"),
)
STATES = (Mark("open", "Open", "ring", "warn"), Mark("resolved", "Resolved", "done", "good"))
TYPES = {
    "ui": "Page",
    "database": "Database",
    "api": "Interface",
    "network": "Network",
    "validation": "Input",
    "auth": "Sign-in",
    "integration": "Integration",
    "unknown": "Program",
}
ALIKE = (("these", "Only these"), ("alike", "These, and every open one that says the same"))
REASONS = (("again", "It happened again"), ("not", "It was not mended"), ("mistake", "It was resolved by mistake"))


def errors() -> Select[Any]:
    """Return every failure that was written down, with whose it was and whether it was looked at."""
    return (
        select(
            _error.id,
            _error.created_at,
            _error.severity,
            _error.severity_rank,
            _error.error_type,
            _error.error_message,
            case((_error.user_id.is_(None), literal("The program")), else_=_whose.c.full_name).label("person_name"),
            _error.url,
            _error.request_id,
            _error.resolved,
            case((_error.resolved, "resolved"), else_="open").label("state"),
        )
        .outerjoin(_whose, _whose.c.id == _error.user_id)
    )  # fmt: skip


def _choices(name: str, pairs: tuple[tuple[str, str], ...]) -> Select[Any]:
    listed = values(column("value", String), column("label", String), name=name).data(list(pairs))
    return select(listed.c.value, listed.c.label)


async def resolve(tx: Transaction, errors: Sequence[UUID], said: Mapping[str, str]) -> str:
    """Say that these errors are resolved, and those alike where that is wanted; raise GrowthError where it is refused."""
    choice = said["choice"]
    if choice not in dict(ALIKE):
        raise GrowthError(Kind.INVALID, "Choose which.", field="choice")
    closed = [await tx.call("private.resolve_error", each, choice == "alike") for each in sorted(errors)]
    return f"{number_of(sum(closed), _NOUN)} resolved"


async def reopen(tx: Transaction, errors: Sequence[UUID], said: Mapping[str, str]) -> str:
    """Open these errors again for a reason; raise GrowthError where it is refused."""
    why = dict(REASONS).get(said["choice"])
    if why is None:
        raise GrowthError(Kind.INVALID, "Choose why.", field="choice")
    opened = [await tx.call("private.reopen_error", each, why) for each in sorted(errors)]
    return f"{number_of(sum(opened), _NOUN)} opened again"


_SAID = ("error_message", "url", "request_id")

ERRORS = Listing(
    name="errors",
    title="Error log",
    noun=_NOUN,
    source=errors,
    columns=(
        Instant(name="created_at", label="When", sort_by="created_at", card="pair"),
        Badge(name="severity", label="Severity", marks=SEVERITIES, sort_by="severity_rank", card="state"),
        Named(name="error_type", label="Where", known=TYPES, card="sub"),
        Opener(name="error_message", label="Message", card="title"),
        Person(name="person_name", label="Person", card="sub"),
        Text(name="url", label="Page", is_quiet=True),
        Code(name="request_id", label="Request", card="pair"),
        Badge(name="state", label="State", marks=STATES),
    ),
    filters=(
        Choice(name="severity", label="Severity", choices=tuple((mark.value, mark.words) for mark in SEVERITIES)),
        Choice(name="where", label="Where", on="error_type", choices=tuple(TYPES.items())),
        Flag(name="resolved", label="State", yes="Resolved", no="Open"),
        DayRange(name="when", label="When", on="created_at"),
    ),
    search=Search(placeholder="Message, page or request", on=_SAID, clause=holds(*_SAID)),
    sort="-created_at",
    read=Permission.OVERSIGHT_ERRORS_READ,
    acts=(
        Act(
            name="resolve", label="Resolve", needs=Permission.OVERSIGHT_ERRORS_DECIDE, noun=_NOUN, asks="Which",
            options=lambda: _choices("alike", ALIKE), run=resolve,
        ),
        Act(
            name="reopen", label="Open again", needs=Permission.OVERSIGHT_ERRORS_DECIDE, noun=_NOUN, asks="Why",
            options=lambda: _choices("reason", REASONS), run=reopen,
        ),
    ),
    absent="Nothing has failed unexpectedly.",
)  # fmt: skip


async def find_error(tx: Transaction, error_id: UUID, zone: tzinfo) -> Told | None:
    """Return a failure in words, or None where there is none that the actor may see."""
    row = await tx.one(
        errors()
        .add_columns(_error.error_details, _error.stack_trace, _error.error_code, _error.user_agent)
        .add_columns(_error.resolved_at, _resolver.c.full_name.label("resolver_name"))
        .outerjoin(_resolver, _resolver.c.id == _error.resolved_by)
        .where(_error.id == error_id)
    )
    if row is None:
        return None
    details = row["error_details"]
    shown = json.dumps(details, indent=2, ensure_ascii=False, sort_keys=True) if details else ""
    texts = (("Where in the program", row["stack_trace"]), ("Details", shown))
    return Told(
        title="Error",
        description=row["error_message"],
        facts=tuple(_facts(dict(row), zone)),
        texts=tuple((name, text) for name, text in texts if text),
    )


def _facts(row: dict[str, Any], zone: tzinfo) -> Iterator[tuple[str, str]]:
    yield "When", moment_words(row["created_at"], zone)
    yield "Severity", next(mark.words for mark in SEVERITIES if mark.value == row["severity"])
    yield "Where", TYPES[row["error_type"]]
    yield "Person", row["person_name"] or "Somebody whom you may not see"
    traces = (("Page", "url"), ("Request", "request_id"), ("Code", "error_code"), ("Browser", "user_agent"))
    yield from ((name, row[key]) for name, key in traces if row[key])
    if row["resolved"]:
        yield "Resolved", f"{row['resolver_name'] or 'A superadmin'}, {moment_words(row['resolved_at'], zone)}"
