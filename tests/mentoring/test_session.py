"""The page of one session: its roll, marked one by one and all others at once; what two people do at once; its end and its recording."""

from __future__ import annotations

import pytest

from growthos_ui.mentoring.sessions import found, roll
from state.session import SessionState
from state.teaching import AttendedState, NextSessionsState
from state.toasts import ToastState
from tests.cast import ALICE, KENJI, MAYA, NORTHGATE
from tests.mentoring.held import plan, row_of
from tests.school import row_id
from tests.screens import open_screen

NOW, LATER = str(row_of("now")), str(row_of("later"))
PATH = f"/sessions/{NOW}"
AT = {"pathname": PATH, "asPath": PATH}


@pytest.fixture(scope="module")
def held(database):
    """A session of Maya's that began half an hour ago, and one of next week."""
    with database.as_owner() as owner:
        owner.execute("update public.students set lms_status = 'active' where organization_id = %s", [NORTHGATE.id])
        plan(owner, NORTHGATE, "now", title="Lecture", mentor=MAYA, hours=-0.5, status="live")
        plan(owner, NORTHGATE, "later", title="Next one", mentor=MAYA, hours=168, status="upcoming")


async def opened(pipeline, database, key, session=NOW):
    return await open_screen(pipeline, database, key, f"/sessions/{session}")


def mark(student, status, was="", session=NOW):
    return {"session": session, "student": str(student), "was": was, "status": status}


def marks(kept):
    return {each.name: each.status for each in kept.rows}


async def test_who_is_invited_is_seen_before_and_nobody_is_marked(held, pipeline, database):
    tab = await opened(pipeline, database, "maya", LATER)
    kept = await tab.kept(SessionState)
    assert (kept.face, kept.shown.title, kept.shown.may_mark, kept.shown.may_complete) == (
        "ready",
        "Next one",
        False,
        False,
    )
    assert kept.shown.opens
    assert "Alice Ahmed" in marks(kept)
    facts = {each.name: each.words for each in kept.shown.facts}
    assert facts["Host"] == "Maya Iqbal"
    assert facts["Time"].endswith(", Karachi time")
    at = {"pathname": f"/sessions/{LATER}", "asPath": f"/sessions/{LATER}"}
    await tab.send(SessionState.mark, mark(ALICE.student_id, "present", session=LATER), **at)
    assert (await tab.kept(SessionState)).refusal == "This session has not begun yet."


async def test_each_is_marked_and_a_second_persons_mark_is_told(held, pipeline, database):
    tab, other = await opened(pipeline, database, "maya"), await opened(pipeline, database, "nadia")
    await tab.send(SessionState.mark, mark(ALICE.student_id, "late"), **AT)
    kept = await tab.kept(SessionState)
    assert (marks(kept)["Alice Ahmed"], kept.share) == ("late", "Attendance 100.0 %: 1 of 1")
    await other.send(SessionState.mark, mark(ALICE.student_id, "absent"), **AT)  # drawn before
    told = await other.kept(SessionState)
    assert told.refusal == "Somebody marked this student late meanwhile. Mark them again if that is wrong."
    assert (told.field, marks(told)["Alice Ahmed"]) == (str(ALICE.student_id), "late")
    await other.send(SessionState.mark, mark(ALICE.student_id, "present", was="late"), **AT)
    assert marks(await other.kept(SessionState))["Alice Ahmed"] == "present"
    await tab.send(SessionState.mark, mark(ALICE.student_id, "present"), **AT)  # the same is no contradiction
    assert (await tab.kept(SessionState)).refusal == ""


async def test_of_whom_is_no_longer_shown_it_is_told_by_name(held, pipeline, database):
    tab, other = await opened(pipeline, database, "maya"), await opened(pipeline, database, "nadia")
    await other.send(SessionState.narrow, {"marked": "unmarked"}, **AT)
    one = (await other.kept(SessionState)).rows[0]
    await tab.send(SessionState.mark, mark(one.id, "late"), **AT)
    await other.send(SessionState.mark, mark(one.id, "absent"), **AT)  # drawn before
    kept, said = await other.kept(SessionState), await other.kept(ToastState)
    assert one.name not in marks(kept)
    assert (kept.refusal, said.tone, said.title) == ("", "bad", one.name)
    assert said.words == "Somebody marked this student late meanwhile. Mark them again if that is wrong."


