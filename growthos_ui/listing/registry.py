"""Every declared list by its name: exports, saved views and measurements find it here."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from growthos_ui.listing.listing import Listing

_listings: dict[str, Listing] = {}


def add(listing: Listing) -> None:
    """Remember a list; a second one of the same name is a mistake."""
    if listing.name in _listings:
        raise TypeError(f"{listing.name}: a list of this name is declared already")
    _listings[listing.name] = listing


def listing_named(name: str) -> Listing | None:
    """Return the list of this name."""
    return _listings.get(name)


def every_listing() -> tuple[Listing, ...]:
    """Return all lists in the order of their names."""
    return tuple(_listings[name] for name in sorted(_listings))
