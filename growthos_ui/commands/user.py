"""`growthos user`: a school, its first superadmin, and a new password for somebody who is locked out."""

from __future__ import annotations

from typing import Annotated

import typer

from growthos_ui.commands.place import DATA_DIR, DataDir, owner_url

users = typer.Typer(help="A school, its first superadmin, and lost passwords.", no_args_is_help=True)

Email = Annotated[str, typer.Argument(help="E-mail address that the person signs in with.")]
Password = Annotated[
    str, typer.Option(prompt=True, hide_input=True, confirmation_prompt=True, help="Asked when left out.")
]


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(users, name="user")


@users.command(name="create-organization")
def create_organization(
    name: Annotated[str, typer.Argument(help="Name of the school, as people read it.")],
    slug: Annotated[str, typer.Option(help="Its short name: a to z, 0 to 9 and hyphens.")],
    timezone: Annotated[str, typer.Option(help="The zone of its days, like Asia/Karachi.")],
    currency: Annotated[str, typer.Option(help="The currency that it bills in, like PKR.")],
    data_dir: DataDir = DATA_DIR,
) -> None:
    """Create a school. Its first superadmin comes next."""
    from growthos_ui.sign_in.accounts import create_organization as run

    with owner_url(data_dir) as url:
        run(owner_url=url, name=name, slug=slug, timezone=timezone, currency=currency)
    typer.echo(f"{name} is there. Next: growthos user create-superadmin EMAIL --organization {slug}")


@users.command(name="create-superadmin")
def create_superadmin(
    email: Email,
    name: Annotated[str, typer.Option(prompt=True, help="Full name.")],
    password: Password,
    organization: Annotated[str, typer.Option(help="Slug of the home organisation.")] = "northgate",
    data_dir: DataDir = DATA_DIR,
) -> None:
    """Create somebody who may do everything, in an organisation that exists."""
    from growthos_ui.sign_in.accounts import create_superadmin as run

    with owner_url(data_dir) as url:
        run(owner_url=url, email=email, name=name, password=password, organization_slug=organization)
    typer.echo(f"{email} may sign in.")


@users.command(name="reset-password")
def reset_password(
    email: Email,
    password: Password,
    temporary: Annotated[bool, typer.Option("--temporary", help="It is to be changed at the next sign-in.")] = False,  # noqa: FBT002 - a flag of the command line
    data_dir: DataDir = DATA_DIR,
) -> None:
    """Give somebody a first or a new password; all open sign-ins of that person end."""
    from growthos_ui.sign_in.accounts import reset_password as run

    with owner_url(data_dir) as url:
        run(owner_url=url, email=email, password=password, temporary=temporary)
    typer.echo(f"{email} has a new password{', to be changed at the next sign-in' if temporary else ''}.")
