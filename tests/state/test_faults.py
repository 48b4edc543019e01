"""What an event that raised leaves behind: a sentence or an id for the person, the details for the log."""

from __future__ import annotations

import re

import pytest
from redis import exceptions as redis_says

from growthos_ui.errors import GrowthError, Kind, SignInOver
from state.faults import FaultState, on_backend_exception, report, words_of
from tests.screens import open_screen, screens_on

REQUEST = r"[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}"


def arguments_of(spec):
    return [str(value).strip('"') for _, value in spec.args]


def test_an_act_that_was_refused_is_told_in_its_own_words():
    refused = GrowthError(Kind.CONFLICT, "Somebody else changed it.", remedy="Reload.")
    assert words_of(refused) == "Somebody else changed it. Reload."
    assert arguments_of(on_backend_exception(refused)) == ["", "Somebody else changed it. Reload."]


@pytest.mark.parametrize(
    "fault", [RuntimeError("select secret"), GrowthError(Kind.UNAVAILABLE, "The database is away.")]
)
def test_anything_else_is_a_request_id(fault):
    assert re.fullmatch(f"Request {REQUEST}", words_of(fault))
    request, sentence = arguments_of(on_backend_exception(fault))
    assert re.fullmatch(REQUEST, request)
    assert sentence == ""


def test_the_log_has_the_details_under_that_id(caplog):
    request = report(RuntimeError("the reason"))
    assert request in caplog.text
    assert "the reason" in caplog.text


@pytest.mark.parametrize(
    ("fault", "closes"),
    [
        (redis_says.ConnectionError("Connection closed by server."), True),
        (redis_says.ConnectionError("max number of clients reached"), False),
        (redis_says.MaxConnectionsError("Too many connections"), False),
        (redis_says.AuthenticationError("invalid username-password pair"), False),
    ],
    ids=str,
)
def test_tabs_are_let_go_when_their_memory_is_away_and_not_when_it_refuses_one_more(fault, closes, monkeypatch):
    let_go = []
    monkeypatch.setattr("state.faults.perimeter.forgotten", lambda: let_go.append(True))
    told = on_backend_exception(fault)
    assert (bool(let_go), told is None) == (closes, closes)


def test_a_sign_in_that_is_over_is_left_to_the_guard():
    assert on_backend_exception(SignInOver()) is None
    with pytest.raises(SignInOver):
        words_of(SignInOver())


async def test_a_fault_is_shown_until_it_is_closed_and_cut_short(database):
    async with screens_on(database) as pipeline:
        tab = await open_screen(pipeline, database, "nadia", "/")
        await tab.send(FaultState.show, {"request": "x" * 99, "sentence": ""})
        assert tab.shown(FaultState, "request") == "x" * 40
        assert tab.shown(FaultState, "at")
        await tab.send(FaultState.clear)
        assert tab.shown(FaultState, "at") == ""
