"""The desk of tickets on the screen: whose tickets stand there, one with what was said on it, and what may be done about it."""

from __future__ import annotations

import asyncio

import pytest

from state.actor import ActorState
from state.asking import AskingState
from state.tickets import TicketFiguresState, TicketsState, TicketState
from tests.cast import ALICE, BEN, ENZO, KENJI, MAYA
from tests.database import sign_in
from tests.screens import offered, open_screen

PATH = "/support/tickets"
AT = {"pathname": PATH, "asPath": PATH}
OPEN = "select private.open_ticket(%s, %s, %s, 'technical', %s)"


@pytest.fixture(scope="module")
def asked(database):
    """Three tickets of this week: an urgent one of Alice, a low one of Ben, and one of Ben that is Maya's to answer."""
    with database.acting_as(sign_in(database, ENZO), keep=True) as connection:
        tickets = [
            connection.execute(OPEN, [learner.student_id, subject, "It says: no access.", priority]).fetchone()[0]
            for learner, subject, priority in (
                (BEN, "No certificate", "low"), (ALICE, "Locked out", "urgent"), (BEN, "For Maya", "medium"),
            )
        ]  # fmt: skip
        connection.execute("select private.assign_ticket(%s, %s)", [tickets[2], MAYA.id])
    return dict(zip(("low", "urgent", "mayas"), map(str, tickets), strict=True))


async def opened(pipeline, database, key, ticket):
    tab = await open_screen(pipeline, database, key, PATH)
    await tab.send(TicketState.open, {"entry_id": ticket}, **AT)
    return tab


def subjects(tab):
    return [row["subject"] for row in tab.shown(TicketsState, "rows")]


async def test_urgent_ones_come_first_and_say_how_much_time_is_left(asked, pipeline, database):
    tab = await open_screen(pipeline, database, "tara", f"{PATH}?status=open,in_progress")
    rows = tab.shown(TicketsState, "rows")
    assert (rows[0]["subject"], rows[0]["priority"]) == ("Locked out", "Urgent")
    assert rows[0]["first_answer"].endswith("min left")
    assert rows[-1]["subject"] == "No certificate"
    assert {row["full_name"] for row in rows} >= {"Alice Ahmed", "Ben Yusuf"}
    names = {row["subject"]: row["assignee"] for row in rows}
    assert (names["Locked out"], names["For Maya"]) == ("Nobody", "Maya Iqbal")
    assert "Tickets" in offered(tab)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=ben&status=open", {"No certificate", "For Maya", "A question of ben"}),
        ("priority=urgent", {"Locked out"}),
        ("assignee=other&category=technical", {"For Maya"}),
        ("answer=soon", {"Locked out"}),
    ],
)
async def test_it_is_searched_and_narrowed(asked, query, found, pipeline, database):
    tab = await open_screen(pipeline, database, "nadia", f"{PATH}?{query}")
    assert set(subjects(tab)) - {"When is the next class?"} <= found
    assert set(subjects(tab)) & found >= found - {"A question of ben"}


async def test_one_is_found_by_its_number(asked, pipeline, database):
    tab = await open_screen(pipeline, database, "nadia", f"{PATH}?priority=urgent")
    [row] = tab.shown(TicketsState, "rows")
    number = row["ticket_number"]
    for typed in (number, number[-3:]):
        tab = await open_screen(pipeline, database, "nadia", f"{PATH}?q={typed}")
        assert "Locked out" in subjects(tab)
        kept = await tab.kept(TicketState)
        assert kept.entry.title == ("Locked out" if typed == number else "Entry")  # what leads to one opens it
    tab = await open_screen(pipeline, database, "mallory", f"{PATH}?q={number}")
    assert not (await tab.kept(TicketState)).opened


async def test_a_mentor_sees_those_of_their_learners_and_those_given_to_them(asked, pipeline, database):
    tab = await open_screen(pipeline, database, "maya", PATH)
    seen = {row["subject"]: row for row in tab.shown(TicketsState, "rows")}
    assert {"Locked out", "For Maya"} <= set(seen)
    assert "No certificate" not in seen
    assert (seen["For Maya"]["full_name"], seen["For Maya"]["assignee"]) == ("—", "You")
    tab = await open_screen(pipeline, database, "kenji", PATH)
    assert {"No certificate", "For Maya"} <= set(subjects(tab))
    assert "Locked out" not in subjects(tab)


