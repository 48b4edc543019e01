"""What a comparison came to: the fastest run of either side, the dear ones named, and one line that says whether it is good."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from collections.abc import Sequence

LIMIT = 1.5
SHOWN = 12
"""So many of the dearest are printed; all of them stand in the file."""


@dataclass(frozen=True, slots=True)
class Compared:
    """One query of one role: milliseconds under row security and by hand, and whether the answers are equal.

    Compared are the fastest runs: what it costs when no neighbour disturbs. The medians stand beside them.
    """

    query: str
    role: str
    rows: int
    runs: int
    fast_ms: float
    hand_fast_ms: float
    p50_ms: float
    hand_p50_ms: float
    same: bool

    @property
    def ratio(self) -> float:
        """Return how many times as long row security takes."""
        return self.fast_ms / self.hand_fast_ms

    def is_within(self, limit: float) -> bool:
        """Whether it answers the same and costs no more than so many times the other."""
        return self.same and self.ratio <= limit


def show(found: Sequence[Compared], limit: float) -> None:
    """Print the dearest, one line for each role, and the verdict."""
    console = Console()
    console.print(_dearest(found, limit))
    console.print(_roles(found, limit))
    console.print(verdict(found, limit), highlight=False)


def verdict(found: Sequence[Compared], limit: float = LIMIT) -> str:
    """Return one line: whether row security costs no more than the limit anywhere, and where it costs most."""
    strange = [each for each in found if not each.same]
    if strange:
        first = f"{strange[0].query}, as {strange[0].role}"
        return f"NOT THE SAME QUESTION: {len(strange)} of {len(found)} answers differ; first {first}."
    dear = [each for each in found if not each.is_within(limit)]
    worst = max(found, key=lambda each: each.ratio)
    which = f"{worst.query}, as {worst.role}: {worst.ratio:.2f} times"
    times = f"{limit:g} times the WHERE by hand"
    if dear:
        return f"TOO DEAR: {len(dear)} of {len(found)} queries over {times}; dearest {which}."
    return f"GOOD: all {len(found)} queries within {times}; dearest {which}."


def _dearest(found: Sequence[Compared], limit: float) -> Table:
    table = Table(
        title=f"The dearest of {len(found)} questions against a WHERE by hand, each a whole transaction; milliseconds of the processor"
    )
    for heading in ("query", "role", "rows", "fastest", "by hand", "ratio", "median", "by hand", ""):
        table.add_column(heading, justify="left" if heading in {"query", "role", ""} else "right")
    for each in sorted(found, key=lambda one: (one.same, -one.ratio))[:SHOWN]:
        times = (f"{each.fast_ms:.2f}", f"{each.hand_fast_ms:.2f}", f"{each.ratio:.2f}")
        medians = (f"{each.p50_ms:.2f}", f"{each.hand_p50_ms:.2f}")
        table.add_row(each.query, each.role, f"{each.rows:,}", *times, *medians, _mark(each, limit))
    return table


def _roles(found: Sequence[Compared], limit: float) -> Table:
    table = Table(title="By role")
    for heading in ("role", "queries", "ratio, median", "dearest", "over"):
        table.add_column(heading, justify="left" if heading == "role" else "right")
    by_role: dict[str, list[Compared]] = defaultdict(list)
    for each in found:
        by_role[each.role].append(each)
    for role, asked in sorted(by_role.items()):
        ratios = [each.ratio for each in asked]
        over = sum(not each.is_within(limit) for each in asked)
        table.add_row(role, str(len(asked)), f"{median(ratios):.2f}", f"{max(ratios):.2f}", str(over))
    return table


def _mark(each: Compared, limit: float) -> str:
    if not each.same:
        return "ANOTHER ANSWER"
    return "" if each.is_within(limit) else "TOO DEAR"
