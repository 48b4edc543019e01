"""`growthos bench rls`: what row security costs, query by query and role by role, against a WHERE written by hand.

The same select runs twice, turn by turn in one run: as the app under row security, and as the owner, whom no policy
binds, with everything that the policies ask written into its WHERE (`where`). Both sides carry the same claims before the
clock starts, so that the helpers for days and zones answer alike. An answer that differs is said, for then the two are not
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
from growthos_ui.bench.where import OWN_TABLES, write_by_hand
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
_CLOCKS = (NOW, "now")  # tell the moment of asking, which is another one on either side
SPARE_MS = 0.5
"""What asking who acts may always cost: some 20 µs a question, a few questions a table, whatever the rows are."""
AGAIN = 3
"""Over the limit it is measured again, with so many times the rounds: a neighbour's load falls on one side or the other."""

_CLAIMS = text("select set_config('request.jwt.claims', :claims, true)")  # the claims alone: the owner stays the owner


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

    def is_within(self, limit: float, spare_ms: float = 0) -> bool:
        """Whether it answers the same and costs no more than so many times the other, or so many milliseconds more."""
        return self.same and (self.ratio <= limit or self.p50_ms - self.hand_p50_ms <= spare_ms)


@dataclass(frozen=True, slots=True)
class _Length:
    """How often each query is run, and the cost over which it is run more often."""

    rounds: int
    limit: float
    spare_ms: float


def compare(
    *,
    owner_url: str,
    app_url: str,
    sign_in_url: str,
    rounds: int = ROUNDS,
    limit: float = LIMIT,
    spare_ms: float = SPARE_MS,
    json_file: Path | None = None,
    report: Callable[[str], None] | None = None,
) -> list[Compared]:
    """Measure, print the table, write JSON where asked, and return everything measured, dearest first."""
    with psycopg.connect(owner_url, autocommit=True) as owner:
        owner.execute("vacuum (analyze)")
    with somebody_of_each_role(owner_url=owner_url, sign_in_url=sign_in_url) as actors:
        found = asyncio.run(
            _each_role((app_url, owner_url), actors, _Length(rounds, limit, spare_ms), report or (lambda _: None))
        )
    found.sort(key=lambda each: (each.same, -each.ratio))
    _print(found, limit, spare_ms)
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
            asked = await asked_by(actor, app, samples(urls[1], actor))
            async with _as_owner(actor, hand) as free:
                for one in asked:
                    first = await _one(app, free, one, length.rounds)
                    dear = first.same and not first.is_within(length.limit, length.spare_ms)
                    found.append(await _one(app, free, one, length.rounds * AGAIN) if dear else first)
        return found
    finally:
        await app.dispose()
        await hand.dispose()


async def _one(app: AsyncEngine, free: Transaction, asked: tuple[str, Select[Any]], rounds: int) -> Compared:
    name, select = asked
    times: tuple[list[float], list[float]] = ([], [])
    async with db.acting_as(free.actor, engine=app) as under:
        answers = [await side.rows(select) for side in (under, free)]
        for turn in range(rounds):
            for place in (0, 1) if turn % 2 else (1, 0):
                begin = time.perf_counter()
                await (under, free)[place].rows(select)
                times[place].append((time.perf_counter() - begin) * 1000)
    (p50, p95), (hand_p50, hand_p95) = (_percentiles(each) for each in times)
    told, by_hand = (sorted(_said_by(row) for row in rows) for rows in answers)
    return Compared(name, free.actor.role_words, len(told), p50, hand_p50, p95, hand_p95, same=told == by_hand)


@asynccontextmanager
async def _as_owner(actor: Actor, engine: AsyncEngine) -> AsyncIterator[Transaction]:
    """Yield a transaction that no policy binds, in which the helpers know the actor; it is rolled back. For measurements only."""
    claims = {"sub": str(actor.user_id), "session_id": str(actor.sign_in_id), "proof": actor.token_hash.hex()}
    async with engine.connect() as connection:
        await connection.execute(_CLAIMS, {"claims": json.dumps(claims)})
        await write_by_hand(connection, actor)
        yield Transaction(await connection.execution_options(schema_translate_map=OWN_TABLES), actor)
        await connection.rollback()


def _said_by(row: RowMapping) -> str:
    return repr({name: value for name, value in row.items() if name not in _CLOCKS})


def _percentiles(times: list[float]) -> tuple[float, float]:
    found = quantiles(times, n=20)
    return (round(found[9], 3), round(found[18], 3))


def _print(found: Sequence[Compared], limit: float, spare_ms: float) -> None:
    table = Table(title=f"{len(found)} queries under row security against a WHERE by hand, dearest first; milliseconds")
    for heading in ("query", "role", "rows", "p50", "by hand", "ratio", "p95", "by hand", "ratio", ""):
        table.add_column(heading, justify="left" if heading in {"query", "role", ""} else "right")
    for each in found:
        p50 = (f"{each.p50_ms:.2f}", f"{each.hand_p50_ms:.2f}", f"{each.ratio:.2f}")
        p95 = (f"{each.p95_ms:.2f}", f"{each.hand_p95_ms:.2f}", f"{each.p95_ratio:.2f}")
        table.add_row(each.query, each.role, f"{each.rows:,}", *p50, *p95, _mark(each, limit, spare_ms))
    console = Console()
    console.print(table)
    console.print(verdict(found, limit, spare_ms), highlight=False)


def _mark(each: Compared, limit: float, spare_ms: float) -> str:
    if not each.same:
        return "ANOTHER ANSWER"
    return "" if each.is_within(limit, spare_ms) else "TOO DEAR"


def verdict(found: Sequence[Compared], limit: float, spare_ms: float = 0) -> str:
    """Return one line: whether row security costs no more than the limit anywhere, and where it costs most."""
    strange = [each for each in found if not each.same]
    if strange:
        first = f"{strange[0].query}, as {strange[0].role}"
        return f"NOT THE SAME QUESTION: {len(strange)} of {len(found)} answers differ; first {first}."
    over = sum(not each.is_within(limit) for each in found)
    dear = [each for each in found if not each.is_within(limit, spare_ms)]
    worst = max(dear or found, key=lambda each: each.ratio)
    which = f"{worst.query}, as {worst.role}: {worst.ratio:.2f} times"
    times = f"{limit:g} times the WHERE by hand"
    if dear:
        return (
            f"TOO DEAR: {len(dear)} of {len(found)} queries over {times} by more than {spare_ms:g} ms; dearest {which}."
        )
    small = f" or {spare_ms:g} ms of it ({over} over the ratio alone)" if over else ""
    return f"GOOD: all {len(found)} queries within {times}{small}; dearest {which}."