async def test_the_figures_are_of_all_whatever_state_the_list_shows(asked, pipeline, database):
    tab = await open_screen(pipeline, database, "tara", f"{PATH}?status=resolved&priority=urgent")
    tiles = {tile.label: tile for tile in (await tab.kept(TicketFiguresState)).figures.tiles}
    assert tiles["Open"].value == "1"
    assert tiles["Open"].href == f"{PATH}?priority=urgent&status=open"
    assert tiles["Hours to first answer"].value == "—"


async def test_it_is_answered_once_and_a_note_stays_with_staff(asked, pipeline, database):
    tab = await opened(pipeline, database, "tara", asked["urgent"])
    kept = await tab.kept(TicketState)
    assert (kept.entry.face, kept.ticket.student) == ("ready", "Alice Ahmed")
    assert kept.ticket.code.startswith("STU")
    assert [(each.by, each.message, each.kind) for each in kept.said] == [
        ("Alice Ahmed", "It says: no access.", "asked")
    ]
    form = {"ticket": asked["urgent"], "turn": str(kept.turn)}
    await tab.send(TicketState.answer, {"form": form | {"message": " "}}, **AT)
    await tab.send(TicketState.again, {}, **AT)  # an open page asks again whenever any ticket changes
    kept = await tab.kept(TicketState)
    assert (kept.field, kept.refusal) == ("message", "Write something, of at most 8,000 characters.")
    for _ in range(2):  # a second click sends the same form
        await tab.send(TicketState.answer, {"form": form | {"message": "Try it again."}}, **AT)
    draft = {"ticket": asked["urgent"], "turn": int(form["turn"]), "typed": "Try it again."}
    await tab.send(TicketState.note, draft, **AT)  # the box tells of its words a moment later
    form |= {"message": "Rings often.", "is_note": "yes", "turn": str((await tab.kept(TicketState)).turn)}
    await tab.send(TicketState.answer, {"form": form}, **AT)
    await tab.send(TicketState.again, {}, **AT)
    kept = await tab.kept(TicketState)
    assert [(each.by, each.message, each.kind) for each in kept.said[1:]] == [
        ("Tara Silva", "Try it again.", "answer"), ("Tara Silva", "Rings often.", "note"),
    ]  # fmt: skip
    assert (kept.draft, kept.refusal) == ("", "")
    assert ("Status", "In progress") in [(fact.name, fact.words) for fact in kept.entry.facts]


async def test_what_was_begun_is_found_again_with_whom_it_is_for_and_never_on_another(asked, pipeline, database):
    tab = await opened(pipeline, database, "tara", asked["urgent"])
    turn = (await tab.kept(TicketState)).turn
    await tab.send(TicketState.choose, {"ticket": asked["urgent"], "is_note": True}, **AT)
    await tab.send(TicketState.open, {"entry_id": asked["low"]}, **AT)
    late = {"ticket": asked["urgent"], "turn": turn, "typed": "Rude again"}
    await tab.send(TicketState.note, late, **AT)  # the box of the one before tells of its words a moment later
    form = {"ticket": asked["urgent"], "turn": str(turn), "message": "Rude again"}
    await tab.send(TicketState.answer, {"form": form}, **AT)
    await tab.send(TicketState.move, {"ticket": asked["urgent"], "was": "in_progress", "status": "closed"}, **AT)
    await tab.send(TicketState.again, {}, **AT)
    kept = await tab.kept(TicketState)
    assert (kept.draft, kept.is_note, len(kept.said)) == ("", False, 1)
    await tab.send(TicketState.open, {"entry_id": asked["urgent"]}, **AT)
    kept = await tab.kept(TicketState)
    assert (kept.draft, kept.is_note, kept.ticket.is_closed) == ("Rude again", True, False)
    assert "Rude again" not in {each.message for each in kept.said}


