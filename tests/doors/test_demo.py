"""The demo as a person starts it: from nothing to sign-ins, again with nothing done anew, and gone without a trace."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from growthos_ui import front
from growthos_ui.auth.permissions import Role
from growthos_ui.bootstrap.environment import ROOT
from growthos_ui.db import checks
from growthos_ui.demo import cast
from growthos_ui.embedded import EmbeddedServer
from growthos_ui.embedded.server import DATABASE
from tests.database import Database, address
from tests.doors.traces import left_in, processes_about

# What a start fills: each row, and when it was written. Of the audit only the loading: the dashboard goes on writing it.
FILLED = {
    "dashboard.migrations": "name || applied_at",
    "admin_logs": "case when action = 'job.import_oulad' then id::text || admin_logs.timestamp end",
    **dict.fromkeys(("users", "students", "course_enrollments", "student_recordings"), "id::text || created_at"),
    **dict.fromkeys(("student_assignments", "support_tickets", "invoices"), "id::text || created_at"),
    **dict.fromkeys(("installment_plans", "installment_payments"), "id::text || created_at"),
}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Demo:
    """One run of `python3 -m growthos_ui demo` in a terminal of its own."""

    def __init__(self, data_dir: Path, port: int) -> None:
        words = [sys.executable, "-m", "growthos_ui", "demo", "--no-browser"]
        words += ["--port", str(port), "--data-dir", str(data_dir)]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
        self.data_dir, self.port = data_dir, port
        self.process = subprocess.Popen(words, cwd=ROOT, start_new_session=True, **pipes)

    def announced(self) -> str:
        """Return everything said until the demo is ready."""
        said = ""
        for line in self.process.stdout:
            said += line
            if line.startswith("Ctrl-C stops it"):
                return said
        pytest.fail(f"the demo did not start:\n{said}")

    def end(self, send, number) -> int:
        send(self.process.pid, number)
        return self.process.wait(30)

    def leaves_nothing(self) -> bool:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", self.port))
        assert processes_about(self.data_dir) == []
        assert left_in(self.data_dir) == []
        return True


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """The data folder of the first start, and of the later ones."""
    return tmp_path_factory.mktemp("demo") / "data"


@pytest.fixture
def demo(filled):
    begun = []

    def begin(*, port=None, data_dir=filled) -> Demo:
        begun.append(Demo(data_dir, port or free_port()))
        return begun[-1]

    yield begin
    for run in begun:
        run.process.kill()
        run.process.stdout.close()
        run.process.wait()


def test_from_nothing_to_sign_ins_and_again_with_nothing_built_or_filled_anew(demo):
    first = demo()
    said = first.announced()
    assert f"http://localhost:{first.port}" in said
    for member in cast.CAST:
        assert (member.email in said) == (member.role is not Role.STUDENT)
    assert_somebody_can_sign_in(first.port, said)
    assert_what_it_shows_is_right(first.data_dir)
    filled, built = filled_in(first.data_dir), build_served()
    assert all(rows for rows, _ in filled.values())

    rival = demo()
    assert rival.process.wait(30) == 1
    assert f"The data folder {first.data_dir} is in use by another process" in rival.process.stdout.read()

    assert first.end(os.kill, signal.SIGTERM) == 128 + signal.SIGTERM
    assert first.leaves_nothing()

    second = demo(port=first.port)
    said_again = second.announced()
    assert said_again.splitlines()[-5:] == said.splitlines()[-5:]
    assert "Building the front end" not in said_again
    assert build_served() == built
    assert filled_in(second.data_dir) == filled
    assert second.end(os.killpg, signal.SIGHUP) == 128 + signal.SIGHUP  # the terminal is closed
    assert second.leaves_nothing()


def test_lost_passwords_are_made_anew_and_a_database_that_dies_is_named(demo, filled):
    before = json.loads((filled / "demo.json").read_text()) if filled.exists() else {}
    (filled / "demo.json").unlink(missing_ok=True)
    begun = demo()
    said = begun.announced()
    assert before.get("password", "none") not in said
    assert_somebody_can_sign_in(begun.port, said)

    postmaster = int((filled / "postgres" / "postmaster.pid").read_text().splitlines()[0])
    os.kill(postmaster, signal.SIGKILL)
    assert begun.process.wait(30) == 1
    assert "The database stopped by itself, and the dashboard with it" in begun.process.stdout.read()
    assert begun.leaves_nothing()


def test_an_impatient_ctrl_c_in_the_middle_of_the_start_leaves_nothing(demo, tmp_path):
    begun = demo(data_dir=tmp_path / "data")
    while not (begun.data_dir / "postgres" / "postmaster.pid").exists():
        assert begun.process.poll() is None
        time.sleep(0.02)
    assert begun.end(os.killpg, signal.SIGINT) == 128 + signal.SIGINT
    assert begun.leaves_nothing()


def assert_somebody_can_sign_in(port: int, said: str) -> None:
    email, password = re.search(r"(nadia\.rahman@\S+)\s+(\S+)", said).groups()
    address = f"http://localhost:{port}"
    with httpx.Client(base_url=address, follow_redirects=True) as browser:
        form = browser.get("/auth/sign-in").text
        hidden = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form))
        typed = hidden | {"email": email, "password": password}
        page = browser.post("/auth/sign-in", data=typed, headers={"Origin": address})
    assert page.status_code == 200
    assert page.url.path == "/"


def build_served() -> dict[Path, int]:
    """Return every file for browsers that a start serves, with the moment at which it was written."""
    return {path: path.stat().st_mtime_ns for path in (front.choose() / "build").rglob("*")}


def database_of(data_dir: Path) -> Database:
    server = EmbeddedServer(data_dir)
    assert server.attach()
    return address(server, DATABASE)


def filled_in(data_dir: Path) -> dict[str, tuple[int, str]]:
    """Return how many rows were filled in, and a sum over their names and the moments at which each was."""
    with database_of(data_dir).as_owner() as owner:
        return {
            table: owner.execute(
                f"select count({row}), md5(string_agg({row}, ',' order by {row})) from {table}"
            ).fetchone()
            for table, row in FILLED.items()
        }


def assert_what_it_shows_is_right(data_dir: Path) -> None:
    """Every sum of its money, with all its learners; every state is there, and most learners have a mentor."""
    running = database_of(data_dir)
    assert checks.run(running.owner_url) == []
    with running.as_owner() as owner:
        states = {state for (state,) in owner.execute("select distinct status from public.installment_plans")}
        mentors = dict(
            owner.execute(
                "select coalesce(mentor_id::text, organization_id::text), count(*) from public.students where student_code like 'OU%' group by 1"
            )
        )
    assert states >= {"overdue", "paid", "pending", "scheduled", "refunded", "waived", "cancelled"}
    assert len(mentors) == 5
    assert min(mentors.values()) > 100
