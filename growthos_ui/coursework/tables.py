"""The lists of work and marks."""

from __future__ import annotations

from growthos_ui.auth.permissions import Permission
from growthos_ui.coursework import queries
from growthos_ui.learning.naming import by_learner
from growthos_ui.learning.queries import batches, courses
from growthos_ui.listing.columns import Badge, Code, Count, Link, Mark, Moment, Text
from growthos_ui.listing.filters import Band, Choice, DayRange, Range, Related
from growthos_ui.listing.listing import Listing
from growthos_ui.people.queries import mentors

DECISIONS = (
    Mark("pending", "Pending", "half", "warn", is_tinted=True),
    Mark("approved", "Approved", "done", "good"),
    Mark("declined", "Declined", "struck", "bad"),
)

MARKS = Listing(
    name="marks",
    title="Marks",
    noun=("submission", "submissions"),
    source=queries.marks,
    lean=(queries.bare_marks,),
    summed=(queries.summed_marks,),
    columns=(
        Code(name="student_code", label="Code", card="sub"),
        Text(name="full_name", label="Student", card="title"),
        Text(name="course_title", label="Course", card="sub"),
        Link(name="assignment_title", label="Assignment", href="/submissions/{id}", card="sub"),
        Count(name="version", label="Version"),
        Badge(name="status", label="Status", marks=DECISIONS, card="state"),
        Count(name="score", label="Score", sort_by="score_key", card="pair", total="mean"),
        Count(name="max_score", label="Out of", card="pair"),
        Moment(name="submitted_at", label="Handed in", sort_by="submitted_at", card="pair"),
    ),
    filters=(
        queries.OfCourse(name="course", label="Course", on="assignment_id", options=courses),
        Related(name="assignment", label="Assignment", on="assignment_id", options=queries.assignments),
        queries.OfLearners(name="batch", label="Batch", on="student_id", options=batches, none="No batch"),
        Related(name="mentor", label="Mentor", on="mentor_id", options=mentors, none="No mentor"),
        Choice(name="status", label="Status", choices=tuple((mark.value, mark.words) for mark in DECISIONS)),
        Band(
            name="score",
            label="Score",
            on="score_key",
            ranges=(Range("known", "With a score", 0), Range("unknown", "Without a score", None, 0)),
        ),
        DayRange(name="submitted", label="Handed in", on="submitted_at"),
    ),
    search=by_learner(),
    sort="-submitted_at",
    read=Permission.COURSEWORK_MARKS_READ,
    export=Permission.COURSEWORK_MARKS_EXPORT,
    absent="Work appears here when a student hands it in.",
)
