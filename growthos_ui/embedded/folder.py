"""The data folder: made private, recognised as ours, and held by one process at a time."""

from __future__ import annotations

import errno
import fcntl
import json
import os
import secrets
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from growthos_ui.errors import GrowthError, Kind

if TYPE_CHECKING:
    from growthos_ui.embedded.account import Account

_MARK = "growthos-data"
_SOCKET_NAME = ".s.PGSQL.5432"
_SOCKET_PATH_BYTES_MAX = 107
_ROLES = ("growthos_owner", "growthos_app", "growthos_sign_in", "growthos_worker")


class DataFolder:
    """One data folder and the paths in it. Every refusal is a GrowthError with a sentence that names the folder."""

    def __init__(self, path: Path) -> None:
        self.path = path.expanduser().absolute()
        self.cluster = self.path / "postgres"
        self.log = self.path / "server.log"
        self._note = self.path / "running.json"
        self._passwords = self.path / "passwords.json"
        self._lock: int | None = None

    def take(self, account: Account) -> None:
        """Make the folder, close it to everybody else, and hold it."""
        try:
            self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._recognise()
            self._hold()
            self.path.chmod(0o700)
            (self.path / _MARK).touch()
            account.own(self.path)
        except OSError as error:
            raise self.refusal(error) from error

    def release(self) -> None:
        """Let another process take the folder. Closing the descriptor frees the lock; no lock file is left."""
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    @property
    def held(self) -> bool:
        """Whether this process holds the folder."""
        return self._lock is not None

    def refusal(self, error: OSError) -> GrowthError:
        """Turn an error of the file system into one sentence about this folder."""
        reason = {
            errno.ENOSPC: "the disk is full",
            errno.EDQUOT: "the disk quota is used up",
            errno.EROFS: "the disk is read-only",
            errno.EACCES: "it may not be written",
            errno.EPERM: "it may not be written",
            errno.ENOTDIR: "a part of its path is a file",
            errno.EEXIST: "there is a file of that name",
        }.get(error.errno or 0, error.strerror or str(error))
        return GrowthError(
            Kind.UNAVAILABLE,
            f"The data folder {self.path} cannot be used: {reason}.",
            remedy="Name another one with --data-dir.",
        )

    def passwords(self) -> dict[str, str]:
        """Return the random password of each database role, made at the first call and kept in a 0600 file."""
        try:
            return dict(json.loads(self._passwords.read_text()))
        except FileNotFoundError:
            made = {role: secrets.token_urlsafe(32) for role in _ROLES}
            self.write_private(self._passwords, json.dumps(made, indent=1))
            return made
        except ValueError as error:
            raise self.broken("passwords.json cannot be read") from error
        except OSError as error:
            raise self.refusal(error) from error

    def write_private(self, path: Path, text: str) -> None:
        """Write a 0600 file whole or not at all."""
        try:
            draft = path.with_name(path.name + ".new")
            descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "w") as file:
                file.write(text)
            draft.replace(path)
        except OSError as error:
            raise self.refusal(error) from error

    def broken(self, reason: str) -> GrowthError:
        """Return the refusal for data that cannot be used any more."""
        return GrowthError(
            Kind.UNAVAILABLE,
            f"The database in {self.path} cannot start: {reason}.",
            remedy="Start with --reset to build it anew, or name another folder with --data-dir.",
        )

    def socket_folder(self, account: Account) -> Path:
        """Make the 0700 folder of the socket: here, or, when this path is too long for a socket, a short private one."""
        folder = self.path / "socket"
        if len(os.fsencode(folder / _SOCKET_NAME)) > _SOCKET_PATH_BYTES_MAX:
            short = min(tempfile.gettempdir(), "/tmp", key=len)  # noqa: S108 - mkdtemp makes it private
            folder = Path(tempfile.mkdtemp(prefix="growthos-", dir=short))
        folder.mkdir(mode=0o700, exist_ok=True)
        folder.chmod(0o700)
        account.own(folder)
        return folder

    def note(self, socket: Path, *, detached: bool) -> None:
        """Write down where the socket is and whether the server is meant to outlive us."""
        self.write_private(self._note, json.dumps({"socket": str(socket), "detached": detached, "pid": os.getpid()}))

    def noted(self) -> dict[str, object]:
        """Return what the last start wrote down; empty after a proper stop."""
        try:
            return dict(json.loads(self._note.read_text()))
        except (OSError, ValueError):
            return {}

    def clear(self) -> None:
        """Remove the socket's folder and the note."""
        socket = self.noted().get("socket")
        if isinstance(socket, str) and Path(socket).name.startswith(("socket", "growthos-")):
            shutil.rmtree(socket, ignore_errors=True)
        self._note.unlink(missing_ok=True)

    def wipe(self) -> None:
        """Remove everything inside, for a start from nothing. The folder must be held."""
        for inner in self.path.iterdir():
            if inner.name == _MARK:
                continue
            shutil.rmtree(inner) if inner.is_dir() and not inner.is_symlink() else inner.unlink()

    def _recognise(self) -> None:
        """Refuse a folder full of something else: it would be closed, and emptied by --reset."""
        mine = (self.path / _MARK).exists() or self.path.name == ".growthos"
        if not mine and any(self.path.iterdir()):
            raise GrowthError(
                Kind.INVALID,
                f"The folder {self.path} is not empty and holds no Growth OS data.",
                remedy="Name an empty one with --data-dir.",
            )

    def _hold(self) -> None:
        lock = os.open(self.path, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
            holder = self.noted().get("pid")
            raise GrowthError(
                Kind.CONFLICT,
                f"The data folder {self.path} is in use by another process{f' ({holder})' if holder else ''}.",
                remedy="Stop that one, or name another folder with --data-dir.",
            ) from None
        self._lock = lock
