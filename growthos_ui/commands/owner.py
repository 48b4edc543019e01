"""`growthos migrate` and `growthos import`: what changes the schema or loads data, as the database's owner."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from growthos_ui.commands import bringing
from growthos_ui.commands.place import DATA_DIR, DataDir, owner_url, role_passwords
from growthos_ui.errors import GrowthError, Kind

imports = typer.Typer(help="Load data from files, in one transaction.", no_args_is_help=True)


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(name="migrate")(migrate)
    bringing.add_to(imports)
    app.add_typer(imports, name="import")


def migrate(data_dir: DataDir = DATA_DIR) -> None:
    """Bring the database to the schema of this version. Safe to run twice, also at the same time."""
    from growthos_ui.bootstrap.progress import Step
    from growthos_ui.db.migrate import migrate as run

    with owner_url(data_dir) as url, Step("Bringing the schema up to date") as step:
        run(owner_url=url, passwords=role_passwords(data_dir), report=step.say)


@imports.command()
def oulad(
    folder: Annotated[
        Path | None, typer.Argument(help="Folder of the OULAD files, csv or csv.gz.", envvar="GROWTHOS_OULAD")
    ] = None,
    *,
    organization: Annotated[str, typer.Option(help="Slug of the organisation that gets the learners.")] = "northgate",
    shift_weeks: Annotated[int, typer.Option(help="Move every date by this many weeks, at most 5,000 either way.")] = 0,
    until: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], metavar="DAY", help="Load nothing after this day, 2026-03-31."),
    ] = None,
    presentation: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Only this one, like AAA_2013J. May be repeated.")
    ] = None,
    data_dir: DataDir = DATA_DIR,
) -> None:
    """Load the Open University Learning Analytics Dataset: 32,593 registrations. Safe to repeat."""
    if folder is None:
        raise GrowthError(Kind.INVALID, "No folder is named.", remedy="Give it as an argument or set GROWTHOS_OULAD.")
    from growthos_ui.bootstrap.progress import Step
    from growthos_ui.learning.oulad import import_folder

    with owner_url(data_dir) as url, Step(f"Loading {folder}") as step:
        report = import_folder(
            owner_url=url,
            folder=folder,
            organization_slug=organization,
            shift_weeks=shift_weeks,
            until=until.date() if until else None,
            presentations=set(presentation) if presentation else None,
            report_progress=step.say,
        )
    typer.echo("\n".join(report.lines()))
