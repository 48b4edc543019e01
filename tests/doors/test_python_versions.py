"""An old Python is told which one is needed, in one sentence."""

import ast
import subprocess
import sys

import pytest

from growthos_ui.bootstrap.environment import ROOT

READ_BY_OLD_PYTHONS = ["growthos_ui/__init__.py", "growthos_ui/__main__.py"]

AS_IF_OLD = """
import runpy, sys
sys.version_info = (3, 9, 2, "final", 0)
sys.path.insert(0, {root!r})
runpy.run_module("growthos_ui", run_name="__main__")
"""


@pytest.mark.parametrize("path", READ_BY_OLD_PYTHONS)
def test_what_an_old_python_reads_before_it_is_refused_is_old_python(path):
    ast.parse((ROOT / path).read_text(encoding="ascii"), feature_version=(3, 4))


def test_an_old_python_gets_one_sentence_and_a_failing_exit_code():
    done = subprocess.run(
        [sys.executable, "-c", AS_IF_OLD.format(root=str(ROOT))],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "Python 3.11 or newer is needed, this is 3.9.2.\n"
