"""The page of one learner, as each person sees it."""

from __future__ import annotations

import re
from statistics import median

import pytest

from growthos_ui.people.profile import found
from state.actor import ActorState
from state.student import StudentState
from tests.cast import ALICE, BEA, BEN, MAYA, NORTHGATE
from tests.database import sign_in
from tests.screens import open_screen

SEES_ALICE = ["sam", "nadia", "enzo", "farah", "tara", "vera", "maya"]
MAY_WRITE = ["sam", "nadia", "enzo", "farah", "tara", "vera"]


@pytest.fixture
def address(database):
    def of(member):
        with database.as_owner() as owner:
            (code,) = owner.execute(
                "select student_code from public.students where id = %s", [member.student_id]
            ).fetchone()
        return f"/students/{code}"

    return of


async def shown_to(key, member, pipeline, database, address):
    tab = await open_screen(pipeline, database, key, address(member))
    return tab, await tab.kept(StudentState)


@pytest.mark.parametrize("key", SEES_ALICE)
async def test_whoever_may_see_the_learner_gets_the_page(key, pipeline, database, address):
    _, shown = await shown_to(key, ALICE, pipeline, database, address)
    assert shown.face == "ready"
    assert (shown.learner.name, shown.learner.mentor) == ("Alice Ahmed", "Maya Iqbal")
    assert [seat.course for seat in shown.seats] == ["Course 1"]


async def test_support_sees_no_score_of_the_learner(pipeline, database, address):
    labels = {}
    for key in ("nadia", "tara"):
        _, shown = await shown_to(key, ALICE, pipeline, database, address)
        labels[key] = [each.label for each in shown.seats[0].measures]
    assert labels["nadia"] == [*labels["tara"][:3], "Average score", *labels["tara"][3:]]


async def test_a_learner_who_was_never_active_has_a_page_too(pipeline, database, address):
    with database.as_owner() as owner:
        owner.execute("alter table public.user_activity_logs disable trigger deny_change")
        owner.execute("delete from public.user_activity_logs where student_id = %s", [BEN.student_id])
        owner.execute("alter table public.user_activity_logs enable always trigger deny_change")
        owner.execute(
            "select private.recount_progress(array(select id from public.course_enrollments where student_id = %s))",
            [BEN.student_id],
        )
    _, shown = await shown_to("nadia", BEN, pipeline, database, address)
    assert shown.face == "ready"
    assert shown.learner.name == "Ben Yusuf"


@pytest.mark.parametrize(("key", "member"), [("kenji", ALICE), ("maya", BEN)])
async def test_hidden_is_the_same_as_missing(key, member, pipeline, database, address):
    tab, hidden = await shown_to(key, member, pipeline, database, address)
    absent = await (await open_screen(pipeline, database, key, "/students/NOBODY")).kept(StudentState)
    assert hidden.face == absent.face == "missing"
    assert hidden.learner == absent.learner
    assert member.name not in str(tab.deltas)


@pytest.mark.parametrize(("key", "member"), [("mallory", ALICE), ("nadia", BEA)])
async def test_a_code_of_another_school_shows_nothing_of_it(key, member, pipeline, database, address):
    tab, _ = await shown_to(key, member, pipeline, database, address)
    assert member.name not in str(tab.deltas)
    assert member.email not in str(tab.deltas)


async def test_marketing_is_refused_and_told_so(pipeline, database, address):
    tab, shown = await shown_to("marco", ALICE, pipeline, database, address)
    assert shown.learner.name == ""
    assert tab.shown(ActorState, "refusal") == "Your role does not show students."


@pytest.mark.parametrize("key", SEES_ALICE)
async def test_how_to_reach_the_learner_is_for_the_office(key, pipeline, database, address):
    tab, shown = await shown_to(key, ALICE, pipeline, database, address)
    assert (shown.learner.email == ALICE.email) is (key in MAY_WRITE)
    assert (ALICE.email in str(tab.deltas)) is (key in MAY_WRITE)


async def test_the_medians_are_over_the_rows_that_the_reader_may_see(pipeline, database, address):
    with database.as_owner() as owner:
        rows = owner.execute(
            "select progress_pct, mentor_id from dashboard.student_progress where organization_id = %s", [NORTHGATE.id]
        ).fetchall()
    for key, whose in (("nadia", rows), ("maya", [row for row in rows if row[1] == MAYA.id])):
        _, shown = await shown_to(key, ALICE, pipeline, database, address)
        (seat,) = shown.seats
        expected = median([progress for progress, _ in whose if progress is not None])
        assert seat.measures[0].median == f"{float(expected):.1f}%"
        noun = "enrolment" if len(whose) == 1 else "enrolments"
        assert seat.over == f"beside the median of {len(whose)} {noun} of Batch 1 that you may see"


async def test_a_learner_with_a_batch_of_two_says_both_numbers(pipeline, database, address):
    _, shown = await shown_to("nadia", ALICE, pipeline, database, address)
    measures = {each.label: each for each in shown.seats[0].measures}
    assert measures["Videos"].value == "50.0%"
    assert measures["Videos"].note == "1 of 2 completed"
    assert measures["Average score"].value == "80.0%"
    assert measures["Active weeks"].value == "1"


