"""`growthos build`: the front end, built when its sources changed."""

from __future__ import annotations

from typing import Annotated

import typer


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command(name="build")(build)


def build(*, force: Annotated[bool, typer.Option("--force", help="Build even when nothing changed.")] = False) -> None:
    """Build the front end if something that reaches the browser changed."""
    from growthos_ui import front
    from growthos_ui.bootstrap.progress import Step

    if front.is_current() and not force:
        return
    with Step("Building the front end") as step:
        front.build(report_progress=step.say, force=force)
