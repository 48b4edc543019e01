"""The page that adds many students at once, drawn: the list, the place of each, who can be added, and what became of them."""

from __future__ import annotations

import reflex as rx

from components.adding import may_add
from components.icons import glyph, icon
from components.links import FileLink, link
from components.place_boxes import PRICED, PlaceBoxes
from components.section import section
from components.shell import page_head
from growthos_ui.finance.newcomers import HEADINGS, PEOPLE_MAX, TEXT_LENGTH_MAX, file_of
from state.uploading import UploadState

PAGE = "/students/upload"
TITLE = "Add several students"
_S = UploadState
_FORM = "upload"
_COURSES = "/learning/courses"
_PAUSE_MS = 400
_LINE_LENGTH_MAX = 10_000
_EXAMPLE = "Zoya Aslam, zoya@example.com, +92 300 1234567"
_HINT = f"One student in a line: name, e-mail, phone with + and the country; headings may stand above. At most {PEOPLE_MAX}. A file is CSV or XLSX."
_TEMPLATE = file_of([HEADINGS])
_WAITS = (
    "The students are added at once, without the place. Each place waits under Approvals until somebody else agrees."
)
_EACH = "Each student gets an account, the place, its bill and installments. "
_FREE = "Each student gets an account and the place. "
_OTHERS = "Who cannot be added keeps nobody else out."


class _Boxes(PlaceBoxes):
    """The boxes of the page: those of a place, and the list."""

    def people(self) -> rx.Component:
        """Draw the box of the list. It goes its own way, line by line, and not along with the form: it may be long."""
        told = lambda value: _S.read(_lines(value))  # noqa: E731 - once debounced, once not
        inside = rx.el.textarea(
            default_value=_S.start["people"],
            rows="10",
            max_length=TEXT_LENGTH_MAX + 1,  # one more is too long, which is said: a browser cuts off the rest unsaid
            placeholder=_EXAMPLE,
            spell_check=False,
            **self.box("people", "input input--area code"),
            custom_attrs={"data-read-here": ""},
            on_change=lambda value: told(value).debounce(_PAUSE_MS),
            on_blur=told,
        )
        return rx.fragment(self._field("people", "List", inside, _HINT), key=_S.key)


_B = _Boxes(UploadState)


def _lines(text: rx.Var) -> rx.Var:
    """Return the lines of a text, each as far as anybody's cells can go: what is longer than an event may be would not be read at all."""
    return rx.Var(f"{text!s}.split('\\n').map((line) => line.slice(0, {_LINE_LENGTH_MAX}))", _var_type=list[str])


def upload_link() -> rx.Component:
    """Draw the link to the page, for whoever may add students."""
    return rx.cond(may_add(), link(icon("people"), TITLE, to=PAGE, class_name="button"), rx.fragment())


def asking() -> rx.Component:
    """Draw the list and the place that each of it gets, and what would come of both."""
    return rx.fragment(
        page_head(TITLE, "To one course, at one price", _send()),
        rx.el.form(
            rx.el.input(type="hidden", name="key", value=_S.key, read_only=True),
            rx.el.div(_list(), class_name="span-7"),
            rx.el.div(section("What each of them gets", _place()), class_name="span-5 upload__place"),
            rx.el.div(_rows(), class_name="span-7"),
            id=_FORM,
            class_name="grid upload",
            on_submit=_S.add,
            custom_attrs={"noValidate": True},
        ),
    )


def _send() -> rx.Component:
    return rx.el.button(
        rx.cond(_S.needs_second, _S.does + ", and ask a second person", _S.does),
        type="submit",
        form=_FORM,
        disabled=_S.is_busy | (_S.good == 0),
        class_name="button button--primary",
    )


def nothing() -> rx.Component:
    """Say that there is no course to add anybody to, in place of boxes that lead nowhere."""
    return rx.fragment(
        page_head(TITLE),
        rx.el.div(
            icon("info"),
            rx.el.h2("No course is on offer", class_name="heading"),
            rx.el.p("Students are added together with a course that is active.", class_name="muted"),
            rx.el.p(link("Open Courses", to=_COURSES, class_name="link")),
            class_name="empty empty--page",
        ),
    )


