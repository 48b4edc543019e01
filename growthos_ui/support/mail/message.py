"""A mail as it travels: envelope, plain text, the same as a page, and what is attached."""

from __future__ import annotations

from email.errors import MessageError, NonASCIILocalPartDefect
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import formatdate
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from growthos_ui.support.mail.attaching import Attachment
    from growthos_ui.support.mail.wording import Words


def message_of(
    mail: Mapping[str, Any], words: Words, *, sender: str, attached: Sequence[Attachment] = ()
) -> EmailMessage:
    """Return the message of a mail that was taken from the outbox. Its Message-ID is the same for each attempt.

    Raises ValueError for an address that is none.
    """
    plain = all(address.isascii() for address in (mail["recipient"], *mail["copies"]))
    message = EmailMessage(policy=SMTP if plain else SMTPUTF8)
    message["From"] = Address(" ".join(str(mail["organisation"]).split()), addr_spec=sender)
    to = _address(mail["recipient"])
    if to is None:
        raise ValueError(mail["recipient"])
    message["To"] = to
    # What the settings name and is no address holds no mail back.
    for header, said in (("Cc", mail["copies"]), ("Reply-To", [mail["reply_to"] or ""])):
        if known := [each for each in map(_address, said) if each]:
            message[header] = known
    message["Subject"] = words.subject
    message["Date"] = formatdate()
    message["Message-ID"] = mail["message_id"]
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(words.text)
    message.add_alternative(words.html, subtype="html")
    for each in attached:
        message.add_attachment(each.body, maintype="application", subtype="pdf", filename=each.name)
    return message


def _address(said: str) -> Address | None:
    """Return the address that a text is, letters beyond ASCII before its @ too; None where it is none."""
    try:
        return Address(addr_spec=said)
    except NonASCIILocalPartDefect:
        name, _, domain = said.rpartition("@")
        return Address(username=name, domain=domain)
    except (ValueError, MessageError, IndexError):
        return None
