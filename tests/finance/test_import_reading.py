"""Files as people keep them: whatever separates, escapes, groups and dates, a value is read as it was meant or named."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from growthos_ui.errors import GrowthError
from growthos_ui.finance.imports.kinds import KINDS
from growthos_ui.finance.imports.mapping import Mapping, day_of, guessed, number_of
from growthos_ui.finance.imports.reading import read_rows
from growthos_ui.finance.imports.sheet import ROWS_MAX, read_sheet
from growthos_ui.listing.export import safe_text

PAYMENTS = KINDS["payments"]


def workbook(*rows):
    book, kept = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(kept)
    return kept.getvalue()


def with_part(name, change):
    """A workbook of one cell in which one of its parts is another."""
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook(["Code"], ["x"]))) as book, zipfile.ZipFile(kept, "w") as made:
        for each in book.namelist():
            made.writestr(each, change(book.read(each)) if each == name else book.read(each), zipfile.ZIP_DEFLATED)
    return kept.getvalue()


def far_below(sheet):
    return sheet.replace(b'<row r="1"', b'<row r="1000000000000"').replace(b'r="A1"', b'r="A1000000000000"')


def full_of_fonts(styles):
    return styles.replace(b"</fonts>", b"<font><b/></font>" * 200_000 + b"</fonts>")


@pytest.mark.parametrize("between", [",", ";", "\t", "|"])
@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_text_is_read_whatever_separates_its_cells(between, coding):
    text = between.join(("Student", "Notes")) + "\r\n" + between.join(("STU000001", f'"Zoë{between}said"')) + "\r\n\r\n"
    sheet = read_sheet(text.encode(coding))
    assert (sheet.headings, sheet.rows) == (["Student", "Notes"], [["STU000001", f"Zoë{between}said"]])


def test_a_workbook_is_read_with_its_numbers_and_days():
    sheet = read_sheet(
        workbook(["Student", "Amount", "Date"], ["S1", 0.1 + 0.2, date(2026, 2, 3)], [], ["S2", 1500, None])
    )
    assert sheet.rows == [["S1", 0.3, "2026-02-03"], [], ["S2", 1500, ""]]


def test_what_our_own_files_escape_is_taken_back():
    text = "Student,Notes\nS1," + safe_text("=HYPERLINK(1)") + "\nS1,'plain\n"
    assert [row[1] for row in read_sheet(text.encode()).rows] == ["=HYPERLINK(1)", "'plain"]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "This file is empty."),
        (b"Student,Amount\n", "no rows below"),
        (b"\xd0\xcf\x11\xe0rest", "old workbook"),
        (b"PK\x03\x04rest", "cannot be read"),
        (b"a,b\n\0,1\n", "neither a CSV nor an XLSX"),
        (b'a,b\n"1,2\n', "never closed"),
        (b"a\n" + b"1\n" * (ROWS_MAX + 1), "more than 25,000 rows"),
        (b"a\n" + b"x" * 2001, "more than 2,000 characters"),
        (b"x" * 8_000_001, "larger than 8 MB"),
        (b":20:A\n:60F:C260101PKR1,00\n:61:2601010101C1,00NTRFA\0B\n", "neither a CSV nor an XLSX"),
        (with_part("xl/worksheets/sheet1.xml", far_below), "is empty"),
        (with_part("xl/styles.xml", full_of_fonts), "too large once it is unpacked"),
        (b",".join([b"a"] * 61) + b"\n1", "more than 60 columns"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_a_sentence(content, why):
    with pytest.raises(GrowthError, match=why):
        read_sheet(content)


@given(st.decimals(min_value=Decimal("0.001"), max_value=10**11, places=3), st.sampled_from(["point", "comma"]))
def test_an_amount_is_read_as_it_is_written_in_either_way(amount, way):
    grouped = f"{amount:,}"
    text = grouped if way == "point" else grouped.translate({ord(","): ".", ord("."): ","})
    assert number_of(text, way) == amount


@pytest.mark.parametrize(
    ("text", "number"), [("1,00,000.50", "100000.50"), ("12 000", "12000"), ("1'234.5", "1234.5"), ("-5", "-5")]
)
def test_lakhs_spaces_and_apostrophes_group_too(text, number):
    assert number_of(text, "point") == Decimal(number)


@pytest.mark.parametrize("text", ["", "1,2", "1.2.3", "abc", "1e5", "NaN", "٣", "1,0000", "9" * 40])
def test_what_is_no_number_is_none(text):
    assert number_of(text, "point") is None


@given(st.dates(min_value=date(2000, 1, 1), max_value=date(2068, 12, 31)))
def test_a_day_is_read_in_every_way_of_writing_it(day):
    for form in ("%Y-%m-%d", "%d %b %Y", "%d-%b-%Y", "%d/%m/%Y", "%d.%m.%y", "%Y-%m-%d 10:30"):
        assert day_of(day.strftime(form), "dmy") == day
    assert day_of(day.strftime("%m/%d/%Y"), "mdy") == day


def test_headings_and_values_suggest_the_mapping():
    rows = [["S1", "1.500,00", "12/31/2025", "x"], ["S2", "20,5", "01/02/2026", "y"]]
    found = guessed(PAYMENTS, ["Student code", "Net received", "Date", "Comment"], rows)
    assert found == Mapping({"student": 0, "amount": 1, "on": 2, "notes": 3}, "comma", "mdy")


def test_each_cell_that_means_nothing_is_named_and_the_rest_is_read():
    columns = {each.name: at for at, each in enumerate(PAYMENTS.fields)}
    row = ["S1", "10", "2026-02-03", "Wire transfer", 4711.0, "pkr", "", "n"]
    bad = ["", "-1", "31/31/2026", "barter", "", "rupees", "", ""]
    read, problems = read_rows(PAYMENTS, Mapping(columns), [row, [], bad])
    assert read == [
        {"row": 2, "student": "S1", "amount": "10", "on": "2026-02-03", "method": "bank_transfer", "reference": "4711",
         "currency": "PKR", "part": None, "notes": "n"}
    ]  # fmt: skip
    assert [(each.row, each.field) for each in problems] == [
        (4, name) for name in ("student", "amount", "on", "method", "currency")
    ]
    assert all(each.sentence.count(".") for each in problems)


def test_without_a_way_of_paying_it_is_a_transfer():
    read, _ = read_rows(PAYMENTS, Mapping({"student": 0, "amount": 1, "on": 2}), [["S1", 5, "2026-02-03"]])
    assert read[0]["method"] == "bank_transfer"
