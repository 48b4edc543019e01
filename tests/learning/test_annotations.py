"""Annotations of charts over time: who reads which, who may write, and where they stand."""

from __future__ import annotations

from datetime import date

import psycopg
import pytest

from growthos_ui import db
from growthos_ui.errors import GrowthError
from growthos_ui.figure import Drawing, Mark, Series
from growthos_ui.learning.annotations import acts as annotations
from state import plots
from state.cards import chart_of
from state.learning import ProgressState
from tests.cast import ALICE, NADIA, NORTHGATE
from tests.screens import open_screen

DAY = "2026-02-12"
_ACTIVE = """insert into public.user_activity_logs
    (organization_id, user_id, student_id, activity_type, occurred_at, reference_table, reference_id)
    select organization_id, user_id, student_id, 'video_watched', private.now(), 'course_enrollments', id
    from public.course_enrollments where student_id = %s"""


def weeks(*mondays):
    marks = tuple(Mark(label=f"{day:%-d %b}", size=3, words="3", href="/students", first=day) for day in mondays)
    return Drawing(
        name="Weeks", axis="Week", unit="Enrolments", series=(Series(name="Active", marks=marks),), is_dated=True
    )


FEBRUARY = weeks(date(2026, 2, 2), date(2026, 2, 9))


async def said(acting, engine, key, drawing=FEBRUARY):
    async with db.acting_as(await acting(key), engine=engine) as tx:
        return [(each.place, each.text) for each in (await annotations.annotated(tx, drawing)).annotations]


@pytest.mark.parametrize("key", ["sam", "nadia", "enzo", "farah"])
async def test_staff_read_all_of_them_in_the_week_of_their_day(key, acting, engine):
    found = await said(acting, engine, key)
    assert (1, "A holiday, for everyone") in found
    assert (1, "A holiday, for staff") in found


@pytest.mark.parametrize("key", ["maya", "kenji", "tara"])
async def test_others_read_those_for_everyone(key, acting, engine):
    assert await said(acting, engine, key) == [(1, "A holiday, for everyone")]


async def test_another_organisation_has_its_own(acting, engine):
    async with db.acting_as(await acting("nadia"), engine=engine) as tx:
        await annotations.add(tx, day=DAY, text="Northgate's alone", audience="everyone")
    assert "Northgate's alone" not in str(await said(acting, engine, "mallory"))


async def test_a_chart_has_those_of_its_days_and_one_of_another_axis_has_none(acting, engine):
    assert await said(acting, engine, "nadia", weeks(date(2026, 1, 5), date(2026, 1, 12))) == []
    undated = Drawing(name="W", axis="W", unit="E", series=FEBRUARY.series)
    assert await said(acting, engine, "nadia", undated) == []


async def test_it_bears_the_name_of_whoever_wrote_it(acting, engine):
    async with db.acting_as(await acting("nadia"), engine=engine) as tx:
        await annotations.add(tx, day=DAY, text=" Campaign\n paused ", audience="staff")
        note = (await annotations.annotated(tx, FEBRUARY)).annotations[-1]
    assert (note.text, note.who, note.day) == ("Campaign paused", "Nadia Rahman", "12 Feb 2026")
    assert note.audience == "Staff only"


@pytest.mark.parametrize("key", ["maya", "enzo", "tara", "vera"])
async def test_the_database_refuses_whoever_may_not_write(key, acting, engine):
    with pytest.raises(GrowthError):
        async with db.acting_as(await acting(key), engine=engine) as tx:
            await annotations.add(tx, day=DAY, text="Mine", audience="everyone")


@pytest.mark.parametrize("key", ["maya", "enzo", "mallory"])
async def test_nobody_else_removes_one(key, acting, engine, database):
    with database.as_owner() as owner:
        (note,) = owner.execute(
            "select id from dashboard.annotations where organization_id = %s limit 1", [NORTHGATE.id]
        ).fetchone()
    with pytest.raises(GrowthError):
        async with db.acting_as(await acting(key), engine=engine) as tx:
            await annotations.remove(tx, note)


async def test_it_is_written_in_nobody_elses_name(acting, database):
    with database.acting_as(await acting("sam")) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(
            "insert into dashboard.annotations (made_by, on_day, text) values (%s, %s, 'As Nadia')", [NADIA.id, DAY]
        )


