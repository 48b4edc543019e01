"""Who is signed in, as each person sees it, and the end of any sign-in."""

from __future__ import annotations

import pytest

from growthos_ui.oversight.tables import WHOSE
from state.actor import ActorState
from state.oversight import SignInsState
from state.toasts import ToastState
from tests.cast import MAYA, SAM
from tests.database import sign_in
from tests.screens import open_screen

PATH = "/oversight/sign-ins"


def rows_of(tab):
    return {row["id"]: row for row in tab.shown(SignInsState, "rows")}


async def end(tab, *sign_in_ids, why="lost"):
    """Pick these rows, prepare the act and say yes."""
    at = {"pathname": PATH, "asPath": PATH}
    await tab.send(SignInsState.pick, {"said": "1 " + ",".join(str(each) for each in sign_in_ids)}, **at)
    await tab.send(SignInsState.prepare, {"name": "end"}, **at)
    await tab.send(SignInsState.perform, {"form": {"choice": why}}, **at)


def is_live(database, sign_in_id):
    with database.as_owner() as owner:
        return owner.execute(
            "select ended_at is null from public.user_sessions where id = %s", [sign_in_id]
        ).fetchone()[0]


async def test_one_sees_who_is_signed_in_and_which_sign_in_is_this_one(pipeline, database):
    maya = sign_in(database, "maya")
    tab = await open_screen(pipeline, database, "nadia", PATH)
    rows = rows_of(tab)
    assert (rows[str(maya.sign_in_id)]["person_name"], rows[str(maya.sign_in_id)]["post"]) == ("Maya Iqbal", "Mentor")
    assert [row["person_name"] for row in rows.values() if row["whose_it_is"] == "This device"] == ["Nadia Rahman"]
    assert rows[str(maya.sign_in_id)]["whose_it_is"] == "Another person"
    assert all(each.words for each in WHOSE), "a state is never a shape alone"


async def test_who_is_signed_in_twice_is_found_and_anybody_by_address_and_device(pipeline, database):
    kenji, twice = sign_in(database, "kenji"), [sign_in(database, "marco") for _ in range(2)]
    with database.as_owner() as owner:
        owner.execute(
            "update public.user_sessions set ip_address = '203.0.113.7', user_agent = 'Mozilla (iPad)' where id = %s",
            [kenji.sign_in_id],
        )
    rows = rows_of(await open_screen(pipeline, database, "nadia", PATH + "?twice=yes"))
    assert {row["devices"] for row in rows.values()} >= {"2"}
    assert {str(each.sign_in_id) for each in twice} <= set(rows)
    for typed in ("203.0.113.7", "kenji.arai ipad", "arai"):
        assert str(kenji.sign_in_id) in rows_of(await open_screen(pipeline, database, "nadia", f"{PATH}?q={typed}"))
    assert rows_of(await open_screen(pipeline, database, "nadia", f"{PATH}?q=ipad")).keys() == {str(kenji.sign_in_id)}


async def test_who_has_another_desk_is_called_by_it(pipeline, database):
    farah, vera = sign_in(database, "farah"), sign_in(database, "vera")
    rows = rows_of(await open_screen(pipeline, database, "nadia", PATH))
    assert rows[str(farah.sign_in_id)]["post"] == "Finance"
    assert rows[str(vera.sign_in_id)]["post"] == "Admin, read only"


async def test_an_admin_sees_no_sign_in_of_a_superadmin_and_a_superadmin_sees_both(pipeline, database):
    sam, nadia = sign_in(database, "sam"), sign_in(database, "nadia")
    seen = rows_of(await open_screen(pipeline, database, "nadia", PATH))
    assert str(sam.sign_in_id) not in seen
    assert str(nadia.sign_in_id) in seen
    assert {str(sam.sign_in_id), str(nadia.sign_in_id)} <= set(
        rows_of(await open_screen(pipeline, database, "sam", PATH))
    )


async def test_an_ended_sign_in_is_off_the_list_and_in_the_audit_with_the_reason(pipeline, database):
    maya, kenji = sign_in(database, "maya"), sign_in(database, "kenji")
    tab = await open_screen(pipeline, database, "nadia", PATH)
    await end(tab, maya.sign_in_id, kenji.sign_in_id)
    assert tab.shown(ToastState, "title").startswith("2 sign-ins ended.")
    assert not is_live(database, maya.sign_in_id)
    with database.as_owner() as owner:
        written = owner.execute(
            "select description from public.admin_logs where record_id = %s", [maya.sign_in_id]
        ).fetchone()
    assert written == ("Sign-in ended: The device was lost.",)


async def test_ones_own_present_sign_in_is_not_ended_here_and_then_none_is(pipeline, database):
    maya = sign_in(database, "maya")
    tab = await open_screen(pipeline, database, "nadia", PATH)
    own = next(key for key, row in rows_of(tab).items() if row["whose_it_is"] == "This device")
    await end(tab, own, maya.sign_in_id)
    assert "sign out instead" in tab.shown(SignInsState, "act")["error"]
    assert is_live(database, maya.sign_in_id)


async def test_the_database_itself_keeps_an_admin_from_a_superadmins_sign_in(acting, database):
    import psycopg

    sam, nadia = await acting(SAM), await acting("nadia")
    with database.acting_as(nadia) as connection, pytest.raises(psycopg.errors.NoDataFound, match="sign_in_missing"):
        connection.execute("select private.revoke_session(%s, 'because')", [sam.sign_in_id])
    assert is_live(database, sam.sign_in_id)


async def test_who_may_only_read_looks_and_ends_nothing(pipeline, database):
    tab = await open_screen(pipeline, database, "vera", PATH)
    assert rows_of(tab)
    assert tab.shown(SignInsState, "acts") == []


@pytest.mark.parametrize("key", [MAYA.key, "enzo", "tara"])
async def test_who_has_no_oversight_of_people_is_refused_and_told_so(key, pipeline, database):
    tab = await open_screen(pipeline, database, key, PATH)
    assert not tab.shown(SignInsState, "rows")
    assert tab.shown(ActorState, "refusal") == "Your role does not show who is signed in."
