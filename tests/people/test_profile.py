"""Profile: what each person sees and may change of their own account, and signing out elsewhere."""

from __future__ import annotations

import pytest
from psycopg.types.json import Jsonb

from growthos_ui.errors import GrowthError
from growthos_ui.people.account import device_words, phone_of
from state.account import AccountState
from state.actor import ActorState
from state.people import OrganizationsState
from state.preferences import PreferencesState
from state.toasts import ToastState
from tests.cast import BY_KEY, KENJI, LAKESIDE, SAM
from tests.database import sign_in
from tests.screens import open_screen


async def save_phone(tab, typed):
    """Send the form as a browser does: as pairs under a key of Reflex's own."""
    await tab.send(AccountState.keep_phone, {"form": {"__reflex_form_data__": [["phone", typed]]}})


def phone_in_the_database(database, key):
    with database.as_owner() as owner:
        return owner.execute("select phone from public.users where id = %s", [BY_KEY[key].id]).fetchone()[0]


@pytest.mark.parametrize("key", ["sam", "nadia", "enzo", "maya", "farah", "marco", "tara"])
async def test_everybody_keeps_their_own_phone_number(key, pipeline, database):
    tab = await open_screen(pipeline, database, key, "/profile")
    number = f"+9230012345{len(key)}{ord(key[0]) % 10}"
    await save_phone(tab, number)
    assert phone_in_the_database(database, key) == number
    assert tab.shown(ToastState, "title") == "Phone number saved"
    await save_phone(tab, "")
    assert phone_in_the_database(database, key) is None


async def test_a_number_that_is_none_is_refused_beside_the_box(pipeline, database):
    tab = await open_screen(pipeline, database, "maya", "/profile")
    await save_phone(tab, "0300 12")
    assert tab.shown(AccountState, "phone_fault").startswith("A phone number begins with + and the country")
    assert phone_in_the_database(database, "maya") is None


@pytest.mark.parametrize(
    "form",
    [
        {"__reflex_form_data__": [["phone", "+923001234567"], ["role", "admin"]]},
        {"__reflex_form_data__": [["phone", {"a": 1}]]},
        {"__reflex_form_data__": [["phone"]]},
        {"__reflex_form_data__": "phone"},
        {"__reflex_form_data__": [], "phone": "+923001234567"},
        {},
        [["phone", "+923001234567"]],
    ],
)
async def test_a_form_of_another_shape_is_refused_before_anything_is_done(form, pipeline, database):
    tab = await open_screen(pipeline, database, "enzo", "/profile")
    await tab.send(AccountState.keep_phone, {"form": form})
    assert phone_in_the_database(database, "enzo") is None


async def test_the_number_of_somebody_else_is_refused(pipeline, database):
    tab = await open_screen(pipeline, database, "maya", "/profile")
    await save_phone(tab, "+923001111111")
    tab = await open_screen(pipeline, database, "enzo", "/profile")
    await save_phone(tab, "+923001111111")
    assert "another account" in tab.shown(AccountState, "phone_fault")


@pytest.mark.parametrize(
    ("typed", "number"),
    [("+92 300 123-4567", "+923001234567"), ("0044 (20) 7946.0000", "+442079460000"), ("  ", None)],
)
def test_a_number_is_kept_in_one_form_however_it_is_typed(typed, number):
    assert phone_of(typed) == number


@pytest.mark.parametrize("typed", ["0300 1234567", "+0 300 1234567", "+92", "call me", "+92300123456789012"])
def test_what_is_no_international_number_is_refused(typed):
    with pytest.raises(GrowthError):
        phone_of(typed)


async def test_a_person_who_only_reads_is_refused_by_the_menu_of_rights_and_by_the_database(pipeline, database):
    tab = await open_screen(pipeline, database, "vera", "/profile")
    await save_phone(tab, "+923001234567")
    await tab.send(PreferencesState.set_theme, {"theme": "dark"})
    assert phone_in_the_database(database, "vera") is None
    with database.acting_as(sign_in(database, "vera")) as connection, pytest.raises(Exception, match="read-only"):
        connection.execute("select private.prefer('dark')")


async def test_what_was_chosen_is_there_on_the_next_device(pipeline, database):
    tab = await open_screen(pipeline, database, "farah", "/profile")
    await tab.send(PreferencesState.set_theme, {"theme": "dark"})
    await tab.send(PreferencesState.set_density, {"density": "short"})
    await tab.send(PreferencesState.set_letter_keys, {"on": False})
    other = await open_screen(pipeline, database, "farah", "/")
    kept = await other.kept(PreferencesState)
    assert (kept.theme, kept.density, kept.letter_keys) == ("dark", "short", False)
    nobody_else = await (await open_screen(pipeline, database, "enzo", "/")).kept(PreferencesState)
    assert (nobody_else.theme, nobody_else.density, nobody_else.letter_keys) == ("", "normal", True)


