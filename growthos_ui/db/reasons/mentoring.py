"""Refusals about mentors, live classes, recovery and milestones."""

from growthos_ui.errors import Kind

REASONS = {
    "mentoring.not_allowed": (Kind.FORBIDDEN, "Your role may not give students a mentor."),
    "mentoring.not_first": (Kind.FORBIDDEN, "This student has a mentor already, and only an admin may change that."),
    "mentoring.not_a_mentor": (Kind.INVALID, "This person is no mentor who works here."),
    "session.not_allowed": (Kind.FORBIDDEN, "Your role may not hold live classes."),
    "session.missing": (Kind.MISSING, "There is no such class."),
    "session.title_missing": (Kind.INVALID, "A class has a title of at most 200 characters."),
    "session.in_the_past": (Kind.INVALID, "A class begins in the future."),
    "session.ends_too_early": (Kind.INVALID, "A class ends after it has begun."),
    "session.room_taken": (Kind.DUPLICATE, "There is a class with this link at this time already."),
    "session.reason_missing": (Kind.INVALID, "Say why the class is cancelled."),
    "session.status_unknown": (Kind.INVALID, "A student was present, late, absent or excused."),
    "session.not_begun": (Kind.WRONG_STATE, "This class has not begun yet."),
    "session.not_held": (Kind.WRONG_STATE, "Nobody came to a class that is {status}."),
    "session.not_from_here": (Kind.WRONG_STATE, "A class that is {from} does not become {to}."),
    "session.over": (Kind.WRONG_STATE, "This class is {status}: its time, audience and host stay."),
    "lifecycle.not_allowed": (Kind.FORBIDDEN, "Your role may not suspend students or let them in."),
    "lifecycle.reason_missing": (Kind.INVALID, "Say why, in 3 to 500 characters."),
    "lifecycle.day_not_ahead": (Kind.INVALID, "Choose a day that is still to come, and an end after it."),
    "lifecycle.not_suspendable": (Kind.WRONG_STATE, "A student who is {status} is not suspended."),
    "lifecycle.not_suspended": (Kind.WRONG_STATE, "A student who is {status} is not let in again."),
    "recovery.not_allowed": (Kind.FORBIDDEN, "Your role may not see or write to quiet students."),
    "recovery.missing": (Kind.MISSING, "There is no such message."),
    "recovery.text_missing": (Kind.INVALID, "Write something, of at most 4,000 characters."),
    "recovery.channel_unknown": (Kind.INVALID, "Choose WhatsApp, e-mail, the dashboard or the phone."),
    "recovery.no_opt_in": (Kind.WRONG_STATE, "This student did not agree to be written to by WhatsApp."),
    "recovery.no_attempt_left": (Kind.WRONG_STATE, "This student was written to three times already."),
    "recovery.not_sent": (Kind.WRONG_STATE, "This message is {status}: nobody came back because of it."),
    "mentoring.over_capacity": (Kind.WRONG_STATE, "This mentor has {active} of {capacity} students."),
}
