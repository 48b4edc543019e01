"""Which user of the machine the server runs as: oneself, or, since PostgreSQL refuses root, one made for it."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

from growthos_ui.errors import GrowthError, Kind

if TYPE_CHECKING:
    from pathlib import Path

_NAME = "growthos-db"
_STAND_INS = ("pgserver", "postgres", "nobody")


@dataclass(frozen=True, slots=True)
class Account:
    """The user that owns the data files. `borrowed` is true when it is not the one who asks (who is then root)."""

    uid: int
    gid: int
    borrowed: bool

    def own(self, path: Path) -> None:
        """Give a file or folder to this account."""
        if self.borrowed:
            os.chown(path, self.uid, self.gid)

    def identity(self) -> dict[str, object]:
        """Return the keywords that make `subprocess` run a program as this account."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []} if self.borrowed else {}


def server_account() -> Account:
    """Return the account to run the server as; as root, make it when it does not exist yet."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid(), borrowed=False)
    entry = _entry(_NAME) or _made() or next(filter(None, map(_entry, _STAND_INS)), None)
    if entry is None:
        raise GrowthError(
            Kind.UNAVAILABLE,
            "PostgreSQL refuses to run as root, and no other user could be made for it.",
            remedy=f"Add a user named {_NAME}, or start as a normal user.",
        )
    return Account(entry.pw_uid, entry.pw_gid, borrowed=True)


def _entry(name: str) -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(name)
    except KeyError:
        return None


def _made() -> pwd.struct_passwd | None:
    tool = shutil.which("useradd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    if tool is None:
        return None
    words = [tool, "--system", "--no-create-home", "--user-group", "--shell", "/usr/sbin/nologin", _NAME]
    subprocess.run(words, check=False, capture_output=True, timeout=30)  # noqa: S603 - fixed words
    return _entry(_NAME)
