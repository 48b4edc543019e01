"""A course as one learner sees it: modules, and in each the recordings, open or locked and why."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, Any

from growthos_ui.listing.words import count_words, day_words, tenths_words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import tzinfo

# Why a recording is locked (domain: the unlock rules, first match).
LOCKS = {
    "not_enrolled": "no live enrolment",
    "fees_not_cleared": "waits for the fee",
    "drip_locked": "opens",
    "previous_not_watched": "after the recording before is watched",
    "previous_assignment_not_submitted": "after the assignment before is handed in",
    "previous_assignment_not_approved": "after the assignment before is approved",
    "prerequisite_missing": "after its prerequisites",
    "previous_not_rated": "after the recording before is rated",
}
OPENED = {"manually_unlocked": "opened by hand", "bypass": "all open for this learner"}


@dataclass
class Leaf:
    """One recording: `state` is done, begun, open or locked."""

    title: str = ""
    state: str = ""
    note: str = ""
    size: str = ""
    watched: str = ""
    filled: str = ""


@dataclass
class Branch:
    """One module: how much of it is done; its leaves are asked for when it is opened."""

    id: str = ""
    title: str = ""
    state: str = ""
    note: str = ""
    size: str = ""
    watched: str = ""
    filled: str = ""
    is_open: bool = False
    leaves: list[Leaf] = field(default_factory=list)


def branches(tree: Sequence[Any]) -> list[Branch]:
    """Return the modules of a course in their order."""
    groups = [list(group) for _, group in groupby(tree, key=lambda row: row["module_id"])]
    return [_branch(group) for group in groups]


def leaves(rows: Sequence[Any], zone: tzinfo) -> list[Leaf]:
    """Return the recordings of a module in their order."""
    return [_leaf(row, zone) for row in rows]


def _branch(rows: Sequence[Any]) -> Branch:
    first, done = rows[0], sum(row["completed_at"] is not None for row in rows)
    is_open = [row for row in rows if row["is_open"]]
    begun = any(row["watched_tenths"] for row in rows)
    state = "done" if done == len(rows) else "begun" if begun else "open" if is_open else "locked"
    share = 1000 * done // len(rows)
    return Branch(
        id=str(first["module_id"]),
        title=f"Module {first['module_number']} · {first['module_title']}",
        state=state,
        note=LOCKS.get(first["reason"], "locked") if state == "locked" else "",
        size=f"{count_words(done)} of {count_words(len(rows))}",
        watched=tenths_words(share),
        filled=f"{share / 10:.1f}%",
    )


def _leaf(row: Any, zone: tzinfo) -> Leaf:
    watched = row["watched_tenths"]
    state = "done" if row["completed_at"] else "begun" if watched else "open" if row["is_open"] else "locked"
    minutes = round(row["duration_seconds"] / 60) if row["duration_seconds"] else None
    return Leaf(
        title=row["title"],
        state=state,
        note=_note(row, state, zone),
        size=f"{minutes} min" if minutes else "",
        watched=tenths_words(watched) if watched is not None else "",
        filled=f"{watched / 10:.1f}%" if watched is not None else "",
    )


def _note(row: Any, state: str, zone: tzinfo) -> str:
    if state == "done":
        return f"completed {day_words(row['completed_at'].astimezone(zone).date())}"
    if state != "locked":
        return OPENED.get(row["reason"], "")
    if row["opens_at"]:
        return f"opens {day_words(row['opens_at'].astimezone(zone).date())}"
    return LOCKS.get(row["reason"], "locked")
