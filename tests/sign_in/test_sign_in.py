"""Signing in and out by the server-drawn page."""

import asyncio

import psycopg
import pytest
from argon2 import PasswordHasher, extract_parameters

from growthos_ui.auth import passwords
from growthos_ui.sign_in.pages import FOR_STUDENTS, NOT_FOR_STUDENTS
from tests.cast import PASSWORD
from tests.sign_in.conftest import open_door, send_form, settings_for
from tests.sign_in.forms import csrf_of, error_of

pytestmark = pytest.mark.usefixtures("cheap_passwords")

COOKIE = "growthos"


async def test_a_right_password_begins_a_sign_in_and_leads_back_to_the_page_that_was_wanted(browser, sign_in):
    answer = await sign_in(browser, "maya", going_to="/students?q=ali")
    assert (answer.status_code, answer.headers["location"]) == (303, "/students?q=ali")
    assert (await browser.get("/who")).json() == {"name": "Maya Iqbal"}


async def test_the_cookie_is_kept_from_scripts_and_other_sites(browser, sign_in):
    answer = await sign_in(browser, "maya")
    cookie = next(each for each in answer.headers.get_list("set-cookie") if each.startswith(f"{COOKIE}="))
    assert {"HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=43200"} <= set(cookie.split("; "))
    assert "Secure" not in cookie  # this site is plain http on loopback, where the browser would drop it


async def test_on_https_the_cookie_is_bound_to_the_host_and_to_https(database):
    async with (
        open_door(settings_for(database, public_url="https://dash.example.org")) as door,
        door.browser() as browser,
    ):
        shown = await browser.get("/auth/sign-in")
        form = {"email": "maya.iqbal@northgate.example", "password": PASSWORD, "csrf": csrf_of(shown.text)}
        answer = await browser.post("/auth/sign-in", data=form)
        cookie = next(each for each in answer.headers.get_list("set-cookie") if each.startswith("__Host-growthos="))
        assert "Secure" in cookie
        assert answer.headers["strict-transport-security"].startswith("max-age=")


async def test_the_database_keeps_only_the_hash_of_the_secret(browser, sign_in, database):
    await sign_in(browser, "maya")
    secret = browser.cookies[COOKIE].partition(".")[2]
    with database.as_owner() as owner:
        kept = owner.execute("select string_agg(s::text, ' ') from public.user_sessions s").fetchone()[0]
    assert secret not in kept


async def test_a_wrong_password_keeps_the_address_typed_and_says_how_many_tries_are_left(browser, sign_in):
    answer = await sign_in(browser, "maya", "not the password at all")
    assert answer.status_code == 401
    assert error_of(answer.text) == "E-mail or password is not right. 4 tries left before a wait of up to 15 minutes."
    assert 'value="maya.iqbal@northgate.example"' in answer.text
    assert "not the password at all" not in answer.text


async def test_an_address_typed_with_markup_is_shown_as_text(browser, sign_in):
    answer = await sign_in(browser, '"><script>alert(1)</script>@x.example')
    assert "<script" not in answer.text


@pytest.fixture
def deactivated(database):
    with database.as_owner() as owner:
        owner.execute("update public.users set is_active = false where email = 'kenji.arai@northgate.example'")
    yield "kenji"
    with database.as_owner() as owner:
        owner.execute("update public.users set is_active = true where email = 'kenji.arai@northgate.example'")


async def test_unknown_and_deactivated_accounts_get_the_answer_of_a_wrong_password(door, deactivated):
    answers = []
    for who, password in (("nobody@nowhere.example", PASSWORD), (deactivated, PASSWORD), ("maya", "wrong " * 4)):
        async with door.browser() as browser:
            answer = await send_form(browser, who, password)
            answers.append((answer.status_code, error_of(answer.text)))
    assert len(set(answers)) == 1


async def test_a_student_is_told_where_to_go_only_after_the_right_password(door):
    async with door.browser() as browser:
        wrong = await send_form(browser, "alice", "a guess of somebody else")
        right = await send_form(browser, "alice")
    assert (wrong.status_code, right.status_code) == (401, 403)
    assert error_of(wrong.text).startswith("E-mail or password is not right.")
    assert error_of(right.text) == NOT_FOR_STUDENTS
    assert COOKIE not in browser.cookies
    assert FOR_STUDENTS.replace("'", "&#x27;") in wrong.text


async def test_an_unknown_address_costs_the_same_work_as_a_known_one(door, deactivated, monkeypatch):
    checked = []
    plain = passwords._matches
    monkeypatch.setattr(passwords, "_matches", lambda stored, tried: checked.append(stored) or plain(stored, tried))
    for who in ("tara", "nobody.either@nowhere.example", deactivated, "ben"):
        async with door.browser() as browser:
            await send_form(browser, who, "never the password of anybody")
    assert len(checked) == 4
    assert len({repr(extract_parameters(stored)) for stored in checked}) == 1


async def test_signing_out_ends_the_sign_in_and_forgets_the_cookie(browser, sign_in):
    await sign_in(browser, "maya")
    kept = browser.cookies[COOKIE]
    answer = await browser.post("/auth/sign-out")
    assert (answer.status_code, answer.headers["location"]) == (303, "/auth/signed-out")
    assert COOKIE not in browser.cookies
    browser.cookies.set(COOKIE, kept)
    assert (await browser.get("/who")).status_code == 303
    assert "You are signed out." in (await browser.get("/auth/signed-out")).text


