"""How a command ends: on Ctrl-C, TERM and a closed terminal everything that it started ends first."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG
_PATIENCE_SECONDS = 15


def end_on_signals() -> None:
    """Turn TERM, HUP and INT into SystemExit, once: a second one does not disturb the tidying up.

    A signal that was ignored from outside (`nohup`) stays ignored.
    """
    for each in _SIGNALS:
        if signal.getsignal(each) is not signal.SIG_IGN:
            signal.signal(each, _end)


def _end(number: int, _frame: object) -> None:
    for each in _SIGNALS:
        signal.signal(each, lambda *_: None)  # not SIG_IGN: programs started from here would inherit that
    raise SystemExit(128 + number)


def end(process: subprocess.Popen[str] | subprocess.Popen[bytes], number: int = signal.SIGTERM) -> None:
    """End a program that was started here, with all that it started: politely, then at once.

    A program that leads a session of its own is ended with the whole session's process group.
    """
    if process.poll() is not None:
        return
    leads = os.getpgid(process.pid) == process.pid
    send = os.killpg if leads else os.kill
    for each in (number, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            send(process.pid, each)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_PATIENCE_SECONDS)
            break


def die_with_parent(number: int = signal.SIGTERM) -> Callable[[], None] | None:
    """Return a `preexec_fn` that makes the kernel send a signal when this process is killed outright.

    None where the kernel cannot, and outside the main thread: there the end of the thread would count.
    """
    if sys.platform != "linux" or threading.current_thread() is not threading.main_thread():
        return None
    prctl = ctypes.CDLL(None).prctl

    def ask() -> None:
        with contextlib.suppress(OSError):
            prctl(_DIE_WITH_PARENT, number)

    return ask
