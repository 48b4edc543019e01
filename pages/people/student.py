"""/students/{code}: one learner, whole; missing and hidden learners are the same page."""

from __future__ import annotations

import reflex as rx

from components.asking import asking, ticket_buttons
from components.contact import contact, contact_button
from components.dues import dues
from components.enrolling import enrol_button, enrolling, seat_buttons
from components.learner import LMS, enrolment_state, event, fee_flag, measure, state_of, tree, work
from components.notes import notes, noting
from components.section import fault, page_bones, page_fault, section
from components.shell import screen
from components.stops import missing
from components.teaching import attended_sessions
from growthos_ui.auth.permissions import Permission
from state.actor import ActorState
from state.dues import DuesState
from state.notes import NotesState
from state.student import StudentState
from state.teaching import AttendedState

_AGAIN = [StudentState.load, NotesState.load, StudentState.load_activity]


@screen(
    route="/students/[student_code]",
    title="Student",
    needs=Permission.PEOPLE_STUDENTS_READ,
    on_load=(
        StudentState.load,
        NotesState.load,
        StudentState.load_activity,
        DuesState.load,
        AttendedState.load,
    ),
    listed=False,
    above="/students",
    named=StudentState.learner.name,
    topics=(
        "student_progress",
        "student_assignments",
        "student_recordings",
        "sequential_unlocks",
        "installment_plans",
        "installment_payments",
        "money_approvals",
        "session_attendance",
        "user_activity_logs",
    ),
    refresh=(StudentState.renew, NotesState.renew, DuesState.renew, AttendedState.load),
)
def student() -> rx.Component:
    bones = page_bones(8, 4, has_face=True)
    return rx.match(
        StudentState.face,
        ("missing", missing()),
        ("failed", page_fault("This student", StudentState.fault, _AGAIN)),
        ("loading", bones),
        # the money stands above the courses and the notes above the activity: they are drawn together, so that nothing is pushed down
        rx.cond(_waits_for_money() | _waits_for_notes(), bones, _whole()),
    )


def _waits_for_notes() -> rx.Var:
    return (NotesState.student != StudentState.learner.id) | (NotesState.face == "loading")


def _waits_for_money() -> rx.Var:
    sees_money = ActorState.access.contains(Permission.FINANCE_INSTALLMENTS_READ.value)
    return sees_money & ((DuesState.face == "none") | (DuesState.code != StudentState.learner.code))


def _whole() -> rx.Component:
    return rx.fragment(
        _head(),
        rx.el.div(
            rx.el.div(dues(), _seats(), attended_sessions(), class_name="span-8 stack stack--sections"),
            rx.el.div(notes(), _timeline(), class_name="span-4 stack stack--sections"),
            class_name="grid",
        ),
    )


def _head() -> rx.Component:
    who = StudentState.learner
    return rx.el.div(
        rx.el.div(
            rx.el.span(who.initials, class_name="avatar avatar--big", aria_hidden="true"),
            rx.el.div(
                rx.el.div(rx.el.h1(who.name, class_name="title"), state_of(who.status, LMS), class_name="row"),
                rx.el.p(
                    rx.el.span(who.code, class_name="code"),
                    _fact("", who.batch),
                    _fact("Mentor ", who.mentor),
                    _fact("", who.email),
                    _fact("", who.phone),
                    _fact("Since ", who.since),
                    fee_flag(who.fees),
                    class_name="row profile__facts",
                ),
                class_name="stack grow",
            ),
            rx.el.div(ticket_buttons(), contact_button(), enrol_button(), class_name="page__actions"),
            class_name="page__head page__head--person",
        ),
        contact(),
        asking(),
        noting(),
        enrolling(),
        class_name="stack",
    )


def _fact(before: str, words: rx.Var) -> rx.Component:
    return rx.cond(words != "", rx.el.span(before, words), rx.fragment())


def _seats() -> rx.Component:
    return rx.cond(
        StudentState.seats.length() > 0,
        rx.foreach(StudentState.seats, _seat),
        section(
            "Courses",
            rx.el.div(rx.el.p("Not enrolled in any course yet.", class_name="muted"), class_name="section__body"),
        ),
    )


def _seat(seat: rx.Var) -> rx.Component:
    return rx.fragment(
        rx.el.section(
            rx.el.div(
                rx.el.h2(seat.course, class_name="heading"),
                enrolment_state(seat.status),
                rx.el.span(rx.cond(seat.batch != "", f"{seat.batch} · ", ""), seat.facts, class_name="meta push"),
                seat_buttons(seat),
                class_name="section__head",
            ),
            rx.el.div(rx.foreach(seat.measures, measure), class_name="section__body measures measures--three"),
            rx.el.p(seat.over, class_name="meta measures__over"),
            class_name="section",
            aria_label=f"Progress in {seat.course}",
        ),
        rx.el.section(
            rx.el.div(
                rx.el.h2("Learning", class_name="heading"),
                rx.el.span(seat.size, class_name="meta"),
                class_name="section__head section__head--line",
            ),
            rx.cond(
                seat.branches.length() > 0,
                tree(seat),
                rx.el.div(
                    rx.el.p("This course has no recordings yet.", class_name="muted"), class_name="section__body"
                ),
            ),
            class_name="section",
            aria_label=f"Learning in {seat.course}",
        ),
        rx.cond(StudentState.shows_work, _work(seat), rx.fragment()),
    )


def _work(seat: rx.Var) -> rx.Component:
    return rx.el.section(
        rx.el.div(rx.el.h2("Assignments", class_name="heading"), class_name="section__head"),
        rx.cond(
            seat.versions.length() > 0,
            work(seat),
            rx.el.div(rx.el.p("This course has no assignments yet.", class_name="muted"), class_name="section__body"),
        ),
        class_name="section",
        aria_label=f"Assignments of {seat.course}",
    )


def _timeline() -> rx.Component:
    inside = rx.match(
        StudentState.activity,
        ("failed", fault("Activity", StudentState.activity_fault, StudentState.load_activity)),
        ("some", rx.el.div(rx.foreach(StudentState.events, event), _older(), class_name="timeline")),
        ("none", rx.el.div(rx.el.p("Nothing has happened yet.", class_name="muted"), class_name="section__body")),
        rx.el.div(
            *(rx.el.p(rx.el.span(class_name="bone bone--line"), class_name="timeline__item") for _ in range(4)),
            class_name="timeline",
            aria_busy="true",
        ),
    )
    return section("Activity", inside, span=4)


def _older() -> rx.Component:
    return rx.cond(
        StudentState.has_more,
        rx.el.button("Older", type="button", class_name="button button--small", on_click=StudentState.older),
        rx.fragment(),
    )
