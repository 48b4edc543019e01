"""A new password by the server-drawn page: chosen freely, and demanded at sign-in."""

from __future__ import annotations

import pytest

from tests.cast import BY_KEY, KENJI, PASSWORD
from tests.sign_in.conftest import send_form
from tests.sign_in.forms import csrf_of, error_of

pytestmark = pytest.mark.usefixtures("cheap_passwords")

NEW = "another sentence that only tests know"


@pytest.fixture(autouse=True)
def old_passwords(database):
    """Give everybody the password of the tests back."""
    columns = "select id, password_hash, must_change_password from public.users where role <> 'student'"
    with database.as_owner() as owner:
        before = owner.execute(columns).fetchall()
    yield
    with database.as_owner() as owner:
        for user_id, hashed, must in before:
            owner.execute(
                "update public.users set password_hash = %s, must_change_password = %s where id = %s",
                [hashed, must, user_id],
            )


async def change(browser, current=PASSWORD, new=NEW, again=None, **more):
    shown = await browser.get("/auth/password")
    form = {"csrf": csrf_of(shown.text), "current": current, "new": new, "again": new if again is None else again}
    return await browser.post("/auth/password", data=form | more)


async def test_whoever_is_not_signed_in_signs_in_first(browser):
    answer = await browser.get("/auth/password")
    assert (answer.status_code, answer.headers["location"]) == (303, "/auth/sign-in?next=%2Fprofile")


async def test_a_new_password_is_taken_against_the_current_one_and_this_browser_stays_signed_in(browser, door):
    await send_form(browser, "maya")
    answer = await change(browser)
    assert (answer.status_code, answer.headers["location"]) == (303, "/profile")
    assert (await browser.get("/who")).json() == {"name": "Maya Iqbal"}
    async with door.browser() as another:
        assert (await send_form(another, "maya", PASSWORD)).status_code == 401
        assert (await send_form(another, "maya", NEW)).status_code == 303


async def test_every_other_device_is_signed_out_by_it(browser, door):
    async with door.browser() as another:
        await send_form(another, "maya")
        await send_form(browser, "maya")
        await change(browser)
        assert (await another.get("/who")).status_code == 303


@pytest.mark.parametrize(
    ("typed", "status", "sentence"),
    [
        ({"current": "not the password"}, 401, "This is not the current password. 4 tries left before a wait."),
        ({"new": "too short"}, 400, "A password has 12 to 256 characters."),
        ({"new": PASSWORD}, 400, "This is the current password. Choose another one."),
        ({"again": "something else entirely"}, 400, "The two new passwords differ."),
    ],
)
async def test_what_is_wrong_is_said_at_its_field_and_nothing_is_changed(typed, status, sentence, browser, database):
    await send_form(browser, "maya")
    answer = await change(browser, **typed)
    assert answer.status_code == status
    assert sentence in error_of(answer.text)
    assert NEW not in answer.text
    assert (await browser.get("/who")).json() == {"name": "Maya Iqbal"}


async def test_a_school_may_ask_for_longer_ones(browser, database):
    longer = "update public.company_settings set settings = %s where organization_id = %s"
    with database.as_owner() as owner:
        owner.execute(longer, ['{"security": {"password_min": 60}}', BY_KEY["maya"].school.id])
    await send_form(browser, "maya")
    answers = [await change(browser) for _ in range(6)]
    with database.as_owner() as owner:
        owner.execute(longer, ["{}", BY_KEY["maya"].school.id])
    # The current password was right each time: that it is too short for the school is no guess.
    assert [answer.status_code for answer in answers] == [400] * 6
    assert error_of(answers[-1].text) == "A password of your school has at least 60 characters."


async def test_guessing_the_current_password_has_to_wait_like_guessing_at_the_door(browser):
    await send_form(browser, "maya")
    answers = [await change(browser, current=f"guess number {each}") for each in range(6)]
    assert answers[-1].status_code == 429
    assert (await change(browser)).status_code == 429


async def test_a_form_of_another_site_or_of_nobody_is_refused(browser):
    await send_form(browser, "maya")
    form = {"current": PASSWORD, "new": NEW, "again": NEW}
    elsewhere = await browser.post("/auth/password", data=form, headers={"origin": "https://evil.example"})
    assert elsewhere.status_code == 403
    assert (await browser.post("/auth/password", data=form | {"csrf": "guessed"})).status_code == 403


async def test_it_goes_on_to_a_page_of_this_site_only(browser):
    await send_form(browser, "maya")
    answer = await change(browser, next="https://evil.example/")
    assert answer.headers["location"] == "/"


async def test_a_password_that_somebody_else_gave_has_to_be_changed_before_anything_is_open(browser, database):
    with database.as_owner() as owner:
        owner.execute("update public.users set must_change_password = true where id = %s", [KENJI.id])
    asked = await send_form(browser, "kenji", going_to="/students")
    assert asked.status_code == 200
    assert "This password was given to you." in asked.text
    assert (await browser.get("/who")).status_code == 303
    form = {"csrf": csrf_of(asked.text), "email": BY_KEY["kenji"].email, "next": "/students"}
    answer = await browser.post("/auth/password", data=form | {"current": PASSWORD, "new": NEW, "again": NEW})
    assert (answer.status_code, answer.headers["location"]) == (303, "/students")
    assert (await browser.get("/who")).json() == {"name": "Kenji Arai"}


async def test_the_theme_of_a_person_is_known_to_a_new_browser_before_its_first_page(browser, database):
    with database.as_owner() as owner:
        owner.execute(
            """insert into dashboard.preferences (user_id, organization_id, theme)
               select id, organization_id, 'dark' from public.users where id = %s""",
            [KENJI.id],
        )
    answer = await send_form(browser, "kenji")
    assert any(each.startswith("growthos-theme=dark;") for each in answer.headers.get_list("set-cookie"))
