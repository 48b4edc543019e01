"""A payment by hand while things break: two cashiers at once, and a server, a connection or a sign-in that ends in the middle.

Whatever breaks, the ledger has the payment once or not at all, and what was typed stands: in its box, or offered again.
"""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import psycopg
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser import started
from tests.cast import ALICE, BY_KEY, NORTHGATE, PASSWORD
from tests.database import Database, clone
from tests.finance.underway import held, stands
from tests.journeys.site import Site, free_port, serving
from tests.school_ground import row_id
from tests.waiting import until_gone, wait_until_it_waits

INVOICE, PART = row_id(NORTHGATE, "invoice ben"), row_id(NORTHGATE, "part 2 ben")
WITHIN_MS = 15_000


class Desk:
    """The server of the desk, which can be killed and started again at its address, and the database behind it."""

    def __init__(self, database: Database, folder) -> None:
        self.database, self._folder, self._port = database, folder, free_port()
        self._held = ExitStack()
        self.start()

    def start(self) -> Site:
        self.site = self._held.enter_context(serving(self.database, self._folder / "log", port=self._port))
        return self.site

    def kill(self) -> None:
        os.killpg(self.site.process.pid, signal.SIGKILL)
        self.site.process.wait(10)

    def close(self) -> None:
        self._held.close()


@pytest.fixture(scope="module")
def desk(server, template, tmp_path_factory) -> Iterator[Desk]:
    made = Desk(clone(server, template=template), tmp_path_factory.mktemp("desk"))
    yield made
    made.close()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with started() as browser:
        yield browser


@pytest.fixture(scope="module")
def path(desk) -> str:
    with desk.database.as_owner() as owner:
        (number,) = owner.execute("select invoice_number from public.invoices where id = %s", [INVOICE]).fetchone()
    return f"/finance/installments/{number}-2"


@contextmanager
def somebody(chromium: Browser, desk: Desk, key: str) -> Iterator[Page]:
    """A browser of its own in which a person has signed in."""
    context = chromium.new_context(base_url=desk.site.url)
    context.set_default_timeout(WITHIN_MS)
    page = context.new_page()
    page.goto("/auth/sign-in")
    sign_in(page, key)
    yield page
    context.close()


def sign_in(page: Page, key: str) -> None:
    page.fill("[name=email]", BY_KEY[key].email)
    page.fill("[name=password]", PASSWORD)
    page.click("button[type=submit]")
    page.locator("main h1").wait_for()


def begin(page: Page, path: str, amount: str, notes: str = "At the desk") -> Locator:
    """Open the dialog and fill it in; what would change is foretold."""
    page.goto(path)
    page.get_by_role("button", name="Record payment").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Notes").fill(notes)
    dialog.get_by_label(re.compile("^Amount")).fill(amount)
    expect(dialog.locator(".change .after").first).to_be_visible(timeout=WITHIN_MS)
    return dialog


def end_sign_in(desk: Desk, key: str) -> None:
    with desk.database.as_owner() as owner:
        owner.execute(
            "update public.user_sessions set ended_at = clock_timestamp(), ended_reason = 'revoked' where user_id = %s and ended_at is null",
            [BY_KEY[key].id],
        )


def send(dialog: Locator) -> None:
    dialog.get_by_role("button", name="Record payment").click()


def require_typed(dialog: Locator, amount: str) -> None:
    expect(dialog.get_by_label(re.compile("^Amount"))).to_have_value(amount, timeout=WITHIN_MS)
    expect(dialog.get_by_label("Notes")).to_have_value("At the desk")


def require_paid(dialog: Locator, desk: Desk, before, milli: int) -> None:
    """The receipt is the next one, and the ledger has one act more."""
    expect(dialog.locator("[data-receipt]")).to_have_text(before.next_receipt(), timeout=WITHIN_MS)
    after = stands(desk.database, PART)
    assert (after.acts, after.left) == (before.acts + 1, before.left - milli)


def test_of_two_cashiers_in_two_browsers_one_is_told_who_was_faster(chromium, desk, path):
    before = stands(desk.database, PART)
    with somebody(chromium, desk, "enzo") as fast, somebody(chromium, desk, "nadia") as slow:
        one, two = begin(fast, path, "200"), begin(slow, path, "300")
        send(one)
        require_paid(one, desk, before, 200_000)
        between = stands(desk.database, PART)
        send(two)
        told = two.get_by_role("alert").first
        expect(told).to_contain_text("Somebody was faster (Enzo Conti: payment of PKR 200.00, ")
        expect(told).to_contain_text("Nothing was changed by you.")
        require_typed(two, "300")
        assert stands(desk.database, PART) == between
        send(two)
        require_paid(two, desk, between, 300_000)


