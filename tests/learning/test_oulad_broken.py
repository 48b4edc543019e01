"""Broken OULAD input stops with file, line, column and reason, and the database is as it was."""

import gzip
import tracemalloc

import pytest

from growthos_ui.errors import GrowthError, Kind
from growthos_ui.learning.oulad import BrokenInput
from growthos_ui.learning.oulad.reading import copy_blocks
from growthos_ui.learning.oulad.sources import SOURCES
from tests.learning import oulad_folder as made
from tests.learning.oulad_folder import contents, take_in, with_line, write_folder

# What is broken: the file, its text, then the line, the column and part of the reason that must be named.
BROKEN = {
    "a number that is none": ("studentAssessment", with_line(made.MARKS, 3, "1,12,12,0,4o"), 3, "score", "not a whole number"),
    "a score out of range": ("studentAssessment", with_line(made.MARKS, 3, "1,12,12,0,140"), 3, "score", "not between"),
    "an unknown word": ("studentInfo", made.INFO.replace("Fail", "Failed", 1), 4, "final_result", "is not one of"),
    "a missing column": ("vle", made.VLE.replace("activity_type,", ""), 1, "activity_type", "the column is missing"),
    "a value too many": ("courses", with_line(made.COURSES, 2, "AAA,2013J,100,1"), 2, None, "4 values"),
    "an empty value": ("courses", with_line(made.COURSES, 3, "BBB,2014B,"), 3, "module_presentation_length", "is empty"),
    "another encoding": ("studentInfo", made.INFO.replace("Wales", "Walés").encode("latin-1"), 3, "region", "not UTF-8"),
    "an open quotation": ("vle", with_line(made.VLE, 5, '"200,BBB,2014B,homepage,,'), 5, None, "not CSV"),
    "another file": ("assessments", made.VLE, 1, None, "this is the header of vle"),
    "an empty file": ("courses", "", None, None, "the file is empty"),
    "a header alone": ("studentInfo", made.INFO.splitlines()[0] + "\n", 1, None, "no row"),
    "an unknown assessment": ("studentAssessment", made.MARKS + "9,11,1,0,50\n", 7, "id_assessment", "assessment 9"),
    "a mark of an unknown learner": ("studentAssessment", made.MARKS + "1,99,1,0,50\n", 7, "id_student", "learner 99"),
    "a mark in another course": ("studentAssessment", made.MARKS + "4,12,1,0,50\n", 7, "id_student", "learner 12"),
    "an unknown site": ("studentVle", made.CLICKS + "AAA,2013J,11,999,1,1\n", 9, "id_site", "site 999"),
    "a site of another course": ("studentVle", made.CLICKS + "AAA,2013J,11,200,1,1\n", 9, "id_site", "BBB 2014B"),
    "a click of nobody": ("studentVle", made.CLICKS + "AAA,2013J,99,100,1,1\n", 9, "id_student", "learner 99"),
    "an unknown presentation": ("vle", made.VLE + "300,CCC,2014B,quiz,,\n", 6, "code_presentation", "CCC 2014B"),
    "a learner twice": ("studentInfo", made.INFO + made.INFO.splitlines()[1] + "\n", 8, "id_student", "twice"),
    "a learner never registered": ("studentRegistration", made.REGISTRATION.replace("BBB,2014B,15,-1,\n", ""), 7, "id_student", "no row"),
}  # fmt: skip


@pytest.mark.parametrize("case", BROKEN.values(), ids=BROKEN)
def test_broken_input_is_refused_with_its_place_and_leaves_no_trace(database, tmp_path, case):
    name, text, line, column, reason = case
    before = contents(database)
    with pytest.raises(BrokenInput) as refused:
        take_in(database, write_folder(tmp_path, **{name: text}))
    # The row of a learner who is missing elsewhere is what stands wrongly here.
    file = "studentInfo.csv" if "no row in studentRegistration" in refused.value.reason else f"{name}.csv"
    assert (refused.value.file, refused.value.line, refused.value.column) == (file, line, column)
    assert reason in refused.value.reason
    assert refused.value.kind is Kind.INVALID
    assert contents(database) == before


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param(
            gzip.compress((made.CLICKS + made.CLICKS.partition("\n")[2] * 50).encode())[:-20],
            "ends in the middle",
            id="cut off",
        ),
        pytest.param(b"PK\x03\x04" + b"\0" * 60, "damaged", id="another kind of archive"),
    ],
)
def test_a_broken_archive_is_refused_with_the_line_it_was_read_to(database, tmp_path, content, reason):
    folder = write_folder(tmp_path, packed=True)
    (folder / "studentVle.csv.gz").write_bytes(content)
    before = contents(database)
    with pytest.raises(BrokenInput, match=reason) as refused:
        take_in(database, folder)
    assert refused.value.file == "studentVle.csv.gz"
    assert refused.value.line
    assert contents(database) == before


def test_a_missing_file_and_a_missing_folder_are_named(database, tmp_path):
    folder = write_folder(tmp_path / "set")
    (folder / "vle.csv").unlink()
    with pytest.raises(BrokenInput, match="vle: the file is missing"):
        take_in(database, folder)
    with pytest.raises(BrokenInput, match="no such folder"):
        take_in(database, tmp_path / "nowhere")


def test_an_unknown_presentation_or_organisation_is_named(database, tmp_path):
    folder = write_folder(tmp_path)
    with pytest.raises(GrowthError, match="no presentation ZZZ2013J"):
        take_in(database, folder, presentations={"ZZZ_2013J"})
    with pytest.raises(GrowthError, match="no organisation 'atlantis'"):
        take_in(database, folder, organization_slug="atlantis")


def test_a_line_without_end_is_refused_before_it_fills_the_memory(tmp_path):
    clicks = next(source for source in SOURCES if source.name == "studentVle")
    path = tmp_path / "studentVle.csv.gz"
    path.write_bytes(gzip.compress(made.CLICKS.encode() + b"A" * 50_000_000, compresslevel=1))
    tracemalloc.start()
    try:
        with pytest.raises(BrokenInput, match="longer than 65,536 bytes") as refused:
            list(copy_blocks(clicks, path, read=lambda _: None))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert (refused.value.file, refused.value.line) == ("studentVle.csv.gz", 9)
    assert peak < 5_000_000
