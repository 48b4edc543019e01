"""What tests of figures and charts share: every figure and every mark opened, and its rows counted."""

from __future__ import annotations

import re

from growthos_ui import db
from growthos_ui.listing import registry
from growthos_ui.listing.ask import ask_of
from growthos_ui.listing.totals import find_total

PATHS = {
    "/students": "students",
    "/learning/watching": "watching",
    "/learning/ratings": "ratings",
    "/coursework/marks": "marks",
}


async def opened_by(actor, engine, address):
    """Return how many rows stand behind an address."""
    path, _, query = address.partition("?")
    listing = registry.listing_named(PATHS[path])
    async with db.acting_as(actor, engine=engine) as tx:
        return (await find_total(tx, listing, ask_of(listing, query))).rows


def number_in(words):
    """Return the count that a mark or a figure tells: of `38.1% · 8 of 21` the 8, of `21 · 100%` the 21."""
    told = words.partition(" · ")
    text = told[2] if told[2] and "%" in told[0] else told[0]
    return int(re.match(r"[\d,]+", text)[0].replace(",", ""))


async def assert_marks_open_what_they_count(drawing, actor, engine):
    """Open every mark of a drawing and count its rows."""
    for series in drawing.series:
        for mark in series.marks:
            if mark.size and mark.href:
                assert await opened_by(actor, engine, mark.href) == number_in(mark.words), (series.name, mark)
