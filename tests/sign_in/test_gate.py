"""The perimeter over HTTP: nothing without a sign-in, nothing under another name, and the headers of every answer."""

import base64
import hashlib

import psycopg
import pytest

from growthos_ui.errors import GrowthError
from growthos_ui.sign_in.browser import Site
from growthos_ui.web.assemble import Perimeter
from growthos_ui.web.headers import Dress, script_hashes
from tests.sign_in.conftest import open_door, send_form, settings_for

pytestmark = pytest.mark.usefixtures("cheap_passwords")


async def test_a_page_leads_to_the_sign_in_page_and_back(browser):
    answer = await browser.get("/students", params={"q": "a b", "sort": "-name"})
    assert answer.status_code == 303
    assert answer.headers["location"] == "/auth/sign-in?next=%2Fstudents%3Fq%3Da%2Bb%26sort%3D-name"
    shown = await browser.get(answer.headers["location"])
    assert 'name="next" value="/students?q=a+b&amp;sort=-name"' in shown.text


@pytest.mark.parametrize(
    "path",
    ["/assets/app-1234.js", "/tokens.css", "/guard.js", "/export/students.csv", "/ping", "/_health", "/healthz/x"],
)
async def test_a_file_is_refused_without_a_sign_in(browser, door, path):
    answer = await browser.get(path, headers={"accept": "*/*"})
    assert answer.status_code == 401
    assert door.inside.seen == []


@pytest.mark.parametrize(
    "path", ["/favicon.svg", "/fonts/InterVariable.woff2", "/auth/sign-in.css", "/healthz", "/readyz"]
)
async def test_what_the_sign_in_page_and_a_load_balancer_need_is_open(browser, path):
    assert (await browser.get(path, headers={"accept": "*/*"})).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/fonts/../students",
        "/auth/../students",
        "/auth/%2e%2e/students",
        "/fonts/InterVariable.woff2/../../students",
        "//auth/x",
    ],
)
async def test_no_detour_leads_inside(browser, door, path):
    answer = await browser.get(f"http://localhost:8321{path}")
    assert answer.status_code in {303, 401, 404}
    assert door.inside.seen == []


@pytest.mark.parametrize(
    "path", ["/_upload", "/_upload/x", "/_event", "/_event/", "/_all_routes", "/auth-codespace", "/sitemap.xml"]
)
async def test_what_reflex_serves_beside_pages_is_shut_even_to_people_signed_in(browser, door, path):
    await send_form(browser, "sam")
    assert (await browser.get(path)).status_code == 404
    assert (await browser.post(path)).status_code == 404
    assert door.inside.seen == []


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
async def test_pages_are_only_for_reading(browser, door, method):
    await send_form(browser, "sam")
    assert (await browser.request(method, "/students")).status_code == 405
    assert door.inside.seen == []


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
@pytest.mark.parametrize("origin", ["", "null", "https://evil.example", "http://localhost:1"])
async def test_the_logo_is_taken_from_a_page_of_this_site_only(browser, method, origin):
    await send_form(browser, "sam")
    sent = {"origin": origin}
    assert (await browser.request(method, "/files/logo", headers=sent)).status_code == 403
    assert (await browser.request("POST", "/files/logo", headers=sent)).status_code == 405


async def test_the_logo_is_taken_from_nobody_who_is_not_signed_in(browser):
    own = {"origin": "http://localhost:8321", "accept": "*/*"}
    assert (await browser.request("PUT", "/files/logo", headers=own, content=b"x")).status_code == 401


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "", "dash.example.org"])
async def test_a_rebound_name_reaches_nothing(browser, host):
    for path in ("/", "/auth/sign-in", "/assets/x.js"):
        assert (await browser.get(path, headers={"host": host})).status_code == 421


async def test_no_cookie_reaches_what_is_inside(browser, door):
    await send_form(browser, "maya")
    await browser.get("/students")
    request = door.inside.seen[-1]
    assert "cookie" not in request.headers
    assert request.scope["actor"].name == "Maya Iqbal"


async def test_a_cookie_given_twice_is_believed_neither_time(browser):
    await send_form(browser, "maya")
    good = browser.cookies["growthos"]
    browser.cookies.clear()
    for pair in (
        [("cookie", f"growthos={good}; growthos={good}")],
        [("cookie", f"growthos={good}"), ("cookie", "growthos=x")],
    ):
        answer = await browser.get("/who", headers=[*pair, ("accept", "text/html")])
        assert answer.status_code == 303


async def test_an_address_of_any_length_is_not_read(browser):
    assert (await browser.get("/" + "a" * 3000)).status_code == 414
    assert (await browser.get("/", params={"q": "a" * 9000})).status_code == 414


