"""Selected rows and what is done to them: as many as the person was told, all or none, and again without harm."""

from __future__ import annotations

from uuid import uuid4

import pytest

from state.people import StudentsState
from tests.cast import ALICE, KENJI, NADIA, NORTHGATE
from tests.listing.picking import assign, opened, pick, rows, send, told
from tests.school import row_id

OMAR = row_id(NORTHGATE, "student omar")  # has no mentor
ALL = 3


async def test_the_students_of_the_selected_rows_get_the_mentor_and_it_is_written_down(pipeline, database, mentors):
    nadia = await opened(pipeline, database, "nadia")
    shown = await pick(nadia, "Alice Ahmed", "Omar Khan")
    assert shown("picks")["picked"] == "2 selected"
    await assign(nadia, KENJI)
    assert told(nadia) == "2 students now have Kenji Arai as mentor."
    assert (shown("act"), shown("picks")) == ({}, {})
    assert [mentors()[each] for each in (ALICE.student_id, OMAR)] == [KENJI.id, KENJI.id]
    with database.as_owner() as owner:
        written = owner.execute(
            "select target_student_id from public.admin_logs where action = 'mentor_assigned' and admin_id = %s",
            [NADIA.id],
        ).fetchall()
    assert {student for (student,) in written} == {ALICE.student_id, OMAR}


async def test_doing_it_again_changes_nothing(pipeline, database, mentors):
    nadia = await opened(pipeline, database, "nadia")

    def history() -> int:
        with database.as_owner() as owner:
            return owner.execute("select count(*) from public.student_mentor_assignments").fetchone()[0]

    await pick(nadia, "Alice Ahmed", "Ben Yusuf")
    await assign(nadia, KENJI)
    before = history()
    await pick(nadia, "Alice Ahmed", "Ben Yusuf")
    await assign(nadia, KENJI)
    assert told(nadia) == "2 students now have Kenji Arai as mentor."
    assert history() == before


async def test_all_that_the_filters_leave_are_meant_when_all_are_selected(pipeline, database, mentors):
    nadia = await opened(pipeline, database, "nadia")
    shown = await send(nadia, StudentsState.pick_all)
    assert shown("picks") == {"picked": f"All {ALL} enrolments selected", "count": f"{ALL} rows", "more": ""}
    shown = await send(nadia, StudentsState.prepare, name="assign-mentor")
    assert shown("act")["title"] == f"Assign mentor to {ALL} students"
    await send(nadia, StudentsState.perform, form={"choice": str(KENJI.id)})
    assert set(mentors().values()) == {KENJI.id}


@pytest.fixture
def newcomer(database):
    """Call it to enrol one student more; who is gone again afterwards."""
    ids = {"user": uuid4(), "student": uuid4(), "org": NORTHGATE.id, "course": row_id(NORTHGATE, "course 1")}

    def enrol() -> None:
        with database.as_owner() as owner:
            for statement in (
                "insert into public.users (id, organization_id, email, full_name, role) values (%(user)s, %(org)s, 'new@northgate.example', 'New Comer', 'student')",
                "insert into public.user_roles (organization_id, user_id, role) values (%(org)s, %(user)s, 'student')",
                "insert into public.students (id, organization_id, user_id) values (%(student)s, %(org)s, %(user)s)",
                """insert into public.course_enrollments
                   (organization_id, student_id, course_id, enrolled_at, payment_status, list_price, final_price, currency)
                   values (%(org)s, %(student)s, %(course)s, now(), 'paid', 3000, 3000, 'PKR')""",
            ):
                owner.execute(statement, ids)

    yield enrol
    with database.as_owner() as owner:
        for table in ("student_words", "student_progress"):
            owner.execute(f"delete from dashboard.{table} where student_id = %(student)s", ids)
        owner.execute("delete from public.course_enrollments where student_id = %(student)s", ids)


async def test_a_row_added_between_the_count_and_the_act_changes_nothing_and_the_person_is_told(
    pipeline, database, mentors, newcomer
):
    nadia = await opened(pipeline, database, "nadia")
    await send(nadia, StudentsState.pick_all)
    await send(nadia, StudentsState.prepare, name="assign-mentor")
    before = mentors()
    newcomer()
    shown = await send(nadia, StudentsState.perform, form={"choice": str(KENJI.id)})
    assert shown("act")["error"] == (
        f"You selected {ALL} enrolments, and now there are {ALL + 1}. Nothing was changed. "
        "Look at the list as it is now, and select again."
    )
    assert shown("act")["button"] == ""
    assert {each: mentor for each, mentor in mentors().items() if each in before} == before


async def test_a_row_that_is_gone_is_noticed_too(pipeline, database, mentors):
    nadia = await opened(pipeline, database, "nadia")
    await pick(nadia, "Alice Ahmed", "Ben Yusuf")
    state = await nadia.kept(StudentsState)
    state.picked = [state.picked[0], str(uuid4())]
    before = mentors()
    shown = await send(nadia, StudentsState.prepare, name="assign-mentor")
    assert shown("act")["error"].startswith("You selected 2 enrolments, and now there is 1. Nothing was changed.")
    assert mentors() == before


