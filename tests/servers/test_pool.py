"""Many people through one small pool of the program: whatever fails, nobody meets a row, a role or a state of another."""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from growthos_ui import db
from growthos_ui.auth.actor import Actor
from growthos_ui.db import transaction
from growthos_ui.db.engine import make_engine
from growthos_ui.embedded import EmbeddedServer
from growthos_ui.errors import SignInOver
from tests.cast import CAST
from tests.database import Database, sign_in
from tests.servers.pooler import pooled

TRANSACTIONS = 1_500
AT_ONCE = 16
# Without the program's hint: what the pool forgets, and not what the query narrows.
WHO = text("select private.actor_id(), current_setting('transaction_read_only')")
STUDENTS = text("select id from public.students")
WRITE = text("update public.courses set title = title returning organization_id")
SLOW = text("select pg_sleep(0.05)")


Act = Callable[["Crowd", Actor], Awaitable[None]]


@dataclass
class Crowd:
    """The people, what each of them may see, and what went wrong."""

    people: list[Actor]
    seen: dict[object, set[object]]
    engine: AsyncEngine
    wrong: list[str] = field(default_factory=list)
    done: Counter[str] = field(default_factory=Counter)

    async def one(self, chance: random.Random, acts: tuple[Act, ...]) -> None:
        actor, act = chance.choice(self.people), chance.choice(acts)
        try:
            await act(self, actor)
        except (DBAPIError, SignInOver, asyncio.CancelledError, TimeoutError) as error:
            self.wrong.append(f"{act.__name__} of {actor.name}: {type(error).__name__} {error}")
        self.done[act.__name__] += 1

    async def check(self, tx: db.Transaction, actor: Actor) -> None:
        who, reads_only = (await tx._connection.execute(WHO)).one()
        rows = set((await tx._connection.execute(STUDENTS)).scalars())
        if (who, rows) != (actor.user_id, self.seen[actor.user_id]):
            self.wrong.append(f"{actor.name} met {who} and {len(rows)} rows")
        if (reads_only == "on") != ("read_only" in actor.capabilities):
            self.wrong.append(f"{actor.name} writes: {reads_only}")


async def read(crowd: Crowd, actor: Actor) -> None:
    async with db.acting_as(actor, engine=crowd.engine) as tx:
        await crowd.check(tx, actor)


async def write(crowd: Crowd, actor: Actor) -> None:
    """Whoever may write reaches their own school only; whoever may not is refused, and nothing of that lasts."""
    try:
        async with db.acting_as(actor, engine=crowd.engine) as tx:
            touched = set((await tx._connection.execute(WRITE)).scalars())
            if not touched <= {actor.organization_id}:
                crowd.wrong.append(f"{actor.name} wrote abroad")
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) not in {"25006", "42501", "40001", "40P01", "55P03"}:
            raise


async def fail(crowd: Crowd, actor: Actor) -> None:
    async def ask() -> None:
        async with db.acting_as(actor, engine=crowd.engine) as tx:
            await crowd.check(tx, actor)
            await tx._connection.execute(text("select 1 / 0"))

    with pytest.raises(DBAPIError):
        await ask()


async def run_late(crowd: Crowd, actor: Actor) -> None:
    async def ask() -> None:
        async with db.acting_as(actor, engine=crowd.engine) as tx:
            await tx._connection.execute(text("set local statement_timeout = 5"))
            await tx._connection.execute(SLOW)

    with pytest.raises(DBAPIError):
        await ask()


async def leave(crowd: Crowd, actor: Actor) -> None:
    """The page is closed in the middle of a statement: the task is cancelled."""

    entered = asyncio.Event()

    async def ask() -> None:
        async with db.acting_as(actor, engine=crowd.engine) as tx:
            entered.set()
            await tx._connection.execute(SLOW)

    task = asyncio.create_task(ask())
    await asyncio.wait({task, asyncio.create_task(entered.wait())}, return_when=asyncio.FIRST_COMPLETED)
    task.cancel()
    await asyncio.wait({task})
    if not task.cancelled() and task.exception():
        crowd.wrong.append(f"{actor.name} left, and {task.exception()}")