async def test_redirects_made_inside_lead_to_https_behind_a_proxy(database):
    async with (
        open_door(settings_for(database, public_url="https://dash.example.org")) as door,
        door.browser() as browser,
    ):
        await send_form(browser, "maya")
        await browser.get("/students")
        assert door.inside.seen[-1].url.scheme == "https"


@pytest.mark.parametrize("path", ["/auth/sign-in", "/auth/signed-out", "/", "/students", "/auth/nothing"])
async def test_every_answer_carries_the_security_headers(browser, path):
    await send_form(browser, "maya")
    headers = (await browser.get(path)).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert "camera=()" in headers["permissions-policy"]
    assert headers["cache-control"] == "no-store"
    assert "access-control-allow-origin" not in headers


async def test_pages_may_run_our_scripts_and_no_others(browser):
    await send_form(browser, "maya")
    policy = dict(
        each.split(" ", 1) for each in (await browser.get("/")).headers["content-security-policy"].split("; ")
    )
    assert policy["default-src"] == "'none'"
    assert "unsafe" not in policy["script-src"]
    assert policy["connect-src"] == "'self' ws://localhost:8321"
    assert policy["frame-ancestors"] == policy["base-uri"] == policy["object-src"] == "'none'"
    assert policy["form-action"] == "'self'"


@pytest.mark.parametrize("host", ["127.0.0.1:9999", "LOCALHOST:8321", "[::1]:1", "localhost:8321.evil", "evil.example"])
@pytest.mark.parametrize("path", ["/", "/auth/sign-in", "/healthz"])
async def test_no_word_of_a_request_enters_the_policy_of_a_page(browser, host, path):
    await send_form(browser, "maya")
    answer = await browser.get(path, headers={"host": host})
    policy = answer.headers.get("content-security-policy", "")
    assert not any(word in policy for word in ("evil", "9999", "127.0.0.1", "[::1]", "LOCALHOST"))
    assert "evil" not in host or path == "/healthz" or answer.status_code == 421


def test_the_inline_scripts_of_the_built_pages_are_named_by_their_hash(tmp_path):
    (tmp_path / "students").mkdir()
    page = '<script>one()</script><script src="/a.js"></script><script type="module">two()</script><script></script>'
    (tmp_path / "index.html").write_text(page)
    (tmp_path / "students" / "index.html").write_text("<script>one()</script>")
    expected = {f"'sha256-{base64.b64encode(hashlib.sha256(code).digest()).decode()}'" for code in (b"one()", b"two()")}
    hashes = script_hashes(tmp_path)
    assert set(hashes) == expected
    assert len(hashes) == 2
    assert all(each in Dress(Site("http://localhost:1"), hashes).page_policy() for each in expected)


@pytest.mark.parametrize(
    ("path", "caching"),
    [
        ("/assets/entry-abc123.js", "private, max-age=31536000, immutable"),
        ("/assets/reflex-env-abc123.js", "no-cache"),
        ("/fonts/InterVariable.woff2", "public, max-age=31536000, immutable"),
        ("/tokens.css", "no-cache"),
        ("/students", "no-store"),
    ],
)
async def test_files_named_by_their_hash_are_kept_and_pages_are_not(browser, path, caching):
    await send_form(browser, "maya")
    assert (await browser.get(path)).headers["cache-control"] == caching


async def test_without_the_database_people_get_a_sentence_and_no_page(browser, door, monkeypatch):
    await send_form(browser, "maya")

    async def silent(*_):
        raise psycopg.OperationalError

    monkeypatch.setattr(door.perimeter.sign_ins, "ask", silent)
    answer = await browser.get("/students")
    assert (answer.status_code, answer.text) == (503, "The database does not answer. Please try again in a moment.")


async def test_it_is_ready_only_while_the_law_stands(database):
    async with open_door(settings_for(database)) as door, door.browser() as browser:
        with database.as_owner() as owner:
            owner.execute("create policy hole on public.users for select to authenticated using (true)")
        answer = await browser.get("/readyz", headers={"host": "10.0.0.1"})
        with database.as_owner() as owner:
            owner.execute("drop policy hole on public.users")
    assert answer.status_code == 503
    assert "policies are not those of the last migration" in answer.text


async def test_the_owner_may_not_serve(database):
    with pytest.raises(GrowthError, match=r"DATABASE_URL .* must not serve"):
        async with Perimeter().serving(settings_for(database, database_url=database.owner_url)):
            pass


async def test_a_process_without_a_database_does_not_begin_to_serve(database):
    with pytest.raises(GrowthError, match="does not answer"):
        async with Perimeter().serving(
            settings_for(database, database_url="postgresql://growthos_app@127.0.0.1:1/none")
        ):
            pass