def _list() -> rx.Component:
    tools = (
        rx.el.label(
            icon("plus", small=True),
            "Choose a file",
            rx.el.input(
                type="file",
                accept=".csv,.txt,.tsv,.xlsx,text/csv,text/plain",
                class_name="hidden-visually",
                custom_attrs={"data-read": ""},
            ),
            class_name="button button--small",
        ),
        FileLink.create(
            icon("export", small=True),
            "Template",
            href=_TEMPLATE,
            class_name="button button--small",
            custom_attrs={"download": "students.csv"},
        ),
    )
    said = rx.el.p(
        rx.el.span(custom_attrs={"data-read-said": ""}),
        rx.el.span(rx.cond(_S.is_busy, " The students are being added …", "")),
        class_name="field__hint",
        role="status",
    )
    return section("Who is added", rx.el.div(_B.people(), said, class_name="section__body"), tools=tools)


def _place() -> rx.Component:
    return rx.el.div(
        _B.refusal(),
        *_B.place(),
        _B.changes(_WAITS),
        _B.parts(),
        rx.el.div(icon("info"), rx.el.span(_each()), class_name="notice notice--info"),
        rx.el.div(_send(), class_name="upload__end"),
        class_name="section__body stack",
    )


def _each() -> rx.Var:
    given = rx.cond(_S.kind == "free", _FREE + _OTHERS, f"{_EACH}{_OTHERS} {PRICED}")
    return rx.cond(_S.needs_second, _OTHERS, given)


def done() -> rx.Component:
    """Draw what became of each, with the way on."""
    again = rx.el.button(
        "Correct the others", type="button", class_name="button button--primary", on_click=_S.take_again
    )
    another = rx.el.button(
        "Add another list",
        type="button",
        class_name=rx.cond(_S.wrong > 0, "button", "button button--primary"),
        on_click=_S.begin,
    )
    file = FileLink.create(
        icon("export"), "Result", href=_S.result, class_name="button", custom_attrs={"download": "students-result.csv"}
    )
    told = rx.el.div(
        rx.cond(_S.wrong > 0, icon("warning"), icon("good")),
        rx.el.p(
            _S.counted, ". ",
            rx.cond(_S.is_waiting, link("Open Approvals", to="/finance/approvals?state=waiting", class_name="link"),
                    link("Open Students", to="/students", class_name="link")),
        ),
        class_name=rx.cond(_S.wrong > 0, "notice", "notice notice--good"),
        role="status",
    )  # fmt: skip
    return rx.fragment(
        page_head(TITLE, "", file, another, rx.cond(_S.wrong > 0, again, rx.fragment())), told, rx.el.div(_rows(), class_name="grid")
    )  # fmt: skip


def _rows() -> rx.Component:
    heads = (("Row", "num"), ("Name", ""), ("E-mail and phone", ""), ("Result", ""))
    table = rx.el.div(
        rx.el.table(
            rx.el.thead(rx.el.tr(*(rx.el.th(words, scope="col", class_name=look) for words, look in heads))),
            rx.el.tbody(rx.foreach(_S.rows, _row)),
            class_name="table table--cards upload__rows",
        ),
        class_name="table-wrap",
        role="region",
        aria_label="The list, table",
        tab_index=0,
    )
    more = rx.cond(_S.more != "", rx.el.p(_S.more, class_name="muted section__body"), rx.fragment())
    counted = rx.el.span(_S.counted, class_name="meta", role="status")
    inside = section("The list", table, more, tools=(counted,))
    return rx.cond(_S.rows.length() > 0, inside, rx.fragment())


def _row(each: rx.Var) -> rx.Component:
    name = rx.cond(each.code != "", link(each.name, to="/students/" + each.code, class_name="link"), each.name)
    return rx.el.tr(
        rx.el.td(each.at, class_name="num", custom_attrs={"data-card": "sub"}),
        rx.el.td(name, class_name="is-first wraps", custom_attrs={"data-card": "title"}),
        rx.el.td(
            rx.el.div(each.email),
            rx.el.div(each.phone, class_name="code muted"),
            class_name="wraps",
            custom_attrs={"data-card": "pair", "data-label": "E-mail and phone"},
        ),
        rx.el.td(
            rx.match(each.tone, ("bad", _result("alarm", "bad", each)), ("info", _result("clock", "info", each)), _result("done", "good", each)),
            class_name="wraps",
            custom_attrs={"data-card": "pair", "data-label": "Result"},
        ),
    )  # fmt: skip


def _result(shape: str, tone: str, each: rx.Var) -> rx.Component:
    return rx.el.span(glyph(shape), rx.el.span(each.said), class_name=f"state state--{tone}")
