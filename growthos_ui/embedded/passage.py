"""Lets the server's account pass through folders that are closed to it, for as long as the server runs.

Only root needs this: its home, and every folder made by `mktemp -d`, is closed to other users. The right
to pass is given to that one account by an access list, never to everybody, and is taken back at the end.
Several servers may pass through one folder: each holds a shared lock on it, and the last one closes it.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import stat
import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from growthos_ui.embedded.account import Account

_LIST = "system.posix_acl_access"
_OWNER, _USER, _GROUP, _NAMED_GROUP, _MASK, _OTHER = 0x01, 0x02, 0x04, 0x08, 0x10, 0x20
_NOBODY = 0xFFFFFFFF
_PASS = 1

_Entry = tuple[int, int, int]  # tag, permission, id


class Passage:
    """The folders opened for one account; `close` gives every one of them back as it was."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._held: list[tuple[Path, int, bool]] = []

    def open(self, target: Path) -> None:
        """Make every folder above `target` passable for the account. Does nothing for one's own account."""
        if not self._account.borrowed:
            return
        for folder in reversed(target.parents):
            if not self._passable(folder):
                self._open(folder)

    def close(self) -> None:
        """Take the right to pass back, unless another server still passes through the same folder."""
        while self._held:
            folder, lock, by_list = self._held.pop()
            with contextlib.suppress(OSError):
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                _forget(folder, self._account.uid) if by_list else _close_to_others(folder)
            os.close(lock)

    def _passable(self, folder: Path) -> bool:
        """Tell whether the folder needs no right from us. One opened by another server does: it will close it."""
        facts = folder.stat()
        if facts.st_uid == self._account.uid:
            return bool(facts.st_mode & stat.S_IXUSR)
        if facts.st_gid == self._account.gid:
            return bool(facts.st_mode & stat.S_IXGRP)
        return bool(facts.st_mode & stat.S_IXOTH)

    def _open(self, folder: Path) -> None:
        lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        fcntl.flock(lock, fcntl.LOCK_SH)
        by_list = True
        try:
            _admit(folder, self._account.uid)
        except OSError:  # a file system without access lists
            by_list = False
            folder.chmod(stat.S_IMODE(folder.stat().st_mode) | stat.S_IXOTH)
        self._held.append((folder, lock, by_list))


def _admit(folder: Path, uid: int) -> None:
    entries = [entry for entry in _entries(folder) if not (entry[0] == _USER and entry[2] == uid)]
    _write(folder, [*entries, (_USER, _PASS, uid)])


def _forget(folder: Path, uid: int) -> None:
    entries = [entry for entry in _entries(folder) if not (entry[0] == _USER and entry[2] == uid)]
    if any(tag in (_USER, _NAMED_GROUP) for tag, _, _ in entries):
        _write(folder, entries)
        return
    group = next(permission for tag, permission, _ in entries if tag == _GROUP)
    os.removexattr(folder, _LIST)
    mode = stat.S_IMODE(folder.stat().st_mode)
    folder.chmod(mode & ~stat.S_IRWXG | group << 3)


def _close_to_others(folder: Path) -> None:
    folder.chmod(stat.S_IMODE(folder.stat().st_mode) & ~stat.S_IXOTH)


def _entries(folder: Path) -> list[_Entry]:
    try:
        raw = os.getxattr(folder, _LIST)
    except OSError:
        mode = folder.stat().st_mode
        return [(_OWNER, mode >> 6 & 7, _NOBODY), (_GROUP, mode >> 3 & 7, _NOBODY), (_OTHER, mode & 7, _NOBODY)]
    return [entry for entry in struct.iter_unpack("<HHI", raw[4:]) if entry[0] != _MASK]


def _write(folder: Path, entries: list[_Entry]) -> None:
    """Write the list in the order the kernel wants, with the mask that admits all that the entries say."""
    mask = 0
    for tag, permission, _ in entries:
        mask |= permission if tag in (_USER, _GROUP, _NAMED_GROUP) else 0
    ordered = sorted([*entries, (_MASK, mask, _NOBODY)], key=lambda entry: (entry[0], entry[2]))
    body = b"".join(struct.pack("<HHI", *entry) for entry in ordered)
    os.setxattr(folder, _LIST, struct.pack("<I", 2) + body)