async def test_a_sign_in_never_keeps_the_id_that_the_browser_brought(door, sign_in):
    async with door.browser() as thief, door.browser() as victim:
        await send_form(thief, "otto")
        planted = thief.cookies[COOKIE]
        victim.cookies.set(COOKIE, planted)
        await send_form_as_is(victim, "maya")
        assert victim.cookies[COOKIE] != planted
        assert (await victim.get("/who")).json() == {"name": "Maya Iqbal"}
        assert (await thief.get("/who")).status_code == 303


async def send_form_as_is(browser, who):
    """Send the form although the browser already holds a sign-in: the page would lead on at once."""
    kept = browser.cookies.get(COOKIE)
    browser.cookies.delete(COOKIE)
    shown = await browser.get("/auth/sign-in")
    browser.cookies.set(COOKIE, kept, domain="localhost.local", path="/")
    form = {"email": f"{who}.iqbal@northgate.example", "password": PASSWORD, "csrf": csrf_of(shown.text)}
    return await browser.post("/auth/sign-in", data=form)


async def test_somebody_signed_in_is_led_on_from_the_sign_in_page(browser, sign_in):
    await sign_in(browser, "maya")
    answer = await browser.get("/auth/sign-in", params={"next": "/students"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/students")


@pytest.mark.parametrize(
    ("change", "restore"),
    [
        ("update public.users set is_active = false where email = %s", "update public.users set is_active = true where email = %s"),
        ("update public.users set login_blocked = true where email = %s", "update public.users set login_blocked = false where email = %s"),
        ("update public.users set sign_in_epoch = sign_in_epoch + 1 where email = %s", "select %s"),
    ],
    ids=["deactivated", "blocked", "rights changed"],
)  # fmt: skip
async def test_the_next_request_after_a_change_of_rights_is_refused(browser, sign_in, database, change, restore):
    await sign_in(browser, "enzo")
    assert (await browser.get("/who")).status_code == 200
    with database.as_owner() as owner:
        owner.execute(change, ["enzo.conti@northgate.example"])
    assert (await browser.get("/who")).status_code == 303
    with database.as_owner() as owner:
        owner.execute(restore, ["enzo.conti@northgate.example"])


async def test_an_idle_and_an_old_sign_in_are_over(browser, sign_in, database):
    for column in ("last_seen_at = last_seen_at - interval '9 hours'", "expires_at = clock_timestamp()"):
        await sign_in(browser, "vera")
        assert (await browser.get("/who")).status_code == 200
        with database.as_owner() as owner:
            owner.execute(f"update public.user_sessions set {column} where ended_at is null")
        assert (await browser.get("/who")).status_code == 303


async def test_being_here_is_written_down_at_most_once_a_minute(browser, sign_in, database):
    await sign_in(browser, "nadia")
    with database.as_owner() as owner:
        owner.execute(
            "update public.user_sessions set last_seen_at = last_seen_at - interval '2 hours' where ended_at is null"
        )

    def seen():
        with database.as_owner() as owner:
            return owner.execute(
                "select max(last_seen_at) from public.user_sessions where ended_at is null"
            ).fetchone()[0]

    before = seen()
    await browser.get("/a-page")
    first = seen()
    await browser.get("/a-page")
    assert before < first == seen()


async def test_two_sign_ins_at_once_do_not_disturb_each_other(door):
    async with door.browser() as one, door.browser() as two:
        await asyncio.gather(send_form(one, "maya"), send_form(two, "otto"))
        assert (await one.get("/who")).json() == {"name": "Maya Iqbal"}
        assert (await two.get("/who")).json() == {"name": "Otto Lang"}


async def test_a_hash_at_an_older_cost_is_renewed_at_sign_in_and_nothing_else_changes(door, database):
    person = "farah.siddiqui@northgate.example"
    columns = "select password_hash, must_change_password, password_changed_at from public.users where email = %s"
    old = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    with database.as_owner() as owner:
        owner.execute(
            "update public.users set password_hash = %s, must_change_password = true where email = %s", [old, person]
        )
        before = owner.execute(columns, [person]).fetchone()
    async with door.browser() as browser:
        assert "This password was given to you." in (await send_form(browser, "farah")).text
    with database.as_owner() as owner:
        after = owner.execute(columns, [person]).fetchone()
    assert after[0] != old
    assert extract_parameters(after[0]) == extract_parameters(passwords.hash_now(PASSWORD))
    assert after[1:] == before[1:]


async def test_an_account_that_loses_its_rights_while_it_signs_in_gets_no_sign_in(door, database, monkeypatch):
    plain = passwords.check

    async def check(stored, password):
        with database.as_owner() as owner:
            owner.execute("update public.users set is_active = false where email = 'tara.silva@northgate.example'")
        return await plain(stored, password)

    monkeypatch.setattr(passwords, "check", check)
    async with door.browser() as browser:
        answer = await send_form(browser, "tara")
    assert answer.status_code == 401
    assert COOKIE not in browser.cookies


async def test_without_the_database_the_sign_in_page_says_so(browser, door, monkeypatch):
    async def silent(*_):
        raise psycopg.OperationalError

    csrf = csrf_of((await browser.get("/auth/sign-in")).text)
    monkeypatch.setattr(door.perimeter.sign_ins, "ask", silent)
    answer = await browser.post("/auth/sign-in", data={"email": "a@b", "password": PASSWORD, "csrf": csrf})
    assert answer.status_code == 503
    assert "The database does not answer." in answer.text
