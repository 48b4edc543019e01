"""A browser, the app it talks to, and a way to sign in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from growthos_ui.commands.suite import browser as browser_on_the_path
from tests.cast import BY_KEY, PASSWORD
from tests.database import clone
from tests.journeys.people import plant_learners
from tests.journeys.site import Site, serving


@pytest.fixture(scope="session")
def site(server, template, tmp_path_factory) -> Iterator[Site]:
    database = clone(server, template=template)
    with database.as_owner() as owner:
        plant_learners(owner)
    with serving(database, tmp_path_factory.mktemp("site") / "server.log") as running:
        yield running


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as tools:
        path = browser_on_the_path()
        if path is None and not Path(tools.chromium.executable_path).exists():
            pytest.skip("no browser: install chromium or google-chrome")
        browser = tools.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def page(chromium, site) -> Iterator[Page]:
    """A fresh browser of nobody. A fault in its console, such as a breach of the content policy, fails the test."""
    context = chromium.new_context(base_url=site.url, viewport={"width": 1440, "height": 900})
    context.set_default_timeout(15_000)
    opened = context.new_page()
    faults: list[str] = []
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on("console", lambda said: faults.append(said.text) if "Content Security Policy" in said.text else None)
    yield opened
    context.close()
    assert faults == []


@pytest.fixture
def arrive(page, site) -> Callable[..., Page]:
    """`arrive("maya", "/students")` signs Maya in as she would and opens the page."""

    def sign_in(key: str, path: str = "/") -> Page:
        with site.database.as_owner() as owner:
            owner.execute("delete from dashboard.sign_in_throttles")
        page.goto(f"/auth/sign-in?next={path}")
        page.fill("[name=email]", BY_KEY[key].email)
        page.fill("[name=password]", PASSWORD)
        page.click("button[type=submit]")
        page.locator("main h1").wait_for()
        return page

    return sign_in
