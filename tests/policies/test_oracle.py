"""The oracle of the documents and row security say the same of every person, row and command of the school."""

from collections.abc import Iterator

import pytest

from growthos_ui.db.catalogue import tables
from tests.database import Database
from tests.policies.oracle import CELLS
from tests.policies.reaching import Differences, compare_all
from tests.policies.world import Person, World, gather, read_world

# Of person, row and command; a change counts once for each column.
PAIRS_AT_LEAST = 40_000


@pytest.fixture(scope="module")
def school(database: Database) -> Iterator[tuple[World, list[Person], list[str]]]:
    people = gather(database)
    with database.as_owner() as owner:
        names = tables(owner)
        yield read_world(owner, names), people, names


def test_every_table_has_its_line(school: tuple[World, list[Person], list[str]]) -> None:
    assert set(school[2]) - set(CELLS) == set()


def test_every_person_reaches_what_the_documents_say_and_nothing_more(
    database: Database, school: tuple[World, list[Person], list[str]]
) -> None:
    world, people, names = school
    told = Differences()
    for person in people:
        with database.acting_as(person.actor) as connection:
            each = compare_all(connection, world, person, names)
        told.compared += each.compared
        told.found += each.found
    assert told.found == []
    assert told.compared > PAIRS_AT_LEAST
