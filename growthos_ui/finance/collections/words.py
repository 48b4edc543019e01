"""What the words of collections are called on the screen."""

from __future__ import annotations

from growthos_ui.listing.columns import Mark

STAGES = (
    Mark("call", "To call", "alarm", "bad", is_tinted=True),
    Mark("promised", "Promise open", "clock", "info"),
    Mark("later", "Later", "dashed", "neutral"),
    Mark("paused", "Paused", "paused", "off"),
)
PROMISE_STATES = (
    Mark("open", "Open", "clock", "info"),
    Mark("kept", "Kept", "done", "good"),
    Mark("part_kept", "Kept in part", "quarter", "warn"),
    Mark("broken", "Broken", "alarm", "bad", is_tinted=True),
    Mark("moved", "Moved", "returned", "neutral"),
    Mark("withdrawn", "Withdrawn", "struck", "off"),
)
CHANNELS = {
    "phone": "Phone",
    "whatsapp": "WhatsApp",
    "email": "E-mail",
    "sms": "SMS",
    "in_person": "In person",
    "other": "Other",
}
OUTCOMES = {
    "will_pay": "Will pay",
    "promised": "Promised a day",
    "asked_for_time": "Asked for more time",
    "message_left": "Message left",
    "no_answer": "No answer",
    "wrong_number": "Wrong number",
    "refused": "Refuses to pay",
    "disputed": "Disputes the amount",
}
STEPS = {
    "call": "Call again",
    "message": "Send a message",
    "give_time": "Decide on more time",
    "escalate": "Hand to an admin",
    "wait": "Wait",
}
