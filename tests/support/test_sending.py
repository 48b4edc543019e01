"""The sender against a real mail server on loopback: taken, refused, broken off, and killed when the server had it already."""

import asyncio
import hashlib
import os
import subprocess
import sys
from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from psycopg.types.json import Jsonb
from pypdf import PdfReader

from growthos_ui.support.mail.sending import send_waiting
from growthos_ui.support.mail.server import mail_server
from tests.cast import NORTHGATE
from tests.database import Database
from tests.support.mails import act, bill, empty_outbox, outbox
from tests.support.post import SENDER, Post, post_office

MARCH = date(2026, 3, 1)


@pytest.fixture
def paid(database: Database):
    """Return a learner whose receipt is the only mail that waits."""
    empty_outbox(database)
    student, [part] = bill(database, MARCH)
    act(database, "enzo", "record_installment_payment(%s, 400, '2026-03-01', 'cash')", part)
    return student


async def test_a_receipt_arrives_as_it_was_worded(database: Database, paid) -> None:
    with post_office() as post:
        assert await send_waiting(database.worker_url, post.server) == {"sent": 1}
    [(to, message)] = post.taken
    said = outbox(database, paid, "status, subject, body, message_id, recipient")[0]
    assert said == (
        "sent",
        message["Subject"],
        "Dear Newly Come, PKR 400.00 has arrived.",
        message["Message-ID"],
        to[0],
    )
    assert message.get_body(("plain",)).get_content().strip() == "Dear Newly Come, PKR 400.00 has arrived."
    assert "PKR 400.00 has arrived." in message.get_body(("html",)).get_content()
    assert message["Message-ID"].endswith("@northgate.example>")
    assert message["From"] == f"Northgate Academy <{SENDER}>"


async def test_a_school_whose_name_has_two_lines_writes_in_one(database: Database, paid) -> None:
    with database.as_owner() as owner:
        rename = (
            "update public.company_settings set company_name = %s where organization_id = %s returning company_name"
        )
        owner.execute(rename, ["Northgate\r\nBcc: all@x.example", NORTHGATE.id])
    with post_office() as post:
        assert await send_waiting(database.worker_url, post.server) == {"sent": 1}
    [(to, message)] = post.taken
    with database.as_owner() as owner:
        owner.execute(rename, ["Northgate Academy", NORTHGATE.id])
    assert (len(to), message["Bcc"]) == (1, None)
    assert message["From"].addresses[0].display_name == "Northgate Bcc: all@x.example"


async def test_the_receipt_goes_along_as_it_is_downloaded(database: Database, paid) -> None:
    with post_office() as post:
        await send_waiting(database.worker_url, post.server)
    [(_, message)] = post.taken
    [receipt] = message.iter_attachments()
    text = PdfReader(BytesIO(receipt.get_content())).pages[0].extract_text()
    with database.as_owner() as owner:
        number, digest = owner.execute(
            "select number, digest from dashboard.documents where kind = 'receipt' and student_id = %s", [paid]
        ).fetchone()
    assert receipt.get_filename() == f"{number}.pdf"
    assert "400.00" in text
    assert number in text
    assert hashlib.sha256(receipt.get_content()).hexdigest() == digest


async def test_markup_in_a_name_is_text_in_the_page(database: Database, paid) -> None:
    with database.as_owner() as owner:
        owner.execute(
            "update public.users set full_name = '<b>محمد</b> & Co' where id = (select user_id from public.students where id = %s)",
            [paid],
        )
        owner.execute(
            "insert into dashboard.mail_templates (organization_id, kind, version, subject, body) values (%s, 'invoice_paid', 2, '{name}', 'Dear {name},\n\n{amount}')",
            [NORTHGATE.id],
        )
    with post_office() as post:
        await send_waiting(database.worker_url, post.server)
    [(_, message)] = post.taken
    assert "&lt;b&gt;محمد&lt;/b&gt; &amp; Co" in message.get_body(("html",)).get_content()
    assert message["Subject"] == "<b>محمد</b> & Co"


async def test_a_copy_that_is_no_address_holds_no_mail_back(database: Database, paid) -> None:
    settings = "update public.company_settings set settings = %s where organization_id = %s"
    fees = {"billing_cc": ["a..b@northgate.example", "bücher@northgate.example"]}
    with database.as_owner() as owner:
        owner.execute(
            settings, [Jsonb({"fees": fees, "contact": {"email": "of..fice@northgate.example"}}), NORTHGATE.id]
        )
    with post_office() as post:
        assert await send_waiting(database.worker_url, post.server) == {"sent": 1}
    [(_, message)] = post.taken
    with database.as_owner() as owner:
        owner.execute(settings, [Jsonb({}), NORTHGATE.id])
    assert (str(message["Cc"]), message["Reply-To"]) == ("bücher@northgate.example", None)


