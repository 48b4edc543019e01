"""`growthos database`: the embedded server by itself."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from growthos_ui.commands.place import DATA_DIR, DataDir
from growthos_ui.embedded import DATABASE, OWNER, EmbeddedServer
from growthos_ui.embedded.binaries import program
from growthos_ui.errors import GrowthError, Kind

databases = typer.Typer(help="The embedded PostgreSQL by itself.", no_args_is_help=True)

Role = Annotated[str, typer.Option(help="Database role to act as.")]


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(databases, name="database")


@databases.command()
def start(data_dir: DataDir = DATA_DIR) -> None:
    """Start the server and leave it running."""
    with EmbeddedServer(data_dir, detached=True) as server:
        server.create_database()
        typer.echo(server.url())


@databases.command()
def stop(data_dir: DataDir = DATA_DIR) -> None:
    """Stop a server that `start` left running."""
    server = EmbeddedServer(data_dir)
    if not server.attach():
        typer.echo("It does not run.")
        return
    server.start()
    server.stop(for_good=True)
    typer.echo("Stopped.")


@databases.command()
def url(role: Role = OWNER, data_dir: DataDir = DATA_DIR) -> None:
    """Print the address of the running server. It holds the role's password."""
    typer.echo(_running(data_dir).url(_known(role, data_dir)))


@databases.command()
def shell(role: Role = OWNER, data_dir: DataDir = DATA_DIR) -> None:
    """Open psql on the running server."""
    server = _running(data_dir)
    place = {"PGHOST": str(server.socket), "PGUSER": role, "PGDATABASE": DATABASE}
    password = server.passwords()[_known(role, data_dir)]  # in the environment: arguments are seen by everybody
    psql = program("psql")
    os.execve(psql, [psql], os.environ | place | {"PGPASSWORD": password})  # noqa: S606 - our own program


def _running(data_dir: Path) -> EmbeddedServer:
    server = EmbeddedServer(data_dir)
    if not server.attach():
        raise GrowthError(
            Kind.WRONG_STATE, f"No server runs on {data_dir}.", remedy="Start it with `growthos database start`."
        )
    return server


def _known(role: str, data_dir: Path) -> str:
    known = sorted(EmbeddedServer(data_dir).passwords())
    if role not in known:
        raise GrowthError(
            Kind.INVALID, f"No role {role} signs in here.", remedy=f"There are {', '.join(known)}.", field="role"
        )
    return role
