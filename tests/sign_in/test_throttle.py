"""Guessing passwords: counted before they are looked at, by account and by address."""

import asyncio

import pytest

from growthos_ui.sign_in import throttle
from growthos_ui.sign_in.browser import Site
from growthos_ui.sign_in.throttle import Throttle
from tests.cast import BY_KEY, PASSWORD
from tests.sign_in.conftest import open_door, send_form, settings_for
from tests.sign_in.forms import csrf_of, error_of

GUESS = "not the password of anybody"


# To look at each password as dearly as is right would be most of the time.
pytestmark = pytest.mark.usefixtures("cheap_passwords")


async def test_each_wrong_password_costs_a_try_and_the_fifth_a_wait(browser):
    said = [error_of((await send_form(browser, "maya", GUESS)).text) for _ in range(6)]
    assert [sentence.partition("right. ")[2].partition(" left")[0] for sentence in said[:4]] == [
        "4 tries", "3 tries", "2 tries", "1 try",
    ]  # fmt: skip
    assert said[4].endswith("That was the last try before a wait.")
    assert said[5].startswith("Too many tries. Please wait")


async def test_a_wait_is_written_down_and_told_to_whose_account_it_is_once(browser, database):
    for email in (BY_KEY["kenji"].email, "person@nowhere.example"):
        for _ in range(6):
            await send_form(browser, email, GUESS)
    with database.as_owner() as owner:
        kept = owner.execute(
            """select record_id, admin_id, sensitivity, host(ip_address) from public.admin_logs
               where action = 'login_failed_locked' and record_id is distinct from %s""",
            [BY_KEY["maya"].id],
        ).fetchall()
        told = owner.execute(
            "select title from public.notifications where type = 'security_alert' and user_id = %s",
            [BY_KEY["kenji"].id],
        ).fetchall()
    assert kept == [(BY_KEY["kenji"].id, None, "restricted", "127.0.0.1")]
    assert told == [("Your password was guessed at",)]


async def test_during_the_wait_the_right_password_is_not_looked_at(browser):
    for _ in range(5):
        await send_form(browser, "maya", GUESS)
    answer = await send_form(browser, "maya")
    assert answer.status_code == 429
    assert 1 <= int(answer.headers["retry-after"]) <= 30


@pytest.mark.parametrize("spelling", ["{}", " {} ", "{}\u2003", "{:<400}", "{:<400}x"])
async def test_no_spelling_of_an_address_has_tries_of_its_own(browser, spelling):
    for _ in range(5):
        await send_form(browser, "maya", GUESS)
    for email in (spelling.format(BY_KEY["maya"].email), spelling.format(BY_KEY["maya"].email.upper())):
        assert (await send_form(browser, email)).status_code in {401, 429}
    assert "growthos" not in browser.cookies


async def test_of_forty_guesses_at_once_five_are_looked_at(browser, monkeypatch):
    looked_at = 0

    async def check(stored, password):
        nonlocal looked_at
        looked_at += 1
        return Verdict(right=False)

    from growthos_ui.auth.passwords import Verdict

    monkeypatch.setattr("growthos_ui.auth.passwords.check", check)
    form = {
        "email": BY_KEY["maya"].email,
        "password": GUESS,
        "csrf": csrf_of((await browser.get("/auth/sign-in")).text),
    }
    answers = await asyncio.gather(*(browser.post("/auth/sign-in", data=form) for _ in range(40)))
    assert looked_at == 5
    assert sorted(answer.status_code for answer in answers) == [401] * 5 + [429] * 35


async def test_a_locked_account_still_opens_from_another_address(database):
    async with open_door(settings_for(database, trusted_proxy_hops=1)) as door, door.browser() as browser:
        for _ in range(5):
            await send_form(browser, "maya", GUESS, **{"x-forwarded-for": "198.51.100.7"})
        locked = await send_form(browser, "maya", **{"x-forwarded-for": "198.51.100.7"})
        free = await send_form(browser, "maya", **{"x-forwarded-for": "203.0.113.9"})
    assert (locked.status_code, free.status_code) == (429, 303)


