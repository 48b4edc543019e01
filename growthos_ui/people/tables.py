"""The lists of people."""

from __future__ import annotations

from growthos_ui.auth.permissions import Permission
from growthos_ui.learning.naming import by_learner
from growthos_ui.learning.narrowings import Finished, Reached, Silent
from growthos_ui.learning.queries import batches, courses
from growthos_ui.learning.weeks import ActiveDays, ActiveWeek, active_weeks
from growthos_ui.listing.columns import Badge, Code, Day, Link, Mark, Moment, Percent, Person, Progress, Text
from growthos_ui.listing.filters import Band, Choice, DayRange, Range, Related
from growthos_ui.listing.listing import Beside, Listing
from growthos_ui.listing.ranges import NumberRange
from growthos_ui.listing.trails import ActiveTrail
from growthos_ui.mentoring.assigning import ASSIGN_MENTOR
from growthos_ui.people import queries
from growthos_ui.people.narrowings import Fees

STATUSES = (
    Mark("active", "Active", "dot", "good"),
    Mark("completed", "Completed", "done", "good"),
    Mark("paused", "Paused", "paused", "neutral"),
    Mark("cancelled", "Withdrawn", "struck", "off"),
)
FEE_FLAGS = (
    Mark("overdue", "Overdue", "alarm", "bad", is_tinted=True),
    Mark("due", "Due", "half", "warn", is_tinted=True),
    Mark("clear", "Clear", "done", "good"),
)
RESULTS = (
    ("distinction", "Distinction"),
    ("pass", "Pass"),
    ("fail", "Fail"),
    ("withdrawn", "Withdrawn"),
    ("none", "No result yet"),
)
RESULT_MARKS = (
    Mark("distinction", "Distinction", "star", "good"),
    Mark("pass", "Pass", "done", "good"),
    Mark("fail", "Fail", "ring", "bad"),
    Mark("withdrawn", "Withdrawn", "struck", "off"),
)
# Ten equal bands, the last with its upper end: the histogram of progress draws the same ones.
PROGRESS_BANDS = (
    *(Range(f"{low}-{low + 9}", f"{low}–{low + 9}%", low, low + 10) for low in range(0, 90, 10)),
    Range("90-100", "90–100%", 90, 101),
)
KNOWN = Range("known", "Known", 0)
UNKNOWN = Range("unknown", "Unknown", None, 0)
# On sort keys in tenths of a percent.
MARK_BANDS = (
    Range("0-39", "Under 40%", 0, 400),
    Range("40-54", "40–54%", 400, 550),
    Range("55-69", "55–69%", 550, 700),
    Range("70-84", "70–84%", 700, 850),
    Range("85-100", "85–100%", 850, None),
)

STUDENTS = Listing(
    name="students",
    title="Students",
    noun=("enrolment", "enrolments"),
    beside=Beside("student_id", ("student", "students")),
    source=queries.students,
    summed=(queries.summed_students,),
    columns=(
        Code(name="student_code", label="Code", sort_by="student_code", card="sub"),
        Link(name="full_name", label="Name", sort_by="name_key", card="title", href="/students/{student_code}"),
        Text(name="course_title", label="Course", card="sub"),
        Text(name="batch_name", label="Batch", is_quiet=True, starts_hidden=True),
        Person(name="mentor_name", label="Mentor"),
        Badge(name="enrollment_status", label="Status", marks=STATUSES, card="state"),
        Badge(
            name="fee_flag",
            label="Fees",
            marks=FEE_FLAGS,
            card="state",
            about="Whether an installment is due or overdue; no amount",
        ),
        Progress(
            name="progress_pct",
            label="Progress, %",
            sort_by="progress_key",
            card="pair",
            total="mean",
            about="Videos and assignments together, by the weights in the settings; unknown while nothing is asked for yet",
        ),
        Percent(
            name="video_tenths",
            label="Videos, %",
            sort_by="video_key",
            total="mean",
            about="Recordings completed, of those that count for the course",
        ),
        Percent(
            name="assignment_tenths",
            label="Assignments, %",
            sort_by="assignment_key",
            total="mean",
            about="Assignments approved, of those that count for the course",
        ),
        Percent(
            name="average_score_tenths",
            needs=Permission.COURSEWORK_MARKS_READ,
            label="Score, %",
            sort_by="average_score_key",
            card="pair",
            total="mean",
            about="Mean of score by maximum, over the latest approved version of each assignment",
        ),
        Moment(
            name="last_activity_at",
            label="Last activity",
            sort_by="last_activity_key",
            card="pair",
            about="The last thing this learner did in this course",
        ),
        ActiveTrail(
            name="weeks",
            label="12 weeks",
            card="pair",
            weekly=active_weeks,
            since="enrolled_on",
            noun=("active week", "active weeks"),
            about="In which of the last 12 weeks this learner did anything in this course, from the day of enrolment on",
        ),
        Badge(name="result", label="Result", marks=RESULT_MARKS, starts_hidden=True),
        Day(name="enrolled_on", label="Enrolled", starts_hidden=True),
    ),
    filters=(
        Related(name="course", label="Course", on="course_id", options=courses),
        Related(name="batch", label="Batch", on="batch_id", options=batches, none="No batch"),
        Related(name="mentor", label="Mentor", on="mentor_id", options=queries.mentors, none="No mentor"),
        Choice(
            name="status",
            label="Status",
            on="enrollment_status",
            choices=tuple((mark.value, mark.words) for mark in STATUSES),
        ),
        Fees(
            name="fees",
            label="Fees",
            on="student_id",
            choices=tuple((mark.value, mark.words) for mark in FEE_FLAGS),
        ),
        Band(name="progress", label="Progress", on="progress_key", ranges=(*PROGRESS_BANDS, KNOWN, UNKNOWN)),
        Choice(name="result", label="Result", choices=RESULTS),
        Band(
            name="average",
            label="Average score",
            on="average_score_key",
            ranges=(*MARK_BANDS, KNOWN, UNKNOWN),
            needs=Permission.COURSEWORK_MARKS_READ,
        ),
        NumberRange(name="videos", label="Videos", on="video_key", unit="%", scale=10),
        DayRange(name="active", label="Last activity", on="last_activity_key"),
        Silent(name="silent", label="Silent for", on="last_activity_key"),
        ActiveDays(name="did", label="Active on", on="id"),
        ActiveDays(name="idle", label="Not active on", on="id", idle=True),
        Reached(name="reached", label="Got as far as", on="id"),
        DayRange(name="completed", label="Completed", on="completed_on"),
        Finished(
            name="dated",
            label="Day of completion",
            on="completed_on",
            choices=(("yes", "Known"), ("no", "Not known")),
        ),
        ActiveWeek(name="week", label="Active in the week of", on="id"),
    ),
    search=by_learner(),
    sort="-last_activity_at",
    read=Permission.PEOPLE_STUDENTS_READ,
    export=Permission.PEOPLE_STUDENTS_EXPORT,
    acts=(ASSIGN_MENTOR,),
    absent="A student appears here when they are enrolled in a course.",
)
