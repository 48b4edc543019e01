"""The server that takes our mails: its address, how we reach it, and in which of four ways it can answer."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import aiosmtplib

from growthos_ui.settings import LOOPBACK

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from email.message import EmailMessage

_PORTS = {"smtp": 587, "smtps": 465}
_TIMEOUT_S = 30.0
_FOR_GOOD = 500


class Outcome(StrEnum):
    """What became of a mail. Unknown: the line broke after the server may have had it whole."""

    SENT = "sent"
    LATER = "later"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Answer:
    """The outcome, and what the server said."""

    outcome: Outcome
    words: str = ""


class Unreachable(Exception):
    """The server cannot be reached or does not let us in: no mail was touched."""


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mails go, and from which address. Elsewhere than on this machine nothing travels unencrypted."""

    host: str
    port: int
    sender: str
    is_tls: bool = False
    user: str = ""
    password: str = field(default="", repr=False)

    @property
    def domain(self) -> str:
        """What stands behind the @ of the sender, and of every Message-ID."""
        return self.sender.rpartition("@")[2]

    @asynccontextmanager
    async def connected(self) -> AsyncIterator[aiosmtplib.SMTP]:
        """Yield a connection that is signed in. Raises Unreachable."""
        is_here = self.host in {name.strip("[]") for name in LOOPBACK}
        client = aiosmtplib.SMTP(
            hostname=self.host,
            port=self.port,
            use_tls=self.is_tls,
            start_tls=None if is_here and not self.is_tls else not self.is_tls,
            username=self.user or None,
            password=self.password or None,
            timeout=_TIMEOUT_S,
            local_hostname=self.domain,
        )
        try:
            await client.connect()
        except (aiosmtplib.SMTPException, OSError) as error:
            raise Unreachable(f"The mail server {self.host} cannot be reached: {_reason(error)}.") from error
        try:
            yield client
        finally:
            client.close()


def mail_server(smtp_url: str | None, mail_from: str | None) -> MailServer | None:
    """Return the server that the settings name, or None where they name none."""
    if not smtp_url or not mail_from:
        return None
    parts = urlsplit(smtp_url)
    return MailServer(
        host=parts.hostname or "",
        port=parts.port or _PORTS[parts.scheme],
        sender=mail_from,
        is_tls=parts.scheme == "smtps",
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )


async def deliver(client: aiosmtplib.SMTP, message: EmailMessage, *, sender: str, to: list[str]) -> Answer:
    """Hand one mail over to the first address, and to the others as copies: one that is refused holds nobody up.

    Until its text begins nothing can have been sent; once it has, a broken line leaves it unknown.
    """
    try:
        await _addressed(client, sender, to)
    except aiosmtplib.SMTPResponseException as error:
        return await _answered(client, error)
    except (aiosmtplib.SMTPException, OSError) as error:
        client.close()
        return Answer(Outcome.LATER, f"The mail server broke off before the text: {_reason(error)}.")
    try:
        await client.data(message.as_bytes())
    except aiosmtplib.SMTPResponseException as error:
        return await _answered(client, error)
    except (aiosmtplib.SMTPException, OSError) as error:
        client.close()
        return Answer(Outcome.UNKNOWN, f"The mail server broke off within the text: {_reason(error)}.")
    return Answer(Outcome.SENT)


async def _addressed(client: aiosmtplib.SMTP, sender: str, to: list[str]) -> None:
    is_plain = all(address.isascii() for address in to)
    await client.mail(sender, options=[] if is_plain else ["SMTPUTF8"])
    await client.rcpt(to[0], encoding="utf-8")
    for copy in to[1:]:
        await _copied(client, copy)


async def _copied(client: aiosmtplib.SMTP, copy: str) -> None:
    try:
        await client.rcpt(copy, encoding="utf-8")
    except aiosmtplib.SMTPResponseException:
        return


async def _answered(client: aiosmtplib.SMTP, error: aiosmtplib.SMTPResponseException) -> Answer:
    """Return what the server answered, and leave the connection ready for the next mail, where it still stands."""
    try:
        await client.rset()
    except (aiosmtplib.SMTPException, OSError):
        client.close()
    outcome = Outcome.REFUSED if error.code >= _FOR_GOOD else Outcome.LATER
    return Answer(outcome, f"The mail server answered {error.code}: {_reason(error)}.")


def _reason(error: Exception) -> str:
    """Return the first line of what went wrong, without a full stop."""
    said = error.message if isinstance(error, aiosmtplib.SMTPException) else str(error)
    lines = said.strip().splitlines()
    return (lines[0] if lines else type(error).__name__).rstrip(".")[:300]