async def test_it_is_given_made_more_urgent_moved_on_and_closed_for_good(asked, pipeline, database):
    tab = await opened(pipeline, database, "enzo", asked["low"])
    kept = await tab.kept(TicketState)
    assert {"Tara Silva", "Kenji Arai"} <= {each.words for each in kept.people}
    assert "Vera Novak" not in {each.words for each in kept.people}
    shown = {"ticket": asked["low"], "was_assigned_to": "", "was_priority": "low", "assigned_to": "", "priority": "low"}
    stale = await opened(pipeline, database, "nadia", asked["low"])
    await tab.send(TicketState.arrange, {"form": shown | {"assigned_to": str(KENJI.id), "priority": "high"}}, **AT)
    await stale.send(TicketState.arrange, {"form": shown | {"assigned_to": str(MAYA.id)}}, **AT)
    told = await stale.kept(TicketState)
    assert told.refusal == "Somebody changed this ticket meanwhile. Look at what it is now, and save again."
    assert (told.ticket.assigned_to, told.ticket.priority) == (str(KENJI.id), "high")
    shown |= {"was_assigned_to": str(KENJI.id), "assigned_to": str(ALICE.id)}  # its priority is another now
    await tab.send(TicketState.arrange, {"form": shown}, **AT)
    kept = await tab.kept(TicketState)
    assert (kept.field, kept.refusal) == ("assigned_to", "This person answers no tickets here.")
    assert kept.ticket.priority == "high"
    await tab.send(TicketState.take, {"ticket": asked["low"], "was": str(KENJI.id)}, **AT)
    await tab.send(TicketState.again, {}, **AT)
    kept = await tab.kept(TicketState)
    assert (kept.ticket.assigned_to, kept.ticket.may_take) == (str(ENZO.id), False)


async def test_who_gives_it_while_somebody_else_does_waits_and_is_told(asked, pipeline, database):
    shown = {"ticket": asked["mayas"], "was_assigned_to": str(MAYA.id), "was_priority": "medium", "priority": "medium"}
    tab = await opened(pipeline, database, "enzo", asked["mayas"])
    with database.acting_as(sign_in(database, "tara"), keep=True) as first, database.as_owner() as owner:
        owner.autocommit = True
        first.execute("select private.assign_ticket(%s, %s)", [asked["mayas"], KENJI.id])
        form = shown | {"assigned_to": str(ENZO.id)}
        second = asyncio.create_task(tab.send(TicketState.arrange, {"form": form}, **AT))
        while not owner.execute("select 1 from pg_locks where locktype = 'transactionid' and not granted").fetchone():
            assert not second.done()
            await asyncio.sleep(0)
        first.execute("commit")
    await second
    kept = await tab.kept(TicketState)
    assert kept.refusal == "Somebody changed this ticket meanwhile. Look at what it is now, and save again."
    assert kept.ticket.assigned_to == str(KENJI.id)
    await tab.send(
        TicketState.arrange, {"form": form | {"was_assigned_to": str(KENJI.id), "assigned_to": str(MAYA.id)}}, **AT
    )


async def test_it_is_moved_on_from_where_the_button_was_drawn_and_closed_for_good(asked, pipeline, database):
    tab = await opened(pipeline, database, "enzo", asked["low"])
    resolve = {"ticket": asked["low"], "was": "open", "status": "resolved"}
    await tab.send(TicketState.move, resolve, **AT)
    await tab.send(TicketState.move, {"ticket": asked["low"], "was": "open", "status": "closed"}, **AT)
    kept = await tab.kept(TicketState)
    assert kept.refusal == "Nothing was done: this ticket is resolved meanwhile. Look at it again."
    form = {"ticket": asked["low"], "turn": str(kept.turn), "message": "One more thing"}
    await tab.send(TicketState.move, {"ticket": asked["low"], "was": "resolved", "status": "closed"}, **AT)
    await tab.send(TicketState.answer, {"form": form}, **AT)
    await tab.send(TicketState.again, {}, **AT)
    kept = await tab.kept(TicketState)
    assert (kept.ticket.is_closed, kept.ticket.may_answer, kept.draft) == (True, False, "One more thing")
    assert kept.refusal == "This ticket is closed. Open a new one."
    await tab.send(TicketState.move, {"ticket": asked["low"], "was": "closed", "status": "in_progress"}, **AT)
    assert (await tab.kept(TicketState)).refusal == "A ticket that is closed does not become in progress."


