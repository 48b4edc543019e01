"""A payment by hand while things break: the server killed in the middle, its connection cut, and two cashiers at once."""

from __future__ import annotations

import os
import re
import signal
from contextlib import contextmanager

import psycopg
from playwright.sync_api import expect

from tests.cast import BY_KEY, NORTHGATE, PASSWORD
from tests.finance.underway import held, stands, until_gone, waiting
from tests.journeys.site import serving
from tests.school_ground import row_id

INVOICE, PART = row_id(NORTHGATE, "invoice ben"), row_id(NORTHGATE, "part 2 ben")


@contextmanager
def somebody(chromium, url, database, key):
    """A browser of its own in which a person has signed in."""
    with database.as_owner() as owner:
        owner.execute("delete from dashboard.sign_in_throttles")
    context = chromium.new_context(base_url=url)
    context.set_default_timeout(15_000)
    page = context.new_page()
    page.goto("/auth/sign-in")
    page.fill("[name=email]", BY_KEY[key].email)
    page.fill("[name=password]", PASSWORD)
    page.click("button[type=submit]")
    page.locator("main h1").wait_for()
    yield page
    context.close()


def path_of(database):
    with database.as_owner() as owner:
        (number,) = owner.execute("select invoice_number from public.invoices where id = %s", [INVOICE]).fetchone()
    return f"/finance/installments/{number}-2"


def begin(page, path, amount):
    page.goto(path)
    page.get_by_role("button", name="Record payment").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label(re.compile("^Amount")).fill(amount)
    expect(dialog.locator(".change .after").first).to_be_visible()
    return dialog


def send(dialog):
    dialog.get_by_role("button", name="Record payment").click()


def test_the_server_killed_in_the_middle_leaves_nothing_half_done(chromium, site, tmp_path):
    database, path = site.database, path_of(site.database)
    before = stands(database, PART)
    with (
        serving(database, tmp_path / "first.log") as doomed,
        psycopg.connect(database.owner_url, autocommit=True) as owner,
    ):
        with somebody(chromium, doomed.url, database, "enzo") as page, held(database, PART):
            dialog = begin(page, path, "100")
            send(dialog)
            backend = waiting(owner)
            os.killpg(doomed.process.pid, signal.SIGKILL)
            assert stands(database, PART) == before
        until_gone(owner, backend)
    assert stands(database, PART) == before
    with serving(database, tmp_path / "second.log") as again, somebody(chromium, again.url, database, "enzo") as page:
        dialog = begin(page, path, "100")
        send(dialog)
        expect(dialog.locator("[data-receipt]")).to_have_text(before.next_receipt())
    after = stands(database, PART)
    assert (after.acts, after.lines, after.left) == (before.acts + 1, before.lines + 1, before.left - 100_000)


def test_a_connection_that_is_cut_is_told_and_the_same_form_pays_once(chromium, site):
    database, path = site.database, path_of(site.database)
    before = stands(database, PART)
    with somebody(chromium, site.url, database, "enzo") as page:
        dialog = begin(page, path, "100")
        dialog.get_by_label("Notes").fill("At the desk")
        with held(database, PART), psycopg.connect(database.owner_url, autocommit=True) as owner:
            send(dialog)
            backend = waiting(owner)
            with psycopg.connect(database.app_url, autocommit=True) as itself:
                itself.execute("select pg_terminate_backend(%s)", [backend])
            expect(page.get_by_text("Nothing was changed").first).to_be_visible()
        assert stands(database, PART) == before
        expect(dialog.get_by_label("Notes")).to_have_value("At the desk")
        send(dialog)
        expect(dialog.locator("[data-receipt]")).to_have_text(before.next_receipt())
    after = stands(database, PART)
    assert (after.acts, after.left) == (before.acts + 1, before.left - 100_000)


def test_of_two_cashiers_in_two_browsers_one_is_told_who_was_faster(chromium, site):
    database, path = site.database, path_of(site.database)
    before = stands(database, PART)
    with (
        somebody(chromium, site.url, database, "enzo") as fast,
        somebody(chromium, site.url, database, "nadia") as slow,
    ):
        one, two = begin(fast, path, "200"), begin(slow, path, "300")
        send(one)
        expect(one.locator("[data-receipt]")).to_have_text(before.next_receipt())
        two.get_by_label("Notes").fill("Mine")
        send(two)
        told = two.get_by_role("alert").first
        expect(told).to_contain_text("Somebody was faster (Enzo Conti: payment of PKR 200.00, ")
        expect(told).to_contain_text("Nothing was changed by you.")
        expect(two.get_by_label("Notes")).to_have_value("Mine")
        assert stands(database, PART).acts == before.acts + 1
        send(two)
        expect(two.locator("[data-receipt]")).to_be_visible()
    after = stands(database, PART)
    assert (after.acts, after.left) == (before.acts + 2, before.left - 500_000)
