"""The frame around every screen: theme, drawer, no such page, a fault with its request id."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.marks import figure


def theme_of(page):
    return page.evaluate("document.documentElement.dataset.theme")


def test_the_theme_follows_the_system_until_one_is_chosen_and_is_then_remembered(arrive):
    page = arrive("kenji")
    page.emulate_media(color_scheme="dark")
    expect(page.locator("html[data-theme=dark]")).to_be_attached()
    page.get_by_role("button", name="Switch between light and dark").click()
    expect(page.locator("html[data-theme=light]")).to_be_attached()
    page.reload(wait_until="commit")
    page.locator("main h1").wait_for()
    assert theme_of(page) == "light"


def test_there_is_no_such_page(arrive):
    page = arrive("nadia", "/no/such/page")
    expect(page.get_by_role("heading", name="There is no such page")).to_be_visible()
    page.get_by_role("link", name="Go to Home").click()
    expect(page).to_have_title("Home · Growth OS")


def test_on_a_small_screen_the_menu_is_a_drawer(arrive):
    page = arrive("nadia")
    page.set_viewport_size({"width": 390, "height": 844})
    students = page.get_by_role("navigation", name="Main").get_by_role("link", name="Students")
    expect(students).to_be_hidden()
    page.get_by_role("button", name="Open menu").click()
    students.click()
    expect(page).to_have_title("Students · Growth OS")
    expect(students).to_be_hidden()


def test_a_long_menu_shows_where_one_is_and_stays_where_it_was_scrolled_to(arrive):
    page = arrive("nadia")
    menu = page.get_by_role("navigation", name="Main")
    for name in ("Audit log", "Jobs"):
        menu.get_by_role("link", name=name).click()
        expect(page).to_have_title(f"{name} · Growth OS")
        expect(menu.locator("[aria-current=page]")).to_be_in_viewport(ratio=1)


# How wide a page is once what is drawn anew for another width, as charts are, fits it, or has had time enough.
_NARROWEST = """async () => {
  const width = () => document.documentElement.scrollWidth;
  for (let turns = 0; width() > innerWidth && turns < 100; turns++) await new Promise((go) => setTimeout(go, 100));
  return width();
}"""


@pytest.mark.parametrize("path", ["/", "/students", "/learning/progress", "/coursework/marks"])
def test_no_screen_is_wider_than_its_window(path, arrive):
    page = arrive("nadia", path)
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 844})
        page.locator("main h1").wait_for()
        assert page.evaluate(_NARROWEST) <= width


def test_a_list_that_cannot_be_read_says_so_with_a_request_id_and_recovers(arrive, site):
    page = arrive("nadia")
    with site.database.as_owner() as owner:
        owner.execute("alter table dashboard.student_progress rename column last_activity_key to hidden_key")
    try:
        page.get_by_role("link", name="Students").first.click()
        expect(page.get_by_role("heading", name="The list did not load")).to_be_visible()
        expect(page.get_by_text(re.compile(r"[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}"))).to_be_visible()
        expect(page.get_by_text("last_activity_key")).to_have_count(0)
        expect(page.locator(".live")).to_have_text("Not updated")
    finally:
        with site.database.as_owner() as owner:
            owner.execute("alter table dashboard.student_progress rename column hidden_key to last_activity_key")
    page.goto("/students")
    expect(page.locator("[data-row]")).to_have_count(50)


def test_one_card_fails_alone_with_its_request_id_and_is_asked_again(arrive, site):
    page = arrive("nadia")
    with site.database.as_owner() as owner:
        owner.execute("alter table dashboard.week_figures rename column week to hidden_week")
    try:
        page.get_by_role("navigation", name="Main").get_by_role("link", name="Progress").click()
        expect(page).to_have_title("Progress · Growth OS")
        expect(page.get_by_role("img", name=re.compile("Results by course"))).to_be_visible()
        failed = page.get_by_role("alert").filter(has_text="Active enrolments by week did not load")
        expect(failed).to_contain_text(re.compile(r"Request [0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}"))
    finally:
        with site.database.as_owner() as owner:
            owner.execute("alter table dashboard.week_figures rename column hidden_week to week")
    failed.get_by_role("button", name="Try again").click()
    expect(failed).to_have_count(0)


@pytest.fixture
def unreadable_organisations(site):
    """Take the table of organisations away from everybody who signs in, and give it back."""
    with site.database.as_owner() as owner:
        found = owner.execute(
            """select column_name from information_schema.column_privileges where table_name = 'organizations'
               and grantee = 'authenticated' and privilege_type = 'SELECT'"""
        ).fetchall()
        owner.execute("revoke select on public.organizations from authenticated")

    def give_back():
        with site.database.as_owner() as owner:
            owner.execute(
                f"grant select ({', '.join(name for (name,) in found)}) on public.organizations to authenticated"
            )

    yield give_back
    give_back()


def test_an_event_that_fails_is_told_with_its_request_id_and_the_page_stands(sign_in, unreadable_organisations):
    page = sign_in("sam")
    told = page.get_by_role("alert").filter(has_text="That did not work")
    expect(told).to_contain_text(re.compile(r"Request [0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}"))
    expect(figure(page, "Enrolments")).to_be_visible()
    told.get_by_role("button", name="Close").click()
    expect(told).to_be_hidden()
    unreadable_organisations()
    page.reload()
    expect(page.get_by_role("button", name="Northgate Academy")).to_be_visible()
