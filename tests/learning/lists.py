"""What tests of the lists of learning share: a list opened as a person, and its rows by name."""

from __future__ import annotations

from tests.screens import open_screen


async def rows_of(pipeline, database, key, address, state):
    """Open the list and return its rows by their title."""
    tab = await open_screen(pipeline, database, key, address)
    title = next(column.name for column in state.listing.columns if column.card == "title")
    return {row[title]: row for row in tab.shown(state, "rows") or []}