async def test_a_mentor_answers_and_moves_only_what_was_given_to_them(asked, pipeline, database):
    tab = await opened(pipeline, database, "maya", asked["urgent"])
    ticket = (await tab.kept(TicketState)).ticket
    assert (ticket.may_answer, ticket.may_move, ticket.may_give) == (True, False, False)
    await tab.send(TicketState.move, {"ticket": asked["urgent"], "was": "in_progress", "status": "resolved"}, **AT)
    assert (await tab.kept(TicketState)).refusal == "There is no such ticket."
    tab = await opened(pipeline, database, "maya", asked["mayas"])
    kept = await tab.kept(TicketState)
    assert (kept.ticket.student, kept.ticket.code) == ("A student of another mentor", "")
    assert (kept.ticket.may_move, [each.words for each in kept.moves]) == (True, ["Start work", "Resolve", "Close"])


async def test_who_only_reads_reads(asked, pipeline, database):
    tab = await opened(pipeline, database, "vera", asked["mayas"])
    kept = await tab.kept(TicketState)
    assert (kept.entry.face, kept.ticket.may_answer, kept.moves, kept.people) == ("ready", False, [], [])
    assert tab.shown(TicketsState, "acts") == []
    form = {"ticket": asked["mayas"], "turn": str(kept.turn), "message": "Hello", "assigned_to": "", "priority": "low"}
    form |= {"was_assigned_to": str(MAYA.id), "was_priority": "medium"}
    await tab.send(TicketState.answer, {"form": form}, **AT)
    await tab.send(TicketState.arrange, {"form": form}, **AT)
    await tab.send(TicketState.take, {"ticket": asked["mayas"], "was": str(MAYA.id)}, **AT)
    await tab.send(TicketState.move, {"ticket": asked["mayas"], "was": "open", "status": "closed"}, **AT)
    await tab.send(TicketState.again, {}, **AT)
    kept = await tab.kept(TicketState)
    assert (len(kept.said), kept.ticket.status, kept.ticket.assigned_to) == (1, "open", str(MAYA.id))
    assert kept.ticket.priority == "medium"


async def test_several_are_given_and_closed_at_once(asked, pipeline, database):
    tab = await open_screen(pipeline, database, "tara", f"{PATH}?status=open")
    chosen = [row["id"] for row in tab.shown(TicketsState, "rows")][:2]
    for name, form in (("give", {"choice": "none"}), ("give", {"choice": str(KENJI.id)}), ("close", {})):
        await tab.send(TicketsState.pick, {"said": f"{len(chosen)} {','.join(chosen)}"}, **AT)
        await tab.send(TicketsState.prepare, {"name": name}, **AT)
        await tab.send(TicketsState.perform, {"form": form}, **AT)
    tab = await opened(pipeline, database, "nadia", chosen[0])
    kept = await tab.kept(TicketState)
    facts = {fact.name: fact.words for fact in kept.entry.facts}
    assert (facts["Assigned to"], facts["Status"]) == ("Kenji Arai", "Closed")


async def test_of_another_school_there_is_none_and_marketing_is_told_so(asked, pipeline, database):
    tab = await opened(pipeline, database, "mallory", asked["urgent"])
    assert (await tab.kept(TicketState)).entry.face == "missing"
    tab = await open_screen(pipeline, database, "marco", PATH)
    assert not tab.shown(TicketsState, "rows")
    assert tab.shown(ActorState, "refusal") == "Your role does not show tickets."


async def test_one_is_opened_for_a_student_on_their_page(asked, pipeline, database):
    with database.as_owner() as owner:
        (code,) = owner.execute("select student_code from public.students where id = %s", [BEN.student_id]).fetchone()
    page = {"pathname": f"/students/{code}", "asPath": f"/students/{code}"}
    typed = {"subject": "", "message": "Called this morning.", "category": "billing", "priority": "urgent"}
    tab = await open_screen(pipeline, database, "tara", page["asPath"])
    await tab.send(AskingState.open, {}, **page)
    await tab.send(AskingState.send, {"form": typed}, **page)
    kept = await tab.kept(AskingState)
    assert (kept.field, kept.refusal) == ("subject", "Say in 1 to 200 characters what it is about.")
    for _ in range(2):  # a second click finds the dialog closed
        await tab.send(AskingState.send, {"form": typed | {"subject": "Paid twice"}}, **page)
    assert not (await tab.kept(AskingState)).is_open
    tab = await open_screen(pipeline, database, "kenji", f"{PATH}?category=billing&priority=urgent")
    assert subjects(tab) == ["Paid twice"]
    tab = await open_screen(pipeline, database, "kenji", page["asPath"])
    await tab.send(AskingState.open, {}, **page)
    assert not (await tab.kept(AskingState)).is_open
