"""The seven files of the set: their names, their columns, and which of them may be empty."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from growthos_ui.learning.oulad.values import Choice, Column, Matching, Text, Weight, Whole

if TYPE_CHECKING:
    from pathlib import Path

ACTIVITY_TYPES = (
    "dataplus", "dualpane", "externalquiz", "folder", "forumng", "glossary", "homepage", "htmlactivity", "oucollaborate",
    "oucontent", "ouelluminate", "ouwiki", "page", "questionnaire", "quiz", "repeatactivity", "resource", "sharedsubpage",
    "subpage", "url",
)  # fmt: skip

_MODULE = Matching("code_module", shape="[A-Z]{3}", example="AAA")
_PRESENTATION = Matching("code_presentation", shape="20[0-9]{2}[BJ]", example="2013J")
_LEARNER = Whole("id_student", least=1)
_SITE = Whole("id_site", least=1)
_ASSESSMENT = Whole("id_assessment", least=1)


def _day(name: str, *, optional: bool = False) -> Whole:
    """Return a day counted from the presentation's first; the set's own lie between -365 and 608."""
    return Whole(name, optional=optional, least=-1000, most=1500)


@dataclass(frozen=True, slots=True)
class Source:
    """One file of the set. `name` is the published one without its ending; `also` are names of cuts of it."""

    name: str
    columns: tuple[Column, ...]
    also: tuple[str, ...] = ()
    may_be_empty: bool = False

    @property
    def table(self) -> str:
        """The staging table that its rows are copied into."""
        return f"oulad_{self.name.lower()}"

    @property
    def names(self) -> frozenset[str]:
        return frozenset(column.name for column in self.columns)

    def files(self, folder: Path) -> list[Path]:
        """Return the files of the folder that hold this part of the set; there should be one."""
        candidates = [f"{name}{ending}" for name in (self.name, *self.also) for ending in (".csv", ".csv.gz")]
        return [folder / name for name in candidates if (folder / name).exists()]


SOURCES = (
    Source("courses", (_MODULE, _PRESENTATION, Whole("module_presentation_length", least=1, most=1000))),
    Source(
        "assessments",
        (
            _MODULE,
            _PRESENTATION,
            _ASSESSMENT,
            Choice("assessment_type", words=("TMA", "CMA", "Exam")),
            _day("date", optional=True),
            Weight("weight"),
        ),
        may_be_empty=True,
    ),
    Source(
        "vle",
        (
            _SITE,
            _MODULE,
            _PRESENTATION,
            Choice("activity_type", words=ACTIVITY_TYPES),
            Whole("week_from", optional=True, most=200),
            Whole("week_to", optional=True, most=200),
        ),
        may_be_empty=True,
    ),
    Source(
        "studentInfo",
        (
            _MODULE,
            _PRESENTATION,
            _LEARNER,
            Choice("gender", words=("M", "F")),
            Text("region"),
            Text("highest_education"),
            Text("imd_band", optional=True),
            Text("age_band"),
            Whole("num_of_prev_attempts", most=100),
            Whole("studied_credits", most=5000),
            Choice("disability", words=("Y", "N")),
            Choice("final_result", words=("Withdrawn", "Fail", "Pass", "Distinction")),
        ),
    ),
    Source(
        "studentRegistration",
        (
            _MODULE,
            _PRESENTATION,
            _LEARNER,
            _day("date_registration", optional=True),
            _day("date_unregistration", optional=True),
        ),
    ),
    Source(
        "studentAssessment",
        (
            _ASSESSMENT,
            _LEARNER,
            _day("date_submitted"),
            Choice("is_banked", words=("0", "1")),
            Whole("score", optional=True, most=100),
        ),
        may_be_empty=True,
    ),
    Source(
        "studentVle",
        (_MODULE, _PRESENTATION, _LEARNER, _SITE, _day("date"), Whole("sum_click", most=100_000)),
        also=("studentVle_first_1048575_rows",),
        may_be_empty=True,
    ),
)