@pytest.mark.parametrize(
    ("day", "text", "audience"),
    [
        ("", "Words", "everyone"),
        (DAY, " ", "everyone"),
        (DAY, "x" * 141, "everyone"),
        (DAY, "Words", "mentors"),
        ("0001-01-01", "W", "staff"),
    ],
)
async def test_a_part_that_is_missing_is_named(day, text, audience, acting, engine):
    async with db.acting_as(await acting("nadia"), engine=engine) as tx:
        with pytest.raises(GrowthError) as refused:
            await annotations.add(tx, day=day, text=text, audience=audience)
        assert refused.value.field in {"day", "text", "audience"}


async def test_it_is_marked_in_the_chart_said_below_in_the_table_and_to_whom_does_not_see(acting, engine):
    async with db.acting_as(await acting("otto"), engine=engine) as tx:
        drawing = await annotations.annotated(tx, FEBRUARY)
    card = chart_of(drawing, plots.line(drawing))
    flags = [each for each in card.light["layout"]["annotations"] if "hovertext" in each]
    assert [each["text"] for each in flags] == ["<b>1</b> A holiday, for everyone"]
    assert [each["x0"] for each in card.light["layout"]["shapes"]] == ["9 Feb"]
    assert [(note.number, note.text, note.about) for note in card.notes] == [
        ("1", "A holiday, for everyone", "Mallory Reed")
    ]
    assert [row[-1].words for row in card.body] == ["", "10 Feb 2026: A holiday, for everyone"]
    assert "annotations: 10 Feb 2026, A holiday, for everyone (Mallory Reed)" in card.name


async def test_an_admin_adds_and_removes_one_on_the_screen(pipeline, database):
    with database.as_owner() as owner:
        owner.execute("delete from dashboard.annotations where organization_id = %s", [NORTHGATE.id])
        (today,) = owner.execute("select (private.now() at time zone 'Asia/Karachi')::date").fetchone()
        owner.execute(_ACTIVE, [ALICE.student_id])
    tab = await open_screen(pipeline, database, "nadia", "/learning/progress")
    form = {"card": "weeks", "day": today.isoformat(), "text": "Prices changed", "audience": "everyone"}
    await tab.send(ProgressState.annotate, {"form": form}, pathname="/learning/progress", asPath="/learning/progress")
    (note,) = (await tab.kept(ProgressState)).weeks.notes
    assert note.text == "Prices changed"
    await tab.send(
        ProgressState.remove_annotation,
        {"card": "weeks", "annotation": note.id},
        pathname="/learning/progress",
        asPath="/learning/progress",
    )
    assert (await tab.kept(ProgressState)).weeks.notes == []


async def test_what_is_wrong_is_said_in_the_form(pipeline, database):
    tab = await open_screen(pipeline, database, "nadia", "/learning/progress")
    await tab.send(ProgressState.annotate, {"form": {"card": "weeks", "day": DAY, "text": "", "audience": "staff"}})
    assert tab.shown(ProgressState, "unannotated") == "An annotation needs some words."


async def test_a_mentor_is_not_offered_the_pen(pipeline, database):
    tab = await open_screen(pipeline, database, "maya", "/learning/progress")
    assert (await tab.kept(ProgressState)).may_annotate is False
    await tab.send(
        ProgressState.annotate, {"form": {"card": "weeks", "day": DAY, "text": "Mine", "audience": "everyone"}}
    )
    assert "Mine" not in str((await tab.kept(ProgressState)).weeks.notes)


async def test_adding_and_removing_are_written_down(acting, engine, database):
    actor = await acting("sam")
    async with db.acting_as(actor, engine=engine) as tx:
        await annotations.add(tx, day="2025-12-24", text="Holidays begin", audience="everyone")
    with database.as_owner() as owner:
        (note,) = owner.execute("select id from dashboard.annotations where text = 'Holidays begin'").fetchone()
    async with db.acting_as(actor, engine=engine) as tx:
        await annotations.remove(tx, note)
    with database.as_owner() as owner:
        acts = owner.execute(
            "select action, admin_id from public.admin_logs where table_name = 'annotations' and record_id = %s order by action",
            [note],
        ).fetchall()
    assert acts == [("delete", actor.user_id), ("insert", actor.user_id)]
