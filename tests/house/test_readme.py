"""Law: what the README says exists."""

from __future__ import annotations

import re
import subprocess
import sys

from tests.house.source import ROOT, committed_files

README = (ROOT / "README.md").read_text() if (ROOT / "README.md").is_file() else ""


def commands() -> set[str]:
    """Return the first word of every `growthos …` and `python3 -m growthos_ui …` in the README."""
    return set(re.findall(r"(?:python3 -m growthos_ui|growthos) ([a-z]+)", README))


def test_every_command_in_the_readme_exists():
    growthos = [sys.executable, "-c", "from growthos_ui.cli import main; main()", "--help"]
    told = subprocess.run(growthos, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    missing = {name for name in commands() if not re.search(rf"\b{name}\b", told)}
    assert commands()
    assert missing == set()


def test_the_two_commands_stand_in_the_readme():
    assert "python3 -m growthos_ui demo" in README
    assert "python3 -m growthos_ui test" in README


def test_continuous_integration_runs_the_test_command_of_the_readme():
    assert "python3 -m growthos_ui test" in (ROOT / ".ci" / "run").read_text()


def test_every_path_and_picture_in_the_readme_exists():
    paths = re.findall(r"`((?:growthos_ui|pages|state|components|assets|tests)/[\w./-]*)`", README)
    pictures = re.findall(r"!\[[^]]*\]\(([^)]+)\)", README)
    assert pictures
    assert [path for path in (*paths, *pictures) if not (ROOT / path).exists()] == []


def test_every_domain_is_on_the_map():
    for domain in ("people", "learning", "coursework", "mentoring", "oversight", "support", "finance", "growth"):
        assert domain in README


def test_no_file_names_a_registry_or_a_machine():
    """The bug behind it: a lock file written with download addresses works only where it was written."""
    telling = re.compile(r"https?://[^\s\"']+\.(?:whl|tar\.gz|tgz)|--(?:extra-)?index-url[ =]|/root/|/work/")
    named = []
    for path in committed_files():
        file = ROOT / path
        if (
            file.suffix in {".png", ".gz", ".woff2", ".ico"}
            or not file.is_file()
            or path == "tests/house/test_readme.py"
        ):
            continue
        if telling.search(file.read_text(encoding="utf-8", errors="replace")):
            named.append(path)
    assert named == []
