"""The guard before every event: who sends it, may they, and is it what the handler declares."""

import logging
from typing import Literal, get_args, get_origin, get_type_hints

import pytest
from reflex_base.event.processor import base_state_processor
from reflex_base.registry import RegistrationContext
from typing_extensions import is_typeddict

from growthos_ui.auth.denied import DENIED
from growthos_ui.auth.permissions import Permission
from state.actor import ActorState
from state.guard import _FRAMEWORK, UNAVAILABLE, _is_of_reflex, needed_by, needs, undeclared_handlers
from tests.cast import CAST
from tests.sign_in.conftest import settings_for
from tests.sign_in.pipeline import name_of, open_pipeline
from tests.sign_in.probes import ProbeState

STAFF = [member.key for member in CAST if member.role != "student"]
KEY = "6f1d3a52-94c1-4c5e-8f2b-0d6a4f7b9a10"


@pytest.fixture
async def pipeline(database):
    async with open_pipeline(settings_for(database)) as opened:
        yield opened
        assert opened.faults == []


@pytest.fixture
async def maya(pipeline, acting):
    return pipeline.tab_of(await acting("maya"))


@pytest.fixture
def only_recorded(monkeypatch):
    """Let the guard decide and the handlers not run: their names are recorded instead."""
    ran = []

    async def record(*, handler, payload, state, root_state):
        ran.append((handler.fn.__qualname__, payload))

    monkeypatch.setattr(base_state_processor, "process_event", record)
    return ran


async def test_a_handler_knows_who_acts(maya):
    await maya.send(ProbeState.count)
    assert maya.shown(ProbeState, "who") == "Maya Iqbal"


async def test_the_database_agrees_on_who_acts(maya, acting):
    await maya.send(ProbeState.read)
    assert maya.shown(ProbeState, "given") == str((await acting("maya")).user_id)


async def test_arriving_tells_the_tab_who_it_is_and_what_they_may(maya):
    await maya.send(ActorState.arrive)
    shown = {name: maya.shown(ActorState, name) for name in ("name", "initials", "role_words", "organisation")}
    assert shown == {
        "name": "Maya Iqbal",
        "initials": "MI",
        "role_words": "Mentor",
        "organisation": "Northgate Academy",
    }
    assert "people.students.read" in maya.shown(ActorState, "access")
    assert "people.organizations.choose" not in maya.shown(ActorState, "access")


@pytest.mark.parametrize("who", STAFF)
async def test_each_person_may_send_exactly_what_their_permissions_say(pipeline, acting, only_recorded, who):
    actor = await acting(who)
    tab = pipeline.tab_of(actor)
    for name, registered in RegistrationContext.get().event_handlers.items():
        only_recorded.clear()
        await tab.send(name, _good_arguments(registered) if name not in _FRAMEWORK else None)
        if name not in _FRAMEWORK:
            needed = None if _is_of_reflex(registered) else needed_by(registered)
            may = needed is not None and all(actor.may(each) for each in needed)
            assert bool(only_recorded) is may, name


def _good_arguments(registered):
    from state.guard import _shape

    try:
        shape = _shape(registered.handler.fn)
    except TypeError:
        return {}
    return {name: _example(kind) for name, kind in shape.items() if "NotRequired" not in str(kind)}


def _example(kind):
    plain = {str: "x", int: 1, bool: True, float: 1.0}
    if kind in plain:
        return plain[kind]
    if get_origin(kind) is Literal:
        return get_args(kind)[0]
    if is_typeddict(kind):
        return {name: _example(each) for name, each in get_type_hints(kind).items()}
    words = str(kind)
    if words.startswith("dict"):
        return {}
    if words.startswith("list"):
        return []
    return "red" if "Colour" in words else KEY


def test_every_handler_of_ours_is_declared():
    assert [name for name in undeclared_handlers() if "probes" not in name] == []


def test_a_handler_without_a_declaration_is_found_at_start():
    found = [name for name in undeclared_handlers() if "probes" in name]
    assert {each.rpartition(".")[2] for each in found} == {
        "undeclared: no @needs", "helper: no @needs", "set_who: no @needs",
    }  # fmt: skip


