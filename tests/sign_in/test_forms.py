"""What the sign-in page accepts: only its own forms, of a sane size, leading nowhere else."""

import pytest

from growthos_ui.sign_in.browser import Site, safe_next
from growthos_ui.sign_in.forms import email_in
from tests.cast import PASSWORD
from tests.sign_in.conftest import send_form
from tests.sign_in.forms import csrf_of

MAYA = "maya.iqbal@northgate.example"


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://localhost:8321.evil.example"},
        {"origin": "http://localhost:9999"},
        {"origin": "https://localhost:8321"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
    ids=lambda headers: " ".join(headers.values()),
)
@pytest.mark.parametrize("path", ["/auth/sign-in", "/auth/sign-out"])
async def test_a_form_of_another_site_is_refused(browser, path, headers):
    csrf = csrf_of((await browser.get("/auth/sign-in")).text)
    form = {"email": MAYA, "password": PASSWORD, "csrf": csrf}
    answer = await browser.post(path, data=form, headers=headers)
    assert answer.status_code == 403
    assert "growthos" not in browser.cookies


async def test_a_form_without_an_origin_is_refused(door):
    async with door.browser() as browser:
        csrf = csrf_of((await browser.get("/auth/sign-in")).text)
        del browser.headers["origin"]
        answer = await browser.post("/auth/sign-in", data={"email": MAYA, "password": PASSWORD, "csrf": csrf})
    assert answer.status_code == 403


@pytest.mark.parametrize("csrf", ["", "0" * 64, "é"], ids=["missing", "made up", "not even ascii"])
async def test_a_form_that_was_not_drawn_for_this_browser_is_drawn_anew(browser, csrf):
    await browser.get("/auth/sign-in")
    answer = await browser.post("/auth/sign-in", data={"email": MAYA, "password": PASSWORD, "csrf": csrf})
    assert answer.status_code == 403
    assert "This form had expired." in answer.text
    assert f'value="{MAYA}"' in answer.text


async def test_a_form_drawn_for_another_browser_is_refused(door):
    async with door.browser() as one, door.browser() as other:
        foreign = csrf_of((await one.get("/auth/sign-in")).text)
        await other.get("/auth/sign-in")
        answer = await other.post("/auth/sign-in", data={"email": MAYA, "password": PASSWORD, "csrf": foreign})
    assert answer.status_code == 403


async def test_a_body_larger_than_any_form_is_refused(browser):
    answer = await browser.post("/auth/sign-in", content=b"password=" + b"x" * 1_000_000)
    assert answer.status_code == 413


@pytest.mark.parametrize("body", [b"", b"\xff\xfe", b"email=%00&password=%00", b"&" * 5000, b"email=a&email=b"])
async def test_a_broken_body_is_only_a_form_that_had_expired(browser, body):
    assert (await browser.post("/auth/sign-in", content=body)).status_code == 403


async def test_a_password_too_long_to_be_one_is_only_wrong(browser):
    assert (await send_form(browser, "maya", "x" * 257)).status_code == 401


async def test_an_address_longer_than_any_accounts_is_only_wrong(browser):
    for padded in (f"{MAYA}{' ' * 300}x", f"{'x' * 255}@northgate.example"):
        assert (await send_form(browser, padded)).status_code == 401
    assert email_in({"email": f"  {MAYA.upper()}{' ' * 300}"}) == MAYA


async def test_an_address_with_control_characters_is_only_wrong(browser):
    assert (await send_form(browser, "maya\x00@northgate.example")).status_code == 401


@pytest.mark.parametrize(
    "wanted",
    [
        "//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)", "/%5cevil.example", "/%2f/evil.example",
        "/%252f/evil.example", "/\tevil", "/a\r\nx: y", "/auth/sign-out", "/auth", "/%61uth/sign-out", "/_event", "/_upload/x", "///evil",
        "evil.example", "", "//[", "/" + "a" * 1001, "/é", "\x00", "/ /evil",
    ],
)  # fmt: skip
async def test_after_signing_in_nobody_is_led_astray(wanted):
    assert safe_next(wanted) == "/"


@pytest.mark.parametrize(
    "wanted", ["/", "/students", "/students?q=a%20b&sort=-name", "/students/STU000001", "/students?from=2026-01-01#top"]
)
def test_after_signing_in_people_get_where_they_wanted(wanted):
    assert safe_next(wanted) == wanted


@pytest.mark.parametrize("going_to", ["//evil.example", "/auth/sign-out", '/"><script>'])
async def test_the_page_and_the_answer_agree_on_where_to_go(browser, going_to):
    answer = await send_form(browser, "maya", going_to=going_to)
    assert answer.headers["location"] in {"/", "/%22%3E%3Cscript%3E"}
    assert "<script" not in (await browser.get("/auth/signed-out", params={"next": going_to})).text


@pytest.mark.parametrize(
    ("host", "known"),
    [
        ("dash.example.org", True), ("DASH.example.org", True), ("localhost:8321", True), ("127.0.0.1", True), ("[::1]:80", True),
        ("evil.example", False), ("dash.example.org:8443", False), ("dash.example.org.evil.example", False), ("localhost.evil", False),
        ("", False), ("[", False), ("a@localhost", False), ("localhost/x", False), ("localhost\x00", False),
        ("localhost:8555.evil", False), ("localhost:", False), ("localhost:8321;script-src", False), ("localhost:٣", False),
        ("[::1].evil", False), ("127.0.0.1:1:2", False), ("dash.example.org:x", False),
    ],
)  # fmt: skip
def test_a_site_knows_its_own_names(host, known):
    assert Site("https://dash.example.org").knows_host(host) is known


def test_a_loopback_page_is_no_origin_for_the_public_name():
    site = Site("https://dash.example.org")
    assert site.is_own_origin("https://dash.example.org", "dash.example.org")
    assert not site.is_own_origin("http://dash.example.org", "dash.example.org")
    assert not site.is_own_origin("http://localhost:8321", "dash.example.org")
    assert site.is_own_origin("http://localhost:8321", "localhost:8321")


async def test_the_page_has_no_script_and_names_no_other_site(browser):
    answer = await browser.get("/auth/sign-in")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "unsafe" not in policy
    assert "<script" not in answer.text
    assert " style=" not in answer.text
    assert "http://" not in answer.text
    assert "https://" not in answer.text


@pytest.mark.parametrize(
    ("cookie", "drawn"), [("dark", ' data-theme="dark"'), ("light", ' data-theme="light"'), ("x", ""), (None, "")]
)
async def test_the_theme_is_the_chosen_one_or_the_systems(browser, cookie, drawn):
    headers = {"cookie": f"growthos-theme={cookie}"} if cookie else {}
    page = (await browser.get("/auth/sign-in", headers=headers)).text
    assert f'<html lang="en"{drawn}>' in page
    sheet = (await browser.get("/auth/sign-in.css")).text
    assert "@media (prefers-color-scheme: dark) { :root:not([data-theme]) {" in sheet