def test_a_connection_to_the_database_that_is_cut_is_told_and_the_same_form_pays_once(chromium, desk, path):
    before = stands(desk.database, PART)
    with somebody(chromium, desk, "enzo") as page:
        dialog = begin(page, path, "100")
        with held(desk.database, PART), psycopg.connect(desk.database.owner_url, autocommit=True) as owner:
            send(dialog)
            owner.execute("select pg_terminate_backend(%s)", [wait_until_it_waits(owner, "growthos_app")])
            expect(dialog.get_by_role("alert")).to_contain_text("it is done once at most. Request", timeout=WITHIN_MS)
        assert stands(desk.database, PART) == before
        require_typed(dialog, "100")
        send(dialog)
        require_paid(dialog, desk, before, 100_000)


def test_a_server_that_is_killed_in_the_middle_leaves_nothing_half_done_and_the_form_is_offered_again(
    chromium, desk, path
):
    before = stands(desk.database, PART)
    with somebody(chromium, desk, "enzo") as page:
        dialog = begin(page, path, "100")
        with held(desk.database, PART), psycopg.connect(desk.database.owner_url, autocommit=True) as owner:
            send(dialog)
            backend = wait_until_it_waits(owner, "growthos_app")
            desk.kill()
            assert stands(desk.database, PART) == before
        with psycopg.connect(desk.database.owner_url, autocommit=True) as owner:
            until_gone(owner, backend)
        assert stands(desk.database, PART) == before
        desk.start()
        card = page.locator("[data-kept]")
        expect(card).to_contain_text("The connection was lost while “Record payment” was being sent", timeout=WITHIN_MS)
        expect(card).to_contain_text("At the desk")
        card.get_by_role("button", name="Open it again").click()
        require_typed(dialog, "100")
        expect(card).to_be_hidden()
        send(dialog)
        require_paid(dialog, desk, before, 100_000)
        dialog.get_by_role("button", name="Close").click()
        page.reload()
        page.get_by_role("button", name="Record payment").wait_for()
        expect(card).to_be_hidden()


@pytest.mark.parametrize("who", ["enzo", "nadia"])
def test_what_was_typed_outlives_a_sign_in_for_whoever_typed_it_and_nobody_else(chromium, desk, path, who):
    with somebody(chromium, desk, "enzo") as page:
        begin(page, path, "100")
        end_sign_in(desk, "enzo")
        page.wait_for_url("**/auth/sign-in?next=*")
        sign_in(page, who)
        page.get_by_role("button", name="Record payment").wait_for()
        card = page.locator("[data-kept]")
        if who == "nadia":
            expect(card).to_be_hidden()
            assert page.evaluate("sessionStorage.getItem('growthos-typed')") is None
            return
        expect(card).to_contain_text("Nothing was sent.", timeout=WITHIN_MS)
        page.get_by_role("button", name="Record payment").click()
        require_typed(page.get_by_role("dialog"), "100")
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)
        expect(card).to_be_hidden()


def test_only_what_was_typed_comes_back_not_what_somebody_else_has_changed_meanwhile(chromium, desk):
    with desk.database.as_owner() as owner:
        (code,) = owner.execute("select student_code from public.students where id = %s", [ALICE.student_id]).fetchone()
    with somebody(chromium, desk, "enzo") as page:
        page.goto(f"/students/{code}")
        page.get_by_role("button", name="Edit contact").click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_label("Phone").fill("+92 300 1112223")
        end_sign_in(desk, "enzo")
        page.wait_for_url("**/auth/sign-in?next=*")
        with desk.database.as_owner() as owner:
            owner.execute("update public.users set email = 'alice@elsewhere.example' where id = %s", [ALICE.id])
        sign_in(page, "enzo")
        page.locator("[data-kept]").get_by_role("button", name="Open it again").click()
        expect(dialog.get_by_label("Phone")).to_have_value("+92 300 1112223", timeout=WITHIN_MS)
        expect(dialog.get_by_label("E-mail")).to_have_value("alice@elsewhere.example")
