"""The whole OULAD set in a database of its own: loaded once a run, by whoever asks first.

Tests of it are skipped, by name, where GROWTHOS_OULAD names no folder; with CI=true a skip is a failure (tests/skips.py).
"""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from growthos_ui.db.migrate import migrate
from growthos_ui.embedded import EmbeddedServer
from tests.cast import insert_cast
from tests.database import Database, address

NAME = "whole_oulad"
# In a process of its own, so that the peak is the import's and nobody else's.
_IMPORT = """
import json, resource, sys
from pathlib import Path
from growthos_ui.learning.oulad import import_folder
report = import_folder(owner_url=sys.argv[1], folder=Path(sys.argv[2]), organization_slug="northgate")
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps({"peak": peak, "lines": report.lines(),
                  "tables": {table.table: [table.new, table.changed, table.there] for table in report.tables}}))
"""


@dataclass(frozen=True)
class Whole:
    """The loaded database, the folder it came from, and the memory that the import took."""

    database: Database
    folder: Path
    peak_megabytes: float
    tables: dict[str, list[int]]
    lines: list[str]


def folder() -> Path:
    """Return the folder of the set, or skip."""
    named = os.environ.get("GROWTHOS_OULAD")
    if not named or not Path(named).is_dir():
        pytest.skip("the whole OULAD set: set GROWTHOS_OULAD to its folder")
    return Path(named).resolve()


@pytest.fixture(scope="session")
def whole_oulad(server: EmbeddedServer) -> Whole:
    """The whole set at Northgate, with the cast and nothing else."""
    found = folder()
    server.create_database(NAME)
    made = address(server, NAME)
    migrate(owner_url=made.owner_url, passwords=server.passwords(), kind="test")
    with made.as_owner() as owner:
        insert_cast(owner, {})
    command = [sys.executable, "-c", _IMPORT, made.owner_url, str(found)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=Path(__file__).parent.parent)
    assert done.returncode == 0, done.stderr[-3000:]
    told = json.loads(done.stdout)
    return Whole(made, found, told["peak"] / 1024, told["tables"], told["lines"])
