"""The list of sessions: what is to come first, whose sessions stand there, and how many came."""

from __future__ import annotations

import pytest

from state.actor import ActorState
from state.sessions import SessionFiguresState, SessionsState
from tests.cast import ALICE, BEN, KENJI, MAYA, NORTHGATE
from tests.database import sign_in
from tests.mentoring.held import plan, row_of
from tests.screens import offered, open_screen

PATH = "/sessions"


@pytest.fixture(scope="module")
def planned(database):
    """One of Maya's to come, for the first batch, and one of Kenji's that is over: Alice came late, Ben did not."""
    with database.as_owner() as owner:
        for key, title, mentor, hours, status in (
            ("soon", "Questions", MAYA, 24, "upcoming"),
            ("past", "Lecture", KENJI, -48, "completed"),
        ):
            plan(owner, NORTHGATE, key, title=title, mentor=mentor, hours=hours, status=status)
        for student, status in ((ALICE, "late"), (BEN, "absent")):
            owner.execute(
                "insert into public.session_attendance (organization_id, session_id, student_id, status) values (%s, %s, %s, %s)",
                [NORTHGATE.id, row_of("past"), student.student_id, status],
            )


async def test_what_is_to_come_stands_first_with_host_day_and_audience(planned, pipeline, database):
    tab = await open_screen(pipeline, database, "nadia", f"{PATH}?status=draft,upcoming,live&sort=start_time")
    rows = {row["title"]: row for row in tab.shown(SessionsState, "rows")}
    assert list(rows)[-1] == "Questions"
    assert (rows["Questions"]["host_name"], rows["Open hour"]["audience"]) == ("Maya Iqbal", "Everybody")
    assert rows["Questions"]["attendance_tenths"] == "\u2014"
    assert rows["Questions"]["weekday"].endswith("day")
    assert "\u2013" in rows["Questions"]["hours"]
    assert "Sessions" in offered(tab)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=lect", ["Lecture"]),
        (f"host={KENJI.id}&status=completed", ["Lecture", "Week 1"]),
        ("status=completed&when=last-7-days", ["Lecture"]),
        ("course=none&status=upcoming", ["Open hour"]),
    ],
)
async def test_it_is_searched_and_narrowed(planned, query, found, pipeline, database):
    tab = await open_screen(pipeline, database, "sam", f"{PATH}?{query}")
    assert [row["title"] for row in tab.shown(SessionsState, "rows")] == found


async def test_who_came_is_a_share_of_those_expected_and_the_list_sorts_by_it(planned, pipeline, database):
    tab = await open_screen(pipeline, database, "enzo", f"{PATH}?status=completed&sort=-attendance_tenths")
    shares = {row["title"]: row["attendance_tenths"] for row in tab.shown(SessionsState, "rows")}
    assert shares == {"Week 1": "100.0", "Lecture": "50.0"}
    with database.as_owner() as owner:
        owner.execute(
            "update public.session_attendance set status = 'excused' where session_id = %s and student_id = %s",
            [row_of("past"), BEN.student_id],
        )
        counted = "select came_count, expected_count from public.success_sessions where id = %s"
        assert owner.execute(counted, [row_of("past")]).fetchone() == (1, 1)
        owner.rollback()


async def test_a_mentor_sees_their_own_and_those_of_their_batches(planned, pipeline, database):
    tab = await open_screen(pipeline, database, "maya", PATH)
    hosts = {row["title"]: row["host_name"] for row in tab.shown(SessionsState, "rows")}
    assert (hosts["Questions"], hosts["Lecture"]) == ("Maya Iqbal", "A colleague")
    assert "Open hour" not in hosts


async def test_the_figures_are_of_all_whatever_the_list_shows(planned, pipeline, database):
    tab = await open_screen(pipeline, database, "nadia", f"{PATH}?status=cancelled")
    tiles = {tile.label: tile for tile in (await tab.kept(SessionFiguresState)).figures.tiles}
    assert (tiles["Live now"].value, tiles["Upcoming"].value) == ("0", "2")
    assert tiles["Completed"].href == f"{PATH}?status=completed"


async def test_support_reads_when_they_are_and_not_who_came_and_marketing_is_told_no(planned, pipeline, database):
    tab = await open_screen(pipeline, database, "tara", f"{PATH}?status=completed")
    rows = tab.shown(SessionsState, "rows")
    assert rows
    assert "attendance_tenths" not in rows[0]
    tab = await open_screen(pipeline, database, "marco", PATH)
    assert tab.shown(ActorState, "refusal") == "Your role does not show sessions."
    with database.acting_as(sign_in(database, "mallory")) as connection:
        assert connection.execute(
            "select count(*) from public.success_sessions where id = %s", [row_of("past")]
        ).fetchone() == (0,)
