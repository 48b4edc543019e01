"""Attacks on the event socket of a real server, with hand-made bytes; and how an open tab feels an ending."""

import asyncio
import json
from contextlib import suppress

import httpx
import psycopg
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from growthos_ui.auth import tokens
from tests.cast import BY_KEY
from tests.sign_in.pipeline import name_of
from tests.sign_in.probes import ProbeState
from tests.sign_in.wire import live_site

STATE = ProbeState.get_full_name()
COUNT = name_of(ProbeState.count)


@pytest.fixture(scope="module")
def site(database, tmp_path_factory):
    with live_site(database, tmp_path_factory.mktemp("site") / "log") as running:
        yield running


def who(delta):
    return delta[STATE]["who_rx_state_"]


async def test_a_signed_in_person_has_a_working_socket(site):
    async with site.tab(site.cookie("maya")) as tab:
        assert who(await tab.ask(COUNT)) == "Maya Iqbal"


@pytest.mark.parametrize(
    "cookie", [None, "garbage", f"{'0' * 32}.{'a' * 43}", "x" * 4000], ids=lambda value: str(value)[:12]
)
async def test_without_a_sign_in_the_socket_closes_with_the_reason(site, cookie):
    async with site.wire(cookie) as wire:
        assert await wire.close_code() == 4401


async def test_the_right_id_with_a_wrong_secret_is_nobody(site):
    sign_in_id = site.cookie("maya").partition(".")[0]
    async with site.wire(f"{sign_in_id}.{tokens.new_secret()}") as wire:
        assert await wire.close_code() == 4401


async def test_two_cookies_of_the_name_are_nobody(site):
    good = site.cookie("maya")
    async with site.wire(f"{good}; growthos={good}") as wire:
        assert await wire.close_code() == 4401


@pytest.mark.parametrize(
    "origin",
    ["https://evil.example", "null", None, "HTTP://LOCALHOST", "http://localhost.evil.example", "http://localhost:1"],
)
async def test_a_page_of_another_site_gets_no_socket(site, origin):
    with pytest.raises(InvalidStatus) as refused:
        async with site.wire(site.cookie("maya"), origin=origin):
            pass
    assert refused.value.response.status_code == 403


@pytest.mark.parametrize("path", ["/", "/_event/x", "/auth/sign-in", "/_upload/"])
async def test_there_is_no_other_socket(site, path):
    with pytest.raises(InvalidStatus) as refused:
        async with site.wire(site.cookie("maya"), path=path):
            pass
    assert refused.value.response.status_code == 403


async def test_a_stolen_token_opens_an_empty_tree_of_the_thiefs_own(site):
    mayas, ottos = site.cookie("maya"), site.cookie("otto")
    async with site.tab(mayas, token="stolen") as victim:
        await victim.ask(COUNT)
        bound = tokens.bind("stolen", sign_in_id=tokens.read_cookie(mayas).sign_in_id, epoch=1).written()
        for token in ("stolen", bound):
            async with site.tab(ottos, token=token) as thief:
                delta = await thief.ask(COUNT)
                assert (who(delta), delta[STATE]["ran_rx_state_"]) == ("Otto Lang", 1)


async def test_a_duplicated_tab_gets_a_token_of_its_own_sign_in(site):
    cookie = site.cookie("maya")
    async with site.tab(cookie) as first, site.wire(cookie) as second:
        await second._until("0")
        await second.connection.send("40/_event,")
        token = tokens.parse(await second.new_token())
        assert token.sign_in_id == tokens.read_cookie(cookie).sign_in_id
        assert who(await second.ask(COUNT)) == "Maya Iqbal"
        assert who(await first.ask(COUNT)) == "Maya Iqbal"


async def test_the_twenty_first_socket_of_a_sign_in_is_refused(site):
    cookie = site.cookie("nadia")
    async with asyncio.timeout(20):
        held = [site.tab(cookie, token=f"tab {number}") for number in range(20)]
        for each in held:
            await each.__aenter__()
        async with site.wire(cookie, token="one more") as wire:
            assert await wire.close_code() == 4429
        for each in held:
            await each.__aexit__(None, None, None)


async def test_a_message_too_large_closes_the_socket(site):
    async with site.tab(site.cookie("maya")) as tab:
        await tab.connection.send("42/_event," + "x" * 300_001)
        assert await tab.close_code() == 4413


async def test_a_flood_closes_the_socket(site):
    async with site.tab(site.cookie("maya")) as tab:
        with suppress(ConnectionClosed):
            for _ in range(400):
                await tab.connection.send("3")
        # what is still on its way when the server says why can cut the line before that is heard: 1006
        assert await tab.close_code() in {4429, 1006}