async def test_a_page_of_the_roll_that_is_empty_gives_way_to_the_one_before(held, pipeline, database, monkeypatch):
    for module in (roll, found):
        monkeypatch.setattr(module, "SHOWN_MAX", 1)
    tab = await opened(pipeline, database, "maya")
    await tab.send(SessionState.narrow, {"marked": "late"}, **AT)
    assert (await tab.kept(SessionState)).rows != []
    await tab.send(SessionState.mark, mark(ALICE.student_id, "late", was="present"), **AT)
    await tab.send(SessionState.turn, {"by": 1}, **AT)
    kept = await tab.kept(SessionState)
    assert (kept.page, len(kept.rows)) == (1, 1)
    await tab.send(SessionState.mark, mark(kept.rows[0].id, "present", was="late"), **AT)
    kept = await tab.kept(SessionState)
    assert (kept.page, len(kept.rows), kept.has_more) == (0, 1, False)
    with database.as_owner() as owner:
        owner.execute(
            "delete from public.session_attendance where session_id = %s and student_id <> %s", [NOW, ALICE.student_id]
        )
        owner.execute("update public.session_attendance set status = 'present' where session_id = %s", [NOW])


async def test_a_mark_is_taken_off_until_the_session_is_over(held, pipeline, database):
    tab, other = await opened(pipeline, database, "maya"), await opened(pipeline, database, "nadia")
    off = {"session": NOW, "student": str(ALICE.student_id), "was": "present"}
    rest = (await tab.kept(SessionState)).rest
    await tab.send(SessionState.mark, mark(ALICE.student_id, "excused", was="present"), **AT)
    await other.send(SessionState.take_mark_off, off, **AT)  # drawn before
    assert (await other.kept(SessionState)).refusal.startswith("Somebody marked this student excused meanwhile.")
    await other.send(SessionState.take_mark_off, off | {"was": "excused"}, **AT)
    kept = await other.kept(SessionState)
    assert (marks(kept)["Alice Ahmed"], kept.rest, kept.refusal) == ("", rest + 1, "")
    await tab.send(SessionState.mark, mark(ALICE.student_id, "present"), **AT)


async def test_all_others_are_marked_at_once_when_it_was_asked_and_nobody_twice(held, pipeline, database):
    tab = await opened(pipeline, database, "maya")
    before = await tab.kept(SessionState)
    everybody = {"session": NOW, "status": "absent"}
    await tab.send(SessionState.mark_the_rest, everybody, **AT)
    assert (await tab.kept(SessionState)).rest == before.rest > 0
    await tab.send(SessionState.ask_for_the_rest, {"status": "absent"}, **AT)
    await tab.send(SessionState.mark_the_rest, everybody, **AT)
    kept = await tab.kept(SessionState)
    assert (kept.rest, kept.asked, marks(kept)["Alice Ahmed"]) == (0, "", "present")
    assert {status for name, status in marks(kept).items() if name != "Alice Ahmed"} == {"absent"}


async def test_the_roll_is_narrowed_and_searched(held, pipeline, database):
    tab = await opened(pipeline, database, "nadia")
    await tab.send(SessionState.narrow, {"marked": "present"}, **AT)
    assert list(marks(await tab.kept(SessionState))) == ["Alice Ahmed"]
    await tab.send(SessionState.find, {"typed": "nobody"}, **AT)
    assert (await tab.kept(SessionState)).rows == []
    await tab.send(SessionState.narrow, {"marked": "invented"}, **AT)
    await tab.send(SessionState.find, {"typed": "ali"}, **AT)
    kept = await tab.kept(SessionState)
    assert (kept.marked, list(marks(kept)), kept.rows[0].href) == (
        "",
        ["Alice Ahmed"],
        f"/students/{kept.rows[0].code}",
    )


async def test_the_roll_of_everybody_is_narrowed_to_a_batch_with_its_numbers(held, pipeline, database):
    open_hour = str(row_of("open"))
    tab = await opened(pipeline, database, "nadia", open_hour)
    whole = await tab.kept(SessionState)
    at = {"pathname": f"/sessions/{open_hour}", "asPath": f"/sessions/{open_hour}"}
    await tab.send(SessionState.narrow_batch, {"batch": whole.batches[0]}, **at)
    kept = await tab.kept(SessionState)
    assert {each.batch for each in kept.rows} == {whole.batches[0]}
    assert kept.rest == whole.rest
    assert kept.tabs[0].words == f"All {len(kept.rows)}"


