"""The list of students in a browser: search, filter, sort, turn the page; the address is the state."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.cast import OTTO
from tests.journeys.people import PER_MENTOR


def rows_of(page):
    return page.locator("[data-row]")


def total_of(page):
    return page.locator("[data-total]")


def test_searching_narrows_the_list_and_the_address(arrive):
    page = arrive("nadia", "/students")
    page.get_by_placeholder("Code, name, phone or e-mail").fill("pupil 80")
    expect(total_of(page)).to_contain_text("of 1")
    expect(rows_of(page)).to_contain_text(["Pupil 80"])
    assert "q=pupil+80" in page.url
    page.reload()
    expect(rows_of(page)).to_contain_text(["Pupil 80"])
    expect(page.get_by_placeholder("Code, name, phone or e-mail")).to_have_value("pupil 80")
    page.go_back()
    expect(total_of(page)).to_contain_text(f"of {2 * PER_MENTOR + 3}")
    expect(page.get_by_placeholder("Code, name, phone or e-mail")).to_have_value("")


def test_filtering_by_mentor_and_lifting_the_filter(arrive):
    page = arrive("nadia", "/students")
    page.get_by_role("button", name="Filter", exact=True).click()
    page.locator("summary", has_text="Mentor").click()
    page.get_by_role("checkbox", name="Maya Iqbal").click()
    expect(total_of(page)).to_contain_text(f"of {PER_MENTOR + 1}")
    page.get_by_role("link", name="Remove filter Mentor").click()
    expect(total_of(page)).to_contain_text(f"of {2 * PER_MENTOR + 3}")


@pytest.mark.parametrize("width", [1440, 390])
def test_the_menu_of_filters_lies_over_none_of_its_chips_wherever_they_move(width, arrive):
    page = arrive("nadia", "/students?status=active,completed,paused&result=none")
    page.set_viewport_size({"width": width, "height": 900})
    page.get_by_role("button", name="Filter", exact=True).click()
    page.locator("summary", has_text="Mentor").click()
    page.get_by_role("checkbox", name="Maya Iqbal").click()
    expect(page.get_by_role("link", name="Remove filter Mentor")).to_be_visible()
    assert page.evaluate(_COVERED) == []
    page.evaluate("document.querySelector('.list__head').style.paddingTop = '8rem'")
    page.wait_for_function(f"() => !({_COVERED})().length")


_COVERED = """() => {
  const menu = document.querySelector("#list-filters:popover-open").getBoundingClientRect();
  return [...document.querySelectorAll(".chip")].map((each) => [each.textContent, each.getBoundingClientRect()])
    .filter(([, at]) => at.bottom > menu.top && at.top < menu.bottom && at.right > menu.left && at.left < menu.right)
    .map(([words]) => words);
}"""


def test_sorting_and_turning_pages_neither_repeats_nor_loses_anybody(arrive):
    page = arrive("nadia", "/students")
    page.locator("[data-sort=student_code]").click()
    expect(page.locator("th[aria-sort=ascending]")).to_contain_text("Code")
    first = rows_of(page).locator("td:nth-child(2)").all_inner_texts()
    assert first == sorted(first)
    page.get_by_role("link", name="Next page").click()
    expect(total_of(page)).to_contain_text(f"51\u2013{2 * PER_MENTOR + 3}")
    second = rows_of(page).locator("td:nth-child(2)").all_inner_texts()
    assert second == sorted(second)
    assert len({*first, *second}) == 2 * PER_MENTOR + 3


def test_a_mentor_finds_own_learners_only(arrive):
    page = arrive("maya", "/students?q=pupil")
    expect(total_of(page)).to_contain_text(f"of {PER_MENTOR}")
    page.get_by_placeholder("Code, name, phone or e-mail").fill("ben yusuf")
    expect(page.get_by_role("heading", name="No enrolment matches these 1 filters").or_(
        page.get_by_role("heading", name="No enrolment matches this filter")
    )).to_be_visible()  # fmt: skip


def test_an_address_with_a_bad_value_is_refused_in_a_sentence_with_a_way_out(arrive):
    page = arrive("nadia", "/students?status=loitering")
    expect(page.get_by_text("Status has no “loitering”")).to_be_visible()
    page.get_by_role("link", name="Clear it").click()
    expect(rows_of(page)).to_have_count(50)


def test_a_student_is_added_from_the_palette_and_their_page_opens(arrive):
    page = arrive("mallory", "/")
    expect(page.locator(".top__person .avatar")).not_to_be_empty()
    page.keyboard.press("Control+k")
    page.locator("[data-palette-box]").fill("add a stu")
    page.get_by_role("option", name="Add a student").click()
    dialog = page.locator("dialog[data-modal]")
    for label, typed in (("Name", "Zoya Aslam"), ("E-mail", OTTO.email), ("Phone", "+44 20 79460018")):
        dialog.get_by_label(label).fill(typed)
    dialog.locator("[name=course]").select_option(index=1)
    dialog.locator("[name=parts]").select_option("2")
    expect(dialog.locator("table.change").last.locator("tbody tr")).to_have_count(2)
    dialog.get_by_role("button", name="Add a student").click()
    expect(dialog.get_by_role("alert")).to_have_text("This address cannot be used for another account.")
    expect(dialog.get_by_label("Name")).to_have_value("Zoya Aslam")
    dialog.get_by_label("E-mail").fill("zoya@pupil.example")
    dialog.get_by_role("button", name="Add a student").dblclick()
    expect(page.get_by_role("heading", name="Zoya Aslam").first).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="Zoya Aslam is added")).to_be_visible()
    expect(page.get_by_role("link", name="INV-STU").first).to_be_visible()
    page.go_back()
    expect(rows_of(page).first).to_be_visible()
    expect(page.locator("dialog[data-modal]")).to_have_count(0)
    assert page.url.endswith("/students")


def test_several_students_are_added_from_a_list_and_from_a_file(arrive, tmp_path):
    page = arrive("mallory", "/students")
    page.get_by_role("link", name="Add several students").click()
    expect(page.get_by_role("heading", name="Add several students")).to_be_visible()
    listed = page.locator("[data-read-here]")
    listed.fill(f"Una Vale, una@pupil.example, +44 20 79460031\nOtto Twin, {OTTO.email}, +44 20 79460032")
    expect(page.locator("td", has_text="This address cannot be used for another account.")).to_be_visible()
    page.locator("[name=course]").select_option(index=1)
    expect(page.locator("table.change").last.locator("tbody tr")).to_have_count(1)
    page.get_by_role("button", name="Add 1 student").dblclick()
    expect(page.get_by_role("status").filter(has_text="1 added, 1 not added").first).to_be_visible()
    with page.expect_download() as result:
        page.get_by_role("link", name="Result").click()
    assert "Una Vale,una@pupil.example" in Path(result.value.path()).read_text()
    page.get_by_role("button", name="Correct the others").click()
    expect(listed).to_have_value(f"Otto Twin,{OTTO.email},+44 20 79460032\n")
    file = tmp_path / "more.csv"
    file.write_bytes("Name;E-mail;Phone\nZoë Vale;zoe@pupil.example;+442079460033\n".encode("cp1252"))
    page.locator("[data-read]").set_input_files(file)
    expect(page.locator("td", has_text="Zoë Vale")).to_be_visible()
    page.get_by_role("button", name="Add 1 student").click()
    page.get_by_role("link", name="Zoë Vale").click()
    expect(page.get_by_role("link", name="INV-STU").first).to_be_visible()