@pytest.mark.parametrize(
    "data",
    ['"text"', "[]", "5", "null", '["event"]', '["event", 5]', '["event", {"name": 5}]', '["event", {"name": "no.such", "payload": {}}]',
     '["event", ' + "[" * 5000 + "]" * 5000 + "]", '["setvar", {}]', '["event", {"name": "x", "payload": "y", "router_data": 7}]'],
    ids=lambda data: data[:30],
)  # fmt: skip
async def test_broken_messages_harm_nobody_else(site, data):
    async with site.tab(site.cookie("maya"), token="broken") as broken:
        await broken.connection.send("42/_event," + data)
        async with site.tab(site.cookie("maya"), token="other") as other:
            assert who(await other.ask(COUNT)) == "Maya Iqbal"


def log_of(tmp_path_factory):
    return next(tmp_path_factory.getbasetemp().glob("site*/log"))


ABOUT = {"pathname": "/", "asPath": "/", "query": {}}


@pytest.mark.parametrize(
    "about",
    [None, 7, ABOUT | {"headers": None}, ABOUT | {"query": None}, ABOUT | {"pathname": "/\ud800"}, ABOUT | {"asPath": None},
     ABOUT | {"asPath": "/\ud800"}, ABOUT | {"query": {"a": "\udfff"}}, ABOUT | {"query": {"a": None}}, ABOUT | {"pathname": 5}],
    ids=repr,
)  # fmt: skip
async def test_a_broken_place_in_an_event_writes_a_line_and_no_traceback(site, tmp_path_factory, about):
    log = log_of(tmp_path_factory)
    before = len(log.read_text().splitlines())
    async with site.tab(site.cookie("maya"), token="place") as tab:
        for name in (COUNT, "reflex___state____state.hydrate_and_load"):
            event = {"name": name, "payload": {}, "router_data": about}
            await tab.connection.send("42/_event," + json.dumps(["event", event]))
        async with site.tab(site.cookie("maya"), token="another place") as other:
            assert who(await other.ask(COUNT)) == "Maya Iqbal"
    written = log.read_text().splitlines()[before:]
    assert not [line for line in written if "Traceback" in line or line.startswith("  ")]
    assert len(written) <= 6


# The bytes of socket.io as no page of ours sends them.
FRAMES = (
    "", "4", "9", "x", "b", "bAAAA", "5", "2probe", "40", "40/_event", "40/_event,{", "40/_event,[]", "41", "42", "42[", "42/_event",
    '42["event",{}]', '42/other,["event",{}]', '42/_event,["event"', "42/_event,{}", "42/_event,[1]", '42/_event,["nothing",{}]',
    '42/_event,["event",{},{}]', '42/_event,99999999999999999999["event",{}]', "43/_event,1[1]", '44/_event,{"message":"x"}',
    '451-["event",{"_placeholder":true,"num":0}]', "46/_event,1-[1]", "47", '42/_event,["ping"]', '42/_event,["disconnect"]',
    "42/_event," + "[" * 5000, '42/_event,["event",' + '{"a":' * 900 + "1" + "}" * 900 + "]", b"", b"\x00\xff", b"42/_event,",
)  # fmt: skip


async def test_a_frame_that_no_page_sends_closes_its_socket_with_one_line_of_the_log(site, tmp_path_factory):
    log, cookie = log_of(tmp_path_factory), site.cookie("maya")
    before = len(log.read_text().splitlines())
    for number, frame in enumerate(FRAMES):
        async with site.tab(cookie, token=f"frame {number}") as tab:
            await tab.connection.send(frame)
            assert await tab.close_code() == 4403
    async with site.tab(cookie, token="after") as tab:
        assert who(await tab.ask(COUNT)) == "Maya Iqbal"
    written = log.read_text().splitlines()[before:]
    assert len(written) == len(FRAMES)
    assert all("websocket closed: a message was refused, it " in line for line in written)


REPORT = "reflex___state____state.reflex___state____frontend_event_exception_state.handle_frontend_exception"


async def test_a_report_of_a_page_forges_no_line_of_the_log(site, tmp_path_factory):
    forged = "broken\nWARNING sign-in refused: why=forged\r\x1b[2J\u2028" + "x" * 5_000
    async with site.tab(site.cookie("maya"), token="report") as tab:
        await tab.send(REPORT, {"info": forged, "component_stack": "in a\nin b"})
        await tab.connection.send(
            "42/_event," + json.dumps(["client_error", {"error_type": "x\ny", "message": forged}])
        )
        await tab.ask(COUNT)
    written = [line for line in log_of(tmp_path_factory).read_text().split("\n") if "forged" in line]
    assert written
    assert all("fault in a page: " in line and len(line) < 700 and "\x1b" not in line for line in written)


