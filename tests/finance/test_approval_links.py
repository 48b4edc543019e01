"""Where the words lead that say what a request for a second person is about."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from growthos_ui.finance.approvals import APPROVALS
from growthos_ui.listing.columns import Reading


@pytest.mark.parametrize(
    ("kind", "about", "opens"),
    [
        ("refund", "INV-7-01-1, INV-7-01-2", "/finance/installments?q=INV-7-01"),
        ("cancel", "INV-7-01", "/finance/installments?q=INV-7-01"),
        ("place", "Selling, online", "/students/STU000007"),
    ],
)
def test_what_it_is_on_opens_all_that_it_names(kind, about, opens):
    subject = next(each for each in APPROVALS.columns if each.name == "about")
    row = {"about": about, "kind": kind, "student_code": "STU000007"}
    assert subject.cells(row, Reading(now=datetime.now(UTC), zone=UTC))["about__href"] == opens
