"""A ticket is opened, given, answered and moved by those who may; its number, its deadline and its stamps are the database's."""

from datetime import timedelta

import psycopg
import pytest
from psycopg.errors import (
    InsufficientPrivilege,
    InvalidParameterValue,
    NoDataFound,
    ObjectNotInPrerequisiteState,
)
from psycopg.types.json import Jsonb

from tests.cast import ALICE, BEA, BEN, ENZO, KENJI, MALLORY, MARCO, MAYA, NADIA, NORTHGATE, TARA, VERA
from tests.database import Database, sign_in

OPEN = "select private.open_ticket(%s, %s, %s, %s, %s)"
ASSIGN = "select private.assign_ticket(%s, %s)"
REPLY = "select private.reply_ticket(%s, %s, %s)"
MOVE = "select private.move_ticket(%s, %s)"


def act(connection: psycopg.Connection, statement: str, *values: object):
    return connection.execute(statement, values).fetchone()[0]


def opened(connection: psycopg.Connection, student=ALICE.student_id, priority: str = "medium"):
    return act(connection, OPEN, student, "It does not start", "The second video.", "technical", priority)


def row(connection: psycopg.Connection, ticket, columns: str):
    return connection.execute(f"select {columns} from public.support_tickets where id = %s", [ticket]).fetchone()


def told(database: Database, who, ticket) -> list[str]:
    """Return the titles of what a person was told of a ticket."""
    ask = "select title from public.notifications where user_id = %s and payload ->> 'ticket_id' = %s order by created_at, title"
    with database.as_owner() as owner:
        return [title for (title,) in owner.execute(ask, [who.id, str(ticket)])]


@pytest.fixture
def kept(database: Database):
    """A ticket of Alice that stays, opened by Enzo, for the acts of several people."""
    with database.acting_as(sign_in(database, ENZO), keep=True) as connection:
        return opened(connection)


class TestOpening:
    @pytest.mark.parametrize("who", ["sam", "nadia", "enzo", "farah", "tara"])
    def test_staff_who_meet_students_open_one_for_any(self, database: Database, who: str) -> None:
        actor = sign_in(database, who)
        with database.acting_as(actor) as connection:
            ticket = opened(connection)
            assert row(connection, ticket, "status, opened_by, first_response_at, mentor_id") == (
                "open", actor.user_id, None, MAYA.id,
            )  # fmt: skip

    def test_a_student_opens_their_own_and_no_other(self, database: Database) -> None:
        with database.acting_as(sign_in(database, ALICE)) as connection:
            assert row(connection, opened(connection, None), "student_id, opened_by") == (ALICE.student_id, ALICE.id)
            with pytest.raises(NoDataFound, match=r"people\.student_missing"):
                opened(connection, BEN.student_id)

    @pytest.mark.parametrize("who", ["maya", "marco"])
    def test_mentors_and_marketing_open_none(self, database: Database, who: str) -> None:
        with (
            database.acting_as(sign_in(database, who)) as connection,
            pytest.raises(InsufficientPrivilege, match=r"ticket\.not_allowed"),
        ):
            opened(connection)

    def test_a_student_of_another_school_is_missing(self, database: Database) -> None:
        with database.acting_as(sign_in(database, NADIA)) as connection, pytest.raises(NoDataFound):
            opened(connection, BEA.student_id)

    @pytest.mark.parametrize(("subject", "message"), [(" ", "x"), ("x" * 201, "x"), ("x", None), ("x", "x" * 8001)])
    def test_it_says_something(self, database: Database, subject, message) -> None:
        with database.acting_as(sign_in(database, ENZO)) as connection, pytest.raises(InvalidParameterValue):
            act(connection, OPEN, ALICE.student_id, subject, message, "general", "low")

    def test_a_priority_that_is_none_is_refused(self, database: Database) -> None:
        with database.acting_as(sign_in(database, ENZO)) as connection, pytest.raises(InvalidParameterValue):
            opened(connection, priority="now")

    def test_numbers_follow_each_other_and_one_that_was_taken_back_leaves_no_gap(self, database: Database) -> None:
        numbers = []
        for keep in (True, False, True):
            with database.acting_as(sign_in(database, ENZO), keep=keep) as connection:
                numbers += row(connection, opened(connection), "ticket_number")
        first = int(numbers[0].removeprefix("TKT-"))
        assert numbers[2] == f"TKT-{first + 1:06}"

    @pytest.mark.parametrize(("priority", "hours"), [("urgent", 2), ("high", 4), ("medium", 24), ("low", 72)])
    def test_the_first_answer_is_due_by_priority(self, database: Database, priority: str, hours: int) -> None:
        with database.acting_as(sign_in(database, ENZO)) as connection:
            ticket = opened(connection, priority=priority)
            assert row(connection, ticket, "sla_due_at - created_at") == (timedelta(hours=hours),)

    def test_the_deadline_follows_the_settings_and_a_new_priority(self, database: Database) -> None:
        with database.acting_as(sign_in(database, NADIA)) as connection:
            hours = Jsonb({"urgent": 1, "high": 3, "medium": 5, "low": 9})
            connection.execute("select private.set_setting('support.sla_hours', %s)", [hours])
            ticket = opened(connection)
            assert row(connection, ticket, "sla_due_at - created_at") == (timedelta(hours=5),)
            connection.execute("update public.support_tickets set priority = 'urgent' where id = %s", [ticket])
            assert row(connection, ticket, "sla_due_at - created_at") == (timedelta(hours=1),)

    def test_a_new_priority_after_the_first_answer_makes_it_no_later(self, database: Database, kept) -> None:
        with database.acting_as(sign_in(database, TARA)) as connection:
            act(connection, REPLY, kept, "Which browser?", False)
            due = row(connection, kept, "sla_due_at")
            connection.execute("update public.support_tickets set priority = 'urgent' where id = %s", [kept])
            assert row(connection, kept, "sla_due_at") == due

    def test_the_desk_hears_of_a_students_ticket_and_the_student_of_staffs(self, database: Database) -> None:
        with database.acting_as(sign_in(database, ALICE), keep=True) as connection:
            ticket = opened(connection, None)
        assert (len(told(database, TARA, ticket)), told(database, ALICE, ticket)) == (1, [])
        with database.acting_as(sign_in(database, ENZO), keep=True) as connection:
            ticket = opened(connection)
        assert (told(database, TARA, ticket), len(told(database, ALICE, ticket))) == ([], 1)


