"""The list of documents: everything that was handed out, each revision as it was issued."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, case, func, select

from growthos_ui.auth.permissions import Permission
from growthos_ui.db import columns_of
from growthos_ui.finance.columns import Paper
from growthos_ui.finance.models import DocumentFigures, PaperDocument
from growthos_ui.finance.words import COLLEAGUE, PROGRAM
from growthos_ui.learning.naming import is_learner, nearest
from growthos_ui.listing.codes import code_of
from growthos_ui.listing.columns import Badge, Code, Count, Link, Mark, Text
from growthos_ui.listing.filters import Choice, DayRange
from growthos_ui.listing.listing import Listing
from growthos_ui.listing.search import LAST_LETTER, Search
from growthos_ui.oversight.columns import Instant
from growthos_ui.people.models import Colleague, Student

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import ColumnElement, Select

_paper, _student, _colleague = columns_of(PaperDocument), columns_of(Student), columns_of(Colleague)
_sums = columns_of(DocumentFigures)
_PREFIXES = frozenset({"inv", "rcpt", "stmt"})
_by_learner = is_learner("student_id")
KINDS = (
    Mark("invoice", "Invoice", "ring", "neutral"),
    Mark("receipt", "Receipt", "done", "good"),
    Mark("statement", "Statement", "dot", "info"),
)


def documents() -> Select[Any]:
    """Return every document that was issued and that the actor may see, with its learner; never its bytes."""
    nobody = case((_paper.issued_by.is_(None), PROGRAM), else_=COLLEAGUE)
    by = func.coalesce(_colleague.full_name, nobody).label("issued_by_name")
    return (
        select(*_of_a_document(), _student.student_code, _student.full_name, by)
        .join(Student, _student.id == _paper.student_id)
        .outerjoin(Colleague, _colleague.id == _paper.issued_by)
    )


def bare_documents() -> Select[Any]:
    """Return the same without whom it is for: enough to find and count them."""
    return select(*_of_a_document())


def counted_documents() -> Select[Any]:
    """Return the documents counted by kind and day: `rows` of them."""
    return select(_sums.documents.label("rows"), _sums.kind, _sums.issued_on)


def _of_a_document() -> tuple[Any, ...]:
    return (
        _paper.id,
        _paper.student_id,
        _paper.kind,
        _paper.number,
        _paper.revision,
        code_of(_paper.currency).label("currency"),
        _paper.issued_on,
        _paper.issued_at,
    )


def _found(selected: Mapping[str, ColumnElement[Any]], typed: tuple[str, ...]) -> ColumnElement[bool]:
    """Search by code and name, or by the number where what was typed begins like one: `STMT-000012`."""
    if typed[0] not in _PREFIXES or not typed[1:]:
        return _by_learner(selected, typed)
    start = "-".join(typed).upper()
    return and_(selected["number"] >= start, selected["number"] < start + LAST_LETTER)


DOCUMENTS = Listing(
    name="documents",
    title="Documents",
    noun=("document", "documents"),
    source=documents,
    lean=(bare_documents,),
    summed=(counted_documents,),
    columns=(
        Instant(name="issued_at", label="Issued", sort_by="issued_at", card="pair"),
        Paper(
            name="number",
            label="Number",
            what="document",
            href="/files/{kind}/{number}.pdf?revision={revision}",
            card="sub",
            about="Downloads the document exactly as it was issued",
        ),
        Badge(name="kind", label="Kind", marks=KINDS, card="state"),
        Count(name="revision", label="Revision", about="An invoice is issued again when its terms have changed"),
        Code(name="student_code", label="Code"),
        Link(name="full_name", label="Student", card="title", href="/students/{student_code}"),
        Text(name="currency", label="Currency", is_quiet=True, card="sub"),
        Text(name="issued_by_name", label="First asked for by", is_quiet=True),
    ),
    filters=(
        Choice(name="kind", label="Kind", choices=tuple((each.value, each.words) for each in KINDS)),
        DayRange(name="issued", label="Issued", on="issued_on"),
    ),
    search=Search(placeholder="Number, code or name", on=("student_id", "number"), clause=_found, nearest=nearest),
    sort="-issued_at",
    read=Permission.FINANCE_DOCUMENTS_READ,
    absent="A document appears here when somebody downloads it for the first time, or a mail takes it along.",
)
