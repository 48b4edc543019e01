"""What the ledger's words are called on the screen."""

from __future__ import annotations

from growthos_ui.listing.columns import Mark

ENTRIES = {"payment": "Payment", "refund": "Refund", "adjustment": "Credit", "write_off": "Write-off"}
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
    Mark("scheduled", "Scheduled", "dashed", "off"),
    Mark("pending", "Pending", "ring", "neutral"),
    Mark("partially_paid", "Paid in part", "quarter", "info"),
    Mark("due", "Due", "half", "warn", is_tinted=True),
    Mark("overdue", "Overdue", "alarm", "bad", is_tinted=True),
    Mark("paid", "Paid", "done", "good"),
    Mark("refunded", "Refunded", "returned", "neutral"),
    Mark("waived", "Waived", "struck", "neutral"),
    Mark("cancelled", "Cancelled", "struck", "off"),
)
STATES = {each.value: each.words for each in PART_STATES}
BILL_STATES = {
    "draft": "Draft",
    "issued": "Issued",
    "partially_paid": "Paid in part",
    "overdue": "Overdue",
    "paid": "Paid",
    "refunded": "Refunded",
    "partially_refunded": "Refunded in part",
    "waived": "Waived",
    "cancelled": "Cancelled",
}
ACCESS = {
    "inactive": "Not started",
    "active": "Active",
    "suspended": "Suspended",
    "dropout": "Dropped out",
    "complete": "Complete",
    "refunded": "Refunded",
}
