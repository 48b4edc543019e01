"""Who asks what in a measurement: each role only what its own screens ask."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from growthos_ui import db
from growthos_ui.auth.permissions import Permission
from growthos_ui.bench.registered import LISTINGS, registered
from growthos_ui.learning.progress.figures import clock
from growthos_ui.people.home import WAITING

if TYPE_CHECKING:
    from sqlalchemy import Select
    from sqlalchemy.ext.asyncio import AsyncEngine

    from growthos_ui.auth.actor import Actor


async def asked_by(actor: Actor, engine: AsyncEngine, chosen: dict[str, str]) -> list[tuple[str, Select[Any]]]:
    """Return the registered queries that this person's screens send, as (name, select)."""
    async with db.acting_as(actor, engine=engine) as tx:
        today = (await clock(tx)).today
    return [(name, select) for name, select in registered(chosen, today, actor) if actor.may(needed_for(name))]


def needed_for(name: str) -> Permission:
    """Return what it takes to be asked this: nobody else's screen sends it. Raises KeyError for a screen that is not named here."""
    if ", marks by " in name:
        return Permission.COURSEWORK_MARKS_READ
    waits = {f"home: {each.href.removeprefix('/')}": each.listing.read for each in WAITING}
    return waits.get(name) or _READS[name.partition(":")[0]]


_READS = {listing.name: listing.read for listing in LISTINGS} | {
    "compare": Permission.LEARNING_BATCHES_READ,
    "completion": Permission.LEARNING_PROGRESS_READ,
    "drop-off": Permission.LEARNING_PROGRESS_READ,
    "finance": Permission.FINANCE_OVERVIEW_READ,
    "home": Permission.PEOPLE_HOME_READ,
    "progress": Permission.LEARNING_PROGRESS_READ,
    "review": Permission.COURSEWORK_REVIEWS_READ,
    "student": Permission.PEOPLE_STUDENTS_READ,
}
