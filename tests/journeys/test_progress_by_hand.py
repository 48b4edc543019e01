"""The progress overview in a browser: every figure and every mark opens as many rows as it counts."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.marks import figure


def number_in(words):
    return int(re.search(r"[\d,]+", words)[0].replace(",", ""))


def number_at(place):
    expect(place).to_have_text(re.compile(r"\d"))
    return number_in(place.inner_text())


def expect_rows(page, counted):
    expect(page.locator("[data-total] b").last).to_have_text(f"{counted:,}")


def expect_students(page, counted):
    expect(page).to_have_title("Students · Growth OS")
    expect_rows(page, counted)


def open_progress(arrive, key):
    page = arrive(key, "/learning/progress")
    page.locator("#results-table a").first.wait_for(state="attached")
    return page


@pytest.mark.parametrize("key", ["nadia", "maya", "tara"])
def test_the_enrolments_tile_opens_the_rows_that_it_counts(key, arrive):
    page = open_progress(arrive, key)
    tile = figure(page, "Enrolments")
    counted = number_at(tile.locator(".figure__value"))
    tile.click()
    expect_students(page, counted)


def click_first_column(page):
    page.locator(".section", has=page.locator("#spread-table")).locator(".bars .point path").first.click(force=True)
    return page.get_by_role("group", name="What to do with this mark")


def test_a_click_on_a_column_opens_its_rows_or_narrows_the_page_until_escape(arrive):
    page = open_progress(arrive, "nadia")
    counted = number_at(page.locator("#spread-table td.num a[data-mark]").first)
    everybody = figure(page, "Enrolments").locator(".figure__value").inner_text()
    click_first_column(page).get_by_role("button", name="Show only").click()
    chips = page.locator(".chip__key")
    expect(chips).to_have_text(["Status", "Progress"])
    expect(figure(page, "Enrolments").locator(".figure__value")).to_have_text(str(counted))
    assert "progress=" in page.url
    # Of the chart itself every column stands, and the chosen one stands out.
    columns = page.locator(".section", has=page.locator("#spread-table")).locator(".bars .point path")
    expect(columns.nth(1)).not_to_have_css("opacity", "1")
    opacities = columns.evaluate_all("all => all.map(each => getComputedStyle(each).opacity)")
    assert len(opacities) == 10
    assert opacities[0] not in opacities[1:]
    page.keyboard.press("Escape")
    expect(chips).to_have_count(0)
    expect(figure(page, "Enrolments").locator(".figure__value")).to_have_text(everybody)
    click_first_column(page).get_by_role("button", name="Open its rows").click()
    expect_students(page, counted)


def test_by_keyboard_a_page_is_narrowed_from_the_table_of_a_chart(arrive):
    page = open_progress(arrive, "nadia")
    section = page.locator(".section", has=page.locator("#spread-table"))
    section.get_by_role("button", name="Table", exact=True).press("Enter")
    expect(section.get_by_role("table")).to_be_visible()
    expect(page.locator("main :is(.bone, [aria-busy=true], .is-busy, .is-stale)")).to_have_count(0)
    way = section.locator("[data-crosses]").first
    step = way.locator("xpath=ancestor::td").inner_text().strip()
    way.focus()
    expect(way).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".chip__key")).to_have_text(["Status", "Progress"])
    expect(section.locator("[aria-current=true]")).to_have_attribute("aria-label", f"Show all again, not only {step}")
    undo = page.get_by_role("link", name="Undo the choice")
    expect(undo).to_be_visible()
    undo.press("Enter")
    expect(page.locator(".chip__key")).to_have_count(0)


def test_every_chart_has_its_table_and_every_number_in_it_is_a_door(arrive):
    page = open_progress(arrive, "nadia")
    section = page.locator(".section", has=page.locator("#results-table"))
    section.get_by_role("button", name="Table", exact=True).click()
    expect(section.get_by_role("table")).to_be_visible()
    door = section.locator("tbody td.num a[data-mark]").first
    counted = number_at(door)
    door.click()
    expect_students(page, counted)


def test_a_chart_says_in_words_what_it_shows(arrive):
    page = open_progress(arrive, "nadia")
    expect(page.get_by_role("img", name=re.compile("Results by course: Enrolments by course"))).to_be_visible()


def test_narrowing_to_a_mentor_stays_in_the_address_and_in_the_doors(arrive):
    page = open_progress(arrive, "nadia")
    page.get_by_role("button", name="Filter", exact=True).click()
    page.locator("summary", has_text="Mentor").click()
    page.get_by_role("checkbox", name="Maya Iqbal").click()
    expect(page.locator(".chip__value")).to_have_text("Maya Iqbal")
    assert "mentor=" in page.url
    tile = figure(page, "Enrolments")
    expect(tile.locator(".figure__value")).to_have_text("41")
    tile.click()
    expect(page.locator("[data-total]")).to_contain_text("of 41")


def test_an_address_that_the_overview_does_not_know_is_refused(arrive):
    page = arrive("nadia", "/learning/progress?course=nowhere")
    expect(page.get_by_role("heading", name="This address cannot be shown")).to_be_visible()
    page.get_by_role("link", name="Clear it").click()
    expect(figure(page, "Enrolments").locator(".figure__value")).to_have_text(re.compile(r"\d+"))
