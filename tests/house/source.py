"""What the laws read: every Python file of the house, parsed once."""

from __future__ import annotations

import ast
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOORS = ("growthos_ui", "pages", "state", "components", "tests")


@cache
def python_files(*doors: str) -> tuple[Path, ...]:
    """Return the Python files behind the given doors, all doors by default."""
    return tuple(sorted(path for door in doors or DOORS for path in (ROOT / door).rglob("*.py")))


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


@cache
def committed_files() -> tuple[str, ...]:
    """Return what git tracks, as paths from the root."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, check=True, capture_output=True, text=True)
    return tuple(listed.stdout.splitlines())


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def functions(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [node for node in ast.walk(parsed(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def calls(path: Path) -> list[tuple[str, ast.Call]]:
    """Return every call of a file as its dotted name and its node."""
    return [(ast.unparse(node.func), node) for node in ast.walk(parsed(path)) if isinstance(node, ast.Call)]