async def test_copies_go_to_whom_the_school_names(database: Database, paid) -> None:
    with database.as_owner() as owner:
        owner.execute("update public.company_settings set settings = settings || %s where organization_id = %s",
                      [Jsonb({"fees": {"billing_cc": ["books@northgate.example"]}}), NORTHGATE.id])  # fmt: skip
    with post_office() as post:
        await send_waiting(database.worker_url, post.server)
    [(to, message)] = post.taken
    assert (to[1:], message["Cc"]) == (["books@northgate.example"], "books@northgate.example")


@pytest.mark.parametrize(
    ("answers", "status", "why"),
    [
        (("RCPT", "450 Mailbox busy"), "waiting", "The mail server answered 450: Mailbox busy."),
        (("RCPT", "550 No such user"), "failed", "The mail server answered 550: No such user."),
        (("DATA", "451 Try later"), "waiting", "The mail server answered 451: Try later."),
        (("DATA", "554 Spam"), "failed", "The mail server answered 554: Spam."),
        (("RCPT", "drop"), "waiting", "The mail server broke off before the text"),
        (("DATA", "drop"), "unknown", "The mail server broke off within the text"),
    ],
)
async def test_what_the_server_says_decides(database: Database, paid, answers, status: str, why: str) -> None:
    at, says = answers
    with post_office(at=at, says=says) as post:
        await send_waiting(database.worker_url, post.server)
    assert post.taken == []
    [(found, said)] = outbox(database, paid, "status, last_error")
    assert (found, said[: len(why)]) == (status, why)


async def test_to_another_machine_nothing_travels_unencrypted(database: Database, paid) -> None:
    with post_office(host="127.0.0.2") as post:
        assert await send_waiting(database.worker_url, post.server) == {"held": 1}
    with post_office() as post:
        assert await send_waiting(database.worker_url, replace(post.server, is_tls=True)) == {"held": 1}
    assert outbox(database, paid, "status, attempts") == [("waiting", 0)]


async def test_an_unknown_mail_is_never_sent_again_by_itself(database: Database, paid) -> None:
    with post_office(at="DATA", says="drop") as post:
        await send_waiting(database.worker_url, post.server)
    with post_office() as post:
        assert await send_waiting(database.worker_url, post.server) == {}
        [mail] = outbox(database, paid, "id")
        act(database, "nadia", "decide_mail(%s, true, 'They have not got it.')", mail)
        assert await send_waiting(database.worker_url, post.server) == {"sent": 1}


@pytest.mark.parametrize("where", [None, mail_server("smtp://127.0.0.1:1", SENDER)])
async def test_without_a_server_mails_wait_and_say_why(database: Database, paid, where) -> None:
    assert await send_waiting(database.worker_url, where) == {"held": 1}
    [(status, attempts, why)] = outbox(database, paid, "status, attempts, last_error")
    assert (status, attempts) == ("waiting", 0)
    assert why.startswith("The mail server 127.0.0.1 cannot be reached" if where else "No mail server is set.")


async def test_the_command_sends_what_waits_and_says_how_much(database: Database, paid) -> None:
    def run(**more: str) -> str:
        command = [sys.executable, "-m", "growthos_ui", "job", "mail"]
        env = os.environ | {"DATABASE_WORKER_URL": database.worker_url} | more
        return subprocess.run(command, env=env, capture_output=True, text=True, check=True, timeout=60).stdout

    assert await asyncio.to_thread(run) == "Mails: 1 waiting, with a new reason.\n"
    with post_office() as post:
        assert await asyncio.to_thread(run, SMTP_URL=post.url, MAIL_FROM=SENDER) == "Mails: 1 sent.\n"


_SENDER = """
import asyncio, sys
from growthos_ui.support.mail.sending import send_waiting
from growthos_ui.support.mail.server import mail_server
sys.stdin.readline()
asyncio.run(send_waiting(sys.argv[1], mail_server(sys.argv[2], "billing@northgate.example")))
"""


async def test_killed_when_the_server_had_it_the_mail_is_unknown_and_not_sent_twice(database: Database, paid) -> None:
    with post_office() as post:
        await asyncio.to_thread(_killed_by, post, database.worker_url)
        assert len(post.taken) == 1
        assert outbox(database, paid, "status") == ["sending"]
        assert await send_waiting(database.worker_url, post.server) == {}
        with database.as_owner() as owner:
            owner.execute("update dashboard.outbox set leased_until = clock_timestamp() - interval '1 second'")
        assert await send_waiting(database.worker_url, post.server) == {}
        assert outbox(database, paid, "status") == ["unknown"]
        assert len(post.taken) == 1


def _killed_by(post: Post, worker_url: str) -> None:
    """Run a sender of its own, which the mail server kills once it has the mail."""
    command = [sys.executable, "-c", _SENDER, worker_url, post.url]
    with subprocess.Popen(command, stdin=subprocess.PIPE, env=os.environ) as sender:
        post.kill = sender.pid
        sender.communicate(b"\n", timeout=30)
    post.kill = 0
