"""A browser, the app it talks to, and a way to sign in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import started
from tests.cast import BY_KEY, PASSWORD
from tests.database import clone
from tests.journeys.people import plant_learners, plant_work
from tests.journeys.site import Site, serving
from tests.journeys.tab import Tab

# As patient as a click: what is awaited is content, and a busy machine may take its time over it.
expect.set_options(timeout=15_000)


@pytest.fixture(scope="package")
def site(server, template, tmp_path_factory) -> Iterator[Site]:
    database = clone(server, template=template)
    with database.as_owner() as owner:
        plant_learners(owner)
        plant_work(owner)
    with serving(database, tmp_path_factory.mktemp("site") / "server.log") as running:
        yield running


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """One browser. It keeps an event loop running in this thread, so it ends with this folder, before the next test."""
    with started() as browser:
        yield browser


@pytest.fixture(scope="package")
def tab(chromium, site) -> Iterator[Tab]:
    """One tab for all journeys."""
    opened = Tab(chromium, site.url)
    yield opened
    opened.close()


@pytest.fixture
def page(tab) -> Iterator[Page]:
    """The tab, nobody's. A fault in its console, such as a breach of the content policy, fails the test."""
    tab.faults.clear()
    yield tab.page
    said = list(tab.faults)
    tab.forget()
    assert said == []


def enter_as(page: Page, key: str) -> None:
    """Fill the form in as this person would."""
    page.goto("/auth/sign-in")
    page.fill("[name=email]", BY_KEY[key].email)
    page.fill("[name=password]", PASSWORD)
    page.click("button[type=submit]")
    page.locator("main h1").wait_for()


@pytest.fixture
def sign_in(page, site) -> Callable[[str], Page]:
    """`sign_in("maya")` fills the form in as she would."""

    def through_the_form(key: str) -> Page:
        with site.database.as_owner() as owner:
            owner.execute("delete from dashboard.sign_in_throttles")
        enter_as(page, key)
        return page

    return through_the_form


@pytest.fixture(scope="package")
def cookies() -> dict[str, list[Any]]:
    """What browsers that signed in before were given: one sign-in a person is enough for most journeys."""
    return {}


@pytest.fixture
def arrive(page, sign_in, cookies) -> Callable[..., Page]:
    """`arrive("maya", "/students")` opens the page as Maya, who may have signed in before."""

    def open_as(key: str, path: str = "/") -> Page:
        if key not in cookies:
            page.context.clear_cookies()
            sign_in(key)
            cookies[key] = [each for each in page.context.cookies() if each["name"] != "growthos-theme"]
        page.context.add_cookies(cookies[key])
        page.goto(path)
        page.locator("main h1").wait_for()
        return page

    return open_as
