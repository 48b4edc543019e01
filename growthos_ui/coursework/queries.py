"""Questions about work and marks. Row security decides whose."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, any_, case, func, select

from growthos_ui.coursework.models import Assignment, MarkFigures, StudentAssignment
from growthos_ui.db import columns_of
from growthos_ui.learning.models import Course, StudentProgress
from growthos_ui.listing.filters import Related
from growthos_ui.people.models import Student

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Select

    from growthos_ui.listing.filters import Values


_course = columns_of(Course)
_work = columns_of(StudentAssignment)
_assignment = columns_of(Assignment)
_sums = columns_of(MarkFigures)
_student = columns_of(Student)
_progress = columns_of(StudentProgress)


def marks() -> Select[Any]:
    """Return every version of work that the actor may see, with its learner, its assignment and what it was given."""
    return (
        select(
            _work.id,
            _work.student_id,
            _student.student_code,
            _student.full_name,
            _assignment.course_id,
            _course.title.label("course_title"),
            _work.assignment_id,
            _assignment.title.label("assignment_title"),
            _work.mentor_id,
            _work.version,
            _work.status,
            _work.score,
            _work.score_key,
            _assignment.max_score,
            _work.submitted_at,
        )
        .join(Assignment, _assignment.id == _work.assignment_id)
        .join(Student, _student.id == _work.student_id)
        .outerjoin(Course, _course.id == _assignment.course_id)
    )


def bare_marks() -> Select[Any]:
    """Return the same versions without what they are joined to: enough to count them."""
    return select(
        _work.id,
        _work.student_id,
        _work.assignment_id,
        _work.mentor_id,
        _work.status,
        _work.score,
        _work.score_key,
        _work.submitted_at,
    )


def summed_marks() -> Select[Any]:
    """Return the same versions counted beforehand, by assignment, state and whether there is a score."""
    return select(
        _sums.assignment_id,
        _assignment.course_id,
        _sums.status,
        _sums.score_key,
        _sums.marks.label("rows"),
        _sums.score_sum.label("sum_score"),
        case((_sums.score_key >= 0, _sums.marks), else_=0).label("known_score"),
    ).join(Assignment, _assignment.id == _sums.assignment_id)


def assignments() -> Select[Any]:
    """Return the assignments that the actor may see, by course and title."""
    return (
        select(_assignment.id.label("value"), (_course.title + " · " + _assignment.title).label("label"))
        .join(Course, _course.id == _assignment.course_id)
        .order_by(_course.title, _assignment.title, _assignment.id)
    )


@dataclass(frozen=True, kw_only=True)
class OfLearners(Related):
    """Narrows work by something that its learner's enrolment knows: the batch."""

    def clause(self, column: ColumnElement[Any], values: Values) -> ColumnElement[bool]:
        """Return "is work of a learner with an enrolment like that"."""
        like_that = super().clause(_progress.batch_id, values)
        learners = select(_progress.student_id).where(like_that)
        # An array, so that the learners' work is looked up by them: of a join the planner expects a fraction of it.
        return column == any_(func.array(learners.scalar_subquery()))


@dataclass(frozen=True, kw_only=True)
class OfCourse(Related):
    """Narrows work by the course of its assignment: a handful of assignments, so that no row of work is joined for it.

    What was counted beforehand says on which of them there is work at all: where on none, no index is walked to its end.
    """

    def clause(self, column: ColumnElement[Any], values: Values) -> ColumnElement[bool]:
        """Return "is work on an assignment of that course"."""
        of_course = super().clause(_assignment.course_id, values)
        asked = (
            select(_sums.assignment_id)
            .join(Assignment, _assignment.id == _sums.assignment_id)
            .where(of_course, _sums.marks > 0)
            .distinct()
            .correlate(None)
        )
        return and_(asked.exists(), column == any_(func.array(asked.scalar_subquery())))
