"""`growthos bench rls`: what row security costs, query by query and role by role, against a WHERE written by hand.

The same select runs twice, turn by turn in one run: as the app under row security, and as the owner, whom no policy
binds, with the scope in its WHERE and nothing else. Both sides have entered with the same sign-in before the clock
starts, so that the helpers for days and zones answer alike. An answer that differs is said, for then the two are not
the same question.
"""

from __future__ import annotations

import asyncio
import json
import time
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from statistics import quantiles
from typing import TYPE_CHECKING, Any

import psycopg
from rich.console import Console
from rich.table import Table
from sqlalchemy import text

from growthos_ui import db
from growthos_ui.bench.asked import asked_by
from growthos_ui.bench.people import samples, somebody_of_each_role
from growthos_ui.db import Transaction
from growthos_ui.db.engine import make_engine
from growthos_ui.listing.page import NOW

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence
    from pathlib import Path

    from sqlalchemy import RowMapping, Select
    from sqlalchemy.ext.asyncio import AsyncEngine

    from growthos_ui.auth.actor import Actor

ROUNDS = 20
LIMIT = 1.5
AGAIN = 3
"""Over the limit it is measured again, with so many times the rounds: a neighbour's load falls on one side or the other."""

_ENTER = text("select private.enter(:token_hash, :epoch)")  # the claims alone: the owner stays the owner


@dataclass(frozen=True, slots=True)
class Compared:
    """One query of one role: times in milliseconds under row security and by hand, and whether the answers are equal."""

    query: str
    role: str
    rows: int
    p50_ms: float
    hand_p50_ms: float
    p95_ms: float
    hand_p95_ms: float
    same: bool

    @property
    def ratio(self) -> float:
        """Return how many times as long row security takes, by the medians."""
        return self.p50_ms / self.hand_p50_ms

    @property
    def p95_ratio(self) -> float:
        """Return the same of the slow ones: 95 of 100 are faster."""
        return self.p95_ms / self.hand_p95_ms

    def is_within(self, limit: float) -> bool:
        """Whether it costs no more than the limit, and answers the same."""
        return self.same and self.ratio <= limit


@dataclass(frozen=True, slots=True)
class _Length:
    """How often each query is run, and the ratio over which it is run more often."""

    rounds: int
    limit: float


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
    """Measure, print the table, write JSON where asked, and return everything measured, dearest first."""
    with psycopg.connect(owner_url, autocommit=True) as owner:
        owner.execute("vacuum (analyze)")
    with somebody_of_each_role(owner_url=owner_url, sign_in_url=sign_in_url) as actors:
        found = asyncio.run(
            _each_role((app_url, owner_url), actors, _Length(rounds, limit), report or (lambda _: None))
        )
    found.sort(key=lambda each: (each.same, -each.ratio))
    _print(found, limit)
    if json_file is not None:
        json_file.write_text(json.dumps([asdict(each) for each in found], indent=1), encoding="utf-8")
    return found


async def _each_role(
    urls: tuple[str, str], actors: list[Actor], length: _Length, report: Callable[[str], None]
) -> list[Compared]:
    app, hand = (make_engine(url) for url in urls)
    try:
        found = []
        for actor in actors:
            report(f"as {actor.role_words}")
            for asked in await asked_by(actor, app, samples(urls[1], actor)):
                first = await _one(app, hand, actor, asked, length.rounds)
                dear = first.same and not first.is_within(length.limit)
                found.append(await _one(app, hand, actor, asked, length.rounds * AGAIN) if dear else first)
        return found
    finally:
        await app.dispose()
        await hand.dispose()


async def _one(
    app: AsyncEngine, hand: AsyncEngine, actor: Actor, asked: tuple[str, Select[Any]], rounds: int
) -> Compared:
    name, select = asked
    times: tuple[list[float], list[float]] = ([], [])
    async with db.acting_as(actor, engine=app) as under, _as_owner(actor, hand) as free:
        answers = [await side.rows(select) for side in (under, free)]
        for turn in range(rounds):
            for place in (0, 1) if turn % 2 else (1, 0):
                begin = time.perf_counter()
                await (under, free)[place].rows(select)
                times[place].append((time.perf_counter() - begin) * 1000)
    (p50, p95), (hand_p50, hand_p95) = (_percentiles(each) for each in times)
    told, by_hand = (sorted(_said_by(row) for row in rows) for rows in answers)
    return Compared(name, actor.role_words, len(told), p50, hand_p50, p95, hand_p95, same=told == by_hand)


@asynccontextmanager
async def _as_owner(actor: Actor, engine: AsyncEngine) -> AsyncIterator[Transaction]:
    """Yield a transaction that no policy binds, in which the helpers know the actor. For measurements only."""
    async with engine.connect() as connection, connection.begin():
        await connection.execute(_ENTER, {"token_hash": actor.token_hash, "epoch": actor.epoch})
        yield Transaction(connection, actor)


def _said_by(row: RowMapping) -> str:
    return repr({name: value for name, value in row.items() if name != NOW})


def _percentiles(times: list[float]) -> tuple[float, float]:
    found = quantiles(times, n=20)
    return (round(found[9], 3), round(found[18], 3))


def _print(found: Sequence[Compared], limit: float) -> None:
    table = Table(title=f"{len(found)} queries under row security against a WHERE by hand, dearest first; milliseconds")
    for heading in ("query", "role", "rows", "p50", "by hand", "ratio", "p95", "by hand", "ratio", ""):
        table.add_column(heading, justify="left" if heading in {"query", "role", ""} else "right")
    for each in found:
        p50 = (f"{each.p50_ms:.2f}", f"{each.hand_p50_ms:.2f}", f"{each.ratio:.2f}")
        p95 = (f"{each.p95_ms:.2f}", f"{each.hand_p95_ms:.2f}", f"{each.p95_ratio:.2f}")
        table.add_row(each.query, each.role, f"{each.rows:,}", *p50, *p95, _mark(each, limit))
    console = Console()
    console.print(table)
    console.print(verdict(found, limit), highlight=False)


def _mark(each: Compared, limit: float) -> str:
    if not each.same:
        return "ANOTHER ANSWER"
    return "" if each.is_within(limit) else "TOO DEAR"


def verdict(found: Sequence[Compared], limit: float) -> str:
    """Return one line: whether row security costs no more than the limit anywhere, and where it costs most."""
    strange = [each for each in found if not each.same]
    if strange:
        return f"NOT THE SAME QUESTION: {len(strange)} of {len(found)} answers differ; first {strange[0].query}, as {strange[0].role}."
    dear, worst = sum(not each.is_within(limit) for each in found), max(found, key=lambda each: each.ratio)
    which = f"{worst.query}, as {worst.role}: {worst.ratio:.2f} times"
    if dear:
        return f"TOO DEAR: {dear} of {len(found)} queries over {limit:g} times the WHERE by hand; dearest {which}."
    return f"GOOD: all {len(found)} queries within {limit:g} times the WHERE by hand; dearest {which}."