async def turn_back(crowd: Crowd, actor: Actor) -> None:
    async with db.acting_as(actor, engine=crowd.engine) as tx:
        try:
            async with tx._connection.begin_nested():
                await tx._connection.execute(text("select * from public.users where password_hash is null"))
        except DBAPIError:
            await crowd.check(tx, actor)
        else:
            crowd.wrong.append(f"{actor.name} read a secret")


async def forget(crowd: Crowd, actor: Actor) -> None:
    """A transaction that forgets to say who asks reaches nothing, whoever had the connection before."""
    async with crowd.engine.connect() as connection:
        try:
            rows = (await connection.execute(STUDENTS)).all()
            crowd.wrong.append(f"nobody met {len(rows)} rows")
        except DBAPIError as error:
            if getattr(error.orig, "sqlstate", None) != "42501":
                raise


async def come_too_late(crowd: Crowd, actor: Actor) -> None:
    stale = Actor(**{name: getattr(actor, name) for name in actor.__slots__} | {"epoch": actor.epoch - 1})
    with pytest.raises(SignInOver):
        async with db.acting_as(stale, engine=crowd.engine):
            crowd.wrong.append(f"{actor.name} came in with old rights")


ACTS = (read, read, read, write, fail, run_late, leave, turn_back, forget, come_too_late)


@pytest.fixture(scope="module")
def people(database: Database) -> tuple[list[Actor], dict[object, set[object]]]:
    actors = [sign_in(database, member) for member in CAST]
    seen = {}
    for actor in actors:
        with database.acting_as(actor) as connection:
            seen[actor.user_id] = {row for (row,) in connection.execute("select id from public.students")}
    return actors, seen


@pytest.fixture(params=["direct", "pooler"])
def way(request: pytest.FixtureRequest, server: EmbeddedServer, database: Database) -> Iterator[tuple[str, bool]]:
    if request.param == "direct":
        yield database.app_url, False
        return
    with pooled(str(server.socket), "growthos_app", server.passwords()["growthos_app"]) as url:
        yield url.format(database.name), True


@pytest.fixture
async def crowd(way: tuple[str, bool], people: tuple[list[Actor], dict[object, set[object]]]) -> AsyncIterator[Crowd]:
    url, behind_pooler = way
    engine = make_engine(url, behind_pooler=behind_pooler, pool_size=2)
    yield Crowd(*people, engine)
    await engine.dispose()


async def _run(crowd: Crowd, transactions: int, acts: tuple[Act, ...] = ACTS) -> None:
    chance = random.Random(4)
    seeds = iter([chance.random() for _ in range(transactions)])

    async def worker() -> None:
        for each in seeds:
            await crowd.one(random.Random(each), acts)

    await asyncio.gather(*(worker() for _ in range(AT_ONCE)))


async def test_nobody_meets_anything_of_another(crowd: Crowd) -> None:
    await _run(crowd, TRANSACTIONS)
    assert crowd.wrong == []
    assert crowd.done.total() == TRANSACTIONS
    assert set(crowd.done) == {act.__name__ for act in ACTS}


async def test_the_words_of_the_program_hold_through_a_pooler(crowd: Crowd) -> None:
    """A pooler drops what the program says at the start of a connection; the role says it again."""
    async with db.acting_as(crowd.people[0], engine=crowd.engine) as tx:
        for name, value in SAID.items():
            assert await tx._connection.scalar(text(f"show {name}")) == value


SAID = {"timezone": "UTC", "jit": "off", "max_parallel_workers_per_gather": "0", "lock_timeout": "2s"}


async def test_an_identity_that_lasts_would_be_met(crowd: Crowd, monkeypatch: pytest.MonkeyPatch) -> None:
    """The trial is no blind one: with the role set for the session, the next transaction that forgets has rows."""
    lasting = text(
        "select set_config('role', private.enter(:token_hash, :epoch), false), set_config('request.jwt.claims', current_setting('request.jwt.claims'), false)"
    )
    monkeypatch.setattr(transaction, "_ENTER", lasting)
    await _run(crowd, 60, (read, forget))
    assert crowd.wrong != []
