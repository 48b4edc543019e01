"""The lists of courses, batches and recordings, and of who watched what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func, true

from growthos_ui.auth.permissions import Permission
from growthos_ui.learning import measures, queries
from growthos_ui.learning.narrowings import Among, Finished, OfContent, OneRecording, Stars
from growthos_ui.listing.columns import Badge, Code, Count, Day, Link, Mark, Moment, Percent, Text
from growthos_ui.listing.filters import Band, Choice, DayRange, Flag, Range, Related
from growthos_ui.listing.listing import Listing
from growthos_ui.listing.search import Search
from growthos_ui.listing.trails import Trail

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sqlalchemy import ColumnElement

KINDS = (Mark("course", "Course", "ring", "neutral"), Mark("pathway", "Pathway", "star", "neutral"))
BATCH_STATES = (
    Mark("draft", "Draft", "dashed", "off"),
    Mark("active", "Running", "dot", "good"),
    Mark("completed", "Over", "done", "neutral"),
)
# On watched_tenths; the sums of dashboard.watching_figures keep the same bands.
WATCHED_BANDS = (
    Range("under-25", "Under 25%", None, 250),
    Range("25-49", "25–49%", 250, 500),
    Range("50-74", "50–74%", 500, 750),
    Range("75-89", "75–89%", 750, 900),
    Range("90-100", "90–100%", 900, None),
)
UNDER_HALF = ("under-25", "25-49")
STARS = tuple((str(stars), f"{stars} {'stars' if stars > 1 else 'star'}") for stars in (5, 4, 3, 2, 1))


def holds(*names: str) -> Callable[[Mapping[str, ColumnElement[Any]], tuple[str, ...]], ColumnElement[bool]]:
    """Return a search in which every typed word stands somewhere in these columns: for lists that are short as a whole."""

    def clause(selected: Mapping[str, ColumnElement[Any]], typed: tuple[str, ...]) -> ColumnElement[bool]:
        said = func.lower(func.concat_ws(" ", *(selected[name] for name in names)))
        return and_(true(), *(func.strpos(said, word) > 0 for word in typed))

    return clause


COURSES = Listing(
    name="courses",
    title="Courses",
    noun=("course", "courses"),
    source=queries.course_figures,
    columns=(
        Link(name="title", label="Title", href="/students?course={id}", sort_by="title", card="title"),
        Badge(name="kind", label="Kind", marks=KINDS),
        Count(name="modules", label="Modules", sort_by="modules"),
        Count(name="recordings", label="Recordings", sort_by="recordings"),
        Count(name="enrolments", label="Enrolments", sort_by="enrolments", card="pair"),
        Count(name="live", label="Live", sort_by="live"),
        Count(name="completed", label="Completed", sort_by="completed"),
        Percent(name="completion_tenths", label="Completion, %", sort_by="completion_key", card="pair"),
        Percent(name="progress_tenths", label="Mean progress, %", sort_by="progress_key", card="pair"),
        Trail(
            name="weeks",
            label="Active by week",
            card="pair",
            weekly=measures.weeks_of_courses,
            noun=("active enrolment", "active enrolments"),
            about="Enrolments with any activity in each of the last 12 weeks; the number is that of the last whole week",
        ),
    ),
    filters=(
        Choice(name="kind", label="Kind", choices=tuple((mark.value, mark.words) for mark in KINDS)),
        Flag(name="published", label="Published", on="is_published", yes="Published", no="Not published"),
        Flag(name="active", label="Active", on="is_active", yes="Active", no="Not active"),
    ),
    search=Search(placeholder="Title", on=("title",), clause=holds("title")),
    sort="title",
    read=Permission.LEARNING_COURSES_READ,
    export=Permission.LEARNING_COURSES_EXPORT,
    absent="A course appears here when it is created.",
)

BATCHES = Listing(
    name="batches",
    title="Batches",
    noun=("batch", "batches"),
    source=queries.batch_figures,
    columns=(
        Link(name="name", label="Name", href="/students?batch={id}", sort_by="name", card="title"),
        Text(name="course_title", label="Course", sort_by="course_title", card="sub"),
        Day(name="start_date", label="Start", sort_by="start_date", card="pair"),
        Badge(name="status", label="Status", marks=BATCH_STATES, card="state"),
        Count(name="enrolments", label="Enrolments", sort_by="enrolments", card="pair"),
        Count(name="live", label="Live", sort_by="live"),
        Count(name="completed", label="Completed", sort_by="completed"),
        Percent(name="completion_tenths", label="Completion, %", sort_by="completion_key", card="pair"),
        Percent(name="progress_tenths", label="Mean progress, %", sort_by="progress_key", card="pair"),
        Trail(
            name="weeks",
            label="Active by week",
            card="pair",
            weekly=measures.weeks_of_batches,
            since="start_date",
            noun=("active enrolment", "active enrolments"),
            about="Enrolments with any activity in each of the last 12 weeks; the number is that of the last whole week",
        ),
    ),
    filters=(
        Related(name="batch", label="Batch", on="id", options=queries.batches),
        Related(name="course", label="Course", on="course_id", options=queries.courses),
        Choice(name="status", label="Status", choices=tuple((mark.value, mark.words) for mark in BATCH_STATES)),
        DayRange(name="start", label="Start", on="start_date"),
    ),
    search=Search(placeholder="Name", on=("name",), clause=holds("name")),
    sort="-start_date",
    read=Permission.LEARNING_BATCHES_READ,
    export=Permission.LEARNING_BATCHES_EXPORT,
    absent="A batch appears here when it is created.",
)

RECORDINGS = Listing(
    name="recordings",
    title="Recordings",
    noun=("recording", "recordings"),
    source=queries.recording_figures,
    lean=(queries.bare_recordings,),
    columns=(
        Link(name="title", label="Title", href="/learning/watching?recording={id}", card="title"),
        Text(name="course_title", label="Course", card="sub"),
        Text(name="module_title", label="Module", is_quiet=True),
        Count(name="starts", label="Starts", sort_by="starts", card="pair"),
        Count(name="completions", label="Completions", sort_by="completions"),
        Percent(name="completion_tenths", label="Completed, %", sort_by="completion_key", card="pair"),
        Percent(name="watched_tenths", label="Mean watched, %", sort_by="watched_key"),
        Percent(name="dropped_tenths", label="Drop-off, %", sort_by="dropped_key", card="pair"),
        Percent(
            name="stars_tenths",
            label="Stars",
            sort_by="stars_key",
            card="pair",
            about="Mean of the ratings; not told below five",
        ),
        Count(name="ratings", label="Ratings", sort_by="ratings"),
    ),
    filters=(
        Related(name="course", label="Course", on="course_id", options=queries.courses),
        Related(name="module", label="Module", on="module_id", options=queries.modules),
        Band(
            name="starts",
            label="Starts",
            ranges=(Range("none", "None yet", None, 1), Range("some", "At least one", 1)),
        ),
        Band(
            name="stars",
            label="Stars",
            on="stars_key",
            ranges=(
                Range("low", "Under 3", 0, 30),
                Range("middle", "3 to under 4", 30, 40),
                Range("high", "4 and more", 40),
                Range("unknown", "Fewer than 5 ratings", None, 0),
            ),
        ),
    ),
    search=Search(placeholder="Title", on=("title",), clause=holds("title")),
    sort="-starts",
    read=Permission.LEARNING_RECORDINGS_READ,
    export=Permission.LEARNING_RECORDINGS_EXPORT,
    absent="A recording appears here when it is added to a lesson; to a mentor, when one of their learners starts it.",
)

WATCHING = Listing(
    name="watching",
    title="Watching",
    noun=("start", "starts"),
    source=queries.watching,
    lean=(queries.bare_watching,),
    summed=(queries.summed_watching,),
    columns=(
        Code(name="student_code", label="Code", card="sub"),
        Link(name="full_name", label="Student", href="/students/{student_code}", card="title"),
        Text(name="title", label="Recording", card="sub"),
        Percent(name="watched_tenths", label="Watched, %", card="pair"),
        Moment(name="completed_at", label="Completed"),
        Moment(name="last_watched_at", label="Last watched", sort_by="last_watched_key", card="pair"),
    ),
    filters=(
        OneRecording(name="recording", label="Recording", on="recording_id"),
        Related(name="course", label="Course", on="course_id", options=queries.courses),
        Related(name="module", label="Module", on="module_id", options=queries.modules),
        Among(name="among", label="Recordings", on="recording_id", listing="recordings"),
        Band(name="watched", label="Watched", on="watched_tenths", ranges=WATCHED_BANDS),
        Finished(name="finished", label="Completed", on="completed_at"),
        DayRange(name="seen", label="Last watched", on="last_watched_key"),
    ),
    sort="-last_watched_at",
    read=Permission.LEARNING_RECORDINGS_READ,
    export=Permission.LEARNING_RECORDINGS_EXPORT,
    absent="A row appears here when a learner starts a recording.",
)

RATINGS = Listing(
    name="ratings",
    title="Ratings",
    noun=("rating", "ratings"),
    source=queries.ratings,
    lean=(queries.bare_ratings,),
    summed=(queries.summed_ratings, queries.summed_stars),
    columns=(
        Code(name="student_code", label="Code", card="sub"),
        Link(name="full_name", label="Student", href="/students/{student_code}", card="title"),
        Text(name="title", label="Recording", card="sub"),
        Count(name="rating", label="Stars", sort_by="rating", card="pair"),
        Text(name="feedback_text", label="Feedback"),
        Moment(name="created_at", label="Rated", sort_by="created_at", card="pair"),
    ),
    filters=(
        OneRecording(name="recording", label="Recording", on="recording_id"),
        OfContent(name="course", label="Course", on="recording_id", content="course_id", options=queries.courses),
        OfContent(name="module", label="Module", on="recording_id", content="module_id", options=queries.modules),
        Among(name="among", label="Recordings", on="recording_id", listing="recordings"),
        Stars(name="stars", label="Stars", on="rating", choices=STARS),
        DayRange(name="rated", label="Rated", on="created_at"),
    ),
    sort="-created_at",
    read=Permission.LEARNING_RATINGS_READ,
    export=Permission.LEARNING_RATINGS_EXPORT,
    absent="A rating appears here when a learner who completed a recording rates it.",
)
