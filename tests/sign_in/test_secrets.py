"""Passwords, cookies and bound tokens by themselves."""

from uuid import UUID

import pytest
from argon2 import PasswordHasher
from hypothesis import given
from hypothesis import strategies as st

from growthos_ui.auth import passwords, tokens
from growthos_ui.errors import GrowthError

SIGN_IN = UUID("6f1d3a52-94c1-4c5e-8f2b-0d6a4f7b9a10")
SECRET = "correct horse battery"


async def test_a_password_is_right_in_every_way_of_typing_it():
    stored = await passwords.hash_of("ﬁne café sentence")
    assert stored.startswith("$argon2id$v=19$m=65536,t=3,p=1$")
    assert (await passwords.check(stored, "fine cafe\u0301 sentence")).right
    assert not (await passwords.check(stored, "fine cafe sentence")).right


async def test_a_hash_at_an_older_cost_is_replaced_when_the_password_is_right():
    old = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(SECRET)
    verdict = await passwords.check(old, SECRET)
    assert verdict.right
    assert (await passwords.check(verdict.better_hash, SECRET)) == passwords.Verdict(right=True)
    assert (await passwords.check(old, "another sentence")) == passwords.Verdict(right=False)


@pytest.mark.parametrize("stored", [None, "", "plain text", "$argon2id$broken"])
async def test_nothing_matches_no_hash(stored):
    assert not (await passwords.check(stored, SECRET)).right


@pytest.mark.parametrize("password", ["", "x" * 11, "x" * 257, "ﬃ" * 86])
def test_a_password_has_twelve_to_256_characters(password):
    with pytest.raises(GrowthError):
        passwords.require_acceptable(password)


@given(st.text())
def test_whatever_a_browser_calls_itself_its_tab_is_inside_its_own_sign_in(client_token):
    bound = tokens.bind(client_token, sign_in_id=SIGN_IN, epoch=3)
    assert (bound.sign_in_id, bound.epoch) == (SIGN_IN, 3)
    assert tokens.parse(bound.written()) == bound
    assert tokens.bind(bound.written(), sign_in_id=SIGN_IN, epoch=3) == bound


def test_a_bound_token_of_other_rights_or_another_sign_in_is_bound_anew():
    bound = tokens.bind("a tab", sign_in_id=SIGN_IN, epoch=3)
    assert tokens.bind(bound.written(), sign_in_id=SIGN_IN, epoch=4).tab != bound.tab
    assert tokens.bind(bound.written(), sign_in_id=UUID(int=1), epoch=3).tab != bound.tab


@given(st.text())
def test_no_text_that_the_server_did_not_write_is_a_cookie_or_a_token(text):
    assert tokens.read_cookie(text) is None
    assert tokens.parse(text) is None


def test_a_cookie_reads_back_and_its_secret_is_never_printed():
    cookie = tokens.Cookie(SIGN_IN, tokens.new_secret())
    assert tokens.read_cookie(cookie.written()) == cookie
    assert tokens.proves(cookie.secret, tokens.hash_of(cookie.secret))
    assert cookie.secret not in repr(cookie)
    assert tokens.read_cookie(cookie.written() + "\n") is None
