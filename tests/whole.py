"""The whole OULAD set in a database of its own: loaded once a run, by whoever asks first.

Tests of it are skipped, by name, where GROWTHOS_OULAD names no folder; with CI=true a skip is a failure (tests/skips.py).
"""

import json
import os
import resource
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
# Of what Linux tells of a process, behind its name: who started it, and how long those worked that it started and that ended.
_PARENT, _ENDED = 1, slice(13, 15)
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
    """The loaded database, the folder it came from, and what the import cost; its seconds are those that the processor worked."""

    database: Database
    folder: Path
    seconds: float
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
    before = _worked(made)
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=Path(__file__).parent.parent)
    assert done.returncode == 0, done.stderr[-3000:]
    told = json.loads(done.stdout)
    return Whole(made, found, _worked(made) - before, told["peak"] / 1024, told["tables"], told["lines"])


def _worked(database: Database) -> float:
    """Return the seconds that the processor has worked for programs that this one ran, and for sessions of the server, that have ended.

    What else the machine does at the time is not in it: of seconds on the clock, other tests take their share.
    """
    with database.as_owner() as owner:
        ((session,),) = owner.execute("select pg_backend_pid()").fetchall()
    programs = resource.getrusage(resource.RUSAGE_CHILDREN)
    ended = _stat(int(_stat(session)[_PARENT]))[_ENDED]
    return programs.ru_utime + programs.ru_stime + sum(map(int, ended)) / os.sysconf("SC_CLK_TCK")


def _stat(process: int) -> list[str]:
    return Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(") ")[2].split()
