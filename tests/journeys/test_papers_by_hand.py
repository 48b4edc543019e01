"""Paper by hand: the invoice and a receipt from the page of an installment, the account from the page of the student."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import expect

from tests.finance.papers import text_of


def downloaded(page, link):
    with page.expect_download() as told:
        link.click()
    return told.value.suggested_filename, Path(told.value.path()).read_bytes()


def test_paper_is_downloaded_where_its_numbers_stand(arrive):
    page = arrive("enzo", "/finance/payments")
    receipts = page.locator("tbody a[href^='/files/receipt/']")
    name, first = downloaded(page, receipts.first)
    assert re.fullmatch(r"RCPT-\d{6}\.pdf", name)
    assert first.startswith(b"%PDF-")
    assert downloaded(page, receipts.first) == (name, first)
    page.locator("tbody a[href^='/students/']").first.click()
    statement = page.get_by_role("link", name="Download the statement of account in PKR as PDF")
    name, account = downloaded(page, statement)
    assert re.fullmatch(r"STMT-\d{6}\.pdf", name)
    assert "Balance PKR" in text_of(account)
    page.goto(page.locator("a[href^='/finance/installments/']").first.get_attribute("href"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Installment")
    name, invoice = downloaded(page, page.get_by_role("link", name=re.compile("Download invoice")))
    assert f"Invoice {name.removesuffix('.pdf').partition(' ')[0]}" in text_of(invoice)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Installment")
