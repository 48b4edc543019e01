"""The error log: what failed is written there by itself, looked at by superadmins, resolved and opened again."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import ProgrammingError

from growthos_ui.oversight.written import of_a_page, written_of
from state.actor import ActorState
from state.errors import ErrorsState, ErrorState
from state.oversight import ActivityState
from state.written import all_written
from tests.screens import open_screen

PATH = "/oversight/errors"


@pytest.fixture
async def fail(pipeline, database, monkeypatch):
    """`await fail("nadia", error)`: a list breaks under her hands; returns the request id that she is told."""

    async def break_a_list(key, error):
        async def broken(*_, **__):
            raise error

        with monkeypatch.context() as broken_world:
            broken_world.setattr("state.listing.find", broken)
            tab = await open_screen(pipeline, database, key, "/oversight/activity")
        await all_written()
        return tab.shown(ActivityState, "request")

    return break_a_list


async def act(tab, name, *ids, choice):
    at = {"pathname": PATH, "asPath": PATH}
    await tab.send(ErrorsState.pick, {"said": "1 " + ",".join(ids)}, **at)
    await tab.send(ErrorsState.prepare, {"name": name}, **at)
    await tab.send(ErrorsState.perform, {"form": {"choice": choice}}, **at)


def state_of(database, error_id):
    with database.as_owner() as owner:
        return owner.execute("select resolved from public.error_logs where id = %s", [error_id]).fetchone()[0]


async def test_what_fails_is_found_under_the_request_that_the_person_was_told(fail, pipeline, database):
    request = await fail("nadia", RuntimeError("the wheel came off"))
    tab = await open_screen(pipeline, database, "sam", f"{PATH}?q={request}")
    (row,) = tab.shown(ErrorsState, "rows")
    assert (row["error_message"], row["person_name"], row["severity"], row["state"]) == (
        "RuntimeError: the wheel came off", "Nadia Rahman", "Error", "Open",
    )  # fmt: skip
    await tab.send(ErrorState.open, {"entry_id": row["id"]})
    entry = (await tab.kept(ErrorState)).entry
    assert ("Request", request) in [(fact.name, fact.words) for fact in entry.facts]
    assert "broken" in entry.texts[0].words


async def test_an_error_is_resolved_and_opened_again(fail, pipeline, database):
    request = await fail("nadia", RuntimeError("again and again"))
    tab = await open_screen(pipeline, database, "sam", f"{PATH}?q={request}")
    error_id = tab.shown(ErrorsState, "rows")[0]["id"]
    await act(tab, "resolve", error_id, choice="alike")
    assert state_of(database, error_id)
    await act(tab, "reopen", error_id, choice="again")
    assert not state_of(database, error_id)


@pytest.mark.parametrize("key", ["nadia", "maya", "enzo"])
async def test_the_error_log_is_for_superadmins(key, pipeline, database):
    tab = await open_screen(pipeline, database, key, PATH)
    assert not tab.shown(ErrorsState, "rows")
    assert tab.shown(ActorState, "refusal") == "Only a superadmin sees the error log."


async def test_only_a_superadmin_opens_an_error_again(acting, database):
    import psycopg

    nadia = await acting("nadia")
    refused = pytest.raises(psycopg.errors.InsufficientPrivilege)
    with database.acting_as(nadia) as connection, refused:
        connection.execute("select private.reopen_error(gen_random_uuid(), 'why')")


def test_of_a_failed_statement_neither_the_statement_nor_its_values_are_kept():
    error = ProgrammingError("select * from users where email = %s", ["alice@northgate.example"], ValueError("alice"))
    written = written_of(error)
    assert (written.kind, written.message) == ("database", "ValueError")
    assert "alice" not in repr(written)


def test_what_a_page_reports_is_a_warning_of_its_own_kind():
    assert (of_a_page("x" * 5_000).kind, len(of_a_page("x" * 5_000).message)) == ("ui", 1_000)
