"""The page of one learner, as each person sees it."""

from __future__ import annotations

import re
from statistics import median

import psycopg
import pytest

from growthos_ui.people.profile import found
from state.actor import ActorState
from state.notes import NotesState, NotingState
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


async def test_the_line_goes_on_by_key_without_notes_and_says_once_what_opened_at_one_moment(
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
            "select count(*) - 2 from public.user_activity_logs where student_id = %s and activity_type <> 'admin_note'",
            [ALICE.student_id],
        ).fetchone()
    tab, shown = await shown_to("nadia", ALICE, pipeline, database, address)
    assert (len(shown.events), shown.activity, shown.has_more) == (1, "some", True)
    for _ in range(everything + 2):
        await tab.send(StudentState.older)
    shown = await tab.kept(StudentState)
    assert len(shown.events) == everything
    assert not shown.has_more
    assert not any(each.words == "Note by staff" for each in shown.events)
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


async def noted(tab, page, words, times=1):
    await tab.send(NotingState.open, {}, **page)
    for _ in range(times):
        await tab.send(NotingState.send, {"form": {"note": words}}, **page)
    return await tab.kept(NotingState)


async def test_a_note_is_kept_once_and_read_by_staff_and_the_mentor(pipeline, database, address):
    page = {"pathname": address(ALICE), "asPath": address(ALICE)}
    tab, _ = await shown_to("farah", ALICE, pipeline, database, address)
    refused = await noted(tab, page, "  \u202e ")
    assert (refused.field, refused.refusal) == ("note", "Write something, of at most 2,000 characters.")
    assert refused.is_open
    assert not (await noted(tab, page, "Pays in cash.\nAsk for the receipt.")).is_open
    await noted(tab, page, "Pays in cash.\nAsk for the receipt.", times=2)  # another form, sent by two clicks
    for key, by in (("nadia", "Farah Siddiqui"), ("tara", "Farah Siddiqui"), ("maya", "A colleague")):
        reader, _ = await shown_to(key, ALICE, pipeline, database, address)
        shown = await reader.kept(NotesState)
        assert [(each.words, each.by) for each in shown.notes[:2]] == [("Pays in cash.\nAsk for the receipt.", by)] * 2
    with database.acting_as(sign_in(database, "alice")) as alice:
        assert alice.execute("select from public.user_activity_logs where activity_type = 'admin_note'").rowcount == 0


async def test_older_notes_come_on_asking_and_decisions_stand_among_them(pipeline, database, address):
    with database.as_owner() as owner:
        owner.execute(
            """select private.log_activity(%s, %s, 'admin_note', null, null, jsonb_build_object('note', 'Note ' || n), 'staff',
                                           private.now() - n * interval '1 day') from generate_series(1, 7) as n""",
            [NORTHGATE.id, BEN.student_id],
        )
    with database.acting_as(sign_in(database, "nadia"), keep=True) as nadia:
        nadia.execute("select private.suspend_student(%s, 'Left the group.', null)", [BEN.student_id])
    tab, _ = await shown_to("kenji", BEN, pipeline, database, address)
    shown = await tab.kept(NotesState)
    assert ("Suspended", "Left the group.", "A colleague") in [
        (each.title, each.words, each.by) for each in shown.notes
    ]
    assert (len(shown.notes), shown.has_more) == (5, True)
    await tab.send(NotesState.older)
    shown = await tab.kept(NotesState)
    assert [each.words for each in shown.notes if each.words in {f"Note {n}" for n in range(1, 8)}] == [
        f"Note {n}" for n in range(1, 8)
    ]
    assert not shown.has_more
    with database.acting_as(sign_in(database, "kenji"), keep=True) as kenji:
        kenji.execute("select private.add_note(%s, 'Called.')", [BEN.student_id])
    await tab.send(NotesState.renew)
    assert ("Called.", "You") in [(each.words, each.by) for each in (await tab.kept(NotesState)).notes]


@pytest.mark.parametrize(
    ("key", "reason"), [("tara", "note.not_allowed"), ("marco", "note.not_allowed"), ("alice", "note.not_allowed"),
                        ("kenji", "people.student_missing"), ("mallory", "people.student_missing")]
)  # fmt: skip
def test_nobody_else_writes_a_note(key, reason, database):
    with (
        database.acting_as(sign_in(database, key)) as connection,
        pytest.raises(psycopg.Error, match=re.escape(reason)),
    ):
        connection.execute("select private.add_note(%s, 'Words.')", [ALICE.student_id])