class TestGiving:
    def test_it_is_given_to_somebody_who_answers_and_they_hear_of_it(self, database: Database, kept) -> None:
        with database.acting_as(sign_in(database, TARA), keep=True) as connection:
            assert act(connection, ASSIGN, kept, KENJI.id) is True
            assert act(connection, ASSIGN, kept, KENJI.id) is False
            assert row(connection, kept, "assigned_to") == (KENJI.id,)
        assert [title.split()[1:] for title in told(database, KENJI, kept)] == [["was", "given", "to", "you"]]
        with database.as_owner() as owner:
            ask = "select payload ->> 'link' from public.notifications where user_id = %s and payload ->> 'ticket_id' = %s"
            (link,) = owner.execute(ask, [KENJI.id, str(kept)]).fetchone()
        assert link.startswith("/support/tickets?q=TKT-")

    def test_it_may_be_given_to_nobody_again(self, database: Database, kept) -> None:
        with database.acting_as(sign_in(database, TARA)) as connection:
            act(connection, ASSIGN, kept, KENJI.id)
            assert act(connection, ASSIGN, kept, None) is True

    @pytest.mark.parametrize(
        "whom", [MARCO, MALLORY, ALICE, VERA], ids=["marketing", "another school", "a student", "a reader"]
    )
    def test_nobody_else_answers_tickets(self, database: Database, kept, whom) -> None:
        with (
            database.acting_as(sign_in(database, TARA)) as connection,
            pytest.raises(InvalidParameterValue, match=r"ticket\.nobody_to_answer"),
        ):
            act(connection, ASSIGN, kept, whom.id)

    @pytest.mark.parametrize("who", ["maya", "alice", "marco"])
    def test_others_give_none(self, database: Database, kept, who: str) -> None:
        with database.acting_as(sign_in(database, who)) as connection, pytest.raises(InsufficientPrivilege):
            act(connection, ASSIGN, kept, KENJI.id)


class TestAnswering:
    def test_the_first_answer_is_stamped_once_and_takes_up_the_ticket(self, database: Database, kept) -> None:
        with database.acting_as(sign_in(database, TARA), keep=True) as connection:
            act(connection, REPLY, kept, "Which browser?", False)
            status, first = row(connection, kept, "status, first_response_at")
            act(connection, REPLY, kept, "And which day?", False)
            assert (status, row(connection, kept, "first_response_at")) == ("in_progress", (first,))
            assert first is not None
        assert len(told(database, ALICE, kept)) == 3  # opened, and two answers

    def test_a_note_for_staff_stamps_nothing_and_never_reaches_the_student(self, database: Database, kept) -> None:
        with database.acting_as(sign_in(database, TARA), keep=True) as connection:
            act(connection, REPLY, kept, "Rings often.", True)
            assert row(connection, kept, "status, first_response_at") == ("open", None)
        with database.acting_as(sign_in(database, ALICE)) as connection:
            seen = connection.execute("select count(*) from public.support_ticket_replies where ticket_id = %s", [kept])
            assert seen.fetchone() == (0,)
        assert len(told(database, ALICE, kept)) == 1

    def test_a_student_writes_no_note_for_staff(self, database: Database, kept) -> None:
        with database.acting_as(sign_in(database, ALICE)) as connection:
            said = act(connection, REPLY, kept, "Hello?", True)
            shown = connection.execute(
                "select is_internal, user_id from public.support_ticket_replies where id = %s", [said]
            )
            assert shown.fetchone() == (False, ALICE.id)

    def test_a_student_who_answers_what_was_resolved_reopens_it(self, database: Database, kept) -> None:
        with database.acting_as(sign_in(database, TARA), keep=True) as connection:
            act(connection, MOVE, kept, "resolved")
            assert row(connection, kept, "resolved_at is not null") == (True,)
        with database.acting_as(sign_in(database, ALICE)) as connection:
            act(connection, REPLY, kept, "It is back.", False)
            assert row(connection, kept, "status, resolved_at") == ("in_progress", None)

    def test_the_learners_mentor_answers_and_another_finds_no_ticket(self, database: Database, kept) -> None:
        with database.acting_as(sign_in(database, MAYA)) as connection:
            assert act(connection, REPLY, kept, "I can help.", False)
        with database.acting_as(sign_in(database, KENJI)) as connection, pytest.raises(NoDataFound):
            act(connection, REPLY, kept, "I can help.", False)

    @pytest.mark.parametrize("who", ["ben", "marco", "mallory"])
    def test_who_may_not_see_it_finds_no_ticket(self, database: Database, kept, who: str) -> None:
        for statement, value in ((REPLY, ("Hello", False)), (MOVE, ("closed",))):
            with database.acting_as(sign_in(database, who)) as connection, pytest.raises(NoDataFound):
                act(connection, statement, kept, *value)

    def test_nobody_speaks_in_anothers_name(self, database: Database, kept) -> None:
        with database.acting_as(sign_in(database, TARA)) as connection, pytest.raises(InsufficientPrivilege):
            connection.execute(
                "insert into public.support_ticket_replies (ticket_id, user_id, message) values (%s, %s, 'Me')",
                [kept, NADIA.id],
            )

    def test_nothing_is_said_on_a_closed_ticket(self, database: Database, kept) -> None:
        with database.acting_as(sign_in(database, TARA)) as connection:
            act(connection, MOVE, kept, "closed")
            with pytest.raises(ObjectNotInPrerequisiteState, match=r"ticket\.closed"):
                act(connection, REPLY, kept, "One more thing", False)


