"""The front end is built when something that reaches the browser changed, and only then."""

import fcntl
import json
import os
import shutil
import threading

import pytest

from growthos_ui import front
from growthos_ui.bootstrap.environment import ROOT
from growthos_ui.errors import GrowthError, Kind


@pytest.fixture
def sources(tmp_path, monkeypatch):
    """A small app: a page, a component, a domain module, and things that the browser never sees."""
    files = {
        "growthos_ui/__init__.py": '"""Package."""\n',
        "growthos_ui/growthos_ui.py": "import pages\nfrom growthos_ui.people import words\n",
        "growthos_ui/people/__init__.py": "",
        "growthos_ui/people/words.py": "TITLE = 'Students'\n",
        "growthos_ui/people/sql_only.py": "",
        "growthos_ui/sql/people/100_users.sql": "create table users ();\n",
        "pages/__init__.py": "from pages.people import students\n",
        "pages/people/__init__.py": "",
        "pages/people/students.py": "from components.shell import screen\n",
        "components/__init__.py": "",
        "components/shell.py": "def screen(): ...\n",
        "assets/look.css": "body {}\n",
        "tests/test_students.py": "",
        "rxconfig.py": "",
        "requirements.lock": "",
        "reflex.lock/package.json": "{}",
        ".web/build/client/index.html": "<p>first</p>",
        ".web/backend/stateful_pages.json": "[]",
        ".web/routes.json": "[]",
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    monkeypatch.setattr(front, "ROOT", tmp_path)
    monkeypatch.setattr(front, "WORK", tmp_path / ".web")
    monkeypatch.setattr(front, "FINISHED", tmp_path / "finished")
    monkeypatch.setattr(front, "_held", held := [])
    front._finish(front.fingerprint()[:16])
    assert front.is_current()
    yield tmp_path
    for folder in held:
        os.close(folder)


@pytest.mark.parametrize(
    "name",
    [
        "pages/people/students.py",
        "components/shell.py",
        "growthos_ui/people/words.py",
        "growthos_ui/growthos_ui.py",
        "growthos_ui/people/__init__.py",
        "assets/look.css",
        "rxconfig.py",
        "requirements.lock",
        "reflex.lock/package.json",
    ],
)
def test_a_change_that_reaches_the_browser_asks_for_a_build(sources, name):
    with (sources / name).open("a") as file:
        file.write("# changed\n")
    assert not front.is_current()


@pytest.mark.parametrize(
    "name", ["tests/test_students.py", "growthos_ui/sql/people/100_users.sql", "growthos_ui/people/sql_only.py"]
)
def test_a_change_that_does_not_asks_for_none(sources, name):
    (sources / name).write_text("# changed\n")
    assert front.is_current()


def test_a_new_asset_asks_for_a_build_and_so_does_a_missing_build(sources):
    (sources / "assets" / "logo.svg").write_text("<svg/>")
    assert not front.is_current()
    (sources / "assets" / "logo.svg").unlink()
    assert front.is_current()
    shutil.rmtree(front.FINISHED)
    assert not front.is_current()


def ignore(_said):
    """Nobody listens."""


def test_a_source_edited_while_the_build_runs_asks_for_another(sources, monkeypatch):
    def export(_report_progress):
        (sources / "pages" / "people" / "students.py").write_text("# edited meanwhile\n")

    monkeypatch.setattr(front, "_export", export)
    front.build(report_progress=ignore, force=True)
    assert not front.is_current()


def test_what_the_build_itself_puts_beside_the_assets_asks_for_none(sources, monkeypatch):
    def export(_report_progress):
        (sources / "assets" / "external").mkdir()
        (sources / "assets" / "external" / "shared.js").write_text("made")

    monkeypatch.setattr(front, "_export", export)
    front.build(report_progress=ignore, force=True)
    assert front.is_current()


def test_a_build_waits_for_another_and_then_finds_nothing_to_do(sources, monkeypatch):
    monkeypatch.setattr(front, "_export", lambda _report_progress: pytest.fail("it was built twice"))
    front.FINISHED.rename(sources / "elsewhere")
    waits = threading.Event()
    other = os.open(sources / "assets", os.O_RDONLY)
    fcntl.flock(other, fcntl.LOCK_EX)
    second = threading.Thread(target=front.build, kwargs={"report_progress": lambda _: waits.set()})
    second.start()
    try:
        assert waits.wait(10)
        (sources / "elsewhere").rename(front.FINISHED)  # the first build has finished
    finally:
        os.close(other)
        second.join(10)
    assert not second.is_alive()
    assert len(list(front.FINISHED.iterdir())) == 1


def test_an_asset_of_an_earlier_day_is_taken_over_too(sources, monkeypatch):
    copies = sources / ".web" / "public"
    copies.mkdir()
    (copies / "look.css").write_text("body { color: red }\n")  # newer than its source: Reflex would leave it

    def started(*_words, **_options):
        assert not (copies / "look.css").exists()
        raise InterruptedError

    monkeypatch.setattr(front.subprocess, "Popen", started)
    monkeypatch.setattr(front, "environment", dict)
    with pytest.raises(InterruptedError):
        front._export(ignore)


def test_a_failed_build_does_not_count(sources, monkeypatch):
    def export(_report_progress):
        raise GrowthError(Kind.UNAVAILABLE, "The front end could not be built: no reason.")

    monkeypatch.setattr(front, "_export", export)
    (sources / "rxconfig.py").write_text("# changed")
    with pytest.raises(GrowthError):
        front.build(report_progress=ignore)
    assert not front.is_current()


def built(sources, monkeypatch, words):
    """Build once more; the page then says these words."""
    page = sources / ".web" / "build" / "client" / "index.html"
    monkeypatch.setattr(front, "_export", lambda _report_progress: page.write_text(words))
    front.build(report_progress=ignore, force=True)


def test_whoever_serves_goes_on_with_their_build_while_the_next_ones_are_made(sources, monkeypatch):
    served = front.choose()
    for number in range(6):
        (sources / "rxconfig.py").write_text(f"# {number}")
        built(sources, monkeypatch, f"<p>{number}</p>")
    assert (served / "build" / "client" / "index.html").read_text() == "<p>first</p>"
    assert (front.choose() / "build" / "client" / "index.html").read_text() == "<p>5</p>"
    assert (served / "routes.json").exists()


def test_builds_that_nobody_serves_are_forgotten_but_for_the_latest(sources, monkeypatch):
    for number in range(6):
        built(sources, monkeypatch, f"<p>{number}</p>")
    said = sorted(page.read_text() for page in front.FINISHED.glob("*/build/client/index.html"))
    assert said == ["<p>3</p>", "<p>4</p>", "<p>5</p>"]


def test_going_back_to_sources_that_were_built_takes_no_build(sources, monkeypatch):
    (sources / "rxconfig.py").write_text("# changed")
    built(sources, monkeypatch, "<p>second</p>")
    (sources / "rxconfig.py").write_text("")
    assert front.is_current()
    assert (front.choose() / "build" / "client" / "index.html").read_text() == "<p>first</p>"


def test_without_any_build_serving_is_refused_in_a_sentence(sources):
    shutil.rmtree(front.FINISHED)
    with pytest.raises(GrowthError, match=r"The front end is not built\."):
        front.choose()


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (
            ["npm error code ENOTFOUND", "npm error network request failed", "npm error A complete log of this run"],
            "network request failed.",
        ),
        (["Compiling: 100%", "ImportError: no module named pages", ""], "ImportError: no module named pages."),
        ([], "it said nothing."),
    ],
)
def test_a_failed_build_says_why_in_one_line(said, reason):
    assert front._reason(said) == reason


def test_the_pinned_packages_of_the_front_end_carry_hashes_and_no_addresses():
    lock = json.loads((ROOT / "reflex.lock" / "package-lock.json").read_text())
    packages = {name: facts for name, facts in lock["packages"].items() if name}
    assert packages
    assert [name for name, facts in packages.items() if "integrity" not in facts] == []
    assert [name for name, facts in packages.items() if "resolved" in facts] == []


def test_the_build_asks_no_other_host_than_npm_is_configured_for():
    environ = front.environment()
    assert environ["NPM_CONFIG_REGISTRY"].startswith("http")
    assert environ["NPM_CONFIG_OMIT_LOCKFILE_REGISTRY_RESOLVED"] == "true"
    assert environ["REFLEX_CHECK_LATEST_VERSION"] == environ["REFLEX_TELEMETRY_ENABLED"] == "false"
