"""Refusals about tickets, notifications and mails."""

from growthos_ui.errors import Kind

REASONS = {
    "ticket.not_allowed": (Kind.FORBIDDEN, "Your role may not do this with a ticket."),
    "ticket.missing": (Kind.MISSING, "There is no such ticket."),
    "ticket.subject_missing": (Kind.INVALID, "Say in 1 to 200 characters what it is about."),
    "ticket.message_missing": (Kind.INVALID, "Write something, of at most 8,000 characters."),
    "ticket.priority_unknown": (Kind.INVALID, "A ticket is low, medium, high or urgent."),
    "ticket.nobody_to_answer": (Kind.INVALID, "This person answers no tickets here."),
    "ticket.closed": (Kind.WRONG_STATE, "This ticket is closed. Open a new one."),
    "mail.not_allowed": (Kind.FORBIDDEN, "What mails say is changed by admins."),
    "mail.missing": (Kind.MISSING, "There is no such mail."),
    "mail.kind_unknown": (Kind.MISSING, "There is no such kind of mail."),
    "mail.subject_missing": (Kind.INVALID, "Write a subject of one line and at most 200 characters."),
    "mail.text_missing": (Kind.INVALID, "Write a text of at most 5,000 characters."),
    "mail.word_unknown": (Kind.INVALID, "{{{word}}} is nothing that this mail knows. It knows {words}."),
    "mail.braces": (Kind.INVALID, "A brace is open or closed too much. Words to fill in stand as {{name}}."),
    "mail.template_changed": (Kind.CONFLICT, "Somebody else changed this text meanwhile. Open it anew."),
    "mail.not_issued": (Kind.WRONG_STATE, "This installment has not been issued yet."),
    "mail.not_wanted": (
        Kind.WRONG_STATE,
        "This student is not written to: no reminders by mail, or this kind of mail is off.",
    ),
    "mail.settled": (Kind.WRONG_STATE, "This mail is {status}: there is nothing to decide any more."),
    "ticket.moved_meanwhile": (Kind.CONFLICT, "Nothing was done: this ticket is {now} meanwhile. Look at it again."),
    "ticket.not_from_here": (Kind.WRONG_STATE, "A ticket that is {from} does not become {to}."),
}