async def test_the_tree_says_what_is_done_what_is_open_and_why_the_rest_is_locked(pipeline, database, address):
    tab, shown = await shown_to("nadia", ALICE, pipeline, database, address)
    seat = shown.seats[0]
    assert [branch.title for branch in seat.branches] == ["Module 1 · First steps"]
    await tab.send(StudentState.turn, {"seat": seat.id, "module": seat.branches[0].id})
    leaves = (await tab.kept(StudentState)).seats[0].branches[0].leaves
    assert [(leaf.title, leaf.state) for leaf in leaves] == [("Recording 1.1", "done"), ("Recording 1.2", "open")]
    assert leaves[0].watched == "100.0"


async def test_a_locked_recording_says_why(pipeline, database, address):
    with database.as_owner() as owner:
        owner.execute(
            "update public.course_enrollments set payment_status = 'pending' where student_id = %s", [BEN.student_id]
        )
    tab, shown = await shown_to("kenji", BEN, pipeline, database, address)
    seat = shown.seats[0]
    await tab.send(StudentState.turn, {"seat": seat.id, "module": seat.branches[0].id})
    leaf = (await tab.kept(StudentState)).seats[0].branches[0].leaves[1]
    assert (leaf.state, leaf.note) == ("locked", "waits for the fee")


@pytest.mark.parametrize("key", ["nadia", "enzo", "maya", "tara"])
async def test_work_is_shown_with_its_versions_to_those_who_may_read_it(key, pipeline, database, address):
    _, shown = await shown_to(key, ALICE, pipeline, database, address)
    versions = [(each.title, each.state, each.score) for each in shown.seats[0].versions]
    expected = [("Work 1.1", "approved", "80 of 100"), ("Work 1.2", "none", "—")]
    assert shown.shows_work is (key != "tara")
    assert versions == ([] if key == "tara" else expected)
    # whoever reviews is led to the version; the desk that enrols only sees it
    led = [each.href.startswith("/submissions/") for each in shown.seats[0].versions if each.state != "none"]
    assert all(led) == (key != "enzo")


async def test_the_line_marks_notes_goes_on_by_key_and_says_once_what_opened_at_one_moment(
    pipeline, database, address, monkeypatch
):
    monkeypatch.setattr(found, "EVENTS_SHOWN", 1)
    with database.as_owner() as owner:
        owner.execute(
            """insert into public.user_activity_logs (organization_id, user_id, student_id, activity_type, occurred_at)
               select organization_id, user_id, id, kind, private.now() - interval '9 days' from public.students,
                 unnest(array['course_enrolled', 'recording_unlocked', 'recording_unlocked', 'recording_unlocked']) as kind
               where id = %s""",
            [ALICE.student_id],
        )
        (everything,) = owner.execute(
            "select count(*) - 2 from public.user_activity_logs where student_id = %s", [ALICE.student_id]
        ).fetchone()
    tab, shown = await shown_to("nadia", ALICE, pipeline, database, address)
    assert (len(shown.events), shown.activity, shown.has_more) == (1, "some", True)
    for _ in range(everything + 2):
        await tab.send(StudentState.older)
    shown = await tab.kept(StudentState)
    assert len(shown.events) == everything
    assert not shown.has_more
    assert any(each.staff and each.words == "Note by staff" for each in shown.events)
    assert [each.words for each in shown.events].count("3 recordings opened") == 1


async def test_a_page_that_fails_says_its_request_and_nothing_of_the_database(pipeline, database, address, monkeypatch):
    async def broken(*_):
        raise RuntimeError("select secret from somewhere")

    monkeypatch.setattr("state.student.find_seat", broken)
    tab, shown = await shown_to("nadia", ALICE, pipeline, database, address)
    assert shown.face == "failed"
    assert re.fullmatch(r"Request [0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}", shown.fault)
    assert "secret" not in str(tab.deltas)


@pytest.mark.parametrize("key", ["nadia", "enzo", "tara", "maya", "kenji", "marco", "mallory"])
def test_locks_are_told_of_exactly_the_learners_whom_the_policy_shows(key, database):
    told = """select s.id from public.students as s where exists (
                select from private.learner_unlocks(s.id, (select e.course_id from public.course_enrollments as e
                                                           where e.student_id = s.id limit 1)))"""
    with database.as_owner() as owner:
        everybody = owner.execute("select student_id, course_id from public.course_enrollments").fetchall()
    with database.acting_as(sign_in(database, key)) as connection:
        seen = {id_ for (id_,) in connection.execute("select id from public.students")}
        assert {id_ for (id_,) in connection.execute(told)} == seen
        unlocks = "select place from private.learner_unlocks(%s, %s)"
        assert {
            learner for learner, course in everybody if connection.execute(unlocks, [learner, course]).fetchone()
        } == seen
