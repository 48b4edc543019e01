"""Saved views of lists, and how a person arranged one: read and kept as the actor."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from secrets import token_hex
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from sqlalchemy import delete, func, literal_column, select, update
from sqlalchemy.dialects.postgresql import insert

from growthos_ui.auth.denied import DENIED
from growthos_ui.auth.naming import CAPABILITY_WORDS, ROLE_WORDS
from growthos_ui.auth.permissions import Capability, Permission, Role
from growthos_ui.db import columns_of
from growthos_ui.errors import GrowthError, Kind
from growthos_ui.listing.models import ListLayout, SavedView

if TYPE_CHECKING:
    from growthos_ui.db import Transaction
    from growthos_ui.listing.layout import Layout
    from growthos_ui.listing.listing import Listing

MINE = "mine"
EVERYONE = "everyone"
NAME_LENGTH_MAX = 60
AUDIENCES: dict[str, str] = {
    MINE: "Only me",
    EVERYONE: "Everyone",
    **{role.value: f"{ROLE_WORDS[role]}s" for role in Role if role is not Role.STUDENT},
    **{each.value: CAPABILITY_WORDS[each] for each in Capability if each is not Capability.READ_ONLY},
}
"""With whom a view may be shared, in words."""

_view = columns_of(SavedView)
_layout = columns_of(ListLayout)


@dataclass(frozen=True, slots=True)
class View:
    """A saved view as the actor sees it: `is_mine` made by them, `is_for_me` made for them."""

    slug: str
    name: str
    query: str
    layout: dict[str, Any]
    audience: str
    is_default: bool
    is_mine: bool
    is_for_me: bool


async def find_views(tx: Transaction, listing: Listing) -> tuple[View, ...]:
    """Return the views of a list that the actor may see: their own first, then those shared, by name."""
    rows = await tx.rows(
        select(
            *(_view[name] for name in ("slug", "name", "query", "layout", "audience", "is_default")),
            (_view.made_by == tx.actor.user_id).label("is_mine"),
            literal_column("saved_views.audience = any ((select private.my_audiences())::text[])").label("is_shared"),
        )
        .where(_view.listing == listing.name)
        .order_by(_view.audience != MINE, func.lower(_view.name), _view.slug)
    )
    return tuple(_read(dict(row)) for row in rows)


def _read(row: dict[str, Any]) -> View:
    is_shared = row.pop("is_shared")
    return View(**row, is_for_me=is_shared if row["audience"] != MINE else row["is_mine"])


def opening(views: tuple[View, ...]) -> View | None:
    """Return the view that the list opens with: the person's own choice, else their role's, else everyone's."""
    defaults = [view for view in views if view.is_default and view.is_for_me]
    return min(defaults, key=lambda view: (view.audience != MINE, view.audience == EVERYONE), default=None)


async def save_view(
    tx: Transaction, listing: Listing, *, name: str, query: str, layout: Layout, audience: str, is_default: bool
) -> str:
    """Keep a view under a name and return the word that names it in addresses."""
    check_audience(tx, audience)
    named = checked_name(name)
    slug = f"{_slug(named)}-{token_hex(2)}"
    if is_default:
        await _open_otherwise(tx, listing, audience)
    await tx.change(
        insert(SavedView).values(
            id=uuid4(),
            organization_id=tx.actor.organization_id,
            listing=listing.name,
            slug=slug,
            name=named,
            query=query,
            layout=layout.kept(),
            audience=audience,
            is_default=is_default,
        )
    )
    return slug


async def change_view(tx: Transaction, listing: Listing, slug: str, **changes: Any) -> None:
    """Change name, query, layout, audience or is_default of a view that the actor may change."""
    if "name" in changes:
        changes["name"] = checked_name(changes["name"])
    if "audience" in changes:
        check_audience(tx, changes["audience"])
    if changes.get("is_default"):
        audience = await tx.scalar(select(_view.audience).where(_view.listing == listing.name, _view.slug == slug))
        await _open_otherwise(tx, listing, changes.get("audience", audience or MINE))
    elif "audience" in changes:
        changes["is_default"] = False
    _reached(await tx.change(update(SavedView).where(*_one(listing, slug)).values(**changes).returning(_view.slug)))


async def remove_view(tx: Transaction, listing: Listing, slug: str) -> None:
    """Remove a view. Copies that people made of it are views of their own and stay."""
    _reached(await tx.change(delete(SavedView).where(*_one(listing, slug)).returning(_view.slug)))


async def find_layout(tx: Transaction, listing: Listing, view: str) -> dict[str, Any] | None:
    """Return how the actor arranged the list, or this view of it; None where they did not."""
    found: dict[str, Any] | None = await tx.scalar(select(_layout.layout).where(*_arranged(tx, listing, view)))
    return found


async def keep_layout(tx: Transaction, listing: Listing, view: str, layout: Layout | None) -> None:
    """Keep how the actor arranged the list, or this view of it; None goes back to what it was made with."""
    if layout is None:
        await tx.change(delete(ListLayout).where(*_arranged(tx, listing, view)))
        return
    values = {"id": uuid4(), "organization_id": tx.actor.organization_id, "listing": listing.name, "view": view}
    await tx.change(
        insert(ListLayout)
        .values(**values, layout=layout.kept())
        .on_conflict_do_update(
            index_elements=["organization_id", "kept_by", "listing", "view"], set_={"layout": layout.kept()}
        )
    )


def checked_name(name: str) -> str:
    """Return the name without needless blanks; raise GrowthError when nothing or too much is left."""
    named = " ".join(name.replace("\0", " ").split())
    if not named:
        raise GrowthError(Kind.INVALID, "A view needs a name.", field="name")
    if len(named) > NAME_LENGTH_MAX:
        raise GrowthError(Kind.INVALID, f"A name has at most {NAME_LENGTH_MAX} letters.", field="name")
    return named


def name_of_copy(name: str) -> str:
    """Return what one's own copy of a view is called: two tabs of one name could not be told apart."""
    end = " (mine)"
    return name if name.endswith(end) else name[: NAME_LENGTH_MAX - len(end)] + end


def check_audience(tx: Transaction, audience: str) -> None:
    """Raise GrowthError where nobody is meant, or the actor may not share."""
    if audience not in AUDIENCES:
        raise GrowthError(Kind.INVALID, "Choose with whom the view is shared.", field="audience")
    if audience != MINE and not tx.actor.may(Permission.PEOPLE_VIEWS_MANAGE):
        raise GrowthError(Kind.FORBIDDEN, DENIED[Permission.PEOPLE_VIEWS_MANAGE])


async def _open_otherwise(tx: Transaction, listing: Listing, audience: str) -> None:
    """Let no other view be the one that the list opens with, for these people."""
    mine = [_view.made_by == tx.actor.user_id] if audience == MINE else []
    others = (_view.listing == listing.name, _view.audience == audience, _view.is_default, *mine)
    await tx.change(update(SavedView).where(*others).values(is_default=False))


def _arranged(tx: Transaction, listing: Listing, view: str) -> tuple[Any, Any, Any]:
    return (_layout.kept_by == tx.actor.user_id, _layout.listing == listing.name, _layout.view == view)


def _one(listing: Listing, slug: str) -> tuple[Any, Any]:
    return (_view.listing == listing.name, _view.slug == slug)


def _reached(rows: list[Any]) -> None:
    """Raise GrowthError where row security let nothing be changed."""
    if not rows:
        raise GrowthError(Kind.MISSING, "This view is not there any more, or not yours to change.")


def _slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:48] or "view"
