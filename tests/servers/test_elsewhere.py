"""The law holds on three servers: parts of the suite, run by itself on each of the other ones."""

import os
import subprocess
import sys

import pytest

from growthos_ui.bootstrap.environment import ROOT
from tests.servers.programs import postgres_of_the_system

LINTS = "tests/house/test_sql_lints.py::test_the_database_keeps_its_lints"
MATRIX = "tests/policies/test_policy_matrix.py"
# Every table by the matrix everywhere and by the oracle once; functions, the door, breaches and lints where they may differ.
CHOSEN = {
    "system": [
        MATRIX,
        LINTS,
        "tests/policies/test_function_matrix.py",
        "tests/policies/test_identity.py",
        "tests/policies/test_abroad.py",
        "tests/mentoring/test_mentor_assignment.py",
    ],
    "hosted": [MATRIX, LINTS, "tests/policies/test_oracle.py", "tests/policies/test_breaches.py"],
    "hosted-embedded": [MATRIX, LINTS],
}


@pytest.mark.parametrize("kind", CHOSEN)
def test_the_law_holds_on(kind: str) -> None:
    if kind != "hosted-embedded":
        postgres_of_the_system()
    words = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", f"--server={kind}", *CHOSEN[kind]]
    # A run of its own, also where this one is a part of a divided run.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    done = subprocess.run(words, cwd=ROOT, env=environment, check=False, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]
