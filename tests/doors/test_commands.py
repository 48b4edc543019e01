"""The command line: every command is listed, and a refusal is one sentence, never a traceback."""

import os
import subprocess
import sys
from datetime import date

import pytest
from typer.testing import CliRunner

from growthos_ui.bootstrap.environment import ROOT
from growthos_ui.cli import app
from growthos_ui.errors import GrowthError, Kind
from tests.doors.traces import left_in, processes_about


def growthos(*words, **environ):
    """Run the program as a person does."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DATABASE_")}
    return subprocess.run(
        [sys.executable, "-m", "growthos_ui", *words],
        cwd=ROOT,
        env=kept | environ,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        input=environ.get("TYPED"),
    )


@pytest.mark.parametrize(
    "words",
    [
        ["demo"], ["test"], ["serve"], ["migrate"], ["import", "oulad"], ["import", "installments"], ["check"], ["bench", "queries"],
        ["database", "start"], ["database", "stop"], ["database", "url"], ["database", "shell"],
        ["job", "daily"], ["job", "run"], ["user", "create-superadmin"], ["user", "reset-password"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_every_command_explains_itself(words):
    shown = CliRunner().invoke(app, [*words, "--help"])
    assert shown.exit_code == 0
    assert "Usage:" in shown.output


def test_without_a_command_they_are_listed():
    shown = CliRunner().invoke(app, [])
    for name in ("demo", "test", "serve", "migrate", "import", "check", "bench", "database", "job", "user"):
        assert name in shown.output


def test_a_missing_setting_is_one_sentence():
    done = growthos("serve")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("DATABASE_URL is not set.")
    assert len(done.stderr.splitlines()) == 1


def test_a_database_that_cannot_be_reached_is_one_sentence(tmp_path):
    nowhere = f"postgresql://growthos_owner:secret@/growthos?host={tmp_path}"
    done = growthos("migrate", DATABASE_OWNER_URL=nowhere)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith("The database cannot be reached")
    assert "Traceback" not in done.stderr
    assert "secret" not in done.stderr


def test_the_embedded_server_can_be_used_by_itself(tmp_path):
    place = ["--data-dir", str(tmp_path / "data")]
    assert growthos("database", "url", *place).returncode == 1
    started = growthos("database", "start", *place)
    try:
        assert started.returncode == 0, started.stderr
        assert processes_about(tmp_path / "data")
        assert growthos("database", "url", *place).stdout == started.stdout
        assert "growthos_app:" in growthos("database", "url", "--role", "growthos_app", *place).stdout
        assert "No role postgres signs in here." in growthos("database", "url", "--role", "postgres", *place).stderr
        asked = growthos("database", "shell", *place, TYPED="select current_user;\n")
        assert "growthos_owner" in asked.stdout
        assert growthos("migrate", *place).returncode == 0
    finally:
        stopped = growthos("database", "stop", *place)
    assert stopped.stdout == "Stopped.\n"
    assert processes_about(tmp_path / "data") == []
    assert left_in(tmp_path / "data") == []


def test_an_import_without_a_folder_says_so():
    done = growthos("import", "oulad", GROWTHOS_OULAD="")
    assert done.returncode == 1
    assert done.stderr == "No folder is named. Give it as an argument or set GROWTHOS_OULAD.\n"


def test_an_import_can_be_told_its_last_day_and_its_presentations(monkeypatch, tmp_path):
    asked = {}

    def import_folder(**options):
        asked.update(options)
        raise GrowthError(Kind.INVALID, "Asked.")

    monkeypatch.setattr("growthos_ui.learning.oulad.import_folder", import_folder)
    monkeypatch.setenv("DATABASE_OWNER_URL", "postgresql://growthos_owner:secret@localhost/growthos")
    words = ["--until", "2026-03-31", "--presentation", "AAA_2013J", "--presentation", "BBB 2013B"]
    CliRunner().invoke(app, ["import", "oulad", str(tmp_path), *words])
    assert (asked["until"], asked["presentations"]) == (date(2026, 3, 31), {"AAA_2013J", "BBB 2013B"})
    CliRunner().invoke(app, ["import", "oulad", str(tmp_path)])
    assert (asked["until"], asked["presentations"]) == (None, None)
    refused = CliRunner().invoke(app, ["import", "oulad", str(tmp_path), "--until", "soon"])
    assert refused.exit_code == 2
    assert "'soon'" in refused.output
