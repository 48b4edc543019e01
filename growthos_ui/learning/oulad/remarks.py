"""The dirt of the set, kind by kind: how many rows, where they stand, and what was done with each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from growthos_ui.learning.oulad.report import Remark
from growthos_ui.learning.oulad.sources import SOURCES, Source

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from psycopg import Connection

_LINES_SHOWN = 10
_SOURCE = {source.name: source for source in SOURCES}
_ASKED_FOR = "join oulad_presentation p using (code_module, code_presentation)"


@dataclass(frozen=True, slots=True)
class Dirt:
    """One kind of row that needed a decision. The query answers the line of each."""

    source: str
    sentence: str
    query: str
    skipped: bool = False


def _not_asked_for() -> Iterator[Dirt]:
    for source in SOURCES:
        of_an_assessment = source.name == "studentAssessment"
        known, joined = ("t", "join oulad_assessments t using (id_assessment)") if of_an_assessment else ("a", "")
        yield Dirt(
            source.name,
            "of a presentation that was not asked for: left out",
            f"""select a.line from {source.table} a {joined}
                where not exists (select from oulad_presentation p
                  where (p.code_module, p.code_presentation) = ({known}.code_module, {known}.code_presentation))""",
            skipped=True,
        )


DIRT = (
    Dirt(
        "assessments",
        "without a day: the assignment has no deadline",
        f"select a.line from oulad_assessments a {_ASKED_FOR} where a.date is null",
    ),
    Dirt(
        "assessments",
        "of type CMA, whose day is not a deadline: no deadline is set, nothing counts as late",
        f"select a.line from oulad_assessments a {_ASKED_FOR} where a.assessment_type = 'CMA'",
    ),
    Dirt(
        "studentInfo",
        "without imd_band: nothing of a learner's background is kept",
        f"select a.line from oulad_studentinfo a {_ASKED_FOR} where a.imd_band is null",
    ),
    Dirt(
        "studentRegistration",
        "without a registration day: enrolled on day 0, or on the day of leaving if that came first",
        f"select a.line from oulad_studentregistration a {_ASKED_FOR} where a.date_registration is null",
    ),
    Dirt(
        "studentRegistration",
        "withdrawn without a day: the result is dated on the last day of the presentation",
        f"""select a.line from oulad_studentregistration a {_ASKED_FOR}
            join oulad_studentinfo i using (code_module, code_presentation, id_student)
            where i.final_result = 'Withdrawn' and a.date_unregistration is null""",
    ),
    Dirt(
        "studentRegistration",
        "with a day of leaving but another result than Withdrawn: the result stands, the day is not used",
        f"""select a.line from oulad_studentregistration a {_ASKED_FOR}
            join oulad_studentinfo i using (code_module, code_presentation, id_student)
            where i.final_result <> 'Withdrawn' and a.date_unregistration is not null""",
    ),
    Dirt(
        "studentRegistration",
        "after the last day asked for: not enrolled yet",
        f"""select a.line from oulad_studentregistration a {_ASKED_FOR}
            where coalesce(a.date_registration, least(0, a.date_unregistration)) > p.last_day""",
        skipped=True,
    ),
    Dirt(
        "studentAssessment",
        "without a score: approved without one, in no average",
        """select a.line from oulad_studentassessment a
            join oulad_assessment t using (id_assessment) where a.score is null""",
    ),
    Dirt(
        "studentAssessment",
        "carried over from an earlier presentation: approved, never late",
        "select a.line from oulad_studentassessment a join oulad_assessment t using (id_assessment) where a.is_banked = 1",
    ),
    Dirt(
        "studentAssessment",
        "after the last day asked for: not handed in yet",
        f"""select a.line from oulad_studentassessment a join oulad_assessments t using (id_assessment) {_ASKED_FOR}
            where a.date_submitted > p.last_day""",
        skipped=True,
    ),
    Dirt(
        "studentVle",
        "after the learner had withdrawn: counted as activity all the same",
        f"""select a.line from oulad_studentvle a {_ASKED_FOR}
            join oulad_studentregistration g using (code_module, code_presentation, id_student)
            join oulad_studentinfo i using (code_module, code_presentation, id_student)
            where i.final_result = 'Withdrawn' and a.date > g.date_unregistration and a.date <= p.last_day""",
    ),
    Dirt(
        "studentVle",
        "after the last day asked for: not clicked yet",
        f"select a.line from oulad_studentvle a {_ASKED_FOR} where a.date > p.last_day",
        skipped=True,
    ),
)


def find(connection: Connection[Any], files: Mapping[Source, Path]) -> tuple[Remark, ...]:
    """Return a remark for each kind of dirt that occurs, in the order of the files."""
    names = [source.name for source in SOURCES]
    kinds = sorted((*_not_asked_for(), *DIRT), key=lambda dirt: names.index(dirt.source))
    return tuple(remark for dirt in kinds if (remark := _remark(connection, dirt, files[_SOURCE[dirt.source]].name)))


def _remark(connection: Connection[Any], dirt: Dirt, file: str) -> Remark | None:
    counted = f"select count(*), (array_agg(line order by line))[1:{_LINES_SHOWN}] from ({dirt.query}) found (line)"
    rows, lines = connection.execute(counted.encode()).fetchone() or (0, ())
    return Remark(file, dirt.sentence, rows, tuple(lines), dirt.skipped) if rows else None
