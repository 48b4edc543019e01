"""Figures by hand: explained and worked out again from the panel's own text, every half opened, charts taken away as files."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.journeys.marks import figure
from tests.journeys.test_access import faults_of, page_of_sam  # noqa: F401 - a fixture
from tests.journeys.test_progress_by_hand import expect_rows, expect_students, number_at, number_in, open_progress

PNG = b"\x89PNG\r\n\x1a\n"


def explain(page, name):
    page.get_by_role("button", name=f"Explain {name}", exact=True).click()
    panel = page.get_by_role("dialog", name=f"How {name} is worked out")
    panel.locator(".formula").first.wait_for()
    return panel


@pytest.mark.parametrize("width", [1440, 1024, 768, 390])
def test_no_word_of_a_figure_or_below_a_chart_is_cut_and_no_button_lies_over_one(width, arrive):
    page = open_progress(arrive, "nadia")
    page.set_viewport_size({"width": width, "height": 900})
    small = page.locator(".figure .scope, .figure .delta, .figure__label > span, .plot__foot .scope")
    assert small.count() > 0
    page.wait_for_function(f"() => document.documentElement.scrollWidth <= {width}")
    assert page.evaluate(_COVERED) == []
    assert small.evaluate_all("all => all.filter(e => e.scrollWidth > e.clientWidth).map(e => e.textContent)") == []


_COVERED = """() => [...document.querySelectorAll(".figure")].map((tile) => {
  const words = document.createRange();
  words.selectNodeContents(tile.querySelector(".figure__label").firstChild);
  const button = tile.querySelector(".figure__explain") ?? tile.parentElement.querySelector(".figure__explain");
  const [said, over] = [words, button].map((each) => each.getBoundingClientRect());
  return said.right > over.left && said.left < over.right && said.bottom > over.top && said.top < over.bottom ? tile.innerText : "";
}).filter(Boolean)"""


@pytest.mark.parametrize("key", ["nadia", "maya"])
def test_a_reader_works_the_completion_out_from_the_panel(key, arrive):
    page = open_progress(arrive, key)
    panel = explain(page, "Completion")
    value = panel.locator(".panel__value").inner_text()
    completed, live = (
        number_in(words) for words in panel.locator(".formula").first.locator("dd").all_inner_texts()[:2]
    )
    assert value == f"{100 * completed / live:.1f}%"
    assert panel.get_by_role("heading", name="SQL, for admins").count() == (key == "nadia")


def test_every_number_of_the_panel_opens_as_many_rows(arrive):
    page = open_progress(arrive, "nadia")
    panel = explain(page, "Mean progress")
    doors = panel.locator(".formula a").evaluate_all(
        "all => all.map(each => [each.getAttribute('href'), each.textContent])"
    )
    counted = [(href, words) for href, words in doors if not words.endswith("%")]
    assert counted
    for href, words in dict(counted).items():
        page.goto(href)
        expect_rows(page, number_in(words))


def test_both_halves_of_the_completion_open_their_rows(arrive):
    page = open_progress(arrive, "nadia")
    for place in (0, 1):
        half = figure(page, "Completion").locator(".figure__half").nth(place)
        if not half.count():
            continue
        counted = number_at(half)
        half.click()
        expect_students(page, counted)
        page.go_back()
        page.locator("#results-table a").first.wait_for(state="attached")


def test_the_panel_opens_and_closes_by_keyboard_and_gives_the_focus_back(arrive):
    page = open_progress(arrive, "nadia")
    button = page.get_by_role("button", name="Explain Enrolments", exact=True)
    button.focus()
    page.keyboard.press("Enter")
    panel = page.get_by_role("dialog", name="How Enrolments is worked out")
    expect(panel.get_by_role("button", name="Close")).to_be_focused()
    page.keyboard.press("Escape")
    expect(panel).to_have_count(0)
    expect(button).to_be_focused()


def test_narrowing_the_page_closes_the_panel(arrive):
    page = open_progress(arrive, "nadia")
    explain(page, "Completion")
    page.get_by_role("button", name="Filter", exact=True).click()
    page.locator("summary", has_text="Mentor").click()
    page.get_by_role("checkbox", name="Maya Iqbal").click()
    expect(page.locator(".chip__value")).to_have_text("Maya Iqbal")
    expect(page.locator(".panel")).to_have_count(0)
    expect(page.locator(".figure.is-stale")).to_have_count(0)
    expect(explain(page, "Completion").get_by_text("Mentor: Maya Iqbal")).to_be_visible()


def test_a_chart_is_saved_as_a_picture_and_its_table_as_a_file_with_the_scope(arrive):
    page = open_progress(arrive, "nadia")
    section = page.locator(".section", has=page.locator("#results-table"))
    section.locator(".main-svg").first.wait_for(state="attached")
    with page.expect_download() as download:
        section.get_by_role("button", name="Save as a picture").click()
    assert download.value.suggested_filename == "results-by-course.png"
    assert Path(download.value.path()).read_bytes().startswith(PNG)
    with page.expect_download() as download:
        section.get_by_role("button", name="Save the table as CSV").click()
    rows = list(csv.reader(Path(download.value.path()).read_text("utf-8-sig").splitlines()))
    shown = section.locator("tbody tr").count()
    assert len(rows) == shown + 3
    assert all(re.fullmatch(r"\d+", number) for row in rows[1 : shown + 1] for number in row[1:])
    assert re.search(r"Northgate Academy · the whole organisation · as of .*Asia/Karachi", rows[-1][0])


@pytest.mark.parametrize("width", [1440, 390])
def test_axe_finds_nothing_in_the_open_panel(width, page_of_sam):  # noqa: F811 - asks for the fixture
    page_of_sam.set_viewport_size({"width": width, "height": 900})
    page_of_sam.goto("/learning/progress")
    page_of_sam.locator("#results-table a").first.wait_for(state="attached")
    panel = explain(page_of_sam, "Median progress")
    assert faults_of(page_of_sam) == {}
    # Opened once more at the same address, the page would have it open still.
    panel.get_by_role("button", name="Close").click()
    expect(panel).to_have_count(0)
