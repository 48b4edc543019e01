"""The delivery log: who sees it, what it says, and what a person decides there."""

from __future__ import annotations

from datetime import date

import pytest

from growthos_ui import settings
from growthos_ui.support.mail.sending import send_waiting
from state.actor import ActorState
from state.mail import MailsState, MailState
from tests.screens import offered, open_screen
from tests.support.mails import act, bill, outbox
from tests.support.post import post_office

PATH = "/support/mail"
MARCH = date(2026, 3, 1)


@pytest.fixture(scope="module")
def learner(database):
    """A learner with a part of 900 and a reminder by hand that waits."""
    student, [part] = bill(database, MARCH)
    act(database, "nadia", "remind_installment(%s)", part)
    return student


async def decide(tab, name, mail_id, choice):
    at = {"pathname": PATH, "asPath": PATH}
    await tab.send(MailsState.pick, {"said": f"1 {mail_id}"}, **at)
    await tab.send(MailsState.prepare, {"name": name}, **at)
    await tab.send(MailsState.perform, {"form": {"choice": choice}}, **at)


@pytest.mark.parametrize(("key", "acts"), [("sam", 2), ("nadia", 2), ("enzo", 0), ("farah", 2), ("vera", 0)])
async def test_who_sees_money_sees_the_mails_about_it(key, acts, pipeline, database, learner):
    tab = await open_screen(pipeline, database, key, PATH)
    kinds = {row["full_name"]: row["mail_kind"] for row in tab.shown(MailsState, "rows")}
    assert (kinds["Newly Come"], kinds["Alice Ahmed"]) == ("Reminder by hand", "Receipt")
    assert "Bea Marsh" not in kinds
    assert "Mail" in offered(tab)
    assert len((await tab.kept(MailsState)).acts) == acts


@pytest.mark.parametrize("key", ["maya", "tara", "marco"])
async def test_who_has_nothing_to_do_with_money_is_refused(key, pipeline, database):
    tab = await open_screen(pipeline, database, key, PATH)
    assert not tab.shown(MailsState, "rows")
    assert tab.shown(ActorState, "refusal") == "Your role does not show mails to students."


async def test_a_mail_that_waits_for_a_server_says_so(pipeline, database, learner, monkeypatch):
    await send_waiting(database.worker_url, None)
    tab = await open_screen(pipeline, database, "nadia", f"{PATH}?state=waiting")
    assert tab.shown(MailsState, "held") == "No mail server is set: mails wait here, and are sent once there is one."
    assert {row["last_error"] for row in tab.shown(MailsState, "rows")} == {"No mail server is set."}
    set_ = settings.MailSettings(smtp_url="smtp://mail.example", mail_from="a@school.example")
    monkeypatch.setattr("state.mail.mail_settings", lambda: set_)
    tab = await open_screen(pipeline, database, "nadia", PATH)
    assert tab.shown(MailsState, "held") == ""


async def test_one_that_is_unknown_is_told_and_sent_again_by_a_person(pipeline, database, learner):
    with post_office(at="DATA", says="drop") as post:
        await send_waiting(database.worker_url, post.server)
    tab = await open_screen(pipeline, database, "farah", f"{PATH}?state=unknown")
    [row] = tab.shown(MailsState, "rows")
    await tab.send(MailState.open, {"entry_id": row["id"]}, pathname=PATH, asPath=PATH)
    entry = (await tab.kept(MailState)).entry
    assert entry.description.startswith("Nobody knows whether it went")
    assert "PKR 900.00" in entry.texts[0].words
    await decide(tab, "again", row["id"], "missing")
    [(status, why)] = outbox(database, learner, "status, last_error")
    assert (status, why) == ("waiting", "They have not got it")
    await decide(tab, "drop", row["id"], "otherwise")
    assert outbox(database, learner, "status") == ["dropped"]
    await decide(tab, "again", row["id"], "missing")
    assert "nothing to decide" in tab.shown(MailsState, "act")["error"]
