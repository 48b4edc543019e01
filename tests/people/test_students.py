"""Students, as each person sees them."""

from __future__ import annotations

from datetime import UTC

import pytest
from psycopg.errors import InsufficientPrivilege

from growthos_ui import db
from growthos_ui.db import transaction
from growthos_ui.db.transaction import Transaction
from growthos_ui.listing import export
from growthos_ui.people.tables import STUDENTS
from state.actor import ActorState
from state.people import StudentsState
from tests.cast import ALICE, BEN, TARA
from tests.database import sign_in
from tests.screens import open_screen


@pytest.mark.parametrize(
    ("key", "names"),
    [
        ("sam", {"Alice Ahmed", "Ben Yusuf", "Omar Khan"}),
        ("nadia", {"Alice Ahmed", "Ben Yusuf", "Omar Khan"}),
        ("enzo", {"Alice Ahmed", "Ben Yusuf", "Omar Khan"}),
        ("tara", {"Alice Ahmed", "Ben Yusuf", "Omar Khan"}),
        ("vera", {"Alice Ahmed", "Ben Yusuf", "Omar Khan"}),
        ("maya", {"Alice Ahmed"}),
        ("kenji", {"Ben Yusuf"}),
        ("otto", {"Bea Marsh"}),
    ],
)
async def test_each_person_sees_their_own(key, names, pipeline, database):
    tab = await open_screen(pipeline, database, key, "/students")
    assert {row["full_name"] for row in tab.shown(StudentsState, "rows")} >= names
    if key in {"maya", "kenji"}:
        assert {row["full_name"] for row in tab.shown(StudentsState, "rows")} == names


async def test_nobody_of_another_organisation_is_on_it(pipeline, database):
    for key, abroad in (("mallory", "Alice Ahmed"), ("nadia", "Bea Marsh")):
        tab = await open_screen(pipeline, database, key, "/students")
        assert abroad not in {row["full_name"] for row in tab.shown(StudentsState, "rows")}


async def test_marketing_is_refused_and_told_so(pipeline, database):
    tab = await open_screen(pipeline, database, "marco", "/students")
    assert not tab.shown(StudentsState, "rows")
    assert tab.shown(ActorState, "refusal") == "Your role does not show students."


async def test_support_reads_the_list_but_takes_no_file_away(pipeline, database):
    tab = await open_screen(pipeline, database, "tara", "/students")
    assert tab.shown(StudentsState, "may_export") is False
    tab = await open_screen(pipeline, database, "nadia", "/students")
    assert tab.shown(StudentsState, "may_export") is True


async def test_support_reads_how_far_learners_have_come_and_no_score(pipeline, database):
    tab = await open_screen(pipeline, database, "tara", "/students")
    rows = tab.shown(StudentsState, "rows")
    assert rows
    assert {"progress_pct", "average_score_tenths"} & set(rows[0]) == {"progress_pct"}
    for address in ("/students?sort=-average_score_tenths", "/students?average=known"):
        tab = await open_screen(pipeline, database, "tara", address)
        assert tab.shown(StudentsState, "refusal").startswith("Your role does not show marks.")
    with database.acting_as(sign_in(database, TARA)) as tara:
        for asked in (
            "average_score_tenths from dashboard.student_progress",
            "final_price from public.course_enrollments",
        ):
            with pytest.raises(InsufficientPrivilege), tara.transaction():
                tara.execute(f"select {asked}")
        told = tara.execute(
            "select progress_pct, marks from private.student_progress(%s)", [ALICE.student_id]
        ).fetchone()
    assert told == (50, None)


async def test_a_row_says_code_course_mentor_status_and_how_far(pipeline, database):
    tab = await open_screen(pipeline, database, "maya", "/students?q=alice")
    (row,) = tab.shown(StudentsState, "rows")
    assert row["course_title"] == "Course 1"
    assert row["mentor_name"] == "Maya Iqbal"
    assert row["student_code"].startswith("STU")
    assert set(row) >= {column.name for column in STUDENTS.columns if not column.starts_hidden}


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("status=loitering", "Status has no “loitering”"),
        ("course=nowhere", "Course has no “nowhere”"),
        ("sort=shoe_size", "does not sort by “shoe_size”"),
        ("colour=red", "no filter “colour”"),
    ],
)
async def test_a_bad_value_in_the_address_is_refused_by_name(query, told, pipeline, database):
    tab = await open_screen(pipeline, database, "nadia", f"/students?{query}")
    assert told in tab.shown(StudentsState, "refusal")
    assert tab.shown(StudentsState, "rows") == []


async def test_the_last_weeks_of_all_rows_are_asked_at_once_and_stand_in_the_file_too(
    pipeline, database, acting, monkeypatch
):
    asked, rows_of = [], Transaction.rows
    monkeypatch.setattr(Transaction, "rows", lambda tx, told: asked.append(str(told)) or rows_of(tx, told))
    with database.as_owner() as owner:
        acted = """insert into public.user_activity_logs
            (organization_id, user_id, student_id, activity_type, occurred_at, reference_table, reference_id)
            select organization_id, user_id, student_id, 'video_watched', now() - %s * interval '1 week',
                   'course_enrollments', id from public.course_enrollments where user_id = %s"""
        for weeks_ago, who in ((0, ALICE), (3, ALICE), (11, ALICE), (12, ALICE), (5, BEN)):
            owner.execute(acted, [weeks_ago, who.id])
    known = {ALICE.name: 3, BEN.name: 1}
    for key in ("nadia", "enzo", "tara", "maya"):
        asked.clear()
        tab = await open_screen(pipeline, database, key, "/students")
        shown = {row["full_name"]: row for row in tab.shown(StudentsState, "rows")}
        pages = sum("student_code" in each for each in asked)
        assert sum("learner_weeks" in each for each in asked) == pages > 0
        assert {name: row["weeks"].partition(" of ")[0] for name, row in shown.items()} == {
            name: str(known.get(name, 0)) for name in shown
        }
        assert all(row["weeks__said"].startswith(f"Active in {row['weeks']} weeks") for row in shown.values())
    # While the rows still come, their weeks are asked for.
    monkeypatch.setattr(export, "_AT_ONCE", 1)
    monkeypatch.setattr(transaction, "_STREAM_ROWS", 1)
    actor = await acting("nadia")
    async with db.acting_as(actor) as tx:
        order = export.order_of(STUDENTS, "columns=full_name,weeks", actor)
        _, *lines = [line async for line in export.csv_lines(tx, STUDENTS, order, UTC)]
    told = dict(line.strip().split(",") for line in lines)
    assert len(told) > 2
    assert {name: numbers.split().count("1") for name, numbers in told.items()} == {
        name: known.get(name, 0) for name in told
    }
