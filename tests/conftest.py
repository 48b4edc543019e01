"""What every test may ask for: a database of its own file, and people who are signed in to it."""

import shutil
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest

from growthos_ui.auth.actor import Actor
from growthos_ui.embedded import EmbeddedServer
from tests.cast import Member
from tests.database import Database, clone, make_template, sign_in

# The whole OULAD set in a database of its own, for whoever asks.
pytest_plugins = ["tests.whole"]


# What is dear to set up is set up once: the files that share it run in one process, the longest groups first.
_LONGEST_FIRST = ("journeys", "whole", "live", "demo")


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    """Name the group of each test, by which a run of several processes divides them: its file, or what it shares with others."""
    for item in items:
        item.add_marker(pytest.mark.xdist_group(_group(item)))
    items.sort(key=_turn)
    yield  # only now does pytest-xdist read the names


def _group(item: pytest.Item) -> str:
    if "whole_oulad" in getattr(item, "fixturenames", ()):
        return "whole"
    folder, file = item.path.parts[-2:]
    return folder if folder in _LONGEST_FIRST else f"{folder}/{file}"


def _turn(item: pytest.Item) -> int:
    group = _group(item)
    return _LONGEST_FIRST.index(group) if group in _LONGEST_FIRST else len(_LONGEST_FIRST)


@pytest.fixture(scope="session")
def server() -> Iterator[EmbeddedServer]:
    """One PostgreSQL for the run, in a short private folder that is removed at the end."""
    folder = Path(tempfile.mkdtemp(prefix="growthos-test-"))
    folder.chmod(0o700)
    try:
        with EmbeddedServer(folder / "data", durable=False) as running:
            yield running
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def template(server: EmbeddedServer) -> str:
    """The name of the database that the clones are of."""
    from tests.database import TEMPLATE

    make_template(server)
    return TEMPLATE


@pytest.fixture(scope="module")
def database(server: EmbeddedServer, template: str) -> Iterator[Database]:
    """A copy of the template for this test file: the cast, and a small school."""
    made = clone(server, template=template)
    yield made
    server.drop_database(made.name)


@pytest.fixture
def acting(database: Database) -> Callable[[Member | str], Awaitable[Actor]]:
    """Sign a member of the cast in: `actor = await acting("maya")`."""

    async def sign_in_as(member: Member | str) -> Actor:
        return sign_in(database, member)

    return sign_in_as
