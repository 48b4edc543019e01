"""The test command ends like everything else: what the tests set up is put away first."""

import os
import signal
import subprocess
import sys
import time

import pytest

from growthos_ui import front
from growthos_ui.bootstrap.environment import ROOT
from growthos_ui.commands import suite

RUNNER = """
import sys
from growthos_ui.bootstrap.endings import end_on_signals
from growthos_ui.commands import suite
end_on_signals()
suite._ensure_browser = lambda: None
sys.exit(suite.run(["-q", "-p", "no:cacheprovider", *sys.argv[1:]]))
"""

PATIENT = """
import pathlib, signal
import pytest

@pytest.fixture
def place():
    yield pathlib.Path(__file__).parent
    pathlib.Path(__file__).with_name("put-away").touch()

def test_waits(place):
    (place / "begun").touch()
    signal.pause()
"""

SKIPPED = """
import pytest

def test_that_cannot_be_run_here():
    pytest.skip("no such machine")
"""


@pytest.fixture
def runner():
    """Call it to begin a run; one that does not end by itself is ended, so that no later test hears of it."""
    begun = []

    def begin(*words, **options):
        begun.append(
            subprocess.Popen(
                [sys.executable, "-c", RUNNER, *map(str, words)],
                cwd=ROOT,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                **options,
            )
        )
        return begun[-1]

    yield begin
    for process in begun:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("deaf", [False, True], ids=["in a terminal", "in the background of a shell"])
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_lets_the_fixtures_put_everything_away(runner, tmp_path, number, deaf):
    (tmp_path / "test_patient.py").write_text(PATIENT)
    before = (lambda: signal.signal(signal.SIGINT, signal.SIG_IGN)) if deaf else None
    process = runner(tmp_path / "test_patient.py", preexec_fn=before)
    while not (tmp_path / "begun").exists():
        assert process.poll() is None
        time.sleep(0.02)  # whoever asks without pause takes the time of whom it waits for
    process.send_signal(number)
    process.communicate(timeout=60)
    assert process.returncode == 128 + number
    assert (tmp_path / "put-away").exists()


@pytest.mark.parametrize(("where", "code"), [("true", 1), ("", 0)], ids=["where changes are checked", "elsewhere"])
def test_a_skip_fails_only_where_changes_are_checked(runner, tmp_path, where, code):
    (tmp_path / "test_skipped.py").write_text(SKIPPED)
    process = runner(tmp_path / "test_skipped.py", env=os.environ | {"CI": where})
    said, _ = process.communicate(timeout=60)
    assert process.returncode == code, said
    assert "1 skipped" in said
    assert ("each of them is a failure" in said) == bool(code)


@pytest.mark.parametrize("is_current", [False, True])
def test_the_front_end_is_built_beside_the_first_tests_and_no_build_outlives_them(monkeypatch, is_current):
    monkeypatch.setattr(front, "is_current", lambda: is_current)
    monkeypatch.setattr(suite, "_BUILD", ("import signal; signal.pause()",))
    with suite._front_end_meanwhile() as building:
        assert (building is None) == is_current
        assert is_current or building.poll() is None
    assert is_current or building.poll() is not None
