"""/learning/courses: what there is to learn, and how its learners fare."""

from __future__ import annotations

import reflex as rx

from components.listing import listing
from components.shell import screen
from growthos_ui.auth.permissions import Permission
from state.cohorts import CoursesState


@screen(
    route="/learning/courses",
    title="Courses",
    about="What there is to learn, and how the learners of each course fare",
    needs=Permission.LEARNING_COURSES_READ,
    on_load=(CoursesState.load,),
    wide=True,
    topics=("cohort_figures", "courses", "modules", "lesson_recordings", "learner_weeks"),
)
def courses() -> rx.Component:
    return listing(CoursesState)
