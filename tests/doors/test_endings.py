"""However it ends, no process, lock or socket is left."""

import os
import signal
import subprocess
import sys
import time

import pytest

from growthos_ui.bootstrap.environment import ROOT
from growthos_ui.embedded import EmbeddedServer
from tests.doors.traces import left_in, processes_about

# The shape of the demo: a supervisor with the real server and a program below it.
SUPERVISOR = """
import subprocess, sys
from growthos_ui.bootstrap.endings import die_with_parent, end, end_on_signals
from growthos_ui.embedded import EmbeddedServer
end_on_signals()
with EmbeddedServer(sys.argv[1], durable=False) as server:
    child = subprocess.Popen(
        [sys.executable, "-c", "import time; time.sleep(600)", sys.argv[1]],
        start_new_session=True, preexec_fn=die_with_parent(),
    )
    try:
        print("ready", flush=True)
        child.wait()
    finally:
        end(child)
"""


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory):
    place = tmp_path_factory.mktemp("endings") / "data"
    with EmbeddedServer(place, durable=False):
        pass
    return place


@pytest.fixture
def supervisor(data_dir):
    process = subprocess.Popen(
        [sys.executable, "-c", SUPERVISOR, str(data_dir)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    with process:
        assert process.stdout.readline() == "ready\n"
        yield process
        process.kill()


def gone(data_dir, *, within_seconds):
    """Wait until no process is about the folder any more, and return those that are left."""
    until = time.monotonic() + within_seconds
    while processes_about(data_dir) and time.monotonic() < until:
        time.sleep(0.02)
    return processes_about(data_dir)


@pytest.mark.parametrize(
    ("name", "send"),
    [("TERM", os.kill), ("HUP", os.kill), ("INT", os.kill), ("INT", os.killpg), ("HUP", os.killpg)],
    ids=["TERM", "HUP", "INT", "Ctrl-C in a terminal", "a closed terminal"],
)
def test_a_signal_ends_everything(supervisor, data_dir, name, send):
    number = getattr(signal, f"SIG{name}")
    send(supervisor.pid, number)
    assert supervisor.wait(20) == 128 + number
    assert processes_about(data_dir) == []
    assert left_in(data_dir) == []


def test_an_impatient_second_signal_does_not_disturb_the_tidying_up(supervisor, data_dir):
    for _ in range(3):
        supervisor.send_signal(signal.SIGINT)
    assert supervisor.wait(20) == 128 + signal.SIGINT
    assert processes_about(data_dir) == []
    assert left_in(data_dir) == []


def test_even_a_killed_supervisor_leaves_no_process_and_the_next_start_tidies_up(supervisor, data_dir):
    supervisor.kill()
    supervisor.wait(20)
    assert gone(data_dir, within_seconds=20) == []
    with EmbeddedServer(data_dir, durable=False):
        pass
    assert left_in(data_dir) == []
