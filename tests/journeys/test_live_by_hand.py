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


def test_a_session_is_planned_and_its_roll_is_called_by_keys(arrive, site):
    page = arrive("maya", "/sessions")
    page.get_by_role("button", name="Plan a session").click()
    dialog = page.get_by_role("dialog", name="Plan a session")
    for label, words in (("Title", "Clinic"), ("First day", "2027-03-01"), ("Begins at", "18:00")):
        dialog.get_by_label(label).fill(words)
    dialog.get_by_label("For whom").select_option(index=0)
    expect(dialog).to_contain_text("On Monday, 1 Mar 2027, 18:00, Karachi time.")
    dialog.get_by_role("button", name="Plan", exact=True).click()
    expect(page).to_have_title("Clinic · Growth OS")
    with site.database.as_owner() as owner:
        owner.execute(
            "update public.success_sessions set start_time = now() - interval '1 hour', end_time = now() where title = 'Clinic'"
        )
    marks = page.locator("[data-mark=present]")
    expect(marks.first).to_be_visible()
    page.keyboard.press("j")
    page.keyboard.press("p")
    expect(marks.first).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("e")
    expect(page.locator("[data-mark=excused]").nth(1)).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_text("Attendance 100.0 %: 1 of 1")).to_be_visible()
    rows = page.locator("[data-row]")
    for _ in range(rows.count()):  # the last key is for the last student, and more of it for nobody
        page.keyboard.press("l")
    expect(page.locator("[data-mark=late][aria-pressed=true]")).to_have_count(rows.count() - 2)


def test_a_screen_of_nothing_live_says_nothing(arrive):
    page = arrive("marco", "/profile")
    expect(page.locator("main h1")).to_be_visible()
    expect(page.locator(".live")).to_have_count(0)
