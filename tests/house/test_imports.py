"""Law: imports go one way, as the contracts in pyproject.toml say; types and lints hold."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.source import ROOT

BIN = Path(sys.executable).parent


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)


@pytest.mark.parametrize(
    "command",
    [
        pytest.param((BIN / "lint-imports",), id="import contracts are kept"),
        pytest.param((BIN / "ruff", "check", "."), id="ruff finds nothing"),
        pytest.param((BIN / "ruff", "format", "--check", "."), id="ruff would format nothing"),
        pytest.param((BIN / "mypy",), id="mypy strict finds nothing"),
    ],
)
def test_the_tools_of_the_house_find_nothing(command):
    done = run(*map(str, command))
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
