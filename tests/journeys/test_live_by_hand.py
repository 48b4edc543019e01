"""A live screen in a real browser: the changed row appears, the page says how fresh it is, and can be held still."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.cast import ALICE

ALICES = "/students?q=alice"


def rename(site, name):
    with site.database.as_owner() as owner:
        owner.execute("update public.users set full_name = %s where id = %s", [name, ALICE.id])


@pytest.fixture(autouse=True)
def alice_has_her_name_again(site):
    """The journeys share one school: what is changed here is put back."""
    yield
    rename(site, ALICE.name)


def test_a_change_appears_by_itself_and_the_head_says_how_fresh_the_page_is(arrive, site):
    page = arrive("nadia", ALICES)
    expect(page.locator("[data-live]")).to_have_text(re.compile(r"Updated \d+ s ago"))
    rename(site, "Alice Appears")
    expect(page.locator("[data-row]", has_text="Alice Appears")).to_be_visible()


def test_a_held_page_says_so_and_goes_on_where_it_was_held(arrive, site):
    page = arrive("nadia", ALICES)
    page.get_by_role("button", name="Hold this page still").click()
    expect(page.locator(".live")).to_have_text("Paused")
    rename(site, "Alice Held")
    page.get_by_role("button", name="Follow changes again").click()
    expect(page.locator("[data-row]", has_text="Alice Held")).to_be_visible()
    expect(page.locator("[data-live]")).to_have_text(re.compile(r"Updated \d+ s ago"))


def test_a_screen_of_nothing_live_says_nothing(arrive):
    page = arrive("marco", "/profile")
    expect(page.locator("main h1")).to_be_visible()
    expect(page.locator(".live")).to_have_count(0)
