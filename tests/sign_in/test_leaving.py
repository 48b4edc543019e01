"""What an open page does in a real browser when its sign-in ends: assets/guard.js."""

import pytest

from growthos_ui.auth import tokens
from tests.browser import started
from tests.sign_in.wire import ROOT, live_site

GUARD = (ROOT / "assets" / "guard.js").read_text()
# The one socket that Reflex's page holds; resolves with the server's first word.
CONNECT = """() => new Promise((done) => {
  const socket = new WebSocket(`ws://${location.host}/_event/?token=a&EIO=4&transport=websocket`);
  socket.onmessage = () => done("connected");
})"""


@pytest.fixture(scope="module")
def site(database, tmp_path_factory):
    with live_site(database, tmp_path_factory.mktemp("site") / "log") as running:
        yield running


@pytest.fixture(scope="module")
def chromium():
    with started() as browser:
        yield browser


@pytest.fixture
def page(chromium, site):
    """A page of Maya, who is signed in. Without a built front end the server has only its address: the guard is put in."""
    context = chromium.new_context(base_url=site.origin)
    context.add_cookies([{"name": "growthos", "value": site.cookie("maya"), "url": site.origin, "httpOnly": True}])
    context.set_default_timeout(8_000)
    opened = context.new_page()
    open_students(opened)
    assert opened.evaluate(CONNECT) == "connected"
    yield opened
    context.close()


def open_students(page):
    page.goto("/students?q=ali")
    page.evaluate(GUARD)


def end(site, page):
    cookie = next(each["value"] for each in page.context.cookies() if each["name"] == "growthos")
    with site.database.as_owner() as owner:
        owner.execute(
            "update public.user_sessions set ended_at = clock_timestamp(), ended_reason = 'revoked' where id = %s",
            [tokens.read_cookie(cookie).sign_in_id],
        )


def test_an_open_page_leaves_for_the_sign_in_page_and_remembers_where_it_was(site, page):
    end(site, page)
    page.wait_for_url("**/auth/sign-in?next=%2Fstudents%3Fq%3Dali")
    assert page.locator("[name=next]").get_attribute("value") == "/students?q=ali"


def test_a_socket_that_is_refused_takes_the_page_away_too(site, page):
    other = page.context.new_page()
    open_students(other)
    end(site, page)
    page.wait_for_url("**/auth/sign-in?**")
    other.evaluate(f"void ({CONNECT})()")
    other.wait_for_url("**/auth/sign-in?**")


def test_signing_out_in_one_tab_takes_the_other_along(site, page):
    other = page.context.new_page()
    other.goto("/auth/signed-out")
    other.set_content('<form method="post" action="/auth/sign-out"><button>Sign out</button></form>')
    other.click("button")
    other.wait_for_url("**/auth/signed-out")
    page.wait_for_url("**/auth/sign-in?**")
    assert not [each for each in page.context.cookies() if each["name"] == "growthos"]