class TestMoving:
    def test_the_same_state_again_changes_nothing(self, database: Database, kept) -> None:
        with database.acting_as(sign_in(database, TARA)) as connection:
            assert act(connection, MOVE, kept, "resolved") is True
            assert act(connection, MOVE, kept, "resolved") is False

    def test_what_is_closed_stays_closed(self, database: Database, kept) -> None:
        with database.acting_as(sign_in(database, TARA)) as connection:
            act(connection, MOVE, kept, "closed")
            with pytest.raises(ObjectNotInPrerequisiteState, match=r"ticket\.not_from_here"):
                act(connection, MOVE, kept, "open")

    def test_a_student_only_closes(self, database: Database, kept) -> None:
        with database.acting_as(sign_in(database, ALICE)) as connection:
            assert act(connection, MOVE, kept, "closed") is True
        with database.acting_as(sign_in(database, ALICE)) as connection, pytest.raises(InsufficientPrivilege):
            act(connection, MOVE, kept, "resolved")

    def test_a_mentor_moves_what_was_given_to_them(self, database: Database, kept) -> None:
        with database.acting_as(sign_in(database, MAYA)) as connection, pytest.raises(NoDataFound):
            act(connection, MOVE, kept, "resolved")
        with database.acting_as(sign_in(database, TARA), keep=True) as connection:
            act(connection, ASSIGN, kept, MAYA.id)
        with database.acting_as(sign_in(database, MAYA)) as connection:
            assert act(connection, MOVE, kept, "resolved") is True

    def test_what_stays_resolved_for_a_week_is_closed_by_the_job_once(self, database: Database, kept) -> None:
        with database.acting_as(sign_in(database, TARA), keep=True) as connection:
            act(connection, MOVE, kept, "resolved")
        with database.as_owner() as owner:
            owner.execute(
                "update public.support_tickets set resolved_at = now() - interval '8 days' where id = %s", [kept]
            )
        with psycopg.connect(database.worker_url) as worker:
            worker.execute("select private.work_for(%s)", [NORTHGATE.id])
            assert act(worker, "select private.close_resolved_tickets()") == 1
            assert act(worker, "select private.close_resolved_tickets()") == 0
        with database.acting_as(sign_in(database, NADIA)) as connection, pytest.raises(InsufficientPrivilege):
            act(connection, "select private.close_resolved_tickets()")

    def test_a_late_first_answer_is_told_of_once(self, database: Database, kept) -> None:
        with database.as_owner() as owner, owner.transaction(force_rollback=True):
            owner.execute("select private.work_for(%s)", [NORTHGATE.id])
            owner.execute("update public.support_tickets set sla_due_at = private.now() + interval '1 hour'")
            assert act(owner, "select private.tell_of_late_tickets()") == 0
            owner.execute(
                "update public.support_tickets set sla_due_at = private.now() - interval '1 minute', assigned_to = %s where id = %s",
                [MAYA.id, kept],
            )
            heard = act(owner, "select private.tell_of_late_tickets()")
            people = owner.execute(
                "select user_id from public.notifications where title like '%%has no answer yet: It does not start'"
            ).fetchall()
            assert act(owner, "select private.tell_of_late_tickets()") == 0
        assert heard == len(people)
        assert {MAYA.id, NADIA.id} <= {each for (each,) in people}
        assert TARA.id not in {each for (each,) in people}
