"""What the files say about each other: every id must be known where it belongs, and no row may come twice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from growthos_ui.learning.oulad.reading import BrokenInput
from growthos_ui.learning.oulad.sources import SOURCES, Source

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from psycopg import Connection

_SOURCE = {source.name: source for source in SOURCES}
_PRESENTATION = "code_module, code_presentation"
_REGISTRATION = "code_module, code_presentation, id_student"


@dataclass(frozen=True, slots=True)
class Reference:
    """A query for the first row that breaks the set, as (line, value); `{}` in the reason is the value."""

    source: str
    column: str
    reason: str
    query: str


def _repeated(source: str, key: str, column: str) -> Reference:
    value = " || ' ' || ".join(f"a.{name}" for name in key.split(", "))
    return Reference(
        source,
        column,
        "{} stands in the file twice",
        f"""select max(a.line), {value} from {_SOURCE[source].table} a
            group by {", ".join(f"a.{name}" for name in key.split(", "))} having count(*) > 1""",
    )


def _presentation(source: str) -> Reference:
    return Reference(
        source,
        "code_presentation",
        "the presentation {} is not in courses",
        f"""select a.line, a.code_module || ' ' || a.code_presentation from {_SOURCE[source].table} a
            where not exists (select from oulad_courses c
              where (c.code_module, c.code_presentation) = (a.code_module, a.code_presentation))""",
    )


def _learner(source: str, presentation_of: str = "") -> Reference:
    """`presentation_of` joins the row `a` to what knows its presentation, as `p`."""
    known = "p" if presentation_of else "a"
    return Reference(
        source,
        "id_student",
        "learner {} in studentInfo",
        f"""select a.line, a.id_student || ' is not among those of ' || {known}.code_module || ' ' || {known}.code_presentation
            from {_SOURCE[source].table} a {presentation_of}
            where not exists (select from oulad_studentinfo i
              where (i.id_student, i.code_module, i.code_presentation)
                = (a.id_student, {known}.code_module, {known}.code_presentation))""",
    )


REFERENCES = (
    _repeated("courses", _PRESENTATION, "code_presentation"),
    _repeated("assessments", "id_assessment", "id_assessment"),
    _repeated("vle", "id_site", "id_site"),
    _repeated("studentInfo", _REGISTRATION, "id_student"),
    _repeated("studentRegistration", _REGISTRATION, "id_student"),
    _repeated("studentAssessment", "id_assessment, id_student", "id_student"),
    _presentation("assessments"),
    _presentation("vle"),
    _presentation("studentInfo"),
    _presentation("studentRegistration"),
    _presentation("studentVle"),
    _learner("studentRegistration"),
    Reference(
        "studentInfo",
        "id_student",
        "learner {} has no row in studentRegistration",
        """select a.line, a.id_student::text from oulad_studentinfo a
           where not exists (select from oulad_studentregistration r
             where (r.id_student, r.code_module, r.code_presentation)
               = (a.id_student, a.code_module, a.code_presentation))""",
    ),
    Reference(
        "studentAssessment",
        "id_assessment",
        "assessment {} is not in assessments",
        """select a.line, a.id_assessment::text from oulad_studentassessment a
           where not exists (select from oulad_assessments t where t.id_assessment = a.id_assessment)""",
    ),
    _learner("studentAssessment", "join oulad_assessments p using (id_assessment)"),
    Reference(
        "studentVle",
        "id_site",
        "site {}",
        """select a.line, a.id_site || case when s.id_site is null then ' is not in vle'
               else ' belongs to ' || s.code_module || ' ' || s.code_presentation end
           from oulad_studentvle a left join oulad_vle s using (id_site)
           where s.id_site is null
              or (s.code_module, s.code_presentation) <> (a.code_module, a.code_presentation)""",
    ),
    _learner("studentVle"),
)


def check(connection: Connection[Any], files: Mapping[Source, Path]) -> None:
    """Raise BrokenInput for the first row, in the order of REFERENCES, that does not fit the other files."""
    for reference in REFERENCES:
        query = f"select * from ({reference.query}) broken (line, value) order by line limit 1"
        broken = connection.execute(query.encode()).fetchone()
        if broken:
            line, value = broken
            raise BrokenInput(
                reference.reason.format(value),
                file=files[_SOURCE[reference.source]].name,
                line=line,
                column=reference.column,
            )
