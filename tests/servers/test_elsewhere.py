"""The law holds on three servers: parts of the suite, run by itself on each of the other ones."""

import os
import subprocess
import sys

import pytest

from growthos_ui.bootstrap.environment import ROOT
from tests.servers.programs import postgres_of_the_system

# Every table by the oracle and the matrix, every function, the door and the identity, the migrations, the lints.
CHOSEN = [
    "tests/policies/test_oracle.py",
    "tests/policies/test_policy_matrix.py",
    "tests/policies/test_function_matrix.py",
    "tests/policies/test_breaches.py",
    "tests/policies/test_abroad.py",
    "tests/policies/test_identity.py",
    "tests/house/test_sql_lints.py::test_the_database_keeps_its_lints",
    "tests/mentoring/test_mentor_assignment.py",
]


@pytest.mark.parametrize("kind", ["system", "hosted", "hosted-embedded"])
def test_the_law_holds_on(kind: str) -> None:
    if kind != "hosted-embedded":
        postgres_of_the_system()
    words = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", f"--server={kind}", *CHOSEN]
    # A run of its own, also where this one is a part of a divided run.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    done = subprocess.run(words, cwd=ROOT, env=environment, check=False, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]
