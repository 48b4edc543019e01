"""Refusals about mentors, live classes, recovery and milestones."""

from growthos_ui.errors import Kind

REASONS = {
    "mentoring.not_allowed": (Kind.FORBIDDEN, "Your role may not give students a mentor."),
    "mentoring.not_first": (Kind.FORBIDDEN, "This student has a mentor already, and only an admin may change that."),
    "mentoring.not_a_mentor": (Kind.INVALID, "This person is no mentor who works here."),
    "mentoring.over_capacity": (Kind.WRONG_STATE, "This mentor has {active} of {capacity} students."),
}