def test_a_declaration_names_a_permission():
    with pytest.raises(TypeError):
        needs()


@pytest.mark.parametrize("handler", ["undeclared", "helper", "set_who"])
async def test_an_undeclared_handler_is_refused(maya, handler):
    payload = {"who": "x"} if handler == "set_who" else {}
    await maya.send(f"{ProbeState.get_full_name()}.{handler}", payload)
    kept = await maya.kept(ProbeState)
    assert (kept.ran, kept.who) == (0, "")


@pytest.mark.parametrize("state", [ProbeState, ActorState])
async def test_setvar_is_refused_on_every_state(maya, state):
    await maya.send(f"{state.get_full_name()}.setvar", {"var_name": "who", "value": "root"})
    assert (await maya.kept(ProbeState)).who == ""


async def test_the_frameworks_other_events_are_refused(maya):
    await maya.send("reflex___state____state.set_is_hydrated", {"value": True})
    assert maya.deltas == []


async def test_a_refusal_for_lack_of_permission_is_said_in_the_tab_and_runs_nothing(maya):
    await maya.send(ProbeState.of_superadmins)
    assert maya.shown(ActorState, "refusal") == DENIED[Permission.PEOPLE_ORGANIZATIONS_CHOOSE]
    assert (await maya.kept(ProbeState)).ran == 0


async def test_a_chained_event_is_guarded_like_any_other(maya):
    await maya.send(ProbeState.chain)
    assert (await maya.kept(ProbeState)).ran == 1


async def test_a_background_event_acts_as_its_sender(maya):
    await maya.send(ProbeState.behind)
    assert maya.shown(ProbeState, "who") == "behind Maya Iqbal"
    await maya.send(ProbeState.behind_for_superadmins)
    assert (await maya.kept(ProbeState)).ran == 0


GOOD = {"number": 1, "text": "a", "colour": "red", "key": KEY, "many": ["b"]}


async def test_right_arguments_arrive_in_their_types(maya):
    await maya.send(ProbeState.take, GOOD | {"number": "7"})
    assert maya.shown(ProbeState, "given") == f"7 'a' <Colour.RED: 'red'> UUID('{KEY}') ['b'] False"


@pytest.mark.parametrize(
    "wrong",
    [
        {"number": {"a": 1}}, {"number": "many"}, {"number": None}, {"text": 5}, {"text": ["a"]}, {"text": "a" * 20_001},
        {"colour": "green"}, {"key": "not a key"}, {"many": "b"}, {"many": [1]}, {"many": ["b" * 20_001]}, {"extra": "perhaps"},
        {"self": 1}, {"unknown": 1}, {"": 1},
    ],
    ids=lambda wrong: str(wrong)[:30],
)  # fmt: skip
async def test_wrong_arguments_are_refused_before_the_handler_runs(maya, wrong):
    await maya.send(ProbeState.take, GOOD | wrong)
    assert (await maya.kept(ProbeState)).ran == 0


@pytest.mark.parametrize("left_out", GOOD)
async def test_a_missing_argument_is_refused(maya, left_out):
    await maya.send(ProbeState.take, {name: value for name, value in GOOD.items() if name != left_out})
    assert (await maya.kept(ProbeState)).ran == 0


@pytest.mark.parametrize(
    ("name", "payload"),
    [
        ("hydrate", {"x": 1}),
        ("hydrate_and_load", {"vars": [1]}),
        ("hydrate_and_load", {"vars": {"a": {"b": 1}}}),
        ("hydrate_and_load", {"hashes": "x"}),
        ("reflex___state____on_load_internal_state.set_is_hydrated", {"value": "weird"}),
        ("reflex___state____update_vars_internal_state.update_vars_internal", {"vars": {"a": 1}}),
    ],
)
async def test_the_frameworks_own_events_have_one_shape(maya, name, payload):
    await maya.send(f"reflex___state____state.{name}", payload)
    assert maya.deltas == []


async def test_the_frameworks_own_events_work(maya):
    await maya.send("reflex___state____state.hydrate_and_load", {"vars": {}, "hashes": []})
    assert maya.deltas


