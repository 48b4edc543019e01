"""A dashboard goes on serving its pages when another start builds the front end anew."""

import base64
import hashlib

import pytest

from growthos_ui.web import page_scripts
from growthos_ui.web.page_scripts import PageScripts


def name_of(code):
    return f"'sha256-{base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()}'"


@pytest.fixture
def built(tmp_path):
    """A build with one page, and the mark that it is finished."""
    build, mark = tmp_path / "build" / "client", tmp_path / "growthos-build.json"
    build.mkdir(parents=True)
    (build / "index.html").write_text("<script>one()</script>")
    mark.write_text("{}")
    return build, mark


def test_the_scripts_of_a_build_made_while_we_serve_may_run(built):
    build, mark = built
    scripts = PageScripts(build, mark)
    assert list(scripts) == [name_of("one()")]
    mark.unlink()
    (build / "index.html").unlink()
    assert list(scripts) == []
    (build / "index.html").write_text("<script>two()</script>")
    assert list(scripts) == [name_of("two()")]
    (build / "students.html").write_text("<script>three()</script>")
    mark.write_text("{}")
    assert list(scripts) == [name_of("two()"), name_of("three()")]


def test_pages_are_read_once_for_each_build(built, monkeypatch):
    scripts = PageScripts(*built)
    before = list(scripts)
    monkeypatch.setattr(page_scripts, "script_hashes", lambda _: pytest.fail("the pages were read again"))
    assert list(scripts) == before


def test_a_page_that_goes_while_it_is_read_is_looked_for_again(built, monkeypatch):
    scripts = PageScripts(*built)
    with monkeypatch.context() as gone:
        gone.setattr(page_scripts, "script_hashes", lambda _: (_ for _ in ()).throw(FileNotFoundError()))
        assert list(scripts) == []
    assert list(scripts) == [name_of("one()")]
