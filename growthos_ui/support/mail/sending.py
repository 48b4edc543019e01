"""The sender: takes one mail after the other from the outbox, hands it over, and writes down how that went."""

from __future__ import annotations

from collections import Counter
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING, Any

import psycopg

from growthos_ui.support.mail.attaching import attached_to
from growthos_ui.support.mail.message import message_of
from growthos_ui.support.mail.server import Answer, Outcome, Unreachable, deliver
from growthos_ui.support.mail.wording import Words, worded

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from uuid import UUID

    import aiosmtplib

    from growthos_ui.support.mail.server import MailServer

    Connection = psycopg.AsyncConnection[Any]

NO_SERVER = "No mail server is set."
AT_ONCE_MAX = 50
"""How many mails of an organisation are sent in one turn, so that another organisation never waits long."""


async def send_waiting(worker_url: str, server: MailServer | None, *, at_once: int = AT_ONCE_MAX) -> Counter[str]:
    """Send what waits, a turn for each organisation; return how many went which way.

    Without a server, or one that cannot be reached, they wait and say why (`held`). Raises psycopg.Error where the
    database cannot be reached; a mail that was on its way then is unknown.
    """
    found: Counter[str] = Counter()
    async with await psycopg.AsyncConnection.connect(worker_url, autocommit=True) as connection:
        for organization in await _organizations(connection):
            async with AsyncExitStack() as held:
                try:
                    client = await _reached(server, held)
                except Unreachable as unreachable:
                    found["held"] += await _held(connection, organization, str(unreachable))
                    continue
                found += await _turn(connection, organization, server, client, at_once)  # type: ignore[arg-type]
    return found


async def _reached(server: MailServer | None, held: AsyncExitStack) -> aiosmtplib.SMTP:
    if server is None:
        raise Unreachable(NO_SERVER)
    return await held.enter_async_context(server.connected())


async def _turn(
    connection: Connection, organization: UUID, server: MailServer, client: aiosmtplib.SMTP, at_once: int
) -> Counter[str]:
    """Send until nothing waits, the turn is over, or the line is broken: what is left waits for the next turn."""
    found: Counter[str] = Counter()
    for _ in range(at_once):
        if not client.is_connected:
            break
        async with _working_for(connection, organization):
            mail = await _answer(connection, "select private.take_mail(%s)", server.domain)
        if mail is None:
            break
        words, answer = await _sent(connection, organization, server, client, mail)
        async with _working_for(connection, organization):
            settle = "select private.end_mail(%s, %s, %s, %s, %s)"
            await _answer(connection, settle, mail["id"], answer.outcome, answer.words, words.subject, words.text)
        found[answer.outcome] += 1
    return found


async def _sent(
    connection: Connection, organization: UUID, server: MailServer, client: aiosmtplib.SMTP, mail: dict[str, Any]
) -> tuple[Words, Answer]:
    """Word the mail and hand it over. What cannot even be worded or attached has not been sent, and is tried later."""
    words = worded(mail["subject"], mail["body"], mail["facts"])
    try:
        async with _working_for(connection, organization):
            attached = await attached_to(mail, connection)
        message = message_of(mail, words, sender=server.sender, attached=attached)
    except ValueError as error:
        return words, Answer(Outcome.REFUSED, f"An address is none: {error}.")
    except Exception as error:  # noqa: BLE001 - whatever it is, this mail waits and the next one is not held up
        return words, Answer(Outcome.LATER, f"What goes with it could not be made ({type(error).__name__}).")
    return words, await deliver(client, message, sender=server.sender, to=[mail["recipient"], *mail["copies"]])


async def _organizations(connection: Connection) -> list[UUID]:
    found = await connection.execute("select private.organizations_with_mail()")
    return [each for (each,) in await found.fetchall()]


async def _held(connection: Connection, organization: UUID, why: str) -> int:
    async with _working_for(connection, organization):
        return int(await _answer(connection, "select private.hold_mail(%s)", why))


@asynccontextmanager
async def _working_for(connection: Connection, organization: UUID) -> AsyncIterator[None]:
    async with connection.transaction():
        await connection.execute("select private.work_for(%s)", [organization])
        yield


async def _answer(connection: Connection, statement: str, *values: object) -> Any:
    row = await (await connection.execute(statement.encode(), values)).fetchone()
    return None if row is None else row[0]
