"""Whatever is done with a ticket, its state and its stamps agree, what is refused changes nothing, and what comes twice is done once."""

from uuid import uuid4

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg.errors import InsufficientPrivilege, ObjectNotInPrerequisiteState

from tests.cast import ALICE, KENJI, MAYA
from tests.database import Database, sign_in

AFTER = {
    "open": {"in_progress", "resolved", "closed"},
    "in_progress": {"resolved", "closed"},
    "resolved": {"in_progress", "closed"},
    "closed": set(),
}
ACTS = st.one_of(
    st.tuples(st.just("move"), st.sampled_from(sorted(AFTER))),
    st.tuples(st.sampled_from(["staff says", "staff notes"]), st.just("x")),
)


@pytest.fixture(scope="module")
def desk(database: Database):
    """One transaction of the support desk for the whole file, each example in a savepoint of its own."""
    with database.acting_as(sign_in(database, "tara")) as connection:
        yield connection


def expected(status: str, act: tuple[str, str]) -> str | None:
    """Return the state after an act by the documents, or None where it is refused."""
    kind, to = act
    if kind == "move":
        return to if to in AFTER[status] | {status} else None
    if status == "closed":
        return None
    return "in_progress" if kind == "staff says" and status == "open" else status


def run(connection: psycopg.Connection, ticket, act: tuple[str, str]) -> bool:
    kind, value = act
    try:
        with connection.transaction():
            if kind == "move":
                connection.execute("select private.move_ticket(%s, %s)", [ticket, value])
            else:
                connection.execute("select private.reply_ticket(%s, %s, %s)", [ticket, value, kind == "staff notes"])
    except (ObjectNotInPrerequisiteState, InsufficientPrivilege):
        return False
    return True


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(ACTS, max_size=7))
def test_state_and_stamps_agree_after_any_acts(desk: psycopg.Connection, acts) -> None:
    with desk.transaction(force_rollback=True):
        ticket = desk.execute("select private.open_ticket(%s, 'Help', 'Please')", [ALICE.student_id]).fetchone()[0]
        status, answered = "open", False
        for act in acts:
            wanted = expected(status, act)
            assert run(desk, ticket, act) is (wanted is not None)
            answered = answered or (wanted is not None and act[0] == "staff says")
            status = wanted or status
        found = desk.execute(
            """select status, first_response_at is not null, resolved_at is not null, closed_at is not null
               from public.support_tickets where id = %s""",
            [ticket],
        ).fetchone()
        assert found[:2] == (status, answered)
        assert found[3] is (status == "closed")
        if status != "closed":
            assert found[2] is (status == "resolved")


def test_the_same_form_opens_one_ticket_and_says_a_thing_once(desk: psycopg.Connection) -> None:
    asks = ("select private.open_ticket(%s, 'Twice', 'Sent twice.', 'technical', 'low', %s)", "select private.reply_ticket(%s, 'Which?', false, %s)")  # fmt: skip
    with desk.transaction(force_rollback=True):
        ticket = ask(desk, "select private.open_ticket(%s, 'Help', 'Please')", ALICE.student_id)
        for asked, about in zip(asks, (ALICE.student_id, ticket), strict=True):
            form = uuid4()
            assert len({ask(desk, asked, about, form) for _ in range(2)}) == 1
            assert ask(desk, asked, about, None) != ask(desk, asked, about, None)


def test_the_pages_of_who_gets_one_and_of_who_is_answered_ask_again(database: Database) -> None:
    def since(who, topic, snapshot=None):
        with database.acting_as(sign_in(database, who)) as connection:
            return ask(connection, "select private.changed_since(array[%s], %s)", topic, snapshot)

    before = since(KENJI, "support_tickets")
    with database.acting_as(sign_in(database, "tara"), keep=True) as connection:
        ticket = ask(connection, "select private.open_ticket(%s, 'Help', 'Please')", ALICE.student_id)
        ask(connection, "select private.assign_ticket(%s, %s)", ticket, KENJI.id)
    assert since(KENJI, "support_tickets", before)
    said = {who: since(who, "support_ticket_replies") for who in (KENJI, MAYA)}
    with database.acting_as(sign_in(database, ALICE), keep=True) as connection:
        ask(connection, "select private.reply_ticket(%s, 'Hello?')", ticket)
    assert all(since(who, "support_ticket_replies", snapshot) for who, snapshot in said.items())


def ask(connection: psycopg.Connection, question: str, *values: object):
    return connection.execute(question, values).fetchone()[0]
