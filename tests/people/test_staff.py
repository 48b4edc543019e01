"""The people who work here: who sees them, and what is done to an account, each refusal at its box."""

from __future__ import annotations

from types import SimpleNamespace
from uuid import uuid4

import pytest
from psycopg.types.json import Jsonb

from growthos_ui.people.staff import STATES
from state.actor import ActorState
from state.staff import MemberFormState, MemberState, StaffState
from state.toasts import ToastState
from tests.cast import ENZO, KENJI, MAYA, NADIA, SAM, VERA
from tests.database import sign_in
from tests.people.acts import BLOCK, actions_on, refused, value
from tests.screens import open_screen

PATH = "/staff"
LOAD = "reflex___state____state.reflex___state____on_load_internal_state.on_load_internal"
AT = {"pathname": PATH, "asPath": PATH}
ADD = "select (private.create_staff_user(%s, %s, %s, %s, %s, %s) ->> 'person')::uuid"
IRIS = {"full_name": "Iris Kemp", "email": "iris.kemp@northgate.example", "phone": "", "role": "mentor"}


@pytest.fixture
def put_back(database):
    """Whatever is done to these people is undone afterwards, and whoever was added is gone."""
    people = [each.id for each in (ENZO, KENJI, MAYA)]
    with database.as_owner() as owner:
        given = owner.execute("select id from public.student_mentor_assignments where ended_at is null").fetchall()
        roles = owner.execute(
            "select id from public.user_roles where user_id = any (%s) and revoked_at is null", [people]
        ).fetchall()
    yield
    with database.as_owner() as owner:
        owner.execute(
            "delete from public.user_roles where user_id in (select id from public.users where email like 'iris%')"
        )
        owner.execute("delete from public.users where email like 'iris%'")
        owner.execute(
            "update public.users set is_active = true, deactivated_at = null, login_blocked = false where id = any (%s)",
            [people],
        )
        owner.execute(
            "delete from public.user_roles where user_id = any (%s) and id <> all (%s)",
            [people, [each for (each,) in roles]],
        )
        owner.execute(
            "update public.user_roles set revoked_at = null where id = any (%s)", [[each for (each,) in roles]]
        )
        owner.execute(
            "update public.student_mentor_assignments set ended_at = null, end_reason = null where id = any (%s)",
            [[each for (each,) in given]],
        )  # fmt: skip


def rows_of(tab) -> dict[str, dict[str, str]]:
    return {row["staff_name"]: row for row in tab.shown(StaffState, "rows")}


async def opened(tab, person) -> MemberState:
    await tab.send(MemberState.open, {"entry_id": str(person.id)}, **AT)
    return await tab.kept(MemberState)


async def begun(tab, act, person) -> MemberFormState:
    await tab.send(MemberFormState.open, {"act": act, "person": str(person.id)}, **AT)
    return await tab.kept(MemberFormState)


async def sent(tab, **typed: str) -> MemberFormState:
    shown = await tab.kept(MemberFormState)
    await tab.send(MemberFormState.send, {"form": {**shown.start, "key": shown.key, **typed}}, **AT)
    return await tab.kept(MemberFormState)