async def test_an_account_guessed_at_from_many_addresses_says_so_before_its_person_waits_and_they_are_told(
    database, monkeypatch
):
    monkeypatch.setattr(throttle, "TRIES_BY_ACCOUNT", 6)
    async with open_door(settings_for(database, trusted_proxy_hops=1)) as door, door.browser() as browser:
        said = [
            error_of((await send_form(browser, "farah", GUESS, **{"x-forwarded-for": f"198.51.100.{each}"})).text)
            for each in (1, 1, 2, 2, 3, 3)
        ]
        waits = await send_form(browser, "farah", **{"x-forwarded-for": "203.0.113.9"})
    assert [
        words in sentence
        for words, sentence in zip(("2 tries left", "1 try left", "the last try"), said[3:], strict=True)
    ] == [True] * 3
    assert waits.status_code == 429
    with database.as_owner() as owner:
        kept = owner.execute(
            """select l.description, n.message from public.admin_logs l
               join public.notifications n on n.user_id = l.record_id and n.type = 'security_alert'
               where l.action = 'login_failed_locked' and l.record_id = %s""",
            [BY_KEY["farah"].id],
        ).fetchall()
    assert len(kept) == 1
    assert ["from many addresses" in words for words in kept[0]] == [True, True]


async def test_an_address_is_believed_only_from_a_trusted_proxy(browser):
    for number in range(5):
        await send_form(browser, "otto", GUESS, **{"x-forwarded-for": f"198.51.100.{number}"})
    assert (await send_form(browser, "otto", **{"x-forwarded-for": "203.0.113.9"})).status_code == 429


async def test_an_address_that_tries_many_accounts_has_to_wait(browser, monkeypatch):
    monkeypatch.setattr(throttle, "TRIES_BY_ADDRESS", 3)
    for number in range(3):
        await send_form(browser, f"person{number}@nowhere.example", GUESS)
    assert (await send_form(browser, "maya")).status_code == 429


async def test_a_right_password_gives_back_its_own_tries_and_no_other(browser, door, monkeypatch):
    monkeypatch.setattr(throttle, "TRIES_BY_ADDRESS", 5)
    for number in range(3):
        await send_form(browser, f"person{number}@nowhere.example", GUESS)
    assert (await send_form(browser, "maya")).status_code == 303
    async with door.browser() as other:
        await send_form(other, "person4@nowhere.example", GUESS)
        await send_form(other, "person5@nowhere.example", GUESS)
        assert (await send_form(other, "otto")).status_code == 429


async def test_an_office_that_signs_in_together_is_not_locked_out(door, monkeypatch):
    monkeypatch.setattr(throttle, "TRIES_BY_ADDRESS", 3)
    for who in ("sam", "nadia", "maya", "farah"):
        async with door.browser() as browser:
            assert (await send_form(browser, who)).status_code == 303


async def test_the_table_of_tries_holds_no_address(browser, database):
    await send_form(browser, "maya", GUESS)
    with database.as_owner() as owner:
        kept = owner.execute("select string_agg(key, ' ') from dashboard.sign_in_throttles").fetchone()[0]
    assert "maya" not in kept
    assert "127.0.0.1" not in kept


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("198.51.100.7", "198.51.100.8", False),
    ],
    ids=["one customer's network", "another network", "two version 4 addresses"],
)
def test_a_version_6_customer_counts_as_one_address(one, other, same):
    counter = Throttle(None, "a secret")
    assert (counter.keys(email="a", ip=one)[2] == counter.keys(email="a", ip=other)[2]) is same


@pytest.mark.parametrize(
    ("said", "counted"),
    [
        ("::ffff:198.51.100.7", "198.51.100.7"),
        ("::FFFF:c633:6407", "198.51.100.7"),
        ("2001:db8::1", "2001:db8::1"),
        ("x", None),
    ],
)
def test_a_version_4_address_is_counted_as_such_however_it_is_written(said, counted):
    assert Site("http://localhost:8321").client_ip({"client": (said, 1), "headers": []}) == counted


async def test_the_right_password_works_while_tries_are_left(browser):
    for _ in range(4):
        await send_form(browser, "kenji", GUESS)
    assert (await send_form(browser, "kenji", PASSWORD)).status_code == 303
