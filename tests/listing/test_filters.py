"""A filter means one thing in the address, to the database and in words."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from growthos_ui.demo.cast import KENJI, MAYA
from growthos_ui.errors import GrowthError, Kind
from growthos_ui.listing.ask import ask_of
from growthos_ui.listing.found import find
from tests.listing.pupils import PUPILS

pytestmark = pytest.mark.usefixtures("served")

KARACHI = ZoneInfo("Asia/Karachi")


def seen_on(row: dict, day: str) -> bool:
    return bool(row["seen_at"]) and str(row["seen_at"].astimezone(KARACHI).date()) == day


# address, the same address in its one form, the words on the chip, and which rows it leaves
MEANINGS = [
    ("status=active", "status=active", "Active", lambda row: row["status"] == "active"),
    ("status=suspended,active", "status=active,suspended", "Active or Suspended", lambda row: True),
    ("course=AAA", "course=AAA", "AAA", lambda row: row["course"] == "AAA"),
    ("course=none", "course=none", "No course", lambda row: row["course"] is None),
    ("course=none,AAA", "course=AAA,none", "AAA or No course", lambda row: row["course"] in (None, "AAA")),
    (f"mentor={MAYA.id}", f"mentor={MAYA.id}", str(MAYA.id), lambda row: row["mentor_id"] == MAYA.id),
    ("points=low", "points=low", "Under 50", lambda row: row["points"] in (0, 49)),
    ("points=high", "points=high", "50 and more", lambda row: row["points"] in (50, 1234)),
    ("points=unknown", "points=unknown", "Unknown", lambda row: row["points"] in (None, -5)),
    (
        "points=unknown,high",
        "points=high,unknown",
        "50 and more or Unknown",
        lambda row: row["points"] in (None, -5, 50, 1234),
    ),
    (
        "enrolled=2026-01-02..2026-01-03",
        "enrolled=2026-01-02..2026-01-03",
        "2\u20133 Jan 2026",
        lambda row: str(row["enrolled_on"]) in ("2026-01-02", "2026-01-03"),
    ),
    ("enrolled=2026-01-04..", "enrolled=2026-01-04..", "since 4 Jan 2026", lambda row: row["enrolled_on"].day >= 4),
    ("enrolled=..2026-01-02", "enrolled=..2026-01-02", "until 2 Jan 2026", lambda row: row["enrolled_on"].day <= 2),
    # 20:00 UTC on the 9th is 01:00 on the 10th where the organisation is.
    ("seen=2026-04-10..2026-04-10", "seen=2026-04-10..2026-04-10", "10 Apr 2026", lambda row: seen_on(row, "2026-04-10")),
    # Never seen is not "seen until".
    ("seen=..2026-04-09", "seen=..2026-04-09", "until 9 Apr 2026", lambda row: False),
    ("seen=..2026-04-10", "seen=..2026-04-10", "until 10 Apr 2026", lambda row: seen_on(row, "2026-04-10")),
    ("done=10..70", "done=10..70", "10 to 70%", lambda row: row["tenths"] == 619),
    ("done=..62", "done=..62", "at most 62%", lambda row: row["tenths"] in (0, 619)),
    ("done=062..", "done=62..", "at least 62%", lambda row: row["tenths"] == 1000),
    ("new=yes", "new=yes", "New", lambda row: row["is_new"]),
    ("new=no", "new=no", "Known", lambda row: not row["is_new"]),
]  # fmt: skip


@pytest.mark.parametrize("meaning", MEANINGS, ids=[each[0] for each in MEANINGS])
async def test_a_filter_leaves_the_rows_that_its_words_say(acting, enrolled, meaning):
    address, canonical, words, leaves = meaning
    rows = enrolled()
    found = await find(await acting("nadia"), PUPILS, path="/pupils", query=f"{address}&size=100")
    assert found.page.counts.all == sum(1 for row in rows if leaves(row))
    assert [chip["words"] for chip in found.controls.chips] == [words]
    assert found.ask.first().sized(50).query() == canonical


REFUSED = [
    ("status=gone", "Status has no “gone”."),
    ("status=active,gone", "Status has no “gone”."),
    ("course=ZZZ", "Course has no “ZZZ”."),
    ("mentor=none", "Mentor has no “none”."),
    (f"mentor={KENJI.student_id}", f"Mentor has no “{KENJI.student_id}”."),
    ("points=50", "Points has no “50”."),
    ("enrolled=someday", "Enrolled has no “someday”."),
    ("enrolled=2026-02-30..", "Enrolled has no “2026-02-30..”."),
    ("enrolled=2026-02-01..2026-01-01", "Enrolled ends before it begins."),
    ("enrolled=0001-01-01..9999-12-31", "Enrolled has no “0001-01-01..9999-12-31”."),
    ("done=a..b", "Progress has no “a..b”."),
    ("done=60..40", "Progress ends before it begins."),
    ("new=maybe", "New has no “maybe”."),
    ("colour=red", "This list has no filter “colour”"),
]


@pytest.mark.parametrize(("address", "sentence"), REFUSED, ids=[each[0] for each in REFUSED])
async def test_a_value_that_the_list_does_not_have_is_refused_by_name(acting, enrolled, address, sentence):
    enrolled(5)
    with pytest.raises(GrowthError) as refused:
        await find(await acting("nadia"), PUPILS, path="/pupils", query=address)
    assert refused.value.kind is Kind.INVALID
    assert sentence.rstrip(".") in refused.value.sentence


async def test_filters_narrow_together(acting, enrolled):
    rows = enrolled()
    found = await find(await acting("nadia"), PUPILS, path="/pupils", query="status=active&course=AAA&points=low")
    wanted = [r for r in rows if r["status"] == "active" and r["course"] == "AAA" and r["points"] in (0, 49)]
    assert found.page.counts.all == len(wanted)
    assert [chip["label"] for chip in found.controls.chips] == ["Status", "Course", "Points"]


async def test_a_mentor_is_offered_only_the_courses_of_their_own(acting, enrolled):
    rows = enrolled(12)
    found = await find(await acting("maya"), PUPILS, path="/pupils", query="")
    mine = {row["course"] for row in rows if row["mentor_id"] == MAYA.id and row["course"]}
    assert {option["label"] for option in found.controls.menus["course"]} == mine | {"No course"}


async def test_each_option_of_a_menu_leads_to_the_list_with_it_added_or_taken_away(acting, enrolled):
    enrolled(12)
    found = await find(await acting("nadia"), PUPILS, path="/pupils", query="status=active&size=25&sort=code")
    assert found.controls.menus["status"] == [
        {"label": "Active", "href": "/pupils?sort=code&size=25", "on": "true"},
        {"label": "Suspended", "href": "/pupils?sort=code&status=active,suspended&size=25", "on": "false"},
    ]


SEARCHES = [
    ("ayesha", lambda row: "Ayesha" in row["full_name"]),
    ("AYE sidd", lambda row: "Ayesha" in row["full_name"]),
    ("sidd aye", lambda row: "Ayesha" in row["full_name"]),
    ("yesha", lambda row: False),
    ("o'neil", lambda row: "O'Neil" in row["full_name"]),
    ("łuc", lambda row: "Łucja" in row["full_name"]),
    ("stu000001", lambda row: row["code"] == "STU000001"),
    ("ay %_", lambda row: "Ayesha" in row["full_name"]),
    ("khan ayesha", lambda row: False),
]


@pytest.mark.parametrize(("typed", "leaves"), SEARCHES, ids=[each[0] for each in SEARCHES])
async def test_every_typed_word_is_the_start_of_a_word(acting, enrolled, typed, leaves):
    from urllib.parse import quote

    rows = enrolled()
    found = await find(await acting("nadia"), PUPILS, path="/pupils", query=f"q={quote(typed)}")
    assert found.page.counts.all == sum(1 for row in rows if leaves(row))


async def test_days_of_a_moment_are_days_of_the_organisation(acting, enrolled):
    rows = enrolled()
    # One moment, 20:00 UTC on the 9th: Karachi's 10th.
    late = next(row["seen_at"] for row in rows if row["seen_at"] and row["seen_at"].hour == 20)
    assert (late + timedelta(hours=5)).date().isoformat() == "2026-04-10"
    assert ask_of(PUPILS, "seen=2026-04-10..").chosen("seen") == ("2026-04-10..",)
