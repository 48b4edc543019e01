"""Feature flags: turned for a reason by superadmins, looked at by admins, each with its history."""

from __future__ import annotations

import pytest

from growthos_ui.growth.flags import NAMES
from state.actor import ActorState
from state.flags import FlagsState
from tests.screens import open_screen

ROUTE = "/growth/flags"


async def flag_of(tab, name):
    return next(each for each in (await tab.kept(FlagsState)).flags if each.name == name)


async def turn(tab, name, reason):
    await tab.send(FlagsState.prepare, {"name": name})
    await tab.send(FlagsState.turn, {"form": {"reason": reason}})


async def test_a_switch_is_turned_for_a_reason_and_says_who_did_it_and_what_was_before(pipeline, database):
    tab = await open_screen(pipeline, database, "sam", ROUTE)
    assert (await flag_of(tab, "content_drip")).edited == ""
    await turn(tab, "leaderboard", "Points are counted anew")
    flag = await flag_of(tab, "leaderboard")
    assert (flag.is_on, flag.fallback, flag.reason) == (False, True, "Points are counted anew")
    assert flag.edited.startswith("Sam Okafor, ")
    await turn(tab, "leaderboard", "They are counted")
    await tab.send(FlagsState.open, {"name": "leaderboard"})
    history = (await tab.kept(FlagsState)).history
    assert {(each.is_on, each.reason) for each in history} >= {
        (True, "They are counted"),
        (False, "Points are counted anew"),
    }


async def test_without_a_reason_nothing_is_turned_and_the_dialog_stays(pipeline, database):
    tab = await open_screen(pipeline, database, "sam", ROUTE)
    await turn(tab, "late_penalty", " ")
    assert tab.shown(FlagsState, "refusal") == "Say why Late fees is switched, in 3 to 500 characters."
    assert tab.shown(FlagsState, "turning") == "late_penalty"
    assert not (await flag_of(tab, "late_penalty")).is_on


async def test_an_admin_looks_and_turns_nothing(pipeline, database):
    tab = await open_screen(pipeline, database, "nadia", ROUTE)
    await turn(tab, "shopify_sync", "Because I say so")
    assert not (await flag_of(tab, "shopify_sync")).is_on
    assert tab.shown(ActorState, "refusal") == "Only a superadmin may switch parts of the product on or off."


@pytest.mark.parametrize("key", ["enzo", "maya", "tara"])
async def test_who_has_no_flags_is_refused_and_told_so(key, pipeline, database):
    tab = await open_screen(pipeline, database, key, ROUTE)
    assert not tab.shown(FlagsState, "flags")
    assert tab.shown(ActorState, "refusal") == "Your role does not show feature flags."


def test_every_switch_has_its_name(database):
    with database.as_owner() as owner:
        known = {name for (name,) in owner.execute("select flag_name from private.known_flags()").fetchall()}
    assert known == set(NAMES)
