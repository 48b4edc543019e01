"""Law: one noun in every layer, and no names that say nothing."""

from __future__ import annotations

import re

from tests.house.source import ROOT, committed_files, functions, name_of, python_files

SAYS_NOTHING = re.compile(r"(^|/)(utils?|helpers?|common|managers?|misc)(\.py|/|$)")
DOMAINS = ("people", "learning", "coursework", "support", "mentoring", "oversight", "growth", "finance")


def test_no_file_is_called_utils_helpers_common_or_manager():
    assert [path for path in committed_files() if SAYS_NOTHING.search(path)] == []


def test_no_function_is_called_handle_something():
    vague = [
        f"{name_of(path)}:{node.lineno} {node.name}"
        for path in python_files()
        for node in functions(path)
        if node.name.startswith("handle_")
    ]
    assert vague == []


def test_each_domain_bears_one_name_in_code_and_sql():
    for domain in DOMAINS:
        assert (ROOT / "growthos_ui" / domain / "__init__.py").is_file(), domain
        assert list((ROOT / "growthos_ui" / "sql" / domain).glob("[0-9]*.sql")), domain


def test_the_root_holds_only_the_doors():
    allowed = {
        ".ci", ".gitignore", "LICENSE", "README.md", "assets", "components", "growthos_ui", "pages", "pyproject.toml",
        "reflex.lock", "requirements.lock", "rxconfig.py", "state", "tests",
    }  # fmt: skip
    assert {path.split("/")[0] for path in committed_files()} <= allowed


def test_nothing_is_left_to_do_later_in_a_comment():
    marks = re.compile(r"\b(TODO|FIXME|HACK)\b")
    left = [name_of(path) for path in python_files() if path.name != "test_names.py" and marks.search(path.read_text())]
    assert left == []