async def test_an_announcement_stands_over_every_page_of_the_school_until_it_is_put_away(pipeline, database):
    async def told(key):
        return (await open_screen(pipeline, database, key, "/")).shown(ActorState, "banner")

    def announce(**banner):
        with database.as_owner() as owner:
            owner.execute(_ANNOUNCE, [Jsonb({"banner": banner}), BY_KEY["maya"].school.id])

    announce(message="Closed on Friday.", colour="red")
    tab = await open_screen(pipeline, database, "maya", "/")
    assert (tab.shown(ActorState, "banner"), tab.shown(ActorState, "banner_colour")) == ("Closed on Friday.", "red")
    for _ in range(2):  # a double click
        await tab.send(ActorState.dismiss_banner)
    assert [await told(key) for key in ("maya", "kenji", "mallory")] == ["", "Closed on Friday.", ""]
    only_reads = await open_screen(pipeline, database, "vera", "/")
    for _ in range(2):
        await only_reads.send(ActorState.dismiss_banner)
    await only_reads.send(ActorState.arrive)
    assert only_reads.shown(ActorState, "banner") == ""
    announce(message="Closed on Friday.", end="2999-01-01")
    await tab.send(ActorState.arrive)
    assert (
        tab.shown(ActorState, "banner") == await told("maya") == "Closed on Friday."
    )  # the same words on other days are news
    announce(message="Closed on Monday.")
    assert await told("maya") == "Closed on Monday."
    for days in ({"end": "2020-01-01"}, {"start": "2999-01-01"}):
        announce(message="Closed on Monday.", **days)
        assert await told("kenji") == ""
    announce()


_ANNOUNCE = "update public.company_settings set settings = %s where organization_id = %s"


@pytest.mark.parametrize(("handler", "argument"), [("set_theme", {"theme": "pink"}), ("set_density", {"density": "9"})])
async def test_a_choice_that_is_not_offered_is_refused(handler, argument, pipeline, database):
    tab = await open_screen(pipeline, database, "enzo", "/profile")
    before = (await tab.kept(PreferencesState)).theme
    await tab.send(getattr(PreferencesState, handler), argument)
    assert (await tab.kept(PreferencesState)).theme == before


async def test_a_superadmin_keeps_their_own_account_in_another_organisation(pipeline, database):
    tab = await open_screen(pipeline, database, "sam", "/profile")
    await tab.send(OrganizationsState.choose, {"organization_id": str(LAKESIDE.id)})
    await tab.send(AccountState.load)
    account = await tab.kept(AccountState)
    assert (account.home, account.is_home) == ("Northgate Academy", False)
    await save_phone(tab, "+923009999999")
    await tab.send(PreferencesState.set_theme, {"theme": "light"})
    assert phone_in_the_database(database, "sam") == "+923009999999"
    await tab.send(ActorState.arrive)
    assert (await tab.kept(PreferencesState)).theme == "light"


async def live(database, member):
    with database.as_owner() as owner:
        return owner.execute(
            "select count(*) from public.user_sessions where user_id = %s and ended_at is null", [member.id]
        ).fetchone()[0]


async def test_signing_out_there_ends_that_device_and_no_other(pipeline, database):
    first, second = sign_in(database, "kenji"), sign_in(database, "kenji")
    tab = await open_screen(pipeline, database, "kenji", "/profile")
    before = await live(database, KENJI)
    await tab.send(AccountState.sign_out, {"device": str(first.sign_in_id)})
    assert await live(database, KENJI) == before - 1
    ids = [each.id for each in (await tab.kept(AccountState)).devices]
    assert str(second.sign_in_id) in ids
    assert str(first.sign_in_id) not in ids
    assert [each.is_this for each in (await tab.kept(AccountState)).devices].index(True) == 0


async def test_signing_out_everywhere_else_leaves_this_device_alone(pipeline, database):
    tab = await open_screen(pipeline, database, "kenji", "/profile")
    sign_in(database, "kenji")
    await tab.send(AccountState.sign_out_elsewhere)
    assert await live(database, KENJI) == 1
    assert len((await tab.kept(AccountState)).devices) == 1


async def test_nobody_signs_somebody_else_out(pipeline, database):
    theirs = sign_in(database, "sam")
    before = await live(database, SAM)
    tab = await open_screen(pipeline, database, "nadia", "/profile")
    await tab.send(AccountState.sign_out, {"device": str(theirs.sign_in_id)})
    assert await live(database, SAM) == before
    assert tab.shown(ToastState, "title") == "That device was signed out already"


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130.0", "Edge on Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari on iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Firefox/130.0", "Firefox on Linux"),
        (None, "Unknown device"),
    ],
)
def test_a_device_is_named_as_its_owner_knows_it(said, words):
    assert device_words(said) == words
