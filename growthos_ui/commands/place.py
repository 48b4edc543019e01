"""Which database a command is about: the one that DATABASE_OWNER_URL names, else the embedded one of the data folder."""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from growthos_ui.bootstrap.environment import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from growthos_ui.embedded import EmbeddedServer

DATA_DIR = ROOT / ".growthos"

DataDir = Annotated[Path, typer.Option("--data-dir", help="Where the embedded database keeps its data.")]


@contextmanager
def owner_url(data_dir: Path) -> Iterator[str]:
    """Give the owner's address for as long as the context lasts."""
    if _is_named():
        from growthos_ui.settings import owner_settings

        yield owner_settings().database_owner_url
        return
    with _embedded(data_dir) as server:
        yield server.url()


@contextmanager
def every_url(data_dir: Path) -> Iterator[dict[str, str]]:
    """Give the addresses as keywords `owner_url`, `app_url` and `sign_in_url` for as long as the context lasts."""
    if _is_named():
        from growthos_ui.settings import every_address

        named = every_address()
        yield {
            "owner_url": named.database_owner_url,
            "app_url": named.database_url,
            "sign_in_url": named.database_sign_in_url,
        }
        return
    with _embedded(data_dir) as server:
        yield {
            "owner_url": server.url(),
            "app_url": server.url("growthos_app"),
            "sign_in_url": server.url("growthos_sign_in"),
        }


@contextmanager
def worker_url(data_dir: Path) -> Iterator[str]:
    """Give the worker's address for as long as the context lasts. Raises GrowthError where only others are named."""
    if _is_named() or os.environ.get("DATABASE_WORKER_URL") or os.environ.get("DATABASE_WORKER_URL_FILE"):
        from growthos_ui.settings import worker_settings

        yield worker_settings().database_worker_url
        return
    with _embedded(data_dir) as server:
        yield server.url("growthos_worker")


def _is_named() -> bool:
    return bool(os.environ.get("DATABASE_OWNER_URL") or os.environ.get("DATABASE_OWNER_URL_FILE"))


@contextmanager
def _embedded(data_dir: Path) -> Iterator[EmbeddedServer]:
    """Use the embedded server where it runs; else start it for as long as this takes."""
    from growthos_ui.embedded import EmbeddedServer

    server = EmbeddedServer(data_dir)
    if server.attach():
        yield server
        return
    with server:
        server.create_database()
        yield server


def role_passwords(data_dir: Path) -> dict[str, str]:
    """Return the passwords that the login roles shall have: the embedded server's, or those in the addresses given."""
    if _is_named():
        return _from_addresses()
    from growthos_ui.embedded import EmbeddedServer

    return EmbeddedServer(data_dir).passwords()


def _from_addresses() -> dict[str, str]:
    from urllib.parse import unquote, urlsplit

    found = {}
    for name in ("DATABASE_URL", "DATABASE_SIGN_IN_URL", "DATABASE_WORKER_URL"):
        file = os.environ.get(f"{name}_FILE")
        parts = urlsplit(Path(file).read_text().strip() if file else os.environ.get(name, ""))
        if parts.username and parts.password:
            found[unquote(parts.username).partition(".")[0]] = unquote(parts.password)
    return found
