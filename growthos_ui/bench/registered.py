"""Every query that a screen can ask, by name: what the bench times and what the scope test compares."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, func

from growthos_ui.auth.permissions import Permission
from growthos_ui.bench.desks import desks
from growthos_ui.bench.reviewing import reviewing
from growthos_ui.coursework.reviews.tables import SUBMISSIONS
from growthos_ui.coursework.tables import MARKS
from growthos_ui.finance.approvals import APPROVALS
from growthos_ui.finance.collections.tables import PROMISES, WORKLIST
from growthos_ui.finance.drift import DRIFT
from growthos_ui.finance.expected import measures as expected
from growthos_ui.finance.imports.tables import IMPORTS
from growthos_ui.finance.metrics import ON_TIME_LINES, ON_TIME_MONEY, OPEN_BALANCE
from growthos_ui.finance.months.tables import MONTHS
from growthos_ui.finance.overview import measures as money
from growthos_ui.finance.overview.asking import usual_currency
from growthos_ui.finance.overview.figures import MOVED, STANDING
from growthos_ui.finance.paper.listed import DOCUMENTS
from growthos_ui.finance.rates import measures as rates
from growthos_ui.finance.rates.figures import HEADLINE as RATES
from growthos_ui.finance.rates.vintages import STEPS, full_months, last_of
from growthos_ui.finance.receivables import RECEIVABLES
from growthos_ui.finance.splits import SPLITS
from growthos_ui.finance.suspensions import SUSPENSIONS
from growthos_ui.finance.tables import INSTALLMENTS, INVOICES, PAYMENTS
from growthos_ui.finance.waits import waits_of
from growthos_ui.learning.comparison import measures as comparison
from growthos_ui.learning.completion import measures as completion
from growthos_ui.learning.completion.metrics import FUNNEL
from growthos_ui.learning.completion.metrics import HEADLINE as COMPLETION
from growthos_ui.learning.drop_off import measures as drop_off
from growthos_ui.learning.drop_off.metrics import HEADLINE as DROP_OFF
from growthos_ui.learning.narrowings import LIVE, Among, OneRecording
from growthos_ui.learning.offered import offered
from growthos_ui.learning.progress import measures
from growthos_ui.learning.progress.metrics import HEADLINE
from growthos_ui.learning.recordings.metrics import FUNNEL as WATCHED_FUNNEL
from growthos_ui.learning.recordings.metrics import HEADLINE as RECORDINGS_STRIP
from growthos_ui.learning.tables import BATCHES, COURSES, RATINGS, RECORDINGS, WATCHING
from growthos_ui.learning.weeks import WEEK, monday_of
from growthos_ui.listing.ask import Ask
from growthos_ui.listing.filters import NONE, Band, Choice, DayRange, Flag, Related
from growthos_ui.listing.page import queries, rows_query
from growthos_ui.listing.ranges import NumberRange
from growthos_ui.listing.trails import WEEKS_SHOWN, Trail
from growthos_ui.mentoring.sessions.tables import SESSIONS
from growthos_ui.metrics.clock import Clock
from growthos_ui.metrics.measure import statement
from growthos_ui.oversight.errors import ERRORS
from growthos_ui.oversight.jobs import RUNS
from growthos_ui.oversight.tables import ACTIVITY, AUDIT, SIGN_INS
from growthos_ui.people.home import WAITING
from growthos_ui.people.notes import NOTES_SHOWN, notes
from growthos_ui.people.profile import questions as profile
from growthos_ui.people.staff import STAFF
from growthos_ui.people.tables import STUDENTS
from growthos_ui.support.mail.coming import COMING
from growthos_ui.support.mail.log import MAILS
from growthos_ui.support.tables import NOTIFICATIONS
from growthos_ui.support.tickets.tables import TICKETS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from sqlalchemy import ColumnElement, Select

    from growthos_ui.auth.actor import Actor
    from growthos_ui.listing.columns import Column
    from growthos_ui.listing.filters import Filter
    from growthos_ui.listing.listing import Listing

LISTINGS = (
    STUDENTS,
    MARKS,
    SUBMISSIONS,
    COURSES,
    BATCHES,
    RECORDINGS,
    WATCHING,
    RATINGS,
    AUDIT,
    ACTIVITY,
    SIGN_INS,
    ERRORS,
    STAFF,
    INSTALLMENTS,
    INVOICES,
    PAYMENTS,
    RECEIVABLES,
    DOCUMENTS,
    MAILS,
    COMING,
    WORKLIST,
    PROMISES,
    MONTHS,
    APPROVALS,
    DRIFT,
    SUSPENSIONS,
    IMPORTS,
    NOTIFICATIONS,
    SESSIONS,
    TICKETS,
    RUNS,
)
NOBODYS = str(UUID(int=0))
"""A course that no row is of: what is rare is found by other ways than what is common."""
CHOICES_MAX = 12
"""Of more choices than these the first and the last are asked: they differ by nothing but the value."""


def registered(
    samples: Mapping[str, str], today: date, actor: Actor | None = None
) -> Iterator[tuple[str, Select[Any]]]:
    """Yield (name, select) for every list and every card; as this person, without what they may not see.

    `samples` gives one real value for each filter that takes its values from the data
    (`course`, `batch`, `mentor`, `assignment`, `recording`), a learner of that course (`student`, `whole_code`) and
    real words to search for (`word`, `common`, `code`).
    """
    for listing in LISTINGS:
        shown = listing.columns_for(actor) if actor else listing.columns
        for about, ask in _asks(listing, samples, today):
            if actor and listing.missing_for(ask, actor):
                continue
            for purpose, select in queries(listing, ask, shown).items():
                if purpose != "export":
                    yield f"{listing.name}: {about}, {purpose}", select
        yield from ((f"{listing.name}: {each}", select) for each, select in _trails(listing, shown, today))
        for narrowing in listing.filters:
            if isinstance(narrowing, Related):
                yield f"{listing.name}: options of {narrowing.name}", narrowing.options()
    for about, ask in (("everything", Ask()), ("one course", Ask().filtered("course", (samples["course"],)))):
        yield from ((f"progress: {about}, {card}", select) for card, select in _cards(ask, today))
        yield from ((f"completion: {about}, {card}", select) for card, select in _endings(ask, today))
        yield from ((f"drop-off: {about}, {card}", select) for card, select in _stops(ask, today))
    yield from _chosen(samples, today)
    past = Ask().filtered("as_of", (str(today - timedelta(days=60)),))
    days = {"today": Ask(), "a past day": past, "a past day as it is known now": past.filtered("known", ("now",))}
    for about, ask in days.items():
        yield from ((f"finance: {about}, {card}", select) for card, select in _money(ask, today))
    scored = actor is None or actor.may(Permission.COURSEWORK_MARKS_READ)
    billed = actor is not None and actor.may(Permission.LEARNING_ENROLMENTS_CREATE)
    learner = _learner(samples, scored=scored, billed=billed)
    yield from ((f"student: {part}", select) for part, select in learner)
    yield from reviewing(samples, _noon(today))
    yield from ((f"home: {each.href.removeprefix('/')}", each.count()) for each in WAITING)
    yield "home: on offer", offered()
    yield from desks(samples, today, actor)
    yield from _compared(samples, today)


def _compared(samples: Mapping[str, str], today: date) -> Iterator[tuple[str, Select[Any]]]:
    batch = Ask().filtered("batch", (samples["batch"],))
    yield "compare: the latest batches", comparison.chosen(Ask(), today)
    yield "compare: weeks of a batch", comparison.weeks([UUID(samples["batch"])], monday_of(today))
    yield "compare: a batch", comparison.chosen(batch, today)


def _trails(listing: Listing, shown: Sequence[Column], today: date) -> Iterator[tuple[str, Select[Any]]]:
    """Yield what is asked beside the first page: the last weeks of all its rows."""
    page = rows_query(listing, Ask(), ()).with_only_columns(listing.selected["id"])
    ids: ColumnElement[Any] = func.array(page.scalar_subquery(), type_=ARRAY(Uuid))
    for column in shown:
        if isinstance(column, Trail):
            yield f"{column.label.lower()} of a page", column.weekly(ids, monday_of(today) - (WEEKS_SHOWN - 1) * WEEK)


def _asks(listing: Listing, samples: Mapping[str, str], today: date) -> Iterator[tuple[str, Ask]]:
    for name in listing.sortable:
        for sort in (name, f"-{name}"):
            yield f"by {sort}", Ask(sort="" if sort == listing.sort else sort)
    for narrowing in listing.filters:
        for value in _sample(narrowing, samples, today):
            yield f"{narrowing.name}={value[:12]}", Ask().filtered(narrowing.name, (value,))
    if listing.search:
        yield "search for a word", Ask(search=samples["word"])
        yield "search for a word of many", Ask(search=samples["common"])
        yield "search for the start of a code", Ask(search=samples["code"])
    if listing is STUDENTS:  # the other lists find a learner in the same way
        yield "search for a piece of a number", Ask(search="0300 76543")


def _sample(narrowing: Filter, samples: Mapping[str, str], today: date) -> tuple[str, ...]:
    match narrowing:
        case Related() | OneRecording() | Among():
            return (samples.get(narrowing.name, NONE), *((NOBODYS,) if narrowing.name == "course" else ()))
        case Flag() | NumberRange():
            return ("yes" if isinstance(narrowing, Flag) else "40..60",)
        case Choice():
            values = tuple(value for value, _ in narrowing.choices)
            return values if len(values) <= CHOICES_MAX else (values[0], values[-1])
        case Band():
            return (narrowing.ranges[len(narrowing.ranges) // 2].value,)
        case DayRange():
            return (f"{today - timedelta(days=6)}..",)
        case _:
            return (monday_of(today).isoformat(),)


def _chosen(samples: Mapping[str, str], today: date) -> Iterator[tuple[str, Select[Any]]]:
    """Yield what the cards of a page ask once a mark is chosen on it, a mark of each kind.

    A course is a mark, too: of learners it is asked with the rest.
    """
    course = Ask().filtered("course", (samples["course"],))
    live, going = (Ask().filtered("status", status) for status in (LIVE, ("active",)))
    monday, first = monday_of(today) - 4 * WEEK, (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    month = Ask().filtered("falls", (f"{first}..{today.replace(day=1) - timedelta(days=1)}",)).filtered("due", ("yes",))
    learners: tuple[tuple[str, Ask, Callable[[Ask, date], Iterator[tuple[str, Select[Any]]]]], ...] = (
        ("progress: a result of a course", course.filtered("result", ("pass",)), _cards),
        ("progress: a tenth of the way", live.filtered("progress", ("30-39",)), _cards),
        ("drop-off: a week", going.filtered("active", (f"{monday}..{monday + timedelta(days=6)}",)), _stops),
    )
    splits = ((f"finance: a {each}", Ask().filtered(each, (samples[each],)), _money) for each in SPLITS)
    money = (
        ("finance: an age", Ask().filtered("standing", ("31-60",)), _money),
        ("finance: a due month", month, _money),
        *splits,
    )
    for about, ask, cards in (*learners, *money):
        yield from ((f"{about}, {card}", select) for card, select in cards(ask, today))


def _cards(ask: Ask, today: date) -> Iterator[tuple[str, Select[Any]]]:
    last, at = monday_of(today), _noon(today)
    yield "figures", statement(HEADLINE, ask, at)
    yield "results by course", measures.results(ask)
    yield "histogram", measures.spread(ask)
    yield "weekly active", measures.weeks(measures.weeks_within(ask), first=last - 25 * WEEK, last=last)
    if ask.chosen("course"):
        yield "marks by assessment", measures.marks_by_assessment(ask)
    else:
        yield "marks by course", measures.marks_by_course(ask)


def _endings(ask: Ask, today: date) -> Iterator[tuple[str, Select[Any]]]:
    yield "figures", statement((*COMPLETION, FUNNEL), ask, _noon(today))
    yield "funnel", completion.steps(ask)
    yield "by course", completion.by_course(ask)
    yield "by month", completion.by_month(ask, today - timedelta(days=365))


def _stops(ask: Ask, today: date) -> Iterator[tuple[str, Select[Any]]]:
    at = _noon(today)
    yield "figures", statement(DROP_OFF, ask, at)
    yield "days of silence", drop_off.silences(ask, today)
    yield "weeks of the last activity", drop_off.last_weeks(ask, monday_of(today) - 25 * WEEK, today)
    yield "recordings left early", drop_off.left_early(ask)
    yield "figures of recordings", statement(RECORDINGS_STRIP, drop_off.of_recordings(ask), at)
    yield "watched funnel", statement((WATCHED_FUNNEL,), drop_off.of_recordings(ask), at)


def _money(ask: Ask, today: date) -> Iterator[tuple[str, Select[Any]]]:
    asked, at = ask.filtered("currency", ("PKR",)), _noon(today)
    entries = Ask().filtered("currency", ("PKR",)).filtered("on", (f"{today - timedelta(days=365)}..{today}",))
    yield "figures of what is owed", statement(STANDING, asked, at)
    yield "figures of what moved", statement(MOVED, entries, at)
    yield "on time", statement((ON_TIME_MONEY, ON_TIME_LINES), asked, at)
    yield "ages", statement((OPEN_BALANCE,), asked, at)
    yield "net by month", money.net_by_month(entries.filtered("type", ("payment", "refund")))
    yield "due by month", money.due_by_month(asked)
    yield "rates", statement(RATES, asked, at)
    months = full_months(today, 12)
    yield "vintages", rates.vintages(asked, "PKR", months, last_of(months[-1]), STEPS)
    yield "days after the due day", rates.days_after_due("PKR", months[0], last_of(months[-1]))
    ages = [(None, today - timedelta(days=60)), (today - timedelta(days=59), None)]
    yield "rolled on", rates.overdue_within(asked, ages)
    yield "rolled on, what came otherwise", rates.came_otherwise(asked, today - timedelta(days=30), ages)
    yield "due by week", expected.due_by_week(asked.filtered("falls", (f"{today}..{today + timedelta(days=90)}",)))
    yield from ((f"by {split}", money.by_split(asked, split)) for split in SPLITS)
    yield "usual currency", usual_currency()


def _noon(today: date) -> Clock:
    return Clock(today=today, now=datetime.combine(today, time(12)))


def _learner(samples: Mapping[str, str], *, scored: bool, billed: bool) -> Iterator[tuple[str, Select[Any]]]:
    student, course = UUID(samples["student"]), UUID(samples["course"])
    seat = {"batch_id": UUID(samples["batch"]), "course_id": course}
    yield "who it is", profile.learner(samples["whole_code"])
    yield "enrolments", profile.enrolments(student, scored=scored, billed=billed)
    yield "medians of the batch", profile.medians(seat, scored=scored)
    yield "median weeks of the batch", profile.median_weeks(seat)
    yield "tree", profile.tree(student, course)
    yield "submissions", profile.submissions(student, course)
    yield "activity", profile.activity(student, None, 20)
    yield "notes", notes(student, None, NOTES_SHOWN)
    yield "what waits for a second person", waits_of(samples["whole_code"])