async def test_an_admin_sees_who_works_here_but_no_superadmin_and_no_student(pipeline, database):
    with database.as_owner() as owner:
        owner.execute("update public.users set last_login_at = now() where id = %s", [KENJI.id])
    rows = rows_of(await open_screen(pipeline, database, "nadia", PATH))
    assert SAM.name not in rows
    assert not {"Alice Ahmed", "Mallory Reed"} & set(rows)
    farah = rows["Farah Siddiqui"]
    assert (farah["role"], farah["held"], farah["learners"]) == ("Enrolment manager", "Finance", "—")
    assert (rows[VERA.name]["role"], rows[VERA.name]["held"]) == ("Admin", "Read only")
    assert (rows[KENJI.name]["state"], rows[ENZO.name]["state"]) == ("Active", "Never signed in")
    with database.as_owner() as owner:
        (theirs,) = owner.execute("select count(*) from public.students where mentor_id = %s", [KENJI.id]).fetchone()
    assert rows[KENJI.name]["learners"] == str(theirs)
    assert all(each.words for each in STATES)
    assert SAM.name in rows_of(await open_screen(pipeline, database, "sam", PATH))


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("may=finance", {"Farah Siddiqui"}),
        ("may=read_only,support", {"Vera Novak", "Tara Silva"}),
        ("role=mentor&may=none", {"Maya Iqbal", "Kenji Arai"}),
        ("q=kenji.arai@", {"Kenji Arai"}),
        ("q=nov+ver", {"Vera Novak"}),
        ("state=blocked", set()),
    ],
)
async def test_the_list_is_narrowed(pipeline, database, query, names):
    tab = await open_screen(pipeline, database, "nadia", f"{PATH}?{query}")
    assert set(rows_of(tab)) == names


@pytest.mark.parametrize("key", ["enzo", "farah", "marco", "tara", "maya"])
async def test_who_runs_no_staff_is_refused_and_told_so(key, pipeline, database):
    tab = await open_screen(pipeline, database, key, PATH)
    assert not tab.shown(StaffState, "rows")
    assert tab.shown(ActorState, "refusal") == "Your role does not show the staff."
    await tab.send(MemberFormState.add, **AT)
    assert (await tab.kept(MemberFormState)).act == ""


async def test_who_is_above_or_oneself_is_looked_at_and_left_alone(pipeline, database):
    tab = await open_screen(pipeline, database, "nadia", PATH)
    for person, why in (
        (NADIA, "This is you. Nobody changes their own rights: ask somebody else"),
        (VERA, "Only a superadmin changes"),
    ):
        shown = await opened(tab, person)
        assert (shown.acts, shown.why_not.startswith(why)) == ([], True)
        assert (await begun(tab, "deactivate", person)).act == ""
    assert (await opened(tab, SAM)).entry.face == "missing"
    vera = await open_screen(pipeline, database, "vera", PATH)
    shown = await opened(vera, KENJI)
    assert (shown.acts, shown.why_not) == ([], "Your role may not change the staff.")
    assert (await begun(vera, "block", KENJI)).act == ""
    sam = await open_screen(pipeline, database, "sam", PATH)
    assert (await opened(sam, VERA)).acts == ["role", "block", "deactivate"]


async def test_somebody_is_added_each_refusal_at_its_box_and_how_they_get_in_is_said(pipeline, database, put_back):
    tab = await open_screen(pipeline, database, "nadia", PATH)
    await tab.send(MemberFormState.add, **AT)
    form = await tab.kept(MemberFormState)
    assert [each.words for each in form.roles] == ["Enrolment manager", "Mentor"]
    for typed, field in (
        ({"full_name": ""}, "full_name"),
        ({"email": "nowhere"}, "email"),
        ({"email": MAYA.email}, "email"),
        ({"phone": "0300 1234567"}, "phone"),
        ({"role": ""}, "role"),
        ({"finance": "yes"}, "capabilities"),
        ({"role": "admin"}, "role"),
    ):
        form = await sent(tab, **{**IRIS, **typed})
        assert (form.act, form.field, bool(form.refusal)) == ("add", field, True), typed
        assert form._typed["full_name"] == typed.get("full_name", "Iris Kemp"), "what was typed stays"
    assert form.refusal == "Your role may not give the role Admin."
    key = form.key
    form = await sent(tab, **IRIS)
    assert (form.act, tab.shown(ToastState, "title")) == ("", "Added to the staff: Iris Kemp")
    await tab.send(MemberFormState.add, **AT)
    await sent(tab, **IRIS, key=key)
    assert tab.shown(ToastState, "title") == "It was so already: Iris Kemp", (
        "a form whose answer was lost is sent again"
    )
    with database.as_owner() as owner:
        made = value(owner, "select id from public.users where email = %s", IRIS["email"])
        assert "staff_created" in actions_on(owner, made)
    shown = await tab.kept(MemberState)
    assert (shown.opened, shown.no_password) == (str(made), IRIS["email"])
    iris = SimpleNamespace(id=made)
    with database.as_owner() as owner:
        owner.execute("update public.users set email = 'a`id`$b@x.example' where id = %s", [made])
    assert (await opened(tab, iris)).no_password == "'a`id`$b@x.example'", "a shell takes it as it is, and runs nothing"
    with database.as_owner() as owner:
        owner.execute("update public.users set email = %s where id = %s", [IRIS["email"], made])
    assert (await opened(tab, MAYA)).no_password == "", "whoever has a password is not told to be given one"
    assert "iris.kemp@northgate.example" in {row["email"] for row in tab.shown(StaffState, "rows")}


