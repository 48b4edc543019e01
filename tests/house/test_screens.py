"""Law: every screen has its test, each of its lists is measured, and no screen uses what the content policy or the perimeter forbids."""

from __future__ import annotations

import ast
import re

import pytest

import pages  # noqa: F401  declares the screens
from components.navigation import SCREENS
from growthos_ui.bench.registered import LISTINGS
from state.listing import ListingState
from tests.house.source import ROOT, calls, name_of, python_files

# The bug behind each: server-sent scripts need `unsafe-eval`; a cookie written by JavaScript is no
# place for a sign-in; `javascript:` in a redirect runs in the page; uploads bypass the guard.
FORBIDDEN = (
    "rx.toast",
    "rx.call_script",
    "rx.run_script",
    "rx.set_clipboard",
    "rx.upload",
    "rx.Cookie",
    "rx.SharedState",
)


def test_every_screen_has_its_test():
    screens = [path for path in python_files("pages") if path.name != "__init__.py"]
    tested = {path.name for path in python_files("tests")}
    untested = [name_of(path) for path in screens if f"test_{path.name}" not in tested]
    assert untested == []


def test_every_list_of_a_screen_is_asked_by_the_benches():
    states = [ListingState]
    for state in states:
        states += state.__subclasses__()
    shown = {each.listing.name for each in states if "listing" in vars(each) and each.__module__.startswith("state.")}
    assert shown - {each.name for each in LISTINGS} == set()
    assert len(shown) > 20


@pytest.mark.parametrize("screen", SCREENS, ids=lambda each: each.route)
def test_every_screen_can_be_drawn(screen):
    """An icon that is not there, or a variable, breaks the whole front end: found here in a moment, and not by its build."""
    assert screen.draw() is not None


@pytest.mark.parametrize("path", python_files("pages", "state", "components"), ids=name_of)
def test_no_screen_sends_scripts_or_keeps_cookies(path):
    used = [
        f"line {node.lineno}: {name}"
        for name, node in calls(path)
        if any(name == each or name.startswith(f"{each}.") for each in FORBIDDEN)
    ]
    assert used == []


@pytest.mark.parametrize("path", python_files("pages", "state", "components"), ids=name_of)
def test_no_screen_redirects_to_what_it_was_given(path):
    given = [
        f"line {node.lineno}"
        for name, node in calls(path)
        if name == "rx.redirect" and not (node.args and _is_ours(node.args[0]))
    ]
    assert given == []


def _is_ours(address: ast.expr) -> bool:
    """Return whether an address is written down, or is that of a page of ours whatever its last part is."""
    if isinstance(address, ast.JoinedStr) and isinstance(address.values[0], ast.Constant):
        return re.match(r"/\w+/", str(address.values[0].value)) is not None
    return isinstance(address, ast.Constant)


def test_no_colour_is_written_outside_the_tokens():
    colour = re.compile(r"#[0-9a-fA-F]{6}\b|\brgba?\(")
    allowed = {"components/charts.py", "components/chart_colours.py"}  # the drawing library reads no CSS variables
    written = [
        name_of(path)
        for path in python_files("pages", "state", "components")
        if name_of(path) not in allowed and colour.search(path.read_text())
    ]
    assert written == []
    assert not re.search(r"#[0-9a-fA-F]{6}\b", (ROOT / "assets" / "look.css").read_text())


def test_a_page_that_is_not_in_the_menu_says_below_which_one_it_is():
    routes = {each.route: each for each in SCREENS}
    alone = {"404", "/profile", "/notifications"}  # opened from the bar over every page, or by mistake
    below = [each for each in SCREENS if not each.listed and each.route not in alone]
    assert [each.route for each in below if each.above not in routes] == []
    assert [each.route for each in SCREENS if each.above and each.listed] == []
