"""A mail server on loopback that takes, refuses or breaks off as a test says, and keeps what it took."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

from growthos_ui.support.mail.server import MailServer, mail_server

SENDER = "billing@northgate.example"


@dataclass
class Post:
    """What happens to a mail: `at` names the command that answers `says`; `drop` breaks off, `kill` ends that process after taking it."""

    at: str = ""
    says: str = ""
    kill: int = 0
    port: int = 0
    host: str = "127.0.0.1"
    taken: list[tuple[list[str], EmailMessage]] = field(default_factory=list)

    @property
    def server(self) -> MailServer:
        found = mail_server(self.url, SENDER)
        assert found
        return found

    @property
    def url(self) -> str:
        return f"smtp://{self.host}:{self.port}"

    async def meet_sender(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        envelope.mail_from = address
        return self._said(server, "MAIL")

    async def meet_recipient(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        said = self._said(server, "RCPT")
        if said.startswith("250"):
            envelope.rcpt_tos.append(address)
        return said

    async def take_text(self, server: Any, session: Any, envelope: Any) -> str:
        said = self._said(server, "DATA")
        if said.startswith("250"):
            self.taken.append((envelope.rcpt_tos, message_from_bytes(envelope.content, policy=policy.default)))
        if self.kill:
            os.kill(self.kill, signal.SIGKILL)
        return said

    # as aiosmtpd calls them
    handle_MAIL, handle_RCPT, handle_DATA = meet_sender, meet_recipient, take_text  # noqa: N815

    def _said(self, server: Any, command: str) -> str:
        if self.at == command and self.says == "drop":
            server.transport.abort()
        return self.says if self.at == command else "250 OK"


@contextmanager
def post_office(post: Post | None = None, **given: Any) -> Iterator[Post]:
    """Serve until the block ends."""
    post = post or Post(**given)
    with socket.socket() as free:
        free.bind((post.host, 0))
        post.port = free.getsockname()[1]
    controller = Controller(post, hostname=post.host, port=post.port, ready_timeout=10)
    controller.start()
    try:
        yield post
    finally:
        controller.stop()
