"""What the ledger's words are called on the screen."""

from __future__ import annotations

from growthos_ui.listing.columns import Mark

PROGRAM = "The program"
COLLEAGUE = "A colleague"
"""Whoever the reader may not know by name: row security says whose names are for whom."""

ENTRIES = {"payment": "Payment", "refund": "Refund", "adjustment": "Credit", "write_off": "Write-off"}
UNDOING = "Undone match"
"""An entry that takes out what a wrong match of a line of the bank had entered."""
METHODS = {
    "bank_transfer": "Bank transfer",
    "card": "Card",
    "cash": "Cash",
    "cheque": "Cheque",
    "online": "Online",
    "original_method": "The way it came",
    "other": "Other",
}
PAYMENT_METHODS = ("bank_transfer", "card", "cash", "cheque", "online", "other")
REFUND_METHODS = ("bank_transfer", "original_method", "cash", "cheque", "other")
PART_STATES = (
    Mark("overdue", "Overdue", "alarm", "bad", is_tinted=True),
    Mark("grace", "In grace", "clock", "warn", is_tinted=True),
    Mark("due", "Due today", "half", "warn", is_tinted=True),
    Mark("soon", "Due soon", "clock", "info"),
    Mark("pending", "Not due", "ring", "neutral"),
    Mark("partially_paid", "Paid in part", "quarter", "info"),
    Mark("scheduled", "Scheduled", "dashed", "off"),
    Mark("paid", "Paid", "done", "good"),
    Mark("refunded", "Refunded", "returned", "neutral"),
    Mark("waived", "Written off", "struck", "neutral"),
    Mark("cancelled", "Cancelled", "struck", "off"),
)
"""The states of an installment, as lists, pages and dialogs say them: those of `facts.STATE`."""
STATES = {each.value: each.words for each in PART_STATES}
BILL_MARKS = (
    Mark("overdue", "Overdue", "alarm", "bad", is_tinted=True),
    Mark("issued", "Issued", "ring", "neutral"),
    Mark("partially_paid", "Paid in part", "quarter", "info"),
    Mark("paid", "Paid", "done", "good"),
    Mark("partially_refunded", "Refunded in part", "returned", "neutral"),
    Mark("refunded", "Refunded", "returned", "neutral"),
    Mark("waived", "Written off", "struck", "neutral"),
    Mark("cancelled", "Cancelled", "struck", "off"),
    Mark("draft", "Draft", "dashed", "off"),
)
BILL_STATES = {each.value: each.words for each in BILL_MARKS}
ACCESS = {
    "inactive": "Not started",
    "active": "Active",
    "suspended": "Suspended",
    "dropout": "Dropped out",
    "complete": "Complete",
    "refunded": "Refunded",
}


def entry_words(kind: str, undone: str | None) -> str:
    """Return what an entry of the ledger is called: `Payment`, `Payment, undone`, or `Undone match` for what undid it."""
    return UNDOING if undone == "undoing" else ENTRIES[kind] + (", undone" if undone else "")
