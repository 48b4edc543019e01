"""The inline scripts of the pages that stand on disk now: another start may build them anew while this one serves."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from growthos_ui import front
from growthos_ui.web.headers import script_hashes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class PageScripts:
    """Yields the policy's names of the scripts; the pages are read again only when the build has changed."""

    def __init__(self, build: Path = front.BUILD, mark: Path = front.MARK) -> None:
        self._build, self._signs = build, (build / "index.html", mark)
        self._read: tuple[int | None, ...] = ()
        self._hashes: tuple[str, ...] = ()

    def __iter__(self) -> Iterator[str]:
        found = tuple(_written_at(path) for path in self._signs)
        if found != self._read:
            with suppress(OSError):  # a page went while it was to be read: the next answer looks again
                self._hashes = script_hashes(self._build)
                self._read = found
        return iter(self._hashes)


def _written_at(path: Path) -> int | None:
    """Return when a file was last written, in nanoseconds; None where there is none."""
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return None
