"""Refusals about tickets and notifications."""

from growthos_ui.errors import Kind

REASONS = {
    "ticket.not_allowed": (Kind.FORBIDDEN, "Your role may not do this with a ticket."),
    "ticket.missing": (Kind.MISSING, "There is no such ticket."),
    "ticket.subject_missing": (Kind.INVALID, "Say in 1 to 200 characters what it is about."),
    "ticket.message_missing": (Kind.INVALID, "Write something, of at most 8,000 characters."),
    "ticket.priority_unknown": (Kind.INVALID, "A ticket is low, medium, high or urgent."),
    "ticket.nobody_to_answer": (Kind.INVALID, "This person answers no tickets here."),
    "ticket.closed": (Kind.WRONG_STATE, "This ticket is closed. Open a new one."),
    "ticket.not_from_here": (Kind.WRONG_STATE, "A ticket that is {from} does not become {to}."),
}
