"""One line per step, alive while the step lasts: nobody waits in front of a silent screen."""

from __future__ import annotations

import shutil
import sys
import threading
import time
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from types import TracebackType

_TICK_SECONDS = 0.2
_QUIET_TICK_SECONDS = 10.0  # where the output is a file: a line now and then
_DETAIL_LENGTH_MAX = 90
_FRAMES = "|/-\\"


class Step:
    """A step of the start, to be used as a context manager. `say` tells what it is doing at the moment."""

    def __init__(self, title: str) -> None:
        self._title = title
        self._detail = ""
        self._begin = time.monotonic()
        self._over = threading.Event()
        self._live = sys.stderr.isatty()
        self._ticker = threading.Thread(target=self._tick, daemon=True)

    def __enter__(self) -> Self:
        self._begin = time.monotonic()
        self._ticker.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._ticker.join()
        self._erase()
        mark = "ok" if kind is None else "stopped"
        sys.stderr.write(f"{self._title} … {mark} ({self._seconds():.1f} s)\n")
        sys.stderr.flush()

    def say(self, detail: str, share: float | None = None) -> None:
        """Show what the step is doing and, where it is known, the share done (0 to 1); only the latest is shown."""
        words = " ".join(detail.replace("━", "").split())[:_DETAIL_LENGTH_MAX]
        self._detail = words if share is None else f"{share:4.0%}  {words}"

    def _seconds(self) -> float:
        return time.monotonic() - self._begin

    def _tick(self) -> None:
        turn = 0
        while not self._over.wait(_TICK_SECONDS if self._live else _QUIET_TICK_SECONDS):
            turn += 1
            line = f"{self._title} … {self._seconds():.0f} s  {self._detail}"
            if self._live:
                width = shutil.get_terminal_size().columns - 3
                sys.stderr.write(f"\r{_FRAMES[turn % len(_FRAMES)]} {line[:width]:<{width}}")
            else:
                sys.stderr.write(f"{line}\n")
            sys.stderr.flush()

    def _erase(self) -> None:
        if self._live:
            sys.stderr.write("\r" + " " * (shutil.get_terminal_size().columns - 1) + "\r")
