"""Two servers behind one address, without any stickiness: whoever answers, a person notices nothing; when one ends, neither."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import started
from tests.cast import ALICE, BY_KEY, PASSWORD
from tests.database import Database, clone
from tests.journeys.site import Site, end, free_port, serving
from tests.servers.proxy import SharedState, proxied, shared_state

WITHIN_MS = 30_000
SEEN = "select count(*) from pg_stat_activity where datname = %s and application_name like 'growthos%%'"


@dataclass
class Pair:
    """The address of both, and each by itself."""

    url: str
    servers: list[Site]
    database: Database
    memory: SharedState


@pytest.fixture(scope="module")
def pair(server, template, tmp_path_factory) -> Iterator[Pair]:
    database, port = clone(server, template=template), free_port()
    folder, public = tmp_path_factory.mktemp("pair"), f"http://localhost:{port}"
    with ExitStack() as held:
        memory = held.enter_context(shared_state())
        shared = {
            "REDIS_URL": memory.url,
            "PUBLIC_URL": public,
            "TRUSTED_PROXY_HOPS": "1",
            "GRANIAN_WORKERS": "1",
        }
        both = [held.enter_context(serving(database, folder / f"{name}.log", **shared)) for name in ("first", "second")]
        held.enter_context(proxied(port, [int(each.url.rpartition(":")[2]) for each in both]))
        yield Pair(public, both, database, memory)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with started() as browser:
        yield browser


@pytest.fixture(scope="module")
def nadia(pair, chromium) -> Page:
    page = chromium.new_context(base_url=pair.url, viewport={"width": 1440, "height": 900}).new_page()
    page.goto("/auth/sign-in")
    page.fill("[name=email]", BY_KEY["nadia"].email)
    page.fill("[name=password]", PASSWORD)
    page.click("button[type=submit]")
    page.locator("main h1").wait_for()
    return page


def rename(pair: Pair, name: str) -> None:
    with pair.database.as_owner() as owner:
        owner.execute("update public.users set full_name = %s where id = %s", [name, ALICE.id])


def test_one_goes_from_page_to_page_whichever_server_answers(nadia):
    for path, heading in (("/students", "Students"), ("/finance/installments", "Installments"), ("/", "Home")) * 2:
        nadia.goto(path)
        expect(nadia.locator("main h1")).to_have_text(heading)
        expect(nadia.locator("main .bone")).to_have_count(0)


def test_what_changes_appears_in_the_tab_whichever_server_holds_it(pair, nadia):
    nadia.goto("/students?q=alice")
    expect(nadia.locator("[data-row]")).to_have_count(1)
    rename(pair, "Alice Appears")
    expect(nadia.locator("[data-row]", has_text="Alice Appears")).to_be_visible()


def test_while_what_they_share_is_away_a_tab_says_so_and_goes_on_by_itself_with_what_was_typed(pair, nadia):
    with pair.database.as_owner() as owner:
        (code,) = owner.execute("select student_code from public.students where id = %s", [ALICE.student_id]).fetchone()
    nadia.goto(f"/students/{code}")
    nadia.get_by_role("button", name="Edit contact").click()
    nadia.get_by_role("dialog").get_by_label("Phone").fill("+92 300 1112223")
    lost, card = nadia.get_by_text("The connection was lost. Trying again"), nadia.locator("[data-kept]")
    pair.memory.end()
    expect(lost).to_be_visible(timeout=WITHIN_MS)
    assert [httpx.get(f"{each.url}/readyz").status_code for each in pair.servers] == [503, 503]
    pair.memory.start()
    expect(lost).to_be_hidden(timeout=WITHIN_MS)
    expect(card).to_contain_text("Nothing was sent.", timeout=WITHIN_MS)
    card.get_by_role("button", name="Open it again").click()
    expect(nadia.get_by_role("dialog").get_by_label("Phone")).to_have_value("+92 300 1112223")
    nadia.get_by_role("dialog").get_by_role("button", name="Save").click()
    expect(nadia.get_by_text("Contact saved")).to_be_visible(timeout=WITHIN_MS)
    rename(pair, "Alice Returns")
    nadia.goto("/students?q=alice")
    expect(nadia.locator("[data-row]", has_text="Alice Returns")).to_be_visible()


def test_a_server_that_ends_takes_nothing_with_it(pair, nadia):
    nadia.goto("/students?q=alice")
    nadia.locator("[data-row]").first.wait_for()
    end(pair.servers[0].process)
    rename(pair, "Alice Again")
    expect(nadia.locator("[data-row]", has_text="Alice Again")).to_be_visible(timeout=20_000)
    nadia.goto("/finance/installments")
    expect(nadia.locator("main h1")).to_have_text("Installments")
    expect(nadia.locator("[data-live]")).to_have_text(re.compile(r"Updated \d+ s ago"))
