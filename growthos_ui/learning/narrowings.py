"""Ways to narrow lists of learners that figures of this domain open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote
from uuid import UUID

from sqlalchemy import ARRAY, DateTime, String, Uuid, and_, any_, cast, false, func, literal, or_, select

from growthos_ui.db import columns_of
from growthos_ui.learning.models import AvailableLesson, LessonRecording, StudentProgress
from growthos_ui.listing import registry
from growthos_ui.listing.ask import ask_of
from growthos_ui.listing.filters import Choice, Filter, Related, labels_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import ColumnElement

    from growthos_ui.listing.ask import Ask
    from growthos_ui.listing.filters import Values
    from growthos_ui.listing.listing import Listing

NEAR = 80
LIVE = ("active", "completed")
"""The states of an enrolment that counts: neither withdrawn nor paused."""
_progress = columns_of(StudentProgress)
_lesson, _recording = columns_of(AvailableLesson), columns_of(LessonRecording)
# How the sort key says "not yet": on the key an index knows it, on the moment itself none does.
NEVER = cast(literal("-infinity", String), DateTime(timezone=True))


@dataclass(frozen=True, kw_only=True)
class Reached(Choice):
    """How far an enrolment has got, as the funnel of completion counts it; on rows of dashboard.student_progress."""

    choices: tuple[tuple[str, str], ...] = (
        ("never", "Never started"),
        ("started", "Started"),
        ("near", f"At {NEAR}% or completed"),
        ("almost", f"At {NEAR}%, not completed"),
    )

    def clause(self, column: ColumnElement[Any], values: Values) -> ColumnElement[bool]:  # noqa: ARG002
        """Return "has got so far"."""
        completed = _progress.enrollment_status == "completed"
        far = _progress.progress_key >= NEAR
        tests = {
            "never": _progress.last_activity_key == NEVER,
            "started": _progress.last_activity_key > NEVER,
            "near": or_(completed, far),
            "almost": and_(_progress.enrollment_status != "completed", far),
        }
        return or_(false(), *(tests[value] for value in values))


@dataclass(frozen=True, kw_only=True)
class Silent(Choice):
    """Enrolments that began and whose last activity is so many days ago or more; it moves along with the day."""

    choices: tuple[tuple[str, str], ...] = (
        ("7", "7 days or more"),
        ("14", "14 days or more"),
        ("30", "30 days or more"),
    )

    def clause(self, column: ColumnElement[Any], values: Values) -> ColumnElement[bool]:
        """Return "has been silent for the shortest of these"."""
        day = func.private.today() - (min(int(each) for each in values) - 1)
        return and_(column > NEVER, column < select(func.private.start_of_day(day)).scalar_subquery())


@dataclass(frozen=True, kw_only=True)
class OneRecording(Filter):
    """The learners of one recording, named by its id. The list of recordings opens it; no menu offers thousands."""

    def checked(self, values: Values) -> Values:
        """Return the one id."""
        try:
            (value,) = values
            return (str(UUID(value)),)
        except ValueError as error:
            raise self.refuse(",".join(values), "Choose one from the list of recordings.") from error

    def clause(self, column: ColumnElement[Any], values: Values) -> ColumnElement[bool]:
        """Return "is of this recording"."""
        return column == UUID(values[0])

    def words(self, values: Values, labels: Mapping[str, str]) -> str:  # noqa: ARG002
        """Return that it is one; every row says which."""
        return "one"


@dataclass(frozen=True, kw_only=True)
class OfContent(Related):
    """Rows about recordings of a course or a module: those recordings are looked up first, once, and not for every row."""

    content: str

    def clause(self, column: ColumnElement[Any], values: Values) -> ColumnElement[bool]:
        """Return "is about one of its recordings"."""
        content = getattr(_lesson, self.content)
        chosen = [self._typed(content, value) for value in values]
        of = select(_recording.id).join(AvailableLesson, _lesson.id == _recording.lesson_id).where(content.in_(chosen))
        return column == any_(func.array(of.scalar_subquery(), type_=ARRAY(Uuid)))


@dataclass(frozen=True, kw_only=True)
class Finished(Choice):
    """Whether the recording was completed: the organisation's threshold was reached."""

    choices: tuple[tuple[str, str], ...] = (("yes", "Completed"), ("no", "Not completed"))

    def clause(self, column: ColumnElement[Any], values: Values) -> ColumnElement[bool]:
        """Return "was completed", or not."""
        return or_(false(), *(column.is_not(None) if value == "yes" else column.is_(None) for value in values))


@dataclass(frozen=True, kw_only=True)
class Stars(Choice):
    """Ratings of so many stars."""

    def clause(self, column: ColumnElement[Any], values: Values) -> ColumnElement[bool]:
        """Return "has as many stars as one of these"."""
        return column.in_([int(value) for value in values])


@dataclass(frozen=True, kw_only=True)
class Among(Filter):
    """Rows of what a question to another list leaves, with its address as the value. A figure opens it; no menu offers it."""

    listing: str

    def checked(self, values: Values) -> Values:
        """Return the question in its one form; raises GrowthError where the other list does not know it."""
        return tuple(_packed(self._asked(values)) for _ in values[:1])

    def clause(self, column: ColumnElement[Any], values: Values) -> ColumnElement[bool]:
        """Return "is one of those"."""
        of = self._of()
        return column.in_(of.narrowed(self._asked(values), of.selected["id"]))

    def words(self, values: Values, labels: Mapping[str, str]) -> str:  # noqa: ARG002
        """Return what was asked of the other list."""
        asked = self._asked(values)
        said = [f"“{asked.search}”"] if asked.search else []
        for name, chosen in asked.filters:
            if each := self._of().filter_named(name):
                said.append(f"{each.label}: {each.words(chosen, labels_of(each))}")
        return " · ".join(said)

    def _asked(self, values: Values) -> Ask:
        return ask_of(self._of(), unquote(values[0])).narrowing()

    def _of(self) -> Listing:
        found = registry.listing_named(self.listing)
        if found is None:
            raise LookupError(f"There is no list of {self.listing}.")
        return found


def _packed(ask: Ask) -> str:
    """Return a question as one value of an address: a comma would end it there."""
    return ask.query().replace(",", "%2C")
