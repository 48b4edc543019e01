"""`growthos demo`: the whole dashboard on one machine, from nothing to an address; everything ends with it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
import webbrowser
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from growthos_ui.bootstrap.endings import die_with_parent, end
from growthos_ui.bootstrap.progress import Step
from growthos_ui.commands.demo_secrets import secrets_of
from growthos_ui.commands.place import DATA_DIR, DataDir
from growthos_ui.errors import GrowthError, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from growthos_ui.commands.demo_secrets import DemoSecrets
    from growthos_ui.embedded import EmbeddedServer

_HOST = "127.0.0.1"
_READY_SECONDS_MAX = 60
_LOOK_EVERY_S = 0.5
_ROOM_BYTES_MIN = 32_000_000  # less is what a full disk looks like after the database tidied up


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command(name="demo")(demo)


def demo(
    *,
    port: Annotated[int, typer.Option(help="Port to serve on, for this machine only.", min=1, max=65535)] = 8321,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Do not open a browser.")] = False,
    data_dir: DataDir = DATA_DIR,
    reset: Annotated[bool, typer.Option("--reset", help="Throw the demo data away and build it anew.")] = False,
) -> None:
    """Start the database, fill it, build the front end if it changed, serve, and print one sign-in per role."""
    from growthos_ui.embedded import EmbeddedServer
    from growthos_ui.serve import require_free

    require_free(_HOST, port)
    server = EmbeddedServer(data_dir)
    try:
        with Step("Starting the database"):
            server.start(reset=reset)
            server.create_database()
        kept = secrets_of(data_dir)
        with _disk_watched(server, data_dir):
            _fill(server.url(), server.passwords(), kept=kept)
        kept.keep()
        _build()
        _serve(server, port=port, kept=kept, browser=not no_browser)
    finally:
        server.stop()


@contextmanager
def _disk_watched(server: EmbeddedServer, data_dir: Path) -> Iterator[None]:
    """Say that the disk is full where that is why the database gave up: it may only have closed the connection."""
    import psycopg

    try:
        yield
    except (psycopg.Error, GrowthError) as error:
        cause = error.__cause__ if isinstance(error, GrowthError) else error
        if not isinstance(cause, psycopg.Error):
            raise
        full = isinstance(cause, psycopg.errors.DiskFull) or server.missed_room()
        if not full and shutil.disk_usage(data_dir).free > _ROOM_BYTES_MIN:
            raise
        raise GrowthError(
            Kind.UNAVAILABLE,
            f"The data folder {data_dir} cannot be filled: the disk is full.",
            remedy="Name another one with --data-dir.",
        ) from error


def _fill(owner_url: str, passwords: dict[str, str], *, kept: DemoSecrets) -> None:
    from growthos_ui.db.migrate import migrate
    from growthos_ui.demo import seed

    with Step("Bringing the schema up to date") as step:
        migrate(owner_url=owner_url, passwords=passwords, report=step.say, kind="demo")
    with Step("Filling the database") as step:
        seed.fill(owner_url=owner_url, password=kept.password, renew=kept.new, report_progress=step.say)


def _build() -> None:
    from growthos_ui import front

    if not front.is_current():
        with Step("Building the front end") as step:
            front.build(report_progress=step.say)


def _environment(server: EmbeddedServer, *, port: int, secret: str) -> dict[str, str]:
    """Return the environment of the serving process: the addresses of the roles that serve, never the owner's."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DATABASE_", "SECRET"))}
    return kept | {
        "DATABASE_URL": server.url("growthos_app"),
        "DATABASE_SIGN_IN_URL": server.url("growthos_sign_in"),
        "DATABASE_WORKER_URL": server.url("growthos_worker"),
        "PUBLIC_URL": f"http://localhost:{port}",
        "SECRET": secret,
        "HOST": _HOST,
        "PORT": str(port),
    }


def _serve(server: EmbeddedServer, *, port: int, kept: DemoSecrets, browser: bool) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "growthos_ui", "serve"],
        env=_environment(server, port=port, secret=kept.secret),
        start_new_session=True,  # signals of the terminal are for us; the server is ended before its database
        preexec_fn=die_with_parent(),  # noqa: PLW1509 - one system call
    )
    try:
        with Step("Starting the dashboard"):
            _wait_until_ready(server, process, port)
        _announce(f"http://localhost:{port}", kept.password)
        if browser and _has_screen():
            webbrowser.open(f"http://localhost:{port}")
        while process.poll() is None:
            _require_database(server)
            time.sleep(_LOOK_EVERY_S)
        if process.returncode != 0:
            sys.exit("The dashboard stopped by itself; what it said is above.")
    finally:
        end(process)


def _require_database(server: EmbeddedServer) -> None:
    """End with a sentence when the database has died under the dashboard."""
    if not server.runs():
        why = "the disk is full" if server.missed_room() else f"its last words are in {server.log}"
        sys.exit(f"The database stopped by itself, and the dashboard with it: {why}.")


def _has_screen() -> bool:
    """Tell whether a window can open; without one a text browser would take the terminal over."""
    return sys.platform == "darwin" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _wait_until_ready(server: EmbeddedServer, process: subprocess.Popen[bytes], port: int) -> None:
    until = time.monotonic() + _READY_SECONDS_MAX
    while time.monotonic() < until:
        _require_database(server)
        if process.poll() is not None:
            sys.exit("The dashboard could not start; what it said is above.")
        try:
            with urllib.request.urlopen(f"http://{_HOST}:{port}/readyz", timeout=2):
                return
        except (OSError, urllib.error.URLError):
            time.sleep(0.1)
    sys.exit(f"The dashboard was not ready after {_READY_SECONDS_MAX} seconds.")


def _announce(address: str, password: str) -> None:
    from growthos_ui.auth.permissions import Role
    from growthos_ui.demo import cast

    typer.echo(f"\nGrowth OS is ready: {address}\n")
    for person in (member for member in cast.CAST if member.role is not Role.STUDENT):
        rights = " + ".join((person.role.value, *sorted(person.capabilities))).replace("_", " ")
        typer.echo(f"  {person.name:<16} {rights:<32} {person.email:<40} {password}")
    typer.echo("\nCtrl-C stops it.")
