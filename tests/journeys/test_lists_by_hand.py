"""A list by hand: rows by keyboard, an act on many, columns and views that are still there tomorrow, small screens."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.people import PER_MENTOR

EVERYBODY = 2 * PER_MENTOR + 3


@pytest.fixture
def students(arrive):
    """Call it to open the list of students as somebody, with the keyboard free."""

    def open_as(key: str, query: str = ""):
        page = arrive(key, f"/students{query}")
        expect(page.locator("[data-row]").first).to_be_visible()
        return page

    return open_as


def headings(page) -> list[str]:
    return [text for text in page.locator("thead th").all_inner_texts() if text]


def test_rows_are_walked_selected_and_left_by_keyboard_and_enter_opens_one(students):
    page = students("nadia", "?sort=student_code")
    for key in ("j", "ArrowDown", "x", "Shift+ArrowDown"):
        page.keyboard.press(key)
    expect(page.get_by_role("region", name="Selection")).to_contain_text("2 selected")
    expect(page.locator("[data-pick]:checked")).to_have_count(2)
    page.keyboard.press("Escape")
    expect(page.get_by_role("region", name="Selection")).to_have_count(0)
    expect(page.locator("[data-pick]:checked")).to_have_count(0)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/students/STU000003$"))


def test_enter_opens_what_the_row_is_about_not_whose_it_is(arrive):
    page = arrive("nadia", "/finance/installments")
    expect(page.locator("[data-row]").first).to_be_visible()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/finance/installments/INV-\S+-\d+$"))


def test_the_keys_are_told_and_turn_the_page(students):
    page = students("nadia", "?sort=student_code")
    page.keyboard.press("?")
    expect(page.get_by_role("switch", name="Single-letter keys")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Keys")).to_be_hidden()
    page.keyboard.press("]")
    expect(page.locator("[data-total]")).to_contain_text(f"51\u2013{EVERYBODY}")
    page.keyboard.press("[")
    expect(page.locator("[data-total]")).to_contain_text("1\u201350")
    # Letters can be switched off, and then none is offered; the rest goes on.
    page.keyboard.press("?")
    page.get_by_role("switch", name="Single-letter keys").click()
    page.keyboard.press("Escape")
    foot = page.locator(".pager .pager__keys")
    expect(foot).not_to_contain_text("J")
    page.keyboard.press("]")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("ArrowDown")
    expect(page.locator("[data-row]").first.locator(":focus")).to_have_count(1)
    expect(page.locator("[data-total]")).to_contain_text("1\u201350")
    foot.get_by_role("button", name="all keys").click()
    page.get_by_role("switch", name="Single-letter keys").click()
    expect(foot).to_contain_text("J")


def test_the_menu_of_files_closes_when_one_is_chosen(students):
    page = students("nadia")
    page.get_by_role("button", name="Export", exact=True).click()
    with page.expect_download():
        page.locator("#list-export").get_by_text("CSV").click()
    expect(page.locator("#list-export")).to_be_hidden()


def test_many_students_get_a_mentor_in_one_act(students):
    page = students("nadia", "?q=pupil")
    page.get_by_role("button", name="Filter", exact=True).click()
    page.locator("summary", has_text="Mentor").click()
    page.get_by_role("checkbox", name="Kenji Arai").click()
    page.keyboard.press("Escape")
    expect(page.locator("[data-total]")).to_contain_text(f"of {PER_MENTOR}")
    page.get_by_role("checkbox", name="Select the page").click()
    expect(page.get_by_role("region", name="Selection")).to_contain_text(f"All {PER_MENTOR} enrolments selected")
    page.get_by_role("button", name="Assign mentor", exact=True).click()
    dialog = page.locator("dialog[data-modal]")
    expect(dialog.get_by_role("heading")).to_have_text(f"Assign mentor to {PER_MENTOR} students")
    dialog.get_by_role("combobox").select_option(index=1)
    dialog.get_by_role("button", name=f"Assign mentor to {PER_MENTOR}").click()
    expect(page.get_by_text(f"{PER_MENTOR} students now have Kenji Arai as mentor.")).to_be_visible()
    expect(page.locator("[data-pick]:checked")).to_have_count(0)


def test_columns_arranged_by_keyboard_stay_so_and_go_back(students):
    page = students("nadia")
    page.get_by_role("button", name="Columns").click()
    page.get_by_role("button", name="Move Name left").focus()
    page.keyboard.press("Enter")
    expect(page.locator("thead th").nth(1)).to_have_text("Name")
    # The first column cannot go further; the focus stays on its line.
    expect(page.locator('.chooser [data-column="full_name"] :focus')).to_have_count(1)
    page.get_by_role("checkbox", name="Mentor").click()
    expect(page.locator("thead")).not_to_contain_text("Mentor")
    page.reload()
    expect(page.locator("[data-row]").first).to_be_visible()
    assert headings(page)[:3] == ["Name", "Code", "Course"]
    page.get_by_role("button", name="Columns").click()
    page.get_by_role("button", name="Back to the role's columns").click()
    expect(page.locator("thead th").nth(1)).to_have_text("Code")


def test_a_view_is_saved_opened_by_the_bare_address_and_removed(students):
    page = students("kenji", "?q=pupil")
    page.get_by_role("button", name="Save view").click()
    form = page.get_by_role("dialog", name="Save view")
    form.get_by_label("Name").fill("My pupils")
    form.get_by_label("Open Students with this view").check()
    form.get_by_role("button", name="Save view").click()
    expect(page.get_by_role("link", name="My pupils")).to_have_attribute("aria-current", "page")
    page.goto("/students")
    expect(page).to_have_url(re.compile(r"view=my-pupils-\w+&q=pupil"))
    page.get_by_role("link", name="All enrolments").click()
    expect(page.locator("[data-total]")).to_contain_text(f"of {PER_MENTOR + 1}")
    page.get_by_role("link", name="My pupils").click()
    page.get_by_role("button", name="View", exact=True).click()
    page.get_by_role("button", name="Delete view").click()
    expect(page.get_by_role("link", name="My pupils")).to_have_count(0)
    expect(page).to_have_url(re.compile(r"/students\?q=pupil$"))


@pytest.mark.parametrize("width", [390, 320])
def test_cards_are_selected_on_a_small_screen_without_scrolling_sideways(students, width):
    page = students("nadia")
    page.set_viewport_size({"width": width, "height": 800})
    page.locator("[data-pick]").first.click()
    expect(page.get_by_role("region", name="Selection")).to_contain_text("1 selected")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_nothing_focused_is_hidden_under_what_stays_in_sight(students):
    page = students("nadia")
    for _ in range(50):
        page.keyboard.press("j")
        seen = page.evaluate("""() => {
            const at = document.activeElement.getBoundingClientRect();
            const top = document.elementFromPoint(at.left + 4, at.top + at.height / 2);
            return document.activeElement.contains(top);
        }""")
        assert seen


def test_work_is_opened_by_keys_and_decided_and_the_next_one_comes(arrive):
    page = arrive("maya", "/submissions?status=pending")
    expect(page.locator("[data-row]")).to_have_count(2)
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator("main h1")).to_have_text("Work 1.2")
    expect(page.get_by_role("link", name="shop.example/five")).to_have_attribute("rel", "noopener noreferrer")
    page.keyboard.press("d")
    expect(page.get_by_text("Say what is missing when you decline.")).to_be_visible()
    expect(page.get_by_label("Feedback")).to_be_focused()
    page.get_by_label("Feedback").fill("Clear and complete now.")
    page.locator("main h1").click()
    for key in ("a", "s"):  # nothing is approved by a key alone while there is no score
        page.keyboard.press(key)
        expect(page.get_by_label("Score")).to_be_focused()
        page.locator("main h1").click()
    page.keyboard.press("s")
    page.keyboard.type("88")
    page.locator("main h1").click()
    page.keyboard.press("j")
    expect(page.locator(".reading .link").first).to_have_text("Pupil 2")
    expect(page.get_by_label("Feedback")).to_have_value("")
    page.keyboard.press("k")
    expect(page.locator(".reading .link").first).to_have_text("Pupil 1")
    expect(page.get_by_label("Feedback")).to_have_value("Clear and complete now.")
    page.get_by_role("button", name="Approve, 88").click()
    expect(page.get_by_text("Maya Iqbal approved it with 88 of 100")).to_be_visible()
    expect(page.get_by_role("link", name="Next")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".reading .link").first).to_have_text("Pupil 2")