async def test_what_is_ticked_hangs_on_the_role_and_what_will_come_is_said(pipeline, database):
    tab = await open_screen(pipeline, database, "nadia", PATH)
    form = await begun(tab, "role", MAYA)
    assert ([each.value for each in form.capabilities], form.effects) == (["read_only"], ["Nothing is changed yet."])
    await tab.send(MemberFormState.note, {"name": "role", "value": "enrollment_manager"}, **AT)
    await tab.send(MemberFormState.consider, **AT)
    form = await tab.kept(MemberFormState)
    assert [each.value for each in form.capabilities] == ["finance", "marketing", "support", "read_only"]
    assert form.effects[1].endswith("none until given another.")
    for name, told in (("finance", "yes"), ("read_only", "yes"), ("role", "mentor")):
        await tab.send(MemberFormState.note, {"name": name, "value": told}, **AT)
    await tab.send(MemberFormState.consider, **AT)
    form = await tab.kept(MemberFormState)
    assert (form._typed["finance"], form._typed["read_only"]) == ("", "yes"), "a box that is gone is not ticked"


async def test_a_dialog_that_was_left_by_the_browser_s_back_does_not_come_back(pipeline, database):
    tab = await open_screen(pipeline, database, "nadia", PATH)
    await tab.send(MemberFormState.add, **AT)
    await tab.send(LOAD, **AT)
    assert (await tab.kept(MemberFormState)).act == "add", "a line that was cut and is back leaves it open"
    await tab.send(LOAD, pathname="/profile", asPath="/profile")
    assert (await tab.kept(MemberFormState)).act == ""
    assert tab.shown(MemberFormState, "act") == ""


async def test_a_changed_role_is_seen_at_once_and_the_same_again_changes_nothing(pipeline, database, put_back):
    tab = await open_screen(pipeline, database, "nadia", PATH)
    await begun(tab, "role", ENZO)
    await sent(tab, role="enrollment_manager", support="yes", finance="yes")
    assert tab.shown(ToastState, "title") == "Role changed: Enzo Conti"
    assert rows_of(tab)[ENZO.name]["held"] == "Finance, Support"
    await begun(tab, "role", ENZO)
    await sent(tab)
    assert tab.shown(ToastState, "title") == "It was so already: Enzo Conti"


async def test_what_somebody_else_did_meanwhile_is_told_and_nothing_is_done(pipeline, database, put_back):
    tab = await open_screen(pipeline, database, "nadia", PATH)
    form = await begun(tab, "deactivate", KENJI)
    told = form.effects[1]
    with database.acting_as(sign_in(database, "sam"), keep=True) as connection:
        (learner,) = connection.execute(
            "select student_id from public.student_mentor_assignments where mentor_id = %s and ended_at is null limit 1", [KENJI.id]
        ).fetchone()  # fmt: skip
        connection.execute("select private.end_mentor_assignment(%s, 'Moved')", [learner])
    form = await sent(tab, reason="Left the school")
    assert form.refusal.startswith("Somebody else changed this account since you opened it. It is now: Mentor, ")
    assert (form.effects[1] != told, form._typed["reason"]) == (True, "Left the school")
    with database.as_owner() as owner:
        assert value(owner, "select is_active from public.users where id = %s", KENJI.id) is True
    assert (await sent(tab, reason="Left the school")).act == ""
    with database.as_owner() as owner:
        assert value(owner, "select is_active from public.users where id = %s", KENJI.id) is False
        assert value(owner, "select count(*) from public.students where mentor_id = %s", KENJI.id) == 0
    shown = await tab.kept(MemberState)
    assert (shown.acts, rows_of(tab)[KENJI.name]["state"]) == (["reactivate"], "Deactivated")
    assert (await begun(tab, "reactivate", KENJI)).effects[1] == "Learners whom they had are not given back."
    await sent(tab)
    assert (await tab.kept(MemberState)).acts == ["role", "block", "deactivate"]


