"""A list that is declared badly fails when it is imported, and the failure names the mistake."""

from __future__ import annotations

import pytest
from sqlalchemy import Column, DateTime, Enum, MetaData, Numeric, Table, Uuid, func, select

from growthos_ui.listing import columns, filters, registry
from growthos_ui.listing.declaration import BadListing
from growthos_ui.listing.listing import Beside, Listing
from tests.listing.pupils import PUPIL, PUPILS, declared, pupils

TITLE = columns.Text(name="full_name", label="Name", sort_by="name_key", card="title")
ODD = Table(
    "odd",
    MetaData(),
    Column("id", Uuid),
    Column("full_name", Numeric, nullable=False),
    Column("state", Enum("a", "b"), nullable=False),
    Column("at", DateTime, nullable=False),
)


def odd(name: str) -> dict:
    title = columns.Text(name="full_name", label="Name", sort_by=name, card="title")
    return {
        "source": lambda: select(ODD),
        "columns": (title,),
        "filters": (),
        "search": None,
        "beside": None,
        "sort": "full_name",
    }


MISTAKES = [
    ({"name": "My list"}, "its name is part of an address"),
    ({"columns": (TITLE, TITLE), "sort": "full_name"}, "column “full_name” is declared twice"),
    ({"columns": (columns.Text(name="full_name", label="Name", sort_by="name_key"),), "sort": "full_name"}, "exactly one column is the title"),
    ({"columns": (TITLE, columns.Text(name="wage", label="Wage")), "sort": "full_name"}, "“wage” is not in its query, and column “wage” reads it"),
    ({"columns": (columns.Link(name="full_name", label="Name", card="title", href="/{slug}"),)}, "“slug” is not in its query"),
    ({"columns": (columns.Text(name="full_name", label="Name", sort_by="wage", card="title"),)}, "sorts by “wage”, which is not in its query"),
    ({"columns": (columns.Text(name="full_name", label="Name", sort_by="course", card="title"),)}, "sorts by “course”, which may be null"),
    (odd("full_name"), "sorts by Numeric(), which is not leakproof"),
    (odd("state"), "sorts by Enum"),
    (odd("at"), "sorts by DateTime(), which is not leakproof"),
    ({"source": lambda: pupils().add_columns(func.lower(PUPIL.c.code).label("low")), "columns": (TITLE, columns.Text(name="low", label="Low", sort_by="low"))}, "sorts by an expression"),
    ({"source": lambda: pupils().limit(5)}, "must not be ordered, grouped, distinct or limited"),
    ({"source": lambda: pupils().order_by(PUPIL.c.code)}, "must not be ordered, grouped, distinct or limited"),
    ({"source": lambda: select(PUPIL.c.full_name, PUPIL.c.name_key), "columns": (TITLE,)}, "“id” is not in its query"),
    ({"sort": "course"}, "default sort “course” is no column that sorts"),
    ({"filters": (filters.Flag(name="q", label="Q", on="is_new"),)}, "filter “q” has a name that the address uses itself"),
    ({"filters": (filters.Flag(name="old", label="Old"),)}, "“old” is not in its query, and filter “old” reads it"),
    ({"filters": (filters.Flag(name="new", label="New", on="is_new"),) * 2}, "filter “new” is declared twice"),
    ({"beside": Beside("wage", ("wage", "wages"))}, "“wage” is not in its query, and the second total reads it"),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "mistake"), MISTAKES, ids=[mistake for _, mistake in MISTAKES])
def test_a_mistake_in_a_declaration_is_named(changes, mistake):
    with pytest.raises(BadListing, match=r"^.+: ") as bad:
        Listing(**declared(**{"name": "other", **changes}))
    assert mistake in str(bad.value)
    assert registry.listing_named("other") is None


def test_a_second_list_of_the_same_name_is_refused():
    with pytest.raises(TypeError, match="pupils: a list of this name is declared already"):
        Listing(**declared())


def test_every_list_is_found_by_its_name():
    assert registry.listing_named("pupils") is PUPILS
    assert PUPILS in registry.every_listing()
