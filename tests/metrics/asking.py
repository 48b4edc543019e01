"""Questions to the list of students: any filters of the kinds that a metric narrows by itself, and some others."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from growthos_ui.coursework.reviews import metrics as _reviewed  # noqa: F401
from growthos_ui.coursework.reviews.tables import SUBMISSIONS
from growthos_ui.coursework.tables import MARKS
from growthos_ui.finance import cash as _moved  # noqa: F401 - declared by being imported
from growthos_ui.finance import metrics as _owed  # noqa: F401
from growthos_ui.finance.collections import metrics as _promised  # noqa: F401
from growthos_ui.finance.collections.tables import PROMISES
from growthos_ui.finance.receivables import RECEIVABLES
from growthos_ui.finance.tables import PAYMENTS
from growthos_ui.learning.comparison import metrics as _compared  # noqa: F401
from growthos_ui.learning.completion import metrics as _completed  # noqa: F401
from growthos_ui.learning.drop_off import metrics as _dropped  # noqa: F401
from growthos_ui.learning.progress.measures import marks_within
from growthos_ui.learning.tables import RECORDINGS
from growthos_ui.listing.ask import Ask
from growthos_ui.mentoring.sessions import metrics as _held  # noqa: F401
from growthos_ui.mentoring.sessions.tables import SESSIONS
from growthos_ui.metrics.clock import Clock
from growthos_ui.people.tables import STUDENTS
from growthos_ui.support.tickets import metrics as _answered  # noqa: F401
from growthos_ui.support.tickets.tables import TICKETS
from tests.cast import KENJI, MAYA

TODAY = date(2026, 2, 15)
AT = Clock(today=TODAY, now=datetime(2026, 2, 15, 12, tzinfo=ZoneInfo("Asia/Karachi")))
# Lists that are asked by one filter of their own, with these values of it.
_CHOSEN = {
    PAYMENTS.name: ("type", ("payment", "refund", "write_off")),
    PROMISES.name: ("state", ("kept", "broken", "open")),
    SESSIONS.name: ("status", ("upcoming", "completed", "draft")),
    TICKETS.name: ("status", ("open", "in_progress", "resolved")),
}


def may_ask(actor, metric, ask):
    """Tell whether this person is offered the figure, and the filters of the question with it."""
    return actor.may(metric.needs) and not metric.listing.missing_for(ask, actor)


def within(metric, ask):
    """Return the question that this question to the list of students implies to the list of the metric."""
    if metric.listing is MARKS:
        return marks_within(ask)
    if metric.listing is RECORDINGS:
        return Ask(search="recording" if ask.search else "").filtered(
            "stars", ("unknown",) if ask.chosen("status") else ()
        )
    if metric.listing is SUBMISSIONS:
        found = Ask(search=ask.search).filtered("status", _some(("pending", "approved"), ask))
        return found.filtered("mentor", ask.chosen("mentor"))
    if metric.listing.name in _CHOSEN:
        name, values = _CHOSEN[metric.listing.name]
        return Ask(search=ask.search).filtered(name, _some(values, ask))
    return _of_receivables(ask) if metric.listing is RECEIVABLES else ask


def _of_receivables(ask):
    found = Ask(search=ask.search).filtered("currency", ("PKR",) if ask.chosen("result") else ())
    found = found.filtered("standing", _some(("not-due", "1-30", "scheduled", "settled"), ask))
    if ask.chosen("did"):
        found = found.filtered("as_of", (ask.chosen("did")[0].partition("..")[0],)).filtered("known", ("now",))
    return found


def _some(values, ask):
    """Return some of the values, by what the question chose elsewhere."""
    return values[: len(ask.chosen("status"))]


def _values(name):
    narrowing = STUDENTS.filter_named(name)
    offered = getattr(narrowing, "ranges", None) or narrowing.choices
    values = [each.value if hasattr(each, "value") else each[0] for each in offered]
    return st.lists(st.sampled_from(values), max_size=3, unique=True).map(
        lambda chosen: narrowing.checked(tuple(chosen)) if chosen else ()
    )


@st.composite
def asks(draw, mentors=(str(MAYA.id), str(KENJI.id), "none")):
    """Draw a question: each filter is there or not."""
    found = Ask(search=draw(st.sampled_from(["", "", "", "stu", "al"])))
    for name in ("status", "progress", "result", "average"):
        found = found.filtered(name, draw(_values(name)))
    chosen = draw(st.lists(st.sampled_from(mentors), max_size=2, unique=True))
    found = found.filtered("mentor", tuple(sorted(chosen)))
    if draw(st.booleans()) and draw(st.booleans()):
        first = TODAY - timedelta(days=draw(st.integers(0, 30)))
        found = found.filtered("did", (f"{first}..",))
    return found
