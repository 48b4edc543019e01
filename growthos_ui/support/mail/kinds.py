"""What people call the kinds of mail, when each is written, and the states that a mail can be in."""

from __future__ import annotations

from growthos_ui.listing.columns import Mark

KINDS: dict[str, tuple[str, str]] = {
    "installment_issued": ("Installment issued", "On the day that an installment is issued."),
    "installment_reminder_first": ("First reminder", "A third of the way from the issue to the due day."),
    "installment_reminder_final": ("Last reminder", "Two thirds of the way, and never on the due day."),
    "installment_due": ("Due day", "On the due day, once."),
    "installment_overdue": ("Overdue", "The day after the days of grace, once."),
    "installment_reminder": ("Reminder by hand", "When somebody sends one from an installment."),
    "invoice_paid": ("Receipt", "With each payment that is recorded."),
    "refund_processed": ("Refund", "With each refund."),
    "fee_extension": ("More time", "When an installment is given more time."),
}
"""By the value of the database: its name, and when it is written."""
NAMES = {kind: name for kind, (name, _) in KINDS.items()}

STATES = (
    Mark("unknown", "Unknown", "alarm", "warn", is_tinted=True),
    Mark("failed", "Failed", "ring", "bad", is_tinted=True),
    Mark("waiting", "Waiting", "clock", "info"),
    Mark("sending", "Sending", "half", "info"),
    Mark("sent", "Sent", "done", "good"),
    Mark("dropped", "Dropped", "struck", "off"),
)