async def test_a_block_has_a_reason_ends_the_sign_ins_and_is_lifted(pipeline, database, put_back):
    enzo = sign_in(database, "enzo")
    tab = await open_screen(pipeline, database, "nadia", PATH)
    await begun(tab, "block", ENZO)
    form = await sent(tab, reason=" ")
    assert (form.field, form.refusal) == ("reason", "This must be filled in.")
    await sent(tab, reason="Lost a laptop")
    with database.as_owner() as owner:
        ended = "select ended_reason from public.user_sessions where id = %s"
        assert value(owner, ended, enzo.sign_in_id) == "revoked"
    assert (await tab.kept(MemberState)).acts == ["role", "unblock", "deactivate"]
    with database.as_owner() as owner:
        owner.execute(
            "update public.users set password_hash = null, password_changed_at = null where id = %s", [ENZO.id]
        )
    told = ["They cannot sign in until they are given a first password."]
    assert (await begun(tab, "unblock", ENZO)).effects == told
    await sent(tab)
    assert rows_of(tab)[ENZO.name]["state"] != "Blocked"


async def test_a_superadmin_is_deactivated_by_another_and_blocked_by_nobody(pipeline, database):
    with database.acting_as(sign_in(database, "sam"), keep=True) as connection:
        second = value(connection, ADD, "two@northgate.example", "Second Super", None, "superadmin", [], uuid4())
    sam = await open_screen(pipeline, database, "sam", PATH)
    await sam.send(MemberState.open, {"entry_id": str(second)}, **AT)
    assert (await sam.kept(MemberState)).acts == ["role", "deactivate"]


def test_one_form_adds_one_person(database):
    key = uuid4()
    with database.acting_as(sign_in(database, "sam")) as connection:
        who = ["once@northgate.example", "Only Once", None, "mentor", [], key]
        made = value(connection, ADD, *who)
        assert value(connection, ADD, *who) == made
        assert refused(connection, ADD, "once@northgate.example", "Another Name", *who[2:]) == "people.added_otherwise"
        assert refused(connection, ADD, *who[:4], ["read_only"], key) == "people.added_otherwise"
        kept = "select count(*) from public.admin_logs where record_id = %s and action = 'staff_created'"
        assert value(connection, kept, made) == 1


def test_a_decision_on_an_account_that_is_not_as_it_was_seen_is_refused(database):
    seen = {"role": "enrollment_manager", "capabilities": [], "is_active": True, "login_blocked": False, "learners": 0}
    block = BLOCK.replace("%s)", "%s, %s)")
    with database.acting_as(sign_in(database, "nadia")) as connection:
        for name, other in (
            ("role", "mentor"),
            ("capabilities", ["finance"]),
            ("login_blocked", True),
            ("learners", 1),
        ):
            assert (
                refused(connection, block, ENZO.id, True, "Lost", Jsonb({**seen, name: other}))
                == "people.account_changed"
            )
        assert value(connection, block, ENZO.id, True, "Lost", Jsonb(seen)) is True
        assert value(connection, block, ENZO.id, True, "Lost", Jsonb(seen)) is False, "the same again, by whom ever"
