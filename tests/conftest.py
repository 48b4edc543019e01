"""What every test may ask for: a database of its own file, and people who are signed in to it."""

import gc
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

import pytest
from psycopg_pool import AsyncConnectionPool
from sqlalchemy.ext.asyncio import AsyncEngine

from growthos_ui.auth.actor import Actor
from growthos_ui.db import engine as app_engine
from growthos_ui.db import scope
from growthos_ui.db.engine import make_engine
from growthos_ui.embedded import EmbeddedServer
from growthos_ui.sign_in import store
from tests.cast import Member
from tests.connections import KeptConnection, engine_that_knows, let_go
from tests.database import Database, clone, make_template, sign_in
from tests.places import private_folder

if TYPE_CHECKING:
    from tests.sign_in.pipeline import Pipeline

# The whole OULAD set in a database of its own, for whoever asks; and how a run of several processes is divided.
pytest_plugins = ["tests.whole", "tests.division"]
# On a busy machine a process may stand still for longer than an app may between two statements of one transaction.
app_engine.IDLE_IN_TRANSACTION_TIMEOUT_MS = 120_000
# The app opens its connections anew in each test; what they and its engines have learnt is handed on (tests/connections.py).
app_engine.create_async_engine = engine_that_knows
scope._KNOWN_MAX = 5_000  # a run of the tests asks what the processes of a server ask between them
store.AsyncConnectionPool = partial(AsyncConnectionPool, connection_class=KeptConnection)


# What is imported and collected stays: a fifth of that time went into searching it for garbage.
gc.disable()


def pytest_collection_finish() -> None:
    """Leave what is imported out of every later search for garbage, and search rarely: it took a quarter of Python's time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    gc.enable()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Another server than the embedded one: tests/servers runs parts of the suite on each."""
    parser.addoption("--server", choices=("embedded", "system", "hosted", "hosted-embedded"), default="embedded")


@pytest.fixture(scope="session")
def server(request: pytest.FixtureRequest) -> Iterator[EmbeddedServer]:
    """One PostgreSQL for the run, in a short private folder that is removed at the end."""
    kind = request.config.getoption("--server")
    if kind != "embedded":
        from tests.servers.elsewhere import other_server

        with other_server(kind) as other:
            yield other
            let_go()
        return
    folder = private_folder()
    try:
        with EmbeddedServer(folder / "data", durable=False) as running:
            yield running
            let_go()
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
    let_go()
    server.drop_database(made.name)


@pytest.fixture
async def pipeline(database: Database) -> AsyncIterator["Pipeline"]:
    """The app's real event pipeline on the database of this test file; no event may have raised."""
    from tests.screens import screens_on

    async with screens_on(database) as opened:
        yield opened


@pytest.fixture
async def engine(database: Database) -> AsyncIterator[AsyncEngine]:
    """Connections of the program's own kind, as the role that the app logs in as."""
    made = make_engine(database.app_url)
    yield made
    await made.dispose()


@pytest.fixture
def acting(database: Database) -> Callable[[Member | str], Awaitable[Actor]]:
    """Sign a member of the cast in: `actor = await acting("maya")`."""

    async def sign_in_as(member: Member | str) -> Actor:
        return sign_in(database, member)

    return sign_in_as
