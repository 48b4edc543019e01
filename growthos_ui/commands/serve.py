"""`growthos serve`: the finished build on one port, for any PostgreSQL that the environment names."""

from __future__ import annotations

import os
from typing import Annotated

import typer


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command(name="serve")(serve)


def serve(
    port: Annotated[int | None, typer.Option(help="Port to listen on; else PORT, else 8321.")] = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on; else HOST, else 127.0.0.1.")] = None,
) -> None:
    """Serve the dashboard from the finished build. Settings come from the environment only."""
    from growthos_ui.serve import serve as run
    from growthos_ui.settings import settings

    os.environ.update({"PORT": str(port)} if port else {})
    os.environ.update({"HOST": host} if host else {})
    run(settings())