async def test_it_is_ended_by_its_host_and_its_recording_kept_or_refused(held, pipeline, database):
    tab = await opened(pipeline, database, "maya")
    await tab.send(SessionState.complete, {"session": NOW}, **AT)
    kept = await tab.kept(SessionState)
    assert (kept.shown.status, kept.shown.may_complete, kept.shown.may_mark) == ("completed", False, True)
    numbers = {each.value: int(each.words.rpartition(" ")[2]) for each in kept.tabs}
    assert numbers.pop("") == sum(numbers.values()) > 0  # each is counted once
    assert kept.tabs[1].words == f"Absent, not marked {numbers['unmarked']}"
    off = {"session": NOW, "student": str(ALICE.student_id), "was": "present"}
    await tab.send(SessionState.take_mark_off, off, **AT)
    assert marks(await tab.kept(SessionState))["Alice Ahmed"] == "present"  # somebody's word stays
    form = {"session": NOW, "recording_url": "https://video]/1"}
    await tab.send(SessionState.keep_recording, {"form": form}, **AT)
    kept = await tab.kept(SessionState)
    assert (kept.field, kept.refusal) == (
        "recording_url", "Give an address that begins with https:// and that a browser can open.",
    )  # fmt: skip
    await tab.send(SessionState.keep_recording, {"form": form | {"recording_url": " https://video.example/1 "}}, **AT)
    kept = await tab.kept(SessionState)
    assert (kept.refusal, kept.shown.recording) == ("", "https://video.example/1")


@pytest.mark.parametrize("key", ["enzo", "vera", "kenji"])
async def test_who_does_not_hold_it_reads(key, held, pipeline, database):
    tab = await opened(pipeline, database, key, LATER)
    kept = await tab.kept(SessionState)
    assert (kept.face, kept.shown.may_hold) == ("ready", False)
    seen = {each.name for each in kept.rows}
    assert ("Alice Ahmed" in seen) == (key != "kenji")  # of a colleague's session a mentor reads their own students
    at = {"pathname": f"/sessions/{LATER}", "asPath": f"/sessions/{LATER}"}
    await tab.send(
        SessionState.keep_recording, {"form": {"session": LATER, "recording_url": "https://a.example"}}, **at
    )
    await tab.send(SessionState.complete, {"session": LATER}, **at)
    assert (await tab.kept(SessionState)).shown.recording == ""


async def test_support_reads_the_session_without_its_roll_and_abroad_there_is_none(held, pipeline, database):
    kept = await (await opened(pipeline, database, "tara")).kept(SessionState)
    assert (kept.face, kept.shown.may_read_roll, kept.rows) == ("ready", False, [])
    for key, session in (("mallory", NOW), ("nadia", "no-id"), ("nadia", str(row_id(NORTHGATE, "session none")))):
        assert (await (await opened(pipeline, database, key, session)).kept(SessionState)).face == "missing"


async def test_a_host_has_the_next_ones_on_home_and_a_students_stand_on_their_page(held, pipeline, database):
    tab = await open_screen(pipeline, database, "maya", "/")
    kept = await tab.kept(NextSessionsState)
    assert ([each.title for each in kept.rows], kept.rows[0].href) == (["Next one"], f"/sessions/{LATER}")
    assert not (await (await open_screen(pipeline, database, "nadia", "/")).kept(NextSessionsState)).rows
    with database.as_owner() as owner:
        for key, status in (("over", "completed"), ("off", "cancelled")):  # of everybody, which a mentor does not see
            plan(owner, NORTHGATE, key, title="Open", mentor=KENJI, hours=-72, status=status)
            owner.execute(
                "update public.success_sessions set course_id = null, batch_id = null where id = %s", [row_of(key)]
            )
            owner.execute(
                "insert into public.session_attendance (organization_id, session_id, student_id, status) values (%s, %s, %s, 'absent')",
                [NORTHGATE.id, row_of(key), ALICE.student_id],
            )
        code = owner.execute("select student_code from public.students where id = %s", [ALICE.student_id]).fetchone()[0]
    shares = {}
    for key, face, titles in (("maya", "ready", ["Lecture", "Week 1"]), ("tara", "loading", [])):
        kept = await (await open_screen(pipeline, database, key, f"/students/{code}")).kept(AttendedState)
        assert (kept.face, [each.title for each in kept.rows]) == (face, titles)
        shares[key] = kept.share
    nadia = await (await open_screen(pipeline, database, "nadia", f"/students/{code}")).kept(AttendedState)
    assert (nadia.share, len(nadia.rows)) == ("66.7 %: 2 of 3", 3)
    assert shares == {"maya": nadia.share, "tara": ""}  # whoever reads it reads the same
