"""/submissions/{version}: one version of work, to read and to decide; missing and hidden ones are the same page."""

from __future__ import annotations

import reflex as rx

from components.deciding import lost
from components.reviewing import reading, review_queue, reviewed_student
from components.section import page_bones, page_fault
from components.shell import screen
from components.stops import missing
from growthos_ui.auth.permissions import Permission
from state.reviewing import ReviewState


@screen(
    route="/submissions/[submission]",
    title="Submission",
    needs=Permission.COURSEWORK_REVIEWS_READ,
    on_load=(ReviewState.load,),
    listed=False,
    above="/submissions",
    named=ReviewState.shown.title,
    back=ReviewState.back,
    topics=("student_assignments",),
    refresh=(ReviewState.renew,),
    wide=True,
)
def submission() -> rx.Component:
    return rx.match(
        ReviewState.face,
        ("missing", rx.el.div(lost(), missing(), class_name="page")),
        ("failed", rx.el.div(page_fault("This submission", ReviewState.fault, ReviewState.load), class_name="page")),
        ("loading", _review(rx.el.div(page_bones(8, 4), class_name="page"))),  # where the work will stand
        _review(rx.el.div(review_queue(), reading(), reviewed_student(), class_name="review__body")),
    )


def _review(inside: rx.Component) -> rx.Component:
    return rx.el.div(inside, class_name="review", custom_attrs={"data-open": ""})
