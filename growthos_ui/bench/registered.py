"""Every query that a screen can ask, by name: what the bench times and what the scope test compares."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from growthos_ui.coursework.tables import MARKS
from growthos_ui.learning.progress import questions
from growthos_ui.learning.weeks import WEEK, monday_of
from growthos_ui.listing.ask import Ask
from growthos_ui.listing.filters import Band, Choice, DayRange, Related
from growthos_ui.listing.page import queries
from growthos_ui.people.tables import STUDENTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlalchemy import Select

    from growthos_ui.listing.filters import Filter
    from growthos_ui.listing.listing import Listing

LISTINGS = (STUDENTS, MARKS)


def registered(samples: Mapping[str, str], today: date) -> Iterator[tuple[str, Select[Any]]]:
    """Yield (name, select) for every list and every card.

    `samples` gives one real value for each filter that takes its values from the data
    (`course`, `batch`, `mentor`, `assignment`) and two real words to search for (`word`, `code`).
    """
    for listing in LISTINGS:
        for about, ask in _asks(listing, samples, today):
            for purpose, select in queries(listing, ask).items():
                if purpose != "export":
                    yield f"{listing.name}: {about}, {purpose}", select
        for narrowing in listing.filters:
            if isinstance(narrowing, Related):
                yield f"{listing.name}: options of {narrowing.name}", narrowing.options()
    for about, ask in (("everything", Ask()), ("one course", Ask().filtered("course", (samples["course"],)))):
        yield from ((f"progress: {about}, {card}", select) for card, select in _cards(ask, today))


def _asks(listing: Listing, samples: Mapping[str, str], today: date) -> Iterator[tuple[str, Ask]]:
    for name in listing.sortable:
        for sort in (name, f"-{name}"):
            yield f"by {sort}", Ask(sort="" if sort == listing.sort else sort)
    for narrowing in listing.filters:
        for value in _sample(narrowing, samples, today):
            yield f"{narrowing.name}={value[:12]}", Ask().filtered(narrowing.name, (value,))
    if listing.search:
        yield "search for a word", Ask(search=samples["word"])
        yield "search for the start of a code", Ask(search=samples["code"])


def _sample(narrowing: Filter, samples: Mapping[str, str], today: date) -> tuple[str, ...]:
    if isinstance(narrowing, Related):
        return (samples[narrowing.name],)
    if isinstance(narrowing, Choice):
        return tuple(value for value, _ in narrowing.choices)
    if isinstance(narrowing, Band):
        return (narrowing.ranges[len(narrowing.ranges) // 2].value,)
    if isinstance(narrowing, DayRange):
        return (f"{today - timedelta(days=6)}..",)
    return (monday_of(today).isoformat(),)


def _cards(ask: Ask, today: date) -> Iterator[tuple[str, Select[Any]]]:
    last = monday_of(today)
    yield "learners", questions.learners(ask, active_since=today - timedelta(days=6))
    yield "mean and median", questions.middle(ask)
    yield "results by course", questions.results(ask)
    yield "histogram", questions.spread(ask)
    yield "weekly active", questions.weeks(ask, first=last - 25 * WEEK, last=last)
    if ask.chosen("course"):
        yield "marks by assessment", questions.marks_by_assessment(ask)
    else:
        yield "marks by course", questions.marks_by_course(ask)
