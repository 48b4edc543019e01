"""What the planner did with a query under row security."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.expression import ClauseElement, Executable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Select
    from sqlalchemy.sql.compiler import SQLCompiler

BIG_TABLE_ROWS = 10_000


class Explain(Executable, ClauseElement):
    """EXPLAIN of a select, run for real, as JSON."""

    inherit_cache = False

    def __init__(self, statement: Select[Any]) -> None:
        self.statement = statement


@compiles(Explain, "postgresql")
def _explain(element: Explain, compiler: SQLCompiler, **options: Any) -> str:
    return "explain (analyze, buffers, timing off, format json) " + compiler.process(element.statement, **options)


@dataclass(frozen=True, slots=True)
class Plan:
    """The facts of a plan that decide whether it stays fast."""

    indexes: tuple[str, ...]
    whole_tables: tuple[str, ...]
    functions_per_row: tuple[str, ...]
    buffers: int
    rows: int

    @property
    def words(self) -> str:
        """Return the facts in a few words."""
        whole = f" WHOLE TABLE {', '.join(self.whole_tables)}" if self.whole_tables else ""
        per_row = f" PER ROW {', '.join(self.functions_per_row)}" if self.functions_per_row else ""
        return f"{', '.join(self.indexes) or 'no index'}{whole}{per_row}"


def read_plan(explained: list[dict[str, Any]]) -> Plan:
    """Return the facts of an EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON)."""
    top = explained[0]["Plan"]
    nodes = list(_nodes(top))
    return Plan(
        indexes=tuple(dict.fromkeys(node["Index Name"] for node in nodes if "Index Name" in node)),
        whole_tables=tuple(
            dict.fromkeys(
                node["Relation Name"]
                for node in nodes
                if node["Node Type"] == "Seq Scan" and _rows_read(node) > BIG_TABLE_ROWS
            )
        ),
        functions_per_row=tuple(dict.fromkeys(_per_row(nodes))),
        buffers=top.get("Shared Hit Blocks", 0) + top.get("Shared Read Blocks", 0),
        rows=int(top["Actual Rows"]),
    )


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for inner in node.get("Plans", ()):
        yield from _nodes(inner)


def _rows_read(node: dict[str, Any]) -> float:
    return float((node["Actual Rows"] + node.get("Rows Removed by Filter", 0)) * node.get("Actual Loops", 1))


def _per_row(nodes: list[dict[str, Any]]) -> Iterator[str]:
    """Yield the helpers of `private` that a filter calls for each row: wrapped ones are InitPlans and not here."""
    for node in nodes:
        for condition in ("Filter", "Index Cond", "Join Filter"):
            if "private." in str(node.get(condition, "")):
                yield f"{node['Node Type']} on {node.get('Relation Name', '?')}"
