"""Parts of the product that are on or off: why, since when, and what was before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Boolean, DateTime, Text, column, func, select

from growthos_ui.db import columns_of
from growthos_ui.growth.models import FeatureFlag
from growthos_ui.listing.words import UNKNOWN, moment_words
from growthos_ui.oversight.models import AdminLog
from growthos_ui.people.models import User

if TYPE_CHECKING:
    from datetime import tzinfo

    from sqlalchemy import Select

    from growthos_ui.db import Transaction

_log = columns_of(AdminLog)
_row = columns_of(FeatureFlag)
_user = columns_of(User)
HISTORY_MAX = 50
REASON_LENGTH_MAX = 500
NAMES: dict[str, str] = {
    "sequential_unlock": "Recordings open in order",
    "content_drip": "Recordings open by date",
    "feedback_gate": "Ratings open the next recording",
    "auto_fee_suspension": "Suspension for unpaid fees",
    "late_penalty": "Late fees",
    "recovery_messages": "Recovery messages",
    "shopify_sync": "Shopify",
    "meta_ads_sync": "Meta ads",
    "leaderboard": "Leaderboard",
    "mentor_assignment_creation": "Assignments by mentors",
}


@dataclass(frozen=True, slots=True)
class Flag:
    """One switch as it stands. `edited` is empty while the default holds."""

    name: str
    title: str
    about: str
    is_on: bool
    fallback: bool
    is_own: bool
    reason: str
    edited: str


@dataclass(frozen=True, slots=True)
class Switched:
    """One time that a switch was turned: to what, by whom, when and why."""

    is_on: bool
    words: str
    reason: str


def title_of(name: str) -> str:
    """Return what a switch is called."""
    return NAMES.get(name) or name.replace("_", " ").capitalize()


async def find_flags(tx: Transaction, zone: tzinfo) -> list[Flag]:
    """Return every switch of the actor's organisation, by its title."""
    flags = [
        Flag(
            name=row["flag_name"],
            title=title_of(row["flag_name"]),
            about=row["description"],
            is_on=row["is_enabled"],
            fallback=row["fallback"],
            is_own=row["is_own"],
            reason=row["reason"] or "",
            edited=_by(row["changed_by"], row["changed_at"], zone) if row["is_own"] else "",
        )
        for row in await tx.rows(_in_force())
    ]
    return sorted(flags, key=lambda each: each.title)


async def find_history(tx: Transaction, name: str, zone: tzinfo) -> list[Switched]:
    """Return how a switch was turned, the last time first, as far as the actor may see the audit."""
    return [
        Switched(
            is_on=bool(row["new_values"]["is_enabled"]),
            words=_by(row["full_name"], row["timestamp"], zone),
            reason=str(row["new_values"].get("reason") or UNKNOWN),
        )
        for row in await tx.rows(_history(name))
    ]


async def switch(tx: Transaction, name: str, *, on: bool, reason: str) -> bool:
    """Turn a switch for a reason; return whether anything changed. Raises GrowthError where that is refused."""
    return bool(await tx.call("private.set_flag", name, on, reason))


def _in_force() -> Select[Any]:
    words = (column(name, Text) for name in ("flag_name", "description", "reason", "changed_by"))
    flags = (column(name, Boolean) for name in ("fallback", "is_enabled", "is_own"))
    return select(
        func.private.flags_in_force().table_valued(
            *words, *flags, column("changed_at", DateTime(timezone=True)), name="held"
        )
    )


def _history(name: str) -> Select[Any]:
    return (
        select(_log.timestamp, _log.new_values, _user.full_name)
        .join(FeatureFlag, _row.id == _log.record_id)
        .outerjoin(User, _user.id == _log.admin_id)
        .where(_log.action == "flag_changed", _log.table_name == "feature_flags", _row.flag_name == name)
        .order_by(_log.timestamp.desc(), _log.id)
        .limit(HISTORY_MAX)
    )


def _by(who: str | None, when: Any, zone: tzinfo) -> str:
    return f"{who or 'The program'}, {moment_words(when, zone)}"
