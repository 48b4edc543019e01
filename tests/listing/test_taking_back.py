"""An act on many rows can be taken back for half a minute: all of it, or nothing where somebody changed it since."""

from __future__ import annotations

from time import time

from state.people import StudentsState
from state.toasts import ToastState
from tests.cast import ALICE, KENJI, MAYA, NORTHGATE
from tests.listing.picking import assign, opened, pick, send, told
from tests.school import row_id

OMAR = row_id(NORTHGATE, "student omar")  # has no mentor


async def test_for_half_a_minute_it_can_be_taken_back_and_that_is_written_down_too(pipeline, database, mentors):
    def written() -> int:
        with database.as_owner() as owner:
            return owner.execute(
                "select count(*) from public.admin_logs where action like 'mentor_assign%'"
            ).fetchone()[0]

    nadia = await opened(pipeline, database, "nadia")
    before = mentors()
    await pick(nadia, "Alice Ahmed", "Omar Khan")
    await assign(nadia, KENJI)
    assert nadia.shown(ToastState, "may_undo")
    given, said = mentors(), written()
    assert {given[ALICE.student_id], given[OMAR]} == {KENJI.id}
    await send(nadia, ToastState.undo)
    assert told(nadia) == "Taken back: 2 students have the mentors of before."
    assert not nadia.shown(ToastState, "may_undo")
    assert mentors() == before
    assert written() == said + 2
    await send(nadia, StudentsState.take_back)  # once is enough
    assert mentors() == before


async def test_what_somebody_changed_meanwhile_is_not_taken_back(pipeline, database, mentors):
    nadia = await opened(pipeline, database, "nadia")
    await pick(nadia, "Alice Ahmed", "Omar Khan")
    await assign(nadia, KENJI)
    sam = await opened(pipeline, database, "sam")
    await pick(sam, "Omar Khan")
    await assign(sam, MAYA)
    now = mentors()
    await send(nadia, ToastState.undo)
    assert told(nadia) == "Not taken back"
    assert "another mentor meanwhile. Nothing was changed." in nadia.shown(ToastState, "words")
    assert mentors() == now


async def test_after_half_a_minute_it_is_too_late(pipeline, database, mentors, monkeypatch):
    nadia = await opened(pipeline, database, "nadia")
    await pick(nadia, "Omar Khan")
    await assign(nadia, KENJI)
    now = mentors()
    monkeypatch.setattr("state.picked.time", lambda: time() + 60)
    await send(nadia, ToastState.undo)
    assert nadia.shown(ToastState, "words") == "That was more than 30 seconds ago."
    assert mentors() == now


async def test_who_may_only_give_a_first_mentor_is_offered_no_way_back(pipeline, database, mentors):
    enzo = await opened(pipeline, database, "enzo")
    await pick(enzo, "Omar Khan")
    await assign(enzo, KENJI)
    assert mentors()[OMAR] == KENJI.id
    assert not enzo.shown(ToastState, "may_undo")
    await send(enzo, StudentsState.take_back)
    assert mentors()[OMAR] == KENJI.id
