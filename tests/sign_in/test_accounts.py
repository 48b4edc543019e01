"""What the command line does to accounts: the first superadmin, and a lost password."""

import pytest

from growthos_ui.errors import GrowthError, Kind
from growthos_ui.sign_in.accounts import create_superadmin, reset_password
from tests.sign_in.conftest import send_form

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
