"""A payment recorded by hand: from the list to the installment, through the dialog, to the receipt and the new state."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.finance.bills import INVOICE


def test_a_part_payment_is_recorded_and_its_receipt_and_state_are_seen(arrive, site):
    with site.database.as_owner() as owner:
        owner.execute("update public.students set lms_status = 'active' where lms_status = 'suspended'")
        (number,) = owner.execute("select invoice_number from public.invoices where id = %s", [INVOICE]).fetchone()
    page = arrive("enzo", f"/finance/installments?q={number}")
    page.locator(f'a[href="/finance/installments/{number}-2"]').first.click()
    opener = page.get_by_role("button", name="Record payment")
    opener.click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("Amount, PKR")).to_have_value("1,500.00")
    # a day is written as everywhere else, however the browser writes one; who types it sees the box as it is
    said, box = dialog.locator(".day__said"), dialog.locator(".day input")
    expect(said).to_have_text(written := re.compile(r"^\d{1,2} [A-Z][a-z]{2} \d{4}$"))
    day = box.input_value()
    box.press("ArrowUp")
    expect(said).to_be_hidden()
    box.fill(day)
    dialog.get_by_label("Amount, PKR").fill("1,500.001")
    expect(said).to_be_visible()
    expect(said).to_have_text(written)
    dialog.get_by_label("Notes").fill("At the desk")
    dialog.get_by_role("button", name="Record payment").click()
    expect(dialog.get_by_role("alert")).to_have_text("An amount in PKR has at most 2 decimals.")
    expect(dialog.get_by_label("Notes")).to_have_value("At the desk")
    dialog.get_by_label("Amount, PKR").fill("600")
    expect(dialog.locator(".change .after")).to_contain_text(["900.00"])
    dialog.get_by_role("button", name="Record payment").dblclick()
    expect(dialog.locator("[data-receipt]")).to_have_text(re.compile(r"RCPT-\d{6}"))
    expect(dialog.get_by_role("status")).to_contain_text("Payment recorded. The installment is still overdue.")
    dialog.get_by_role("button", name="Close").click()
    expect(page.locator("[data-left]")).to_have_text("PKR 900.00")
    expect(page.get_by_role("region", name="Ledger, table").locator("tbody tr")).to_have_count(1)
    expect(opener).to_be_focused()
