"""What the command line does: a school, its first superadmin, and a lost password."""

import pytest

from growthos_ui.errors import GrowthError, Kind
from growthos_ui.sign_in.accounts import create_organization, create_superadmin, reset_password
from tests.sign_in.conftest import send_form

pytestmark = pytest.mark.usefixtures("cheap_passwords")

NEW = "a longer sentence than before"


async def test_a_new_superadmin_may_sign_in(database, browser):
    create_superadmin(
        owner_url=database.owner_url,
        email=" Ada@Northgate.example",
        name="Ada First",
        password=NEW,
        organization_slug="northgate",
    )
    assert (await send_form(browser, "ada@northgate.example", NEW)).status_code == 303
    assert (await browser.get("/who")).json() == {"name": "Ada First"}


async def test_a_new_password_replaces_the_old_one_and_ends_every_sign_in(database, browser, door):
    assert (await send_form(browser, "marco")).status_code == 303
    reset_password(owner_url=database.owner_url, email="marco.costa@northgate.example", password=NEW)
    assert (await browser.get("/who")).status_code == 303
    async with door.browser() as other:
        assert (await send_form(other, "marco")).status_code == 401
        assert (await send_form(other, "marco", NEW)).status_code == 303


async def test_a_first_password_that_is_temporary_opens_nothing_but_the_way_to_an_own_one(database, browser):
    with database.as_owner() as owner:
        owner.execute("update public.users set password_hash = null where email = 'kenji.arai@northgate.example'")
    assert (await send_form(browser, "kenji", NEW)).status_code == 401
    reset_password(owner_url=database.owner_url, email="kenji.arai@northgate.example", password=NEW, temporary=True)
    answer = await send_form(browser, "kenji", NEW)
    assert "This password was given to you. Choose one of your own to go on." in answer.text
    assert (await browser.get("/who")).status_code == 303


@pytest.mark.parametrize(
    ("change", "kind", "field"),
    [
        ({"email": "maya.iqbal@northgate.example"}, Kind.DUPLICATE, "email"),
        ({"email": "no address"}, Kind.INVALID, "email"),
        ({"name": "x"}, Kind.INVALID, "name"),
        ({"password": "short"}, Kind.INVALID, "password"),
        ({"password": "x" * 257}, Kind.INVALID, "password"),
        ({"organization_slug": "nowhere"}, Kind.MISSING, None),
    ],
    ids=[
        "address in use",
        "no address",
        "name too short",
        "password too short",
        "password too long",
        "no such organisation",
    ],
)
def test_a_superadmin_who_cannot_be_is_refused_in_a_sentence(database, change, kind, field):
    wanted = {"email": "b@northgate.example", "name": "Bo Second", "password": NEW, "organization_slug": "northgate"}
    with pytest.raises(GrowthError) as refused:
        create_superadmin(owner_url=database.owner_url, **(wanted | change))
    assert (refused.value.kind, refused.value.field) == (kind, field)


def test_a_password_for_nobody_is_refused(database):
    with pytest.raises(GrowthError) as refused:
        reset_password(owner_url=database.owner_url, email="nobody@nowhere.example", password=NEW)
    assert refused.value.kind is Kind.MISSING


async def test_a_new_school_gets_its_first_superadmin_who_works_there(database, browser):
    create_organization(
        owner_url=database.owner_url, name="Hillside School", slug="hillside", timezone="Asia/Tokyo", currency="jpy"
    )
    create_superadmin(
        owner_url=database.owner_url,
        email="hana@hillside.example",
        name="Hana Mori",
        password=NEW,
        organization_slug="hillside",
    )
    assert (await send_form(browser, "hana@hillside.example", NEW)).status_code == 303
    with database.as_owner() as owner:
        found = owner.execute(
            """select o.name, o.timezone, c.default_currency from public.organizations o
               join public.company_settings c on c.organization_id = o.id where o.slug = 'hillside'"""
        ).fetchone()
    assert found == ("Hillside School", "Asia/Tokyo", "JPY")


@pytest.mark.parametrize(
    ("wrong", "kind", "field"),
    [
        ({"slug": "northgate"}, Kind.DUPLICATE, "slug"),
        ({"slug": "Has Spaces"}, Kind.INVALID, "slug"),
        ({"name": " "}, Kind.INVALID, "name"),
        ({"timezone": "Mars/Olympus"}, Kind.INVALID, "timezone"),
        ({"currency": "rupees"}, Kind.INVALID, "currency"),
    ],
)
def test_a_school_that_cannot_be_is_refused_in_a_sentence_and_leaves_nothing(wrong, kind, field, database):
    asked = {"name": "Valley School", "slug": "valley", "timezone": "UTC", "currency": "EUR"} | wrong
    with pytest.raises(GrowthError) as refused:
        create_organization(owner_url=database.owner_url, **asked)
    assert (refused.value.kind, refused.value.field) == (kind, field)
    with database.as_owner() as owner:
        assert owner.execute("select count(*) from public.organizations where slug = 'valley'").fetchone() == (0,)
