"""The list of what was handed in and what is decided about it: what waits longest first."""

from __future__ import annotations

from growthos_ui.auth.permissions import Permission
from growthos_ui.coursework import queries
from growthos_ui.coursework.reviews.queries import bare_reviews, reviews
from growthos_ui.coursework.reviews.waiting import Decided, Waiting, WaitTime
from growthos_ui.coursework.tables import DECISIONS
from growthos_ui.learning.naming import by_learner
from growthos_ui.learning.queries import courses
from growthos_ui.listing.columns import Badge, Code, Count, Link, Moment, Text
from growthos_ui.listing.filters import Choice, Flag, Related
from growthos_ui.listing.listing import Listing
from growthos_ui.people.queries import mentors

SUBMISSIONS = Listing(
    name="submissions",
    title="Submissions",
    noun=("submission", "submissions"),
    source=reviews,
    lean=(bare_reviews,),
    summed=(queries.summed_marks,),
    columns=(
        Link(name="full_name", label="Student", href="/students/{student_code}", card="sub"),
        Code(name="student_code", label="Code", card="sub"),
        Link(
            name="assignment_title",
            label="Assignment",
            href="/submissions/{id}",
            is_own=True,
            is_walked=True,
            card="title",
        ),
        WaitTime(
            name="turn_at",
            label="Time to decide",
            sort_by="turn_at",
            card="state",
            about="What is left of the time for a decision; of decided work, how long it took. In the order of handing in, or of deciding",
        ),
        Text(name="course_title", label="Course", is_quiet=True, card="sub"),
        Count(name="version", label="Version", card="pair"),
        Moment(name="submitted_at", label="Handed in", card="pair"),
        Text(name="late_words", label="Late", card="pair", about="Handed in after the day that was asked for"),
        Badge(name="status", label="Status", marks=DECISIONS, card="pair", starts_hidden=True),
        Text(name="reviewer_name", label="Reviewer", is_quiet=True, card="pair", starts_hidden=True),
        Count(name="score", label="Score", card="pair", starts_hidden=True),
        Moment(name="graded_at", label="Reviewed", starts_hidden=True),
    ),
    filters=(
        Choice(name="status", label="Status", choices=tuple((mark.value, mark.words) for mark in DECISIONS)),
        Waiting(name="wait", label="Time to decide", on="turn_at"),
        Flag(name="late", label="Handed in", on="is_late", yes="Late", no="In time"),
        queries.OfCourse(name="course", label="Course", on="assignment_id", options=courses),
        Related(name="assignment", label="Assignment", on="assignment_id", options=queries.assignments),
        Related(name="mentor", label="Mentor", on="mentor_id", options=mentors, none="No mentor"),
        Decided(name="reviewed", label="Reviewed", on="turn_at"),
    ),
    search=by_learner(),
    sort="turn_at",
    read=Permission.COURSEWORK_REVIEWS_READ,
    export=Permission.COURSEWORK_REVIEWS_EXPORT,
    absent="Work appears here when a student hands it in.",
    done=("status=pending", "Nothing waits for a decision"),
)
