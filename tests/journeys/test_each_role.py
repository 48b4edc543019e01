"""One journey for each role: in, home, what the menu offers, out."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys.marks import figure
from tests.journeys.people import PER_MENTOR
from tests.menus import MENUS

EVERYBODY = 2 * PER_MENTOR + 3
# Who, and how many enrolments they may see.
JOURNEYS = [
    pytest.param("sam", EVERYBODY, id="superadmin"),
    pytest.param("nadia", EVERYBODY, id="admin"),
    pytest.param("enzo", EVERYBODY, id="enrolment manager"),
    pytest.param("maya", PER_MENTOR + 1, id="mentor"),
    pytest.param("farah", EVERYBODY, id="finance"),
    pytest.param("tara", EVERYBODY, id="support"),
    pytest.param("vera", EVERYBODY, id="read only"),
]


def menu_of(page):
    return page.get_by_role("navigation", name="Main").get_by_role("link")


@pytest.mark.parametrize(("key", "enrolments"), JOURNEYS)
def test_from_signing_in_to_signing_out(key, enrolments, sign_in):
    page = sign_in(key)
    expect(page).to_have_title("Home · Growth OS")
    expect(menu_of(page)).to_have_text(MENUS[key])
    if "Progress" in MENUS[key]:
        expect(figure(page, "Enrolments").locator(".figure__value")).to_have_text(str(enrolments))
        figure(page, "Enrolments").click()
    else:
        expect(page.get_by_role("region", name="Key figures")).to_have_count(0)
        menu_of(page).get_by_text("Students").click()
    expect(page).to_have_title("Students · Growth OS")
    expect(page.locator("[data-total]")).to_contain_text(f"of {enrolments}")

    page.get_by_role("button", name="your account").click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/auth/**")
    page.goto("/students")
    page.wait_for_url("**/auth/sign-in**")


def test_support_answers_a_student_beside_the_list(arrive):
    page = arrive("tara")
    expect(page.get_by_role("region", name="Figures of tickets")).to_contain_text("First answer late")
    menu_of(page).get_by_text("Tickets").click()
    expect(page).to_have_title("Tickets · Growth OS")
    page.get_by_role("button", name="When is the next class?").first.click()
    panel = page.get_by_role("dialog", name="One ticket")
    box = panel.get_by_role("textbox", name="Answer to the student")
    box.fill("On Thursday at six.")
    panel.get_by_role("button", name="Send answer").click()
    expect(panel.locator(".said")).to_contain_text("On Thursday at six.")
    expect(box).to_have_value("")
    expect(panel.get_by_role("definition").get_by_text("In progress")).to_be_visible()
    panel.get_by_role("button", name="Note for staff").click()
    panel.get_by_role("textbox", name="Note for staff").fill("Asked twice.")
    panel.get_by_role("button", name="Keep note").click()
    expect(panel.locator(".is-note")).to_contain_text("the student never sees it")


def test_marketing_sees_what_is_on_offer_and_opens_nothing_else_yet(arrive):
    page = arrive("marco")
    expect(menu_of(page)).to_have_text(MENUS["marco"])
    expect(page.get_by_role("region", name="On offer")).to_contain_text("this page is all that your role opens")
    page.goto("/coursework/marks")
    expect(page.get_by_role("heading", name="You may not open Marks")).to_be_visible()
    expect(page.locator("main").get_by_text("Marco Costa, Marketing")).to_be_visible()


def test_a_superadmin_works_in_another_organisation_and_comes_back(arrive):
    page = arrive("sam")
    page.get_by_role("button", name="Northgate Academy").click()
    page.get_by_role("button", name="Lakeside Institute").click()
    expect(page.locator(".nav__org")).to_contain_text("Lakeside Institute")
    expect(figure(page, "Enrolments").locator(".figure__value")).to_have_text("2")
    page.locator(".nav__org").click()
    page.locator("#organisations").get_by_role("button", name="Northgate Academy").click()
    expect(page.locator(".nav__org")).to_contain_text("Northgate Academy")


def test_only_a_superadmin_is_offered_other_organisations(arrive):
    page = arrive("nadia")
    expect(page.locator(".nav__org")).to_have_text("Northgate Academy")
    expect(page.locator("#organisations")).to_have_count(0)
