"""Where a page lies, and where each click leads, in words and addresses."""

from __future__ import annotations

from uuid import UUID

import pytest

from growthos_ui.listing.ask import Ask, Cursor
from growthos_ui.listing.frame import export_links
from growthos_ui.listing.page import COUNTED_MAX, Counts, Page
from growthos_ui.listing.totals import Total
from growthos_ui.listing.view import controls, page_links, page_words
from tests.listing.pupils import PUPILS

PLACE = Cursor("-infinity", str(UUID(int=1)))


def page_of(rows: int, *, before: int, after: int, counted: int) -> Page:
    return Page(rows=[None] * rows, counts=Counts(counted, before, after), first=PLACE, last=PLACE, now=None)  # type: ignore[list-item]


WORDS = [
    (page_of(50, before=0, after=87, counted=137), None, "1\u201350", "137", "Page 1 of 3"),
    (page_of(37, before=100, after=0, counted=137), None, "101\u2013137", "137", "Page 3 of 3"),
    (page_of(1, before=0, after=0, counted=1), None, "1", "1", "Page 1 of 1"),
    (page_of(50, before=0, after=COUNTED_MAX, counted=COUNTED_MAX), None, "1\u201350", "1,000+", "Page 1"),
    (page_of(50, before=0, after=COUNTED_MAX, counted=COUNTED_MAX), 32_593, "1\u201350", "32,593", "Page 1 of 652"),
    (
        page_of(50, before=950, after=COUNTED_MAX, counted=COUNTED_MAX),
        32_593,
        "951\u20131,000",
        "32,593",
        "Page 20 of 652",
    ),
    # In the middle of a long list nobody counts how far in it is; near the end it is known again.
    (page_of(50, before=COUNTED_MAX, after=COUNTED_MAX, counted=COUNTED_MAX), 32_593, "50", "32,593", ""),
    (page_of(50, before=COUNTED_MAX, after=0, counted=COUNTED_MAX), 32_593, "32,544\u201332,593", "32,593", ""),
    (page_of(50, before=7, after=3, counted=60), None, "8\u201357", "60", ""),
]


@pytest.mark.parametrize("meaning", WORDS, ids=[f"{each[2]} of {each[3]}" for each in WORDS])
def test_a_page_says_where_it_lies_as_far_as_that_is_known(meaning):
    page, total, span, whole, number = meaning
    said = page_words(PUPILS, Ask(), page, Total(total) if total else None)
    assert (said["range"], said["total"], said["page"]) == (span, whole, number)


def test_the_second_total_stands_beside_the_first():
    page = page_of(50, before=0, after=COUNTED_MAX, counted=COUNTED_MAX)
    assert page_words(PUPILS, Ask(), page, None)["all"] == "1,000+ pupils"
    assert page_words(PUPILS, Ask(), page, Total(32_593, 22))["all"] == "32,593 pupils, 22 courses"


def test_there_is_no_way_beyond_the_first_and_the_last_page():
    alone = page_links(Ask(), page_of(3, before=0, after=0, counted=3), "/pupils")
    assert set(alone.values()) == {""}
    first = page_links(Ask(), page_of(50, before=0, after=9, counted=59), "/pupils")
    assert (first["previous"], first["start"]) == ("", "")
    assert first["end"] == "/pupils?before=end"


def test_a_heading_sorts_the_other_way_and_numbers_begin_with_the_most():
    heads = controls(PUPILS, Ask(), "/pupils", {}).heads
    assert heads["seen_at"] == {"href": "/pupils?sort=seen_at", "sort": "descending"}
    assert heads["full_name"] == {"href": "/pupils?sort=full_name", "sort": "none"}
    assert heads["points"] == {"href": "/pupils?sort=-points", "sort": "none"}
    turned = controls(PUPILS, Ask(sort="seen_at"), "/pupils", {}).heads
    assert turned["seen_at"] == {"href": "/pupils", "sort": "ascending"}


def test_the_file_is_of_the_same_question_without_its_page():
    ask = Ask(search="ay", sort="code", size=25, after=PLACE).filtered("new", ("yes",))
    columns = PUPILS.columns
    links = export_links(PUPILS, ask, columns, columns)
    assert links["export"] == "/export/pupils.csv?q=ay&sort=code&new=yes"
    assert links["workbook"] == "/export/pupils.xlsx?q=ay&sort=code&new=yes"
    arranged = export_links(PUPILS, ask, columns, (columns[1], columns[0]))
    assert arranged["export"] == "/export/pupils.csv?q=ay&sort=code&new=yes&columns=full_name,code"