async def test_forged_router_data_changes_nothing(maya):
    await maya.send(ProbeState.count, token="a-forged-token", ip="10.0.0.1", headers={"cookie": "growthos=forged"})
    assert maya.shown(ProbeState, "who") == "Maya Iqbal"


async def test_a_token_that_the_gate_did_not_bind_reaches_nothing(pipeline):
    for token in (
        "5f3c9a7e-0000-4000-8000-000000000000",
        "",
        "a" * 32,
        f"{'0' * 32}-1-{'0' * 32}",
        f"{'0' * 32}-x-{'0' * 32}",
    ):
        tab = pipeline.tab(token or "-")
        await tab.send(ProbeState.count)
        assert (await tab.kept(ProbeState)).ran == 0


async def test_one_persons_token_under_anothers_sign_in_is_another_tree(pipeline, acting):
    alices = pipeline.tab_of(await acting("maya"))
    await alices.send(ProbeState.count)
    thief = pipeline.tab_of(await acting("otto"), browser=alices.token)
    await thief.send(ProbeState.count)
    assert thief.token != alices.token
    assert (thief.shown(ProbeState, "who"), thief.shown(ProbeState, "ran")) == ("Otto Lang", 1)


async def test_a_token_of_earlier_rights_is_refused(pipeline, acting, database):
    actor = await acting("tara")
    tab = pipeline.tab_of(actor)
    with database.as_owner() as owner:
        owner.execute("alter table public.users disable trigger end_stale_sign_ins")
        owner.execute("update public.users set sign_in_epoch = sign_in_epoch + 1 where id = %s", [actor.user_id])
        owner.execute("alter table public.users enable trigger end_stale_sign_ins")
    await tab.send(ProbeState.count)
    assert (await tab.kept(ProbeState)).ran == 0


REVOKING = {
    "signed out": "update public.user_sessions set ended_at = clock_timestamp(), ended_reason = 'logout' where id = %(sign_in)s",
    "deactivated": "update public.users set is_active = false where id = %(person)s",
    "blocked": "update public.users set login_blocked = true where id = %(person)s",
    "another role": "update public.user_roles set capabilities = '{read_only}' where user_id = %(person)s and revoked_at is null",
    "expired": "update public.user_sessions set expires_at = clock_timestamp() where id = %(sign_in)s",
}


@pytest.mark.parametrize("how", REVOKING)
async def test_of_thirty_events_sent_right_after_a_revoking_commit_none_runs(pipeline, acting, database, how):
    actor = await acting("kenji")
    tab = pipeline.tab_of(actor)
    await tab.send(ProbeState.count)
    with database.as_owner() as owner:
        owner.execute(REVOKING[how], {"sign_in": actor.sign_in_id, "person": actor.user_id})
    futures = [await tab.enqueue(name_of(ProbeState.count)) for _ in range(30)]
    for future in futures:
        await future.wait_all()
    assert (await tab.kept(ProbeState)).ran == 1
    with database.as_owner() as owner:
        owner.execute("update public.users set is_active = true, login_blocked = false where id = %s", [actor.user_id])
        owner.execute(
            "update public.user_roles set capabilities = '{}' where user_id = %s and revoked_at is null",
            [actor.user_id],
        )


async def test_without_an_answer_from_the_database_nothing_runs_and_the_tab_is_told(pipeline, maya, monkeypatch):
    async def silent(*_):
        raise ConnectionError

    monkeypatch.setattr("growthos_ui.web.assemble.perimeter.sign_ins.ask", silent)
    await maya.send(ProbeState.count)
    assert maya.shown(ActorState, "refusal") == UNAVAILABLE
    assert (await maya.kept(ProbeState)).ran == 0


async def test_a_refusal_is_logged_without_what_was_sent(maya, caplog):
    with caplog.at_level(logging.WARNING):
        await maya.send(ProbeState.take, GOOD | {"text": ["a secret that was typed"]})
    assert "its arguments are wrong" in caplog.text
    assert "a secret that was typed" not in caplog.text
