"""Tickets in words: what they are about, how urgent they are, how far they have come, and how soon an answer is due."""

from __future__ import annotations

from datetime import timedelta

from growthos_ui.listing.columns import Mark

CATEGORIES = {
    "general": "General",
    "technical": "Technical",
    "billing": "Invoices",
    "account": "Account",
    "complaint": "Complaint",
    "feedback": "Feedback",
}
PRIORITIES = (
    Mark("urgent", "Urgent", "alarm", "bad", is_tinted=True),
    Mark("high", "High", "half", "warn"),
    Mark("medium", "Medium", "dot", "neutral"),
    Mark("low", "Low", "ring", "off"),
)
STATES = (
    Mark("open", "Open", "ring", "warn"),
    Mark("in_progress", "In progress", "half", "info"),
    Mark("resolved", "Resolved", "done", "good"),
    Mark("closed", "Closed", "struck", "off"),
)
# How much of what was said on a ticket is shown.
SAID_MAX = 200
NOBODY = "none"
ACTIVE = ("open", "in_progress")
SOON = timedelta(hours=2)
# What became of the first answer, or when it is due.
ANSWERS = (
    Mark("late", "Late", "alarm", "bad", is_tinted=True),
    Mark("soon", "Due within 2 hours", "half", "warn"),
    Mark("waits", "Due later", "clock", "neutral"),
    Mark("in_time", "Given in time", "done", "good"),
    Mark("was_late", "Given late", "ring", "off"),
    Mark("without", "Ended without one", "struck", "off"),
)
# Which state may follow which, and what the button says that leads there.
MOVES = {
    "open": (("in_progress", "Start work"), ("resolved", "Resolve"), ("closed", "Close")),
    "in_progress": (("resolved", "Resolve"), ("closed", "Close")),
    "resolved": (("in_progress", "Open again"), ("closed", "Close")),
    "closed": (),
}