async def test_forged_identity_in_an_event_is_ignored(site):
    async with site.tab(site.cookie("maya")) as tab:
        forged = {"token": "x", "sid": "y", "ip": "10.0.0.1", "headers": {"cookie": f"growthos={site.cookie('sam')}"}}
        event = {"name": COUNT, "payload": {}, "token": "z", "router_data": {"pathname": "/", **forged}}
        await tab.connection.send("42/_event," + json.dumps(["event", event]))
        assert who(await tab.next_delta()) == "Maya Iqbal"


@pytest.mark.parametrize("name", [f"{STATE}.setvar", f"{STATE}.undeclared", f"{STATE}.helper", f"{STATE}.set_who"])
async def test_nothing_runs_that_was_not_declared(site, name):
    async with site.tab(site.cookie("maya")) as tab:
        await tab.send(name, {"var_name": "who", "value": "root"} if name.endswith("setvar") else {})
        assert (await tab.ask(COUNT))[STATE]["ran_rx_state_"] == 1


async def test_no_delta_and_no_log_line_holds_a_cookie_or_a_secret(site, tmp_path_factory):
    cookie = site.cookie("maya")
    async with site.tab(cookie) as tab:
        delta = await tab.ask("reflex___state____state.hydrate_and_load", {"vars": {}, "hashes": []})
        await tab.send("no.such.event", {})
        await tab.ask(COUNT)
    log = next(tmp_path_factory.getbasetemp().glob("site*/log")).read_text()
    assert cookie.partition(".")[2] not in json.dumps(delta) + log


ENDINGS = {
    "signed out": "update public.user_sessions set ended_at = clock_timestamp(), ended_reason = 'logout' where id = %(sign_in)s",
    "deactivated": "update public.users set is_active = false where id = %(person)s",
    "password changed": "update public.users set password_hash = password_hash || 'x' where id = %(person)s",
    "another role": "update public.user_roles set capabilities = '{read_only}' where user_id = %(person)s and revoked_at is null",
}


@pytest.mark.parametrize("how", ENDINGS)
async def test_every_open_tab_closes_of_itself_when_its_sign_in_ends(site, how):
    """It asks for nothing, and this server looks after nothing (live_app.py): it closes because the database told."""
    cookie, person = site.cookie("enzo"), BY_KEY["enzo"]
    async with (
        site.tab(cookie, token="one") as one,
        site.tab(cookie, token="two") as two,
        site.tab(site.cookie("otto")) as other,
    ):
        with site.database.as_owner() as owner:
            owner.execute(ENDINGS[how], {"sign_in": tokens.read_cookie(cookie).sign_in_id, "person": person.id})
        assert [await one.close_code(), await two.close_code()] == [4401, 4401]
        assert who(await other.ask(COUNT)) == "Otto Lang"
    with site.database.as_owner() as owner:
        owner.execute("update public.users set is_active = true where id = %s", [person.id])


async def test_of_thirty_events_after_a_revoking_commit_none_runs_on_the_wire(site):
    cookie = site.cookie("farah")
    sign_in_id = tokens.read_cookie(cookie).sign_in_id
    async with site.tab(cookie) as tab:
        await tab.ask(COUNT)
        with site.database.as_owner() as owner:
            owner.execute(ENDINGS["signed out"], {"sign_in": sign_in_id})
        deltas = []
        # The server hangs up while the client still sends, so the client may miss the reason.
        with pytest.raises(ConnectionClosed):  # noqa: PT012
            for _ in range(30):
                await tab.send(COUNT)
            while True:
                deltas.append(await tab.next_delta())
        assert deltas == []


LISTENERS = (
    "from pg_stat_activity where application_name = 'growthos sign-in listener' and datname = current_database()"
)


async def test_a_lost_listener_comes_back_and_hears_again(site):
    with psycopg.connect(site.database.sign_in_url, autocommit=True) as same_role:
        lost = same_role.execute(f"select pid, pg_terminate_backend(pid) {LISTENERS}").fetchall()
        assert [ended for _, ended in lost] == [True]
    cookie = site.cookie("tara")
    async with site.tab(cookie) as tab:
        with site.database.as_owner() as owner:
            owner.execute(ENDINGS["signed out"], {"sign_in": tokens.read_cookie(cookie).sign_in_id})
        assert await tab.close_code() == 4401


async def test_signing_out_in_one_tab_ends_the_other(site):
    cookie = site.cookie("vera")
    async with site.tab(cookie) as tab, httpx.AsyncClient(base_url=site.origin) as browser:
        answer = await browser.post("/auth/sign-out", headers={"origin": site.origin, "cookie": f"growthos={cookie}"})
        assert answer.status_code == 303
        assert await tab.close_code() == 4401
