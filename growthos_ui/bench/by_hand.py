"""`growthos bench rls`: what row security costs, query by query and role by role, against a WHERE written by hand.

The same transaction runs twice, turn by turn in one run: it begins, proves the sign-in, asks one question and ends. One
side is the app under row security; the other is the owner, whom no policy binds, with everything that the policies ask
written into its WHERE (`where`). Who is asking has to be looked up by either, once a transaction; what the policies add to
the planning and to the running of the question is on one side only. An answer that differs is said, for then the two are
not the same question.

The tables are vacuumed first. Measured is what the processor worked, in the program and in the server's session
(`processor`); compared are the fastest runs of either side, and the medians are told beside them. What is over the limit is
asked once more in sessions of its own, and that counts.
"""

from __future__ import annotations

import asyncio
import json
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import asdict, dataclass
from functools import partial
from secrets import token_hex
from statistics import median
from typing import TYPE_CHECKING, Any

import psycopg
from sqlalchemy import text

from growthos_ui import db
from growthos_ui.bench.asked import asked_by
from growthos_ui.bench.compared import LIMIT, Compared, show
from growthos_ui.bench.people import samples, somebody_of_each_role
from growthos_ui.bench.processor import watch_on
from growthos_ui.bench.where import OWN_TABLES, write_by_hand
from growthos_ui.db import Transaction
from growthos_ui.db.engine import make_engine
from growthos_ui.listing.page import NOW

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    from sqlalchemy import RowMapping, Select
    from sqlalchemy.ext.asyncio import AsyncEngine

    from growthos_ui.auth.actor import Actor

ROUNDS = 5
IN_A_ROW = 3
"""Each side is asked so often in a turn: the first time it finds the processor's memory full of the other side."""
AGAIN = 3
"""What is over the limit is run on, up to so many times as often as the rest: a neighbour's load falls on one side or the other."""
SMALL_MS, AGAIN_SMALL = 8, 40
"""What takes less than this is run on longer: of a millisecond, half of one is soon lost to a neighbour, and soon asked again."""
_CLOCKS = (NOW, "now")  # tell the moment of asking, which is another one on either side

# As db.transaction has it, but that the role is only told and not taken: the owner stays the owner.
_ENTER = text("select private.enter(:token_hash, :epoch), set_config('growthos.request_id', :request, true)")
# Without entering, which lets those who only read make no views.
_CLAIMS = text("select set_config('request.jwt.claims', :claims, true)")


@dataclass(frozen=True, slots=True)
class _Side:
    """A way to act, and what tells how long the processor has worked for it."""

    acting: Callable[[], AbstractAsyncContextManager[Transaction]]
    watch: Callable[[], float]


def compare(
    *,
    owner_url: str,
    app_url: str,
    sign_in_url: str,
    rounds: int = ROUNDS,
    limit: float = LIMIT,
    json_file: Path | None = None,
    report: Callable[[str], None] | None = None,
) -> list[Compared]:
    """Measure, print the dearest, write everything as JSON where asked, and return it, dearest first."""
    with psycopg.connect(owner_url, autocommit=True) as owner:
        owner.execute("vacuum (analyze)")
    with somebody_of_each_role(owner_url=owner_url, sign_in_url=sign_in_url) as actors:
        found = asyncio.run(_each_role((app_url, owner_url), actors, (rounds, limit), report or (lambda _: None)))
    found.sort(key=lambda each: (each.same, -each.ratio))
    show(found, limit)
    if json_file is not None:
        json_file.write_text(json.dumps([asdict(each) for each in found], indent=1), encoding="utf-8")
    return found


async def _each_role(
    urls: tuple[str, str], actors: list[Actor], length: tuple[int, float], report: Callable[[str], None]
) -> list[Compared]:
    found = []
    for actor in actors:
        report(f"as {actor.role_words}")
        async with _sessions(urls, actor) as (app, free):
            asked = await asked_by(actor, app, samples(urls[1], actor))
            once = [(one, await _one(app, free, one, length)) for one in asked]
        found += [each if each.is_within(length[1]) else await _anew(urls, actor, one, length) for one, each in once]
    return found


