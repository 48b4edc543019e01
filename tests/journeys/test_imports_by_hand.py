"""Files handed in by hand in a real browser: what keeps one out is named, a good one is brought in, a statement is matched."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.cast import BEN, NORTHGATE
from tests.school_ground import row_id

PICTURES = os.environ.get("GROWTHOS_PICTURES", "")


def picture(page: Page, name: str) -> None:
    """Keep a picture for the eye, in both themes and widths, where a folder is named."""
    for theme in ("light", "dark") if PICTURES else ():
        for width in (1440, 390):
            page.emulate_media(color_scheme=theme)
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=Path(PICTURES) / f"{name}-{theme}-{width}.png", full_page=True)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 1440, "height": 900})


@pytest.fixture
def ben(site):
    """The code of a learner who owes something, and the number of their bill."""
    with site.database.as_owner() as owner:
        code = owner.execute("select student_code from public.students where id = %s", [BEN.student_id]).fetchone()[0]
        return code, owner.execute(
            "select invoice_number from public.invoices where id = %s", [row_id(NORTHGATE, "invoice ben")]
        ).fetchone()[0]


def hand_in(page: Page, name: str, text: str) -> None:
    page.goto("/finance/imports")
    page.locator("[data-row]").first.wait_for()
    page.locator("[data-hand-in-kind]").select_option("payments")
    page.locator("[data-hand-in]").set_input_files({"name": name, "mimeType": "text/csv", "buffer": text.encode()})


def test_what_keeps_a_file_out_is_named_and_a_good_one_is_brought_in(sign_in, ben):
    code, _ = ben
    page = sign_in("farah")
    hand_in(page, "wrong.csv", f"Student,Amount,Date\n{code},abc,2026-03-01\nSTU999999,5,2026-03-01\n")
    expect(page.locator("main")).to_contain_text("No student has the code “STU999999”.")
    expect(page.get_by_role("button", name="Bring in")).to_be_disabled()
    picture(page, "wrong")
    hand_in(page, "right.csv", f"Student;Amount;Date;Reference\n{code};100,00;01.03.2026;by hand\n")
    expect(page.locator("main")).to_contain_text("Every row can be brought in.")
    picture(page, "right")
    page.get_by_role("button", name="Bring in").click()
    expect(page.locator("main")).to_contain_text("Brought in: 1 payment")
    way, title = page.locator(".crumbs").bounding_box(), page.locator("main h1").bounding_box()
    assert way["y"] + way["height"] <= title["y"], "the way to the page stands above its title, not beside it"
    picture(page, "done")
    hand_in(page, "right.csv", f"Student;Amount;Date;Reference\n{code};100,00;01.03.2026;by hand\n")
    expect(page.locator("#handed-in-said")).to_contain_text("This file was brought in on")
    picture(page, "twice")


def test_a_statement_is_brought_in_and_its_line_becomes_a_payment(sign_in, ben):
    code, bill = ben
    page = sign_in("farah")
    page.goto("/finance/bank")
    text = f"Date,Amount,Description,Name\n2026-03-02,55.00,{bill},Ben Yusuf\n2026-03-02,-3.00,fee,\n"
    page.locator("[data-hand-in=bank]").set_input_files(
        {"name": "bank.csv", "mimeType": "text/csv", "buffer": text.encode()}
    )
    page.get_by_role("button", name="Bring in").click()
    expect(page.locator("main")).to_contain_text("Brought in: 2 new lines")
    page.get_by_role("link", name="Match them").click()
    line = page.locator("tbody tr", has_text=bill)
    expect(line).to_contain_text(code)
    picture(page, "bank")
    page.locator("tbody tr", has_text="fee").get_by_role("button", name="Decide otherwise").click()
    page.get_by_label("Or set it aside, because").fill("A fee.")
    picture(page, "bank-dialog")
    page.get_by_role("button", name="Set aside", exact=True).last.click()
    expect(page.locator("tbody tr", has_text="fee")).to_have_count(0)
    line.get_by_role("button", name="Confirm").click()
    expect(page.locator("tbody tr", has_text=bill)).to_have_count(0)
    picture(page, "bank-after")