async def test_one_that_cannot_be_done_undoes_all(pipeline, database, mentors):
    enzo = await opened(pipeline, database, "enzo")
    before = mentors()
    await pick(enzo, "Omar Khan", "Alice Ahmed")
    shown = await assign(enzo, KENJI)
    assert shown("act")["error"] == (
        "At least one of these students has a mentor already, and only an admin may change that. Nothing was changed. "
        "Filter by “No mentor”."
    )
    assert mentors() == before
    await send(enzo, StudentsState.put_away)
    await pick(enzo, "Omar Khan")
    await assign(enzo, KENJI)
    assert told(enzo) == "1 student now has Kenji Arai as mentor."


async def test_the_mentors_to_choose_from_are_told_with_how_many_they_have(pipeline, database):
    for key in ("nadia", "enzo"):
        tab = await opened(pipeline, database, key)
        await pick(tab, "Omar Khan")
        shown = await send(tab, StudentsState.prepare, name="assign-mentor")
        assert [option["label"].partition(" of ")[0] for option in shown("options")] == [
            "Kenji Arai · 1",
            "Maya Iqbal · 1",
        ]


@pytest.mark.parametrize(
    ("key", "offered"),
    [
        ("sam", True),
        ("nadia", True),
        ("enzo", True),
        ("farah", True),
        ("maya", False),
        ("tara", False),
        ("vera", False),
    ],
)
async def test_the_act_is_offered_to_those_who_may_do_it(pipeline, database, key, offered):
    tab = await opened(pipeline, database, key)
    assert bool(tab.shown(StudentsState, "acts")) is offered


@pytest.mark.parametrize("key", ["maya", "tara", "vera"])
async def test_who_may_not_is_refused_though_they_send_it(database, mentors, key):
    from growthos_ui.errors import GrowthError
    from tests.sign_in.conftest import settings_for
    from tests.sign_in.pipeline import open_pipeline

    before = mentors()
    async with open_pipeline(settings_for(database)) as pipeline:
        tab = await opened(pipeline, database, key)
        await pick(tab, *list(rows(tab))[:1])
        with pytest.raises(GrowthError, match="Your role may not give students a mentor"):
            await send(tab, StudentsState.prepare, name="assign-mentor")
        pipeline.faults.clear()
    assert mentors() == before


@pytest.fixture
def full(database):
    """A mentor may have one student, for as long as the test lasts."""
    allowed = "update public.company_settings set settings = settings {} where organization_id = %s"
    with database.as_owner() as owner:
        owner.execute(allowed.format('|| \'{"mentor": {"capacity": 1}}\''), [NORTHGATE.id])
    yield
    with database.as_owner() as owner:
        owner.execute(allowed.format("- 'mentor'"), [NORTHGATE.id])


async def test_a_full_mentor_takes_more_when_an_admin_says_so_and_why(pipeline, database, mentors, full):
    before, forced = mentors(), {"over": "yes", "reason": "Knows the family."}
    for key, remedy in (("enzo", "."), ("nadia", ", or tick “Even if the mentor is full” and say why.")):
        tab = await opened(pipeline, database, key)
        await pick(tab, "Omar Khan")
        shown = await assign(tab, KENJI, **(forced if key == "enzo" else {}))
        assert shown("act")["error"] == (
            f"Kenji Arai would have more than 1 student. Nothing was changed. Choose fewer, or another mentor{remedy}"
        )
        assert [each["name"] for each in shown("boxes")] == ([] if key == "enzo" else ["over", "reason"])
    shown = await assign(tab, KENJI, over="yes", reason=" ")
    assert shown("act")["error"].startswith("Say why")
    assert mentors() == before
    await assign(tab, KENJI, **forced)
    assert told(tab) == "1 student now has Kenji Arai as mentor."
    with database.as_owner() as owner:
        why = "select new_values ->> 'reason' from public.admin_logs where action = 'capacity_overridden'"
        assert owner.execute(why).fetchall() == [("Knows the family.",)]


async def test_a_mentor_who_is_none_is_not_chosen(pipeline, database, mentors):
    nadia = await opened(pipeline, database, "nadia")
    await pick(nadia, "Omar Khan")
    before = mentors()
    shown = await assign(nadia, NADIA)
    assert shown("act")["error"] == "Choose a mentor."
    assert mentors() == before


async def test_another_page_begins_without_a_selection_and_the_same_one_keeps_it(pipeline, database):
    nadia = await opened(pipeline, database, "nadia")
    await pick(nadia, "Omar Khan", "Alice Ahmed")
    await nadia.send(StudentsState.load, pathname="/students", asPath="/students")
    assert nadia.shown(StudentsState, "picks")["picked"] == "2 selected"
    await nadia.send(StudentsState.load, pathname="/students", asPath="/students?sort=full_name")
    assert nadia.shown(StudentsState, "picks") == {}


async def test_a_row_of_another_page_or_of_somebody_else_cannot_be_selected(pipeline, database):
    maya = await opened(pipeline, database, "maya")
    shown = await send(maya, StudentsState.pick, said=f"1 {row_id(NORTHGATE, 'enrollment ben')}")
    assert shown("picks") in (None, {})


async def test_the_selected_rows_are_offered_as_files(pipeline, database):
    nadia = await opened(pipeline, database, "nadia")
    shown = await pick(nadia, "Omar Khan")
    wanted = rows(nadia)["Omar Khan"].replace("-", "")
    assert shown("pick_links") == {
        "export": f"/export/students.csv?rows={wanted}",
        "workbook": f"/export/students.xlsx?rows={wanted}",
    }