async def _anew(
    urls: tuple[str, str], actor: Actor, asked: tuple[str, Select[Any]], length: tuple[int, float]
) -> Compared:
    """Ask what was over the limit in sessions that have asked nothing else: what the others had gathered weighs on one side."""
    async with _sessions(urls, actor) as (app, free):
        return await _one(app, free, asked, length)


@asynccontextmanager
async def _sessions(urls: tuple[str, str], actor: Actor) -> AsyncIterator[tuple[AsyncEngine, _Free]]:
    """Yield a session of the app's, and one of the owner acting for this person."""
    app = make_engine(urls[0], pool_size=1)
    try:
        async with _written_out(actor, urls[1]) as free:
            yield app, free
    finally:
        await app.dispose()


async def _one(app: AsyncEngine, free: _Free, asked: tuple[str, Select[Any]], length: tuple[int, float]) -> Compared:
    name, select = asked
    rounds, limit = length
    under = _Side(partial(db.acting_as, free.actor, engine=app), await watch_on(app))
    sides = (under, _Side(free.acting, await watch_on(free.engine)))
    answers = [sorted(_said_by(row) for row in (await _asked_of(side, select))[1]) for side in sides]
    times: tuple[list[float], list[float]] = ([], [])
    while True:
        for turn in range(rounds):
            for place in (0, 1) if turn % 2 else (1, 0):
                for _ in range(IN_A_ROW):
                    times[place].append((await _asked_of(sides[place], select))[0])
        found = Compared(
            query=name,
            role=free.actor.role_words,
            rows=len(answers[0]),
            runs=len(times[0]),
            fast_ms=round(min(times[0]), 3),
            hand_fast_ms=round(min(times[1]), 3),
            p50_ms=round(median(times[0]), 3),
            hand_p50_ms=round(median(times[1]), 3),
            same=answers[0] == answers[1],
        )
        again = AGAIN_SMALL if found.fast_ms < SMALL_MS else AGAIN
        if found.is_within(limit) or not found.same or found.runs >= rounds * IN_A_ROW * (1 + again):
            return found


async def _asked_of(side: _Side, select: Select[Any]) -> tuple[float, list[RowMapping]]:
    """Run the whole transaction: return how many milliseconds it took, and what it answered."""
    begin = side.watch()
    async with side.acting() as tx:
        rows = await tx.rows(select)
    return (side.watch() - begin, rows)


class _Free:
    """The owner's own session, in which the tables are the views of one person."""

    def __init__(self, engine: AsyncEngine, actor: Actor) -> None:
        self.engine, self.actor = engine, actor

    @asynccontextmanager
    async def acting(self) -> AsyncIterator[Transaction]:
        """Yield a transaction in which the sign-in was proved and its claims set; the owner stays the owner."""
        async with self.engine.connect() as connection, connection.begin():
            proof = {"token_hash": self.actor.token_hash, "epoch": self.actor.epoch, "request": token_hex(6)}
            await connection.execute(_ENTER, proof)
            yield Transaction(connection, self.actor)


@asynccontextmanager
async def _written_out(actor: Actor, owner_url: str) -> AsyncIterator[_Free]:
    """Yield the owner acting for this person. The views are those of one session, so the pool has one. For measurements only."""
    engine = make_engine(owner_url, pool_size=1)
    try:
        async with engine.begin() as connection:
            await connection.execute(_CLAIMS, {"claims": _claims_of(actor)})
            await write_by_hand(connection, actor)
        yield _Free(engine.execution_options(schema_translate_map=OWN_TABLES), actor)
    finally:
        await engine.dispose()


def _claims_of(actor: Actor) -> str:
    return json.dumps({"sub": str(actor.user_id), "session_id": str(actor.sign_in_id), "proof": actor.token_hash.hex()})


def _said_by(row: RowMapping) -> str:
    return repr({name: value for name, value in row.items() if name not in _CLOCKS})
